// SPDX-License-Identifier: MIT
// Each file of tests/data/odd against its block in tests/data/odd/cases: what comes out, to the last warning.
// One ctest a block: a section of the one test case.
#include "analysis/alignment.hpp"
#include "ingest/ingest.hpp"
#include "tests/ingest/describe.hpp"
#include "tests/support/recording_sink.hpp"
#include "tests/support/temporary_folder.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

const std::string folder = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/odd/";

struct Case {
  std::string row;
  std::string file;
  std::string expected;
};

// "= ROW FILE" begins a block, "#" a comment.
std::vector<Case> read_cases(const std::string& name) {
  std::vector<Case> cases;
  std::istringstream lines(read_file(folder + "cases/" + name));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("= ")) {
      const auto space = line.find(' ', 2);
      cases.push_back({line.substr(2, space - 2), line.substr(space + 1), {}});
    } else if (!line.empty() && !line.starts_with('#')) {
      cases.at(cases.size() - 1).expected += line + "\n";
    }
  }
  return cases;
}

std::string outcome_of(const std::string& file) {
  RecordingSink sink;
  FeedbackOptions options;
  options.derive_verdict = derive_verdict;
  ingest_file({folder + file, true, {}}, options, sink);
  return describe(sink);
}

constexpr std::array<const char*, 6> groups{"A.txt", "B.txt", "C.txt", "D.txt", "E.txt", "F.txt"};

// Writes what comes out in the place of what should, for the diff to be read (scripts/approve).
void approve(const std::string& name) {
  std::istringstream lines(read_file(folder + "cases/" + name));
  std::string approved;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("= "))
      approved += line + "\n" + outcome_of(line.substr(line.find(' ', 2) + 1));
    else if (line.empty() || line.starts_with('#'))
      approved += line + "\n";
  }
  std::ofstream(folder + "cases/" + name) << approved;
}

TEST_CASE("the catalogue of deviations") {
  for (const auto* name : groups) {
    if (std::getenv("RUASCOPE_APPROVE") != nullptr) approve(name);
    for (const auto& one : read_cases(name)) DYNAMIC_SECTION(one.row << " " << one.file) {
        CHECK(outcome_of(one.file) == one.expected);
      }
  }
}

}  // namespace
}  // namespace ruascope
