// SPDX-License-Identifier: MIT
#include "cli/app.hpp"

#include "cli/command.hpp"
#include "cli/output.hpp"
#include "cli/version.hpp"
#include "ingest/model/error.hpp"
#include "reports/escape.hpp"

#include <cstring>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

struct GlobalOptions {
  std::string database;
  std::string config_file;
  std::string color;
  bool quiet = false;
};

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.add_option("--db", options.database, "the store (else $RUASCOPE_DB, else as configured)")
      ->type_name("FILE");
  app.add_option("--config", options.config_file, "the configuration file")->type_name("FILE");
  app.add_flag("--quiet", options.quiet, "no progress and no remarks on stderr");
  app.add_option("--color", options.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->option_text("WHEN");
  app.set_version_flag("--version", std::string{"ruascope "} + version);
}

constexpr const char* overview = R"(Examples:
  ruascope import ~/reports reports.mbox     read a folder and a mailbox
  ruascope domains                           who sends as you, a row a domain
  ruascope sources --failing --last 7d       what failed DMARC in the last week
  ruascope records --source 192.0.2.0/24 --format csv

Exit status: 0 done, 1 could not be done, 2 wrong usage, 3 done, look here.
More: man ruascope)";

// "--sort -messages" reads to CLI11 like two options.
std::vector<std::string> join_sort(std::vector<std::string> arguments) {
  for (std::size_t index = 0; index + 1 < arguments.size(); ++index) {
    if (arguments[index] != "--sort" || !arguments[index + 1].starts_with('-')) continue;
    arguments[index] += "=" + arguments[index + 1];
    arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  }
  return arguments;
}

ColorChoice color_choice(const std::string& word) {
  if (word == "always") return ColorChoice::always;
  return word == "never" ? ColorChoice::never : ColorChoice::automatic;
}

LoadedConfig effective_config(const GlobalOptions& options, const Surroundings& surroundings) {
  ConfigSources sources{std::nullopt, surroundings.environment};
  if (!options.config_file.empty()) sources.file = options.config_file;
  auto loaded = load_config(sources);
  const auto override_with = [&](const char* key, std::string& target, const std::string& given) {
    if (given.empty()) return;
    target = given;
    loaded.set_by[key] = "command line";
  };
  override_with("database", loaded.config.database, options.database);
  override_with("color", loaded.config.color, options.color);
  loaded.config.quiet = loaded.config.quiet || options.quiet;
  return loaded;
}

std::unique_ptr<Sqlite> open_for(StoreNeed need, const std::string& path) {
  if (need == StoreNeed::none) return nullptr;
  return open_store(path, need == StoreNeed::read     ? Access::read
                          : need == StoreNeed::change ? Access::change
                                                      : Access::write);
}

int run_command(const CommandInfo& info, Command& command, const GlobalOptions& options,
                const Surroundings& surroundings) {
  const auto loaded = effective_config(options, surroundings);
  const auto store = open_for(command.need(info.need), loaded.config.database);
  Context context{loaded,
                  store.get(),
                  surroundings.out,
                  surroundings.err,
                  surroundings.terminal(color_choice(loaded.config.color), loaded.config.quiet),
                  surroundings.now};
  const int status = command.run(context);
  surroundings.out.flush();
  return status;
}

int report_parse_result(const CLI::App& app, const CLI::ParseError& error, const Surroundings& surroundings) {
  if (error.get_exit_code() == 0) {  // --help or --version
    app.exit(error, surroundings.out, surroundings.err);
    surroundings.out.flush();
    return exit_status::done;
  }
  const auto given = app.get_subcommands();
  const auto left = app.remaining();
  std::string what = error.what();
  if (given.empty() && !left.empty())
    what = fmt::format("there is no command \"{}\"", left.front());
  else if (given.empty() && error.get_name() == "RequiredError")
    what = "no command given";
  // CLI11 lists what was left over from the last to the first.
  if (!given.empty() && error.get_name() == "ExtrasError")
    what = fmt::format("unexpected: {}", app.remaining(true).back());
  surroundings.err << "ruascope: error: " << terminal_text(what) << '\n'
                   << "hint: ruascope " << (given.empty() ? "--help" : given.front()->get_name() + " --help")
                   << '\n';
  return exit_status::usage;
}

void print_error(const Error& error, const Surroundings& surroundings) {
  surroundings.err << "ruascope: error: " << terminal_text(error.what()) << '\n';
  if (!error.hint().empty()) surroundings.err << "hint: " << terminal_text(error.hint()) << '\n';
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  CLI::App app{"Reads DMARC aggregate reports, keeps them, and says who sends as your domains.", "ruascope"};
  GlobalOptions options;
  add_global_options(app, options);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(overview);
  app.get_formatter()->column_width(20);
  std::vector<std::pair<const CommandInfo*, std::unique_ptr<Command>>> commands;
  for (const auto& info : command_table) {
    auto* sub =
        app.add_subcommand(std::string{info.name}, std::string{info.summary})->group(std::string{info.group});
    sub->fallthrough();
    commands.emplace_back(&info, info.make());
    commands.back().second->set_up(*sub);
  }
  try {
    auto reversed = join_sort(arguments);
    std::reverse(reversed.begin(), reversed.end());
    app.parse(reversed);
    for (const auto& [info, command] : commands)
      if (app.got_subcommand(std::string{info->name}))
        return run_command(*info, *command, options, surroundings);
  } catch (const CLI::ParseError& error) {
    return report_parse_result(app, error, surroundings);
  } catch (const UsageError& error) {
    print_error(error, surroundings);
    return exit_status::usage;
  } catch (const Error& error) {
    print_error(error, surroundings);
  } catch (const OutputFailed& error) {
    if (error.target().empty()) throw;
    print_error(Error(fmt::format("cannot write {}: {}", error.target(), std::strerror(error.code())),
                      "check the free space and your rights there"),
                surroundings);
  } catch (const std::bad_alloc&) {
    print_error(Error("out of memory"), surroundings);
  }
  return exit_status::failed;
}

}  // namespace ruascope
