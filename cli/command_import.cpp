// SPDX-License-Identifier: MIT
#include "analysis/alignment.hpp"
#include "cli/command.hpp"
#include "cli/import_session.hpp"
#include "cli/output.hpp"
#include "ingest/ingest.hpp"
#include "ingest/local_source.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"
#include "reports/rows.hpp"

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

// The line that a person reads at the end: what came in, and what needs a look.
std::string summary_line(const ImportCounts& counts) {
  const auto amount = [](std::int64_t number) { return group_thousands(number); };
  std::string line =
      fmt::format("{} {} new, {} known before", amount(counts.reports_new),
                  counts.reports_new == 1 ? "report" : "reports", amount(counts.reports_duplicate));
  if (counts.reports_replaced > 0)
    line += fmt::format(", {} replaced by fuller ones", amount(counts.reports_replaced));
  if (counts.reports_variant > 0)
    line += fmt::format(", {} contradicting (both kept)", amount(counts.reports_variant));
  if (const auto all = counts.rejections_new + counts.rejections_duplicate; all > 0)
    line += fmt::format(", {} {} new, {} known before", amount(counts.rejections_new),
                        counts.rejections_new == 1 ? "rejection" : "rejections",
                        amount(counts.rejections_duplicate));
  if (counts.warnings > 0) line += fmt::format(", {} warnings", amount(counts.warnings));
  if (counts.ignored() > 0) line += fmt::format(", {} ignored", amount(counts.ignored()));
  line += fmt::format(", {} unreadable", amount(counts.unreadable));
  return line + (counts.unreadable > 0 ? " (see: ruascope unreadable list)" : "");
}

std::string by_kind(const std::map<std::string, std::int64_t>& numbers) {
  std::string text;
  for (const auto& [kind, number] : numbers)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", group_thousands(number), kind);
  return text;
}

std::string by_kind_json(const std::map<std::string, std::int64_t>& numbers) {
  std::string text;
  for (const auto& [kind, number] : numbers)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", json_string(kind), number);
  return "{" + text + "}";
}

std::string counts_json(const ImportCounts& counts, double seconds) {
  return fmt::format(
      "{{\"schema_version\":1,\"command\":\"import\",\"inputs\":{},\"reports_new\":{},\"reports_duplicate\":{"
      "},"
      "\"reports_replaced\":{},\"reports_variant\":{},\"records\":{},\"messages\":{},\"rejections_new\":{},"
      "\"rejections_duplicate\":{},\"ignored\":{},\"ignored_by\":{},\"unreadable\":{},\"warnings\":{},"
      "\"warnings_by\":{},\"bytes\":{},\"seconds\":{:.3f}}}\n",
      counts.inputs, counts.reports_new, counts.reports_duplicate, counts.reports_replaced,
      counts.reports_variant, counts.records, counts.messages, counts.rejections_new,
      counts.rejections_duplicate, counts.ignored(), by_kind_json(counts.ignored_by), counts.unreadable,
      counts.warnings, by_kind_json(counts.warnings_by), counts.bytes, seconds);
}

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

std::string progress_text(const ImportCounts& counts, std::int64_t all_bytes, double seconds) {
  const auto reports = counts.reports_new + counts.reports_duplicate;
  auto text =
      fmt::format("{} files and mails, {} reports", group_thousands(counts.inputs), group_thousands(reports));
  if (seconds > 0) text += fmt::format(", {:.0f} a second", static_cast<double>(reports) / seconds);
  if (counts.bytes == 0 || all_bytes == 0) return text;
  const auto part = std::min(1.0, static_cast<double>(counts.bytes) / static_cast<double>(all_bytes));
  return text + fmt::format(", {:.0f} %, {:.0f} s left", part * 100, seconds / part - seconds);
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
    app.add_option("--format", format_, "table (one line for people) or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->option_text("F");
    app.footer(examples);
  }

  int run(Context& context) override {
    const InterruptGuard guard;
    Progress progress(context.err, context.terminal.shows_progress);
    const auto all_bytes = context.terminal.shows_progress ? bytes_below(paths_) : 0;
    ImportSession session(
        *context.store,
        {context.now,
         [&](const Unreadable& what) {
           progress.clear();
           print_unreadable(context.err, what);
         },
         [&](const ImportCounts& counts) {
           progress.update([&](double seconds) { return progress_text(counts, all_bytes, seconds); });
         },
         [] { return InterruptGuard::signal() != 0; },
         [&](const InputError& error) {
           progress.clear();
           context.err << "ruascope: error: " << terminal_text(error.what()) << '\n';
           if (!error.hint().empty()) context.err << "hint: " << terminal_text(error.hint()) << '\n';
         }},
        {on_conflict(), context.config().keep});
    FeedbackOptions options{context.config().limits, derive_verdict, accept_partial_};
    options.logs = {parse_zone(log_zone_.empty() ? context.config().log_zone : log_zone_), context.now()};
    ingest_paths(paths_, options, jobs_, session);
    session.commit();
    progress.clear();
    const auto& counts = session.counts();
    print_result(context, counts, progress.seconds());
    const bool all_opened = counts.not_opened == 0;
    if (all_opened && counts.inputs == 0 && !context.config().quiet)
      context.err << "hint: there was no file to read\n";
    if (const int signal = InterruptGuard::signal()) return 128 + signal;
    if (!all_opened) return exit_status::failed;
    return counts.unreadable > 0 ? exit_status::look_here : exit_status::done;
  }

 private:
  void print_result(const Context& context, const ImportCounts& counts, double seconds) const {
    if (format_ == "json") {
      context.out << counts_json(counts, seconds);
      return;
    }
    context.out << summary_line(counts) << '\n';
    if (context.config().quiet) return;
    if (counts.ignored() > 0) context.out << "ignored: " << by_kind(counts.ignored_by) << '\n';
    if (counts.warnings > 0)
      context.out << "warnings: " << by_kind(counts.warnings_by)
                  << " (see: ruascope reports --with-warnings)\n";
  }

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
