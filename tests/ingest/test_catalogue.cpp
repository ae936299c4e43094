// SPDX-License-Identifier: MIT
// Each file of tests/data/odd and tests/data/hostile against its block of expectations: what comes out, to
// the last warning. One ctest a block: a section of a test case.
#include "tests/ingest/blocks.hpp"

#include <cstdlib>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

const std::string data = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/";

void check_blocks(const std::string& path, const std::string& folder) {
  if (std::getenv("RUASCOPE_APPROVE") != nullptr) return approve_blocks(path, folder);
  for (const auto& block : read_blocks(path)) DYNAMIC_SECTION(block.row << " " << block.file) {
      CHECK(outcome_of(folder + block.file) == block.expected);
    }
}

TEST_CASE("the catalogue of deviations") {
  for (const auto* group : {"A", "B", "C", "D", "E", "F"})
    check_blocks(data + "odd/cases/" + group + ".txt", data + "odd/");
}

TEST_CASE("the catalogue of attacks") { check_blocks(data + "hostile/expected.txt", data + "hostile/"); }

}  // namespace
}  // namespace ruascope
