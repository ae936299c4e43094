// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "reports/escape.hpp"

#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope config check
  ruascope config check --config ./ruascope.toml

Command line > environment > file > default. Each key is also an environment
variable: limits.records is RUASCOPE_LIMITS_RECORDS, database is RUASCOPE_DB.)";

class ConfigCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_subcommand("check", "read the configuration and show what holds, and what set it")->fallthrough();
    app.require_subcommand(1);
    app.footer(examples);
  }

  // Reading it has checked it: a fault has ended the program with file, line and what is allowed.
  int run(Context& context) override {
    const auto& loaded = context.loaded;
    context.out << (loaded.file.empty() ? "no configuration file\n"
                                        : fmt::format("{}: correct\n", terminal_text(loaded.file)));
    for (const auto& key : config_keys()) {
      const auto set_by = loaded.set_by.find(key.name);
      context.out << fmt::format("{} = {}  # {}\n", key.name, terminal_text(key.get(loaded.config)),
                                 set_by == loaded.set_by.end() ? "default" : terminal_text(set_by->second));
    }
    for (const auto& mailbox : loaded.config.mailboxes) print_mailbox(context, mailbox);
    return exit_status::done;
  }

 private:
  static void print_mailbox(Context& context, const MailboxConfig& mailbox) {
    const auto& set_by = context.loaded.set_by;
    const auto print = [&](const std::string& name, const std::string& value, const std::string& by) {
      context.out << fmt::format("{} = {}  # {}\n", terminal_text(name), terminal_text(value), by);
    };
    for (const auto& key : mailbox_keys()) {
      const auto name = fmt::format("mailbox.{}.{}", mailbox.name, key.name);
      const auto found = set_by.find(name);
      print(name, key.get(mailbox), found == set_by.end() ? "default" : found->second);
    }
    if (!mailbox.password.value.empty())
      print(fmt::format("mailbox.{}.password", mailbox.name), "(hidden)", password_variable(mailbox.name));
  }
};

}  // namespace

std::unique_ptr<Command> make_config_command() { return std::make_unique<ConfigCommand>(); }

}  // namespace ruascope
