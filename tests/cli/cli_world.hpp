// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/temporary_folder.hpp"

#include <map>
#include <string>
#include <vector>

namespace ruascope::test {

struct Answer {
  int status = -1;
  std::string out;
  std::string err;
};

// Command lines run within the test, on a store of its own, at a fixed time, in an environment of its own.
class CliWorld {
 public:
  CliWorld();
  // `arguments` without the program's name; --db is set by the environment.
  Answer run(const std::vector<std::string>& arguments) const;
  // Runs and fails the test unless it ends with 0; returns stdout.
  std::string data(const std::vector<std::string>& arguments) const;

  TemporaryFolder folder;
  std::string store = folder.path("store.db");
  std::map<std::string, std::string> environment;
  std::size_t width = 80;
  bool has_blocks = false;
};

// The program as a process: for signals, pipes and limits. `shell` is a bash command line in which $RUASCOPE
// is the program; the answer's status is the shell's.
Answer run_shell(const std::string& shell, const CliWorld& world);

// The words of a command line; what stands between '' is one.
std::vector<std::string> shell_words(const std::string& line);

// The repository's sample-data, as a path relative to the working folder that CliWorld sets.
inline const std::string sample_data = "sample-data";

}  // namespace ruascope::test
