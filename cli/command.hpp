// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"
#include "cli/terminal.hpp"
#include "store/database.hpp"

#include <array>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string_view>

namespace CLI {
class App;
}

namespace ruascope {

// Exit statuses (a contract with scripts). 130 and 143 stand for SIGINT and SIGTERM.
namespace exit_status {
inline constexpr int done = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int look_here = 3;
}  // namespace exit_status

// What a running command has at hand.
struct Context {
  const LoadedConfig& loaded;
  Sqlite* store;      // null for commands that need none
  std::ostream& out;  // data alone
  std::ostream& err;  // messages, progress, hints
  Terminal terminal;
  std::function<std::int64_t()> now;  // seconds since the epoch

  const Config& config() const { return loaded.config; }
};

enum class StoreNeed { none, read, change, write };

// One command. set_up() declares its options and does no work; run() does all of it.
class Command {
 public:
  virtual ~Command() = default;
  virtual void set_up(CLI::App& app) = 0;
  // What it needs of the store, if that is not what stands in the table: some sub-commands write.
  virtual StoreNeed need(StoreNeed usual) const { return usual; }
  virtual int run(Context& context) = 0;
};

struct CommandInfo {
  std::string_view name;
  std::string_view summary;
  std::string_view group;
  StoreNeed need;
  std::unique_ptr<Command> (*make)();
};

std::unique_ptr<Command> make_import_command();
std::unique_ptr<Command> make_fetch_command();
std::unique_ptr<Command> make_mailboxes_command();
std::unique_ptr<Command> make_run_command();
std::unique_ptr<Command> make_runs_command();
std::unique_ptr<Command> make_domains_command();
std::unique_ptr<Command> make_sources_command();
std::unique_ptr<Command> make_records_command();
std::unique_ptr<Command> make_reports_command();
std::unique_ptr<Command> make_unreadable_command();
std::unique_ptr<Command> make_findings_command();
std::unique_ptr<Command> make_rejections_command();
std::unique_ptr<Command> make_explain_command();
std::unique_ptr<Command> make_reporters_command();
std::unique_ptr<Command> make_readiness_command();
std::unique_ptr<Command> make_what_if_command();
std::unique_ptr<Command> make_trend_command();
std::unique_ptr<Command> make_summary_command();
std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_resolve_command();
std::unique_ptr<Command> make_own_command();
std::unique_ptr<Command> make_prune_command();
std::unique_ptr<Command> make_db_command();
std::unique_ptr<Command> make_config_command();

// The commands, in the order of --help.
inline constexpr std::array<CommandInfo, 24> command_table{{
    {"import", "read reports, bounces and mail logs from files, folders, mailboxes, stdin", "Reading",
     StoreNeed::write, make_import_command},
    {"fetch", "read the same from the configured mailboxes", "Reading", StoreNeed::write, make_fetch_command},
    {"mailboxes", "the configured mailboxes, and how they were read last", "Reading", StoreNeed::write,
     make_mailboxes_command},
    {"run", "the scheduled job: mailboxes, new findings, the summary when it is due", "Reading",
     StoreNeed::write, make_run_command},
    {"resolve", "ask DNS for the records and names that the store lacks", "Reading", StoreNeed::write,
     make_resolve_command},
    {"runs", "what each run did", "Reading", StoreNeed::read, make_runs_command},
    {"unreadable", "inputs that could not be read, and why", "Reading", StoreNeed::read,
     make_unreadable_command},
    {"domains", "a row a policy domain", "Asking", StoreNeed::read, make_domains_command},
    {"sources", "a row a domain and sending address", "Asking", StoreNeed::read, make_sources_command},
    {"reports", "who reported, on which days, under which policy", "Asking", StoreNeed::read,
     make_reports_command},
    {"records", "the records of the reports, filtered", "Asking", StoreNeed::read, make_records_command},
    {"reporters", "who reports, how regularly, and how far verdicts agree with evidence", "Asking",
     StoreNeed::read, make_reporters_command},
    {"rejections", "refusals by receivers, each with the source that explains it", "Asking", StoreNeed::read,
     make_rejections_command},
    {"explain", "one refusal: what it means, which source it was, what to repair", "Asking", StoreNeed::none,
     make_explain_command},
    {"findings", "everything worth acting on, worst first", "Asking", StoreNeed::read, make_findings_command},
    {"readiness", "may the policy be tightened, and what stands in the way", "Asking", StoreNeed::read,
     make_readiness_command},
    {"check", "the DNS records of a domain, judged", "Asking", StoreNeed::write, make_check_command},
    {"what-if", "what a policy would have done to the window's mail", "Asking", StoreNeed::read,
     make_what_if_command},
    {"trend", "the mail day by day, week by week or month by month", "Asking", StoreNeed::read,
     make_trend_command},
    {"summary", "a week on one page: for a terminal, as HTML, Markdown or JSON", "Asking", StoreNeed::read,
     make_summary_command},
    {"own", "what is yours: domains, addresses, signatures; and what to ignore", "Keeping", StoreNeed::read,
     make_own_command},
    {"prune", "remove old reports", "Keeping", StoreNeed::change, make_prune_command},
    {"db", "the store itself: info, verify, backup", "Keeping", StoreNeed::read, make_db_command},
    {"config", "check the configuration", "Keeping", StoreNeed::none, make_config_command},
}};

}  // namespace ruascope
