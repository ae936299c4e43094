// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/import_output.hpp"
#include "cli/listing.hpp"
#include "cli/mailbox_keeper.hpp"
#include "cli/mailbox_run.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "store/mailboxes.hpp"

#include <filesystem>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope mailboxes            the configured ones, and how they were read last
  ruascope mailboxes test       logs in to each and says what it sees
  ruascope mailboxes test rua   to one of them

A mailbox is [mailbox.NAME] in the configuration: man ruascope. "waiting" are
messages that are stored, and could not be moved, marked or removed yet.)";

class MailboxesCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    output_.add_to(app);
    test_ = app.add_subcommand("test", "log in, and say what is seen; changes nothing");
    test_->add_option("mailbox", names_, "names of the configuration; all, unless named")
        ->type_name("MAILBOX");
    test_->fallthrough();
    app.footer(examples);
  }

  int run(Context& context) override { return test_->parsed() ? test(context) : list(context); }

 private:
  int list(Context& context) {
    Listing listing(context, output_, "mailboxes", "accounts", mailbox_columns(), Filter{}, Json{"{}"});
    std::vector<std::vector<Cell>> rows;
    for (const auto& mailbox : context.config().mailboxes) rows.push_back(cells_of(*context.store, mailbox));
    listing.sorted_rows(std::move(rows));
    listing.finish();
    if (context.config().mailboxes.empty() && !context.config().quiet)
      context.err
          << "hint: no mailbox is configured: [mailbox.NAME] in ruascope.toml, as man ruascope has it\n";
    return exit_status::done;
  }

  static std::vector<Cell> cells_of(Sqlite& store, const MailboxConfig& mailbox) {
    const auto account = account_of(mailbox);
    const auto visit = last_visit(store, account);
    Cell last_uid;
    std::int64_t waiting = 0;
    for (const auto& folder : list_folders(store, account)) {
      last_uid = folder.last_uid;
      waiting += folder.waiting;
    }
    std::vector<Cell> cells{mailbox.name, account,
                            mailbox.path.empty() ? Cell{mailbox.folders} : Cell{std::vector<std::string>{}},
                            after_text(mailbox.after)};
    if (visit)
      cells.insert(cells.end(), {format_time(visit->at), visit->messages});
    else
      cells.insert(cells.end(), 2, Cell{});
    // Of several folders each has its own.
    cells.push_back(list_folders(store, account).size() == 1 ? last_uid : Cell{});
    cells.push_back(waiting);
    cells.push_back(visit && !visit->error.empty() ? Cell{visit->error} : Cell{});
    return cells;
  }

  // Each says what is seen, or what is in the way.
  int test(Context& context) {
    const InterruptGuard guard;
    bool has_failed = false;
    for (auto mailbox : chosen_mailboxes(context.config(), names_)) {
      mailbox.attempts = 1;
      try {
        for (const auto& line : seen_in(context, mailbox))
          context.out << fmt::format("{}: {}\n", terminal_text(mailbox.name), terminal_text(line));
      } catch (const Error& error) {
        has_failed = true;
        context.out << fmt::format("{}: failed\n", terminal_text(mailbox.name));
        print_error(context, error);
      }
    }
    return has_failed ? exit_status::failed : exit_status::done;
  }

  static std::vector<std::string> seen_in(const Context& context, const MailboxConfig& mailbox) {
    if (!mailbox.path.empty()) {
      std::error_code error;
      if (!std::filesystem::exists(mailbox.path, error))
        throw Error(mailbox.path + ": there is no such file or folder");
      return {mailbox.path + ": is there"};
    }
    const auto state_of = [&](const std::string& folder) {
      return stored_state(*context.store, account_of(mailbox), folder);
    };
    std::vector<std::string> lines{"logged in as " + mailbox.user};
    for (const auto& folder :
         look_at_mailbox(imap_mailbox(mailbox, context.err), state_of, imap_hooks([](const auto&) {})))
      lines.push_back(fmt::format("{}: {}, {} of them new", folder.folder,
                                  counted(folder.messages, "message"), group_thousands(folder.unread)));
    return lines;
  }

  OutputOptions output_;
  CLI::App* test_ = nullptr;
  std::vector<std::string> names_;
};

}  // namespace

std::unique_ptr<Command> make_mailboxes_command() { return std::make_unique<MailboxesCommand>(); }

}  // namespace ruascope
