// SPDX-License-Identifier: MIT
// Each line of cases.txt is a command line on a store that holds the sample story; its stdout, stderr and
// exit status stand in tests/expected/cli. scripts/approve writes those anew.
#include "tests/cli/cli_world.hpp"
#include "tests/cli/expected_file.hpp"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

struct Case {
  std::string name;
  int status = 0;
  std::vector<std::string> arguments;
};

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  std::ifstream file(RUASCOPE_SOURCE_DIR "/tests/cli/cases.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    auto words = shell_words(line);
    Case one{words.at(0), std::stoi(words.at(1)), {}};
    one.arguments.assign(words.begin() + 2, words.end());
    cases.push_back(std::move(one));
  }
  return cases;
}

std::string without_folder(std::string text, const std::string& folder) {
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder))
    text.replace(at, folder.size(), "TMP");
  return text;
}

}  // namespace

TEST_CASE("every line of cases.txt gives what was approved") {
  const CliWorld world;
  world.data({"import", sample_data});
  const auto cases = read_cases();
  REQUIRE(cases.size() > 20);
  for (const auto& one : cases) {
    CAPTURE(one.name);
    const auto answer = world.run(one.arguments);
    CHECK(answer.status == one.status);
    check_or_approve("cli/" + one.name + ".out", without_folder(answer.out, world.folder.path()));
    check_or_approve("cli/" + one.name + ".err", without_folder(answer.err, world.folder.path()));
  }
}

}  // namespace ruascope::test
