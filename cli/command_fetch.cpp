// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/import_output.hpp"
#include "cli/mailbox_keeper.hpp"
#include "cli/mailbox_run.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"

#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope fetch                what is new in all configured mailboxes
  ruascope fetch rua            in one of them
  ruascope fetch --dry-run      what would be read

Mailboxes are [mailbox.NAME] in the configuration. They are left as they are
unless "after" says otherwise, and then only once a message is stored. What was
read is remembered: an interrupted run goes on where it was.)";

class FetchCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("mailbox", names_, "names of the configuration; all, unless named")->type_name("MAILBOX");
    app.add_flag("--dry-run", looks_only_, "say what would be read, and change nothing");
    app.add_option("--format", format_, "table (one line for people) or json")
        ->check(CLI::IsMember({"table", "json"}))
        ->option_text("F");
    app.footer(examples);
  }

  int run(Context& context) override {
    const InterruptGuard guard;
    const auto mailboxes = chosen_mailboxes(context.config(), names_);
    Progress progress(context.err, context.terminal.shows_progress);
    FileFates fates;
    std::unique_ptr<FateWatch> watch;
    auto hooks = import_hooks(context, progress, 0);
    hooks.on_input_done = [&](const std::string& origin) { fates.emplace_back(origin, watch->fate()); };
    ImportSession session(*context.store, std::move(hooks), {OnConflict::all, context.config().keep});
    watch = std::make_unique<FateWatch>(session);
    const auto warn = [&](const std::string& words) {
      progress.clear();
      context.err << "ruascope: warning: " << terminal_text(words) << '\n';
    };
    const MailboxRun run{context, session, fates, feedback_options(context, ""), warn};
    bool has_failed = false;
    for (const auto& mailbox : mailboxes) {
      if (InterruptGuard::signal() != 0) break;
      try {
        if (looks_only_)
          look(mailbox, run);
        else
          read_mailbox(mailbox, run);
      } catch (const Error& error) {
        progress.clear();
        has_failed = true;
        print_error(context, error);
      }
    }
    progress.clear();
    if (!looks_only_) print_counts(context, "fetch", format_ == "json", session.counts(), progress.seconds());
    if (const int signal = InterruptGuard::signal()) return 128 + signal;
    if (has_failed || session.counts().not_opened > 0) return exit_status::failed;
    return session.counts().unreadable > 0 ? exit_status::look_here : exit_status::done;
  }

 private:
  static void look(const MailboxConfig& mailbox, const MailboxRun& run) {
    if (!mailbox.path.empty()) {
      run.context.out << fmt::format("{}: {}\n", terminal_text(mailbox.name), terminal_text(mailbox.path));
      return;
    }
    const auto state_of = [&](const std::string& folder) {
      return stored_state(*run.context.store, account_of(mailbox), folder);
    };
    for (const auto& folder :
         look_at_mailbox(imap_mailbox(mailbox, run.context.err), state_of, imap_hooks(run.warn)))
      run.context.out << fmt::format("{}/{}: {} new of {}, {:.1f} MB\n", terminal_text(mailbox.name),
                                     terminal_text(folder.folder), counted(folder.unread, "message"),
                                     group_thousands(folder.messages),
                                     static_cast<double>(folder.bytes) / 1e6);
  }

  std::vector<std::string> names_;
  std::string format_ = "table";
  bool looks_only_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fetch_command() { return std::make_unique<FetchCommand>(); }

}  // namespace ruascope
