// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/import_output.hpp"
#include "cli/mailbox_keeper.hpp"
#include "cli/mailbox_run.hpp"
#include "cli/options.hpp"
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
    add_table_or_json(app, format_, "table (one line for people) or json");
    app.footer(examples);
  }

  int run(Context& context) override {
    const InterruptGuard guard;
    const auto mailboxes = chosen_mailboxes(context.config(), names_);
    return looks_only_ ? look(context, mailboxes) : read(context, mailboxes);
  }

 private:
  int read(Context& context, const std::vector<MailboxConfig>& mailboxes) const {
    MailboxReading reading(context);
    const bool has_failed = !for_each(
        context, mailboxes, [&](const MailboxConfig& one) { reading.read(one); }, [&] { reading.pause(); });
    reading.pause();
    print_counts(context, "fetch", format_ == "json", reading.counts(), reading.seconds());
    if (const int signal = InterruptGuard::signal()) return 128 + signal;
    if (has_failed || reading.counts().not_opened > 0) return exit_status::failed;
    return reading.counts().unreadable > 0 ? exit_status::look_here : exit_status::done;
  }

  // False if one failed; the others are dealt with all the same.
  template <class Work, class BeforeError>
  static bool for_each(const Context& context, const std::vector<MailboxConfig>& mailboxes, const Work& work,
                       const BeforeError& before_error) {
    bool is_done = true;
    for (const auto& mailbox : mailboxes) {
      if (InterruptGuard::signal() != 0) break;
      try {
        work(mailbox);
      } catch (const Error& error) {
        is_done = false;
        before_error();
        print_error(context, error);
      }
    }
    return is_done;
  }

  static int look(const Context& context, const std::vector<MailboxConfig>& mailboxes) {
    const bool is_done =
        for_each(context, mailboxes, [&](const MailboxConfig& one) { look_at(context, one); }, [] {});
    return is_done ? exit_status::done : exit_status::failed;
  }

  static void look_at(const Context& context, const MailboxConfig& mailbox) {
    if (!mailbox.path.empty()) {
      context.out << fmt::format("{}: {}\n", terminal_text(mailbox.name), terminal_text(mailbox.path));
      return;
    }
    const auto state_of = [&](const std::string& folder) {
      return stored_state(*context.store, account_of(mailbox), folder);
    };
    const auto hooks = imap_hooks([&](const std::string& words) { print_warning(context, words); });
    for (const auto& folder : look_at_mailbox(imap_mailbox(mailbox, context.err), state_of, hooks))
      context.out << fmt::format("{}/{}: {} new of {}, {:.1f} MB\n", terminal_text(mailbox.name),
                                 terminal_text(folder.folder), counted(folder.unread, "message"),
                                 group_thousands(folder.messages), static_cast<double>(folder.bytes) / 1e6);
  }

  std::vector<std::string> names_;
  std::string format_ = "table";
  bool looks_only_ = false;
};

}  // namespace

std::unique_ptr<Command> make_fetch_command() { return std::make_unique<FetchCommand>(); }

}  // namespace ruascope
