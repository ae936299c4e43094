// SPDX-License-Identifier: MIT
#include "tests/ingest/blocks.hpp"

#include "analysis/alignment.hpp"
#include "ingest/ingest.hpp"
#include "tests/ingest/describe.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <sstream>

namespace ruascope::test {

std::vector<Block> read_blocks(const std::string& path) {
  std::vector<Block> blocks;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("= ")) {
      const auto space = line.find(' ', 2);
      blocks.push_back({line.substr(2, space - 2), line.substr(space + 1), {}});
    } else if (!line.empty() && !line.starts_with('#')) {
      blocks.at(blocks.size() - 1).expected += line + "\n";
    }
  }
  return blocks;
}

std::string outcome_of(const std::string& path) {
  RecordingSink sink;
  FeedbackOptions options;
  options.derive_verdict = derive_verdict;
  ingest_file({path, true, {}}, options, sink);
  return describe(sink);
}

void approve_blocks(const std::string& path, const std::string& folder) {
  std::istringstream lines(read_file(path));
  std::string approved;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("= "))
      approved += line + "\n" + outcome_of(folder + line.substr(line.find(' ', 2) + 1));
    else if (line.empty() || line.starts_with('#'))
      approved += line + "\n";
  }
  std::ofstream(path) << approved;
}

}  // namespace ruascope::test
