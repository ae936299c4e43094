// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"

#include "cli/app.hpp"

#include <cstdlib>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

constexpr std::int64_t fixed_now = 1794895200;  // 2026-11-17T06:00:00Z

std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return result + "'";
}

}  // namespace

CliWorld::CliWorld() {
  std::filesystem::current_path(RUASCOPE_SOURCE_DIR);  // origins in outputs are relative to it
  environment = {{"RUASCOPE_DB", store},
                 {"HOME", folder.path("home")},
                 {"XDG_CONFIG_HOME", folder.path("config")},
                 {"RUASCOPE_DNS_RUN_SECONDS", "0"}};  // tests ask the servers of their own alone
}

Answer CliWorld::run(const std::vector<std::string>& arguments) const {
  std::ostringstream out;
  std::ostringstream err;
  const auto look_up = [this](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    if (found == environment.end()) return std::nullopt;
    return found->second;
  };
  const auto terminal = [this](ColorChoice color, bool) {
    return Terminal{width, color == ColorChoice::always, has_blocks, false};
  };
  const int status = ruascope::run(arguments, {out, err, look_up, terminal, [] { return fixed_now; }});
  return {status, out.str(), err.str()};
}

std::string CliWorld::data(const std::vector<std::string>& arguments) const {
  const auto answer = run(arguments);
  INFO(answer.err);
  REQUIRE(answer.status == 0);
  return answer.out;
}

Answer run_shell(const std::string& shell, const CliWorld& world) {
  const auto out = world.folder.path("shell.out");
  const auto err = world.folder.path("shell.err");
  const std::string setting = "export RUASCOPE_DNS_RUN_SECONDS=0 RUASCOPE=" + quoted(RUASCOPE_BINARY) +
                              " RUASCOPE_DB=" + quoted(world.store) +
                              " HOME=" + quoted(world.folder.path("home")) +
                              "; unset XDG_DATA_HOME COLUMNS; ";
  const std::string line =
      "bash -c " + quoted(setting + shell) + " >" + quoted(out) + " 2>" + quoted(err) + " </dev/null";
  const int result = std::system(line.c_str());
  return {WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result), read_file(out), read_file(err)};
}

std::vector<std::string> shell_words(const std::string& line) {
  std::istringstream words(line);
  std::vector<std::string> result;
  for (std::string word; words >> word;) {
    if (word.starts_with('\'')) {
      std::string rest;
      if (!word.ends_with('\'')) std::getline(words, rest, '\'');
      word = word.substr(1) + rest;
    }
    result.push_back(word);
  }
  return result;
}

}  // namespace ruascope::test
