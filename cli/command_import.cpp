// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/import_output.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "ingest/ingest.hpp"
#include "ingest/local_source.hpp"
#include "ingest/model/error.hpp"

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope import reports/ mailbox.mbox Maildir/
  ruascope import google.com!example.com!1700000000!1700086399.zip
  ruascope import - < report.eml

All is told apart by content, never by name: XML, gzip, zip, mails, mboxes,
Maildirs. What was imported before is known and counts once.)";

constexpr int most_jobs = 64;
constexpr int most_usual_jobs = 8;  // one thread writes: more readers would wait for it

// What all paths hold together, for the time that is left; only asked when progress is shown.
std::int64_t bytes_below(const std::vector<std::string>& paths) {
  std::int64_t sum = 0;
  for (const auto& path : paths) {
    try {
      walk_files(path, [&](const FoundFile& file) {
        std::error_code error;
        const auto size = std::filesystem::file_size(file.path, error);
        if (!error) sum += static_cast<std::int64_t>(size);
        return !InterruptGuard::signal();
      });
    } catch (const Error&) {  // said when it is read
    }
  }
  return sum;
}

class ImportCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("path", paths_, "files, folders, Maildirs, mboxes; - is standard input")
        ->type_name("PATH|-")
        ->required();
    app.add_flag("--accept-partial", accept_partial_,
                 "of a report that was cut keep the whole records; a later whole copy replaces it");
    app.add_option("--conflict", conflict_,
                   "of reports that contradict each other keep the first, the last or all (as variants)")
        ->check(CLI::IsMember({"first", "last", "all"}))
        ->option_text("WHICH");
    app.add_option("--jobs", jobs_, "threads that unpack and parse; by default as many as there are cores")
        ->check(CLI::Range(1, most_jobs))
        ->option_text("N");
    app.add_option("--log-zone", log_zone_,
                   "time zone of log lines that name none: local (the default), UTC, +01:00")
        ->check(
            [](const std::string& zone) { return zone == "local" || parse_zone(zone) ? "" : "unknown zone"; })
        ->option_text("ZONE");
    add_table_or_json(app, format_, "table (one line for people) or json");
    app.footer(examples);
  }

  int run(Context& context) override {
    const InterruptGuard guard;
    Progress progress(context.err, context.terminal.shows_progress);
    const auto all_bytes = context.terminal.shows_progress ? bytes_below(paths_) : 0;
    ImportSession session(*context.store, import_hooks(context, progress, all_bytes),
                          {on_conflict(), context.config().keep});
    auto options = feedback_options(context, log_zone_);
    options.accept_partial = accept_partial_;
    ingest_paths(paths_, options, jobs_, session);
    session.commit();
    progress.clear();
    const auto& counts = session.counts();
    print_counts(context, "import", format_ == "json", counts, progress.seconds());
    const bool all_opened = counts.not_opened == 0;
    if (all_opened && counts.inputs == 0 && !context.config().quiet)
      context.err << "hint: there was no file to read\n";
    if (const int signal = InterruptGuard::signal()) return 128 + signal;
    if (!all_opened) return exit_status::failed;
    return counts.unreadable > 0 ? exit_status::look_here : exit_status::done;
  }

 private:
  OnConflict on_conflict() const {
    if (conflict_ == "first") return OnConflict::first;
    return conflict_ == "last" ? OnConflict::last : OnConflict::all;
  }

  std::vector<std::string> paths_;
  bool accept_partial_ = false;
  int jobs_ = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, most_usual_jobs);
  std::string conflict_ = "all";
  std::string log_zone_;
  std::string format_ = "table";
};

}  // namespace

std::unique_ptr<Command> make_import_command() { return std::make_unique<ImportCommand>(); }

}  // namespace ruascope
