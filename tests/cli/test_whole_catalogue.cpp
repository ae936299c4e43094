// SPDX-License-Identifier: MIT
// All odd and hostile files at once, as an administrator would import a folder: what the blocks say of each
// file adds up to what the import says of all.
#include "tests/cli/cli_world.hpp"
#include "tests/ingest/blocks.hpp"

#include <filesystem>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

const std::string tests_data = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/";

struct Sums {
  std::int64_t reports = 0;
  std::int64_t unreadable = 0;
  std::int64_t ignored = 0;
};

std::int64_t lines_with(const std::string& text, const std::string& start) {
  std::istringstream lines(text);
  std::int64_t number = 0;
  for (std::string line; std::getline(lines, line);) number += line.starts_with(start) ? 1 : 0;
  return number;
}

void add_blocks(const std::string& path, Sums& sums) {
  for (const auto& block : read_blocks(tests_data + path)) {
    sums.reports += lines_with(block.expected, "report ");
    sums.unreadable += lines_with(block.expected, "unreadable: ");
    sums.ignored += lines_with(block.expected, "ignored: ");
  }
}

Sums sums_of_blocks() {
  Sums sums;
  for (const std::string group : {"A", "B", "C", "D", "E", "F"})
    add_blocks("odd/cases/" + group + ".txt", sums);
  add_blocks("hostile/expected.txt", sums);
  return sums;
}

TEST_CASE("an import of all odd and hostile files reads, warns and refuses as often as each does alone") {
  auto expected = sums_of_blocks();
  // Files with tests instead of blocks: G is about several files, one report each, and two are long.
  for (const auto& entry : std::filesystem::directory_iterator(tests_data + "odd"))
    expected.reports += entry.path().filename().string().starts_with("G") ? 1 : 0;
  expected.reports += 1;        // H8-distinct.xml.gz
  expected.reports += 24 * 40;  // H2-fan-out-reports.zip: of 40 archives of 40 those within 1,000 entries
  expected.unreadable += 1;     // and then no more
  // In a folder, text without a report is passed over: the lists of files, and the two text files of B.
  const std::int64_t lists = 3 + 7;
  const std::int64_t texts = 2;

  const CliWorld world;
  const auto answer = world.run({"import", tests_data + "odd", tests_data + "hostile", "--format", "json"});
  CHECK(answer.status == 3);
  const auto import = nlohmann::json::parse(answer.out);
  const std::int64_t read =
      import["reports_new"].get<std::int64_t>() + import["reports_duplicate"].get<std::int64_t>() +
      import["reports_replaced"].get<std::int64_t>() + import["reports_variant"].get<std::int64_t>();
  CHECK(read == expected.reports);
  CHECK(import["unreadable"] == expected.unreadable - texts);
  CHECK(import["ignored"] == expected.ignored + lists + texts);
  CHECK(lines_with(answer.err, "ruascope: unreadable: ") == expected.unreadable - texts);
  CHECK(import["reports_new"] == 476);
  CHECK(import["reports_replaced"] == 2);
  CHECK(import["reports_variant"] == 2);
  CHECK(import["warnings"] == 500'815);

  CHECK(world.run({"db", "verify"}).status == 0);
  const auto again = nlohmann::json::parse(world.run({"import", tests_data + "odd", "--format", "json"}).out);
  CHECK(again["reports_new"] == 0);
}

}  // namespace
}  // namespace ruascope::test
