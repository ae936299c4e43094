// SPDX-License-Identifier: MIT
// The README shows real output: its console blocks are run here, in order. RUASCOPE_APPROVE writes them anew.
#include "tests/cli/cli_world.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope::test {
TEST_CASE("every line of the README's tour is real output") {
  CliWorld world;
  world.environment["RUASCOPE_DB"] = "build/readme.db";  // a path that reads well, gone afterwards
  std::filesystem::create_directories("build");
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(std::string{"build/readme.db"} + suffix);
  const std::string prompt = "$ ruascope ";
  std::istringstream readme(read_file("README.md"));
  std::string approved;
  int commands = 0;
  bool in_block = false;
  std::string shown;
  std::string actual;
  for (std::string line; std::getline(readme, line);) {
    if (in_block && line.starts_with("```")) {
      CHECK(shown == actual);
      approved += actual;
      in_block = false;
    }
    if (in_block && line.starts_with(prompt)) {
      const auto arguments = shell_words(line.substr(prompt.size()));
      const auto answer = world.run(arguments);
      INFO(line << "\n" << answer.err);
      CHECK((answer.status == 0 || answer.status == 3));  // 3: done, look here
      actual += line + "\n" + answer.out;
      ++commands;
    }
    if (in_block) {
      shown += line + "\n";
      continue;
    }
    if (line == "```console") {
      in_block = true;
      shown.clear();
      actual.clear();
    }
    approved += line + "\n";
  }
  CHECK(commands >= 5);
  if (std::getenv("RUASCOPE_APPROVE") != nullptr) std::ofstream("README.md") << approved;
  for (const auto* suffix : {"", "-wal", "-shm"})
    std::filesystem::remove(std::string{"build/readme.db"} + suffix);
}

}  // namespace ruascope::test
