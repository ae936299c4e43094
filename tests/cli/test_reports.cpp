// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

std::vector<std::string> listed(const CliWorld& world, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"reports", "--sort", "report_id", "--format", "json"});
  std::vector<std::string> ids;
  const auto answer = Json::parse(world.data(arguments));
  for (const auto& row : answer["rows"]) ids.push_back(row["report_id"]);
  return ids;
}

// Three reports: r1 and r2 of one reporter, r2 of another, who spells a result wrong.
void import_three(const CliWorld& world) {
  ReportText one;
  world.folder.write("in/1.xml", one.xml());
  one.report_id = "r2";
  one.records[0].count = "5";
  world.folder.write("in/2.xml", one.xml());
  one.org_name = "other.example";
  one.records[0].disposition = "softfail";
  one.records[0].count = "7";
  world.folder.write("in/3.xml", one.xml());
  CHECK(world.run({"import", world.folder.path("in")}).status == 0);
}

std::int64_t messages(const CliWorld& world) {
  return Json::parse(world.data({"domains", "--format", "json"}))["totals"]["messages"];
}

TEST_CASE("reports are narrowed to those with warnings, or with one kind of them") {
  const CliWorld world;
  import_three(world);
  CHECK(listed(world, {"--with-warnings"}) == std::vector<std::string>{"r2"});
  CHECK(listed(world, {"--warning", "enum"}) == std::vector<std::string>{"r2"});
  CHECK(listed(world, {"--warning", "encoding"}).empty());
  const auto answer = Json::parse(world.data({"reports", "--warning", "enum", "--format", "json"}));
  CHECK(answer["filter"] == Json{{"warning", "enum"}});
  CHECK(answer["rows"][0]["warnings"] == Json{"enum:disposition=softfail"});
  CHECK(world.data({"reports", "--with-warnings"}).find("enum:disposition=softfail") != std::string::npos);
}

TEST_CASE("an import sums its warnings by kind") {
  const CliWorld world;
  ReportText report;
  report.records[0].disposition = "softfail";
  report.records.push_back(report.records[0]);
  report.records[1].auth_results = "";
  const auto file = world.folder.write("a.xml", report.xml());
  CHECK(world.data({"import", file}) ==
        "1 report new, 0 known before, 2 warnings, 0 unreadable\n"
        "warnings: 2 enum (see: ruascope reports --with-warnings)\n");
  const CliWorld other;
  const auto counts = Json::parse(other.data({"import", file, "--format", "json"}));
  CHECK(counts["warnings"] == 2);
  CHECK(counts["warnings_by"] == Json{{"enum", 2}});
}

TEST_CASE("a dropped report is gone from all totals, and comes back when it is imported again") {
  const CliWorld world;
  import_three(world);
  CHECK(messages(world) == 13);
  const auto answer = world.data({"reports", "drop", "r1"});
  CHECK(answer.starts_with("dropped: #1 r1 of reporter.example on example.com, 2023-11-15T00:00:00Z to "));
  CHECK(messages(world) == 12);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
  CHECK(world.data({"import", world.folder.path("in")}).starts_with("1 report new, 2 known before"));
  CHECK(messages(world) == 13);
}

TEST_CASE("a report that is refused stays out, in whatever bytes it comes") {
  const CliWorld world;
  import_three(world);
  CHECK(world.run({"reports", "drop", "r1", "--refuse"}).status == 0);
  ReportText forged;
  forged.records[0].count = "1000";
  world.folder.write("in/4.xml", forged.xml());
  const auto again = world.data({"import", world.folder.path("in")});
  CHECK(again.starts_with(
      "0 reports new, 2 known before, 2 ignored, 0 unreadable\nignored: 2 refused_report\n"));
  CHECK(messages(world) == 12);
}

TEST_CASE("a report id that several reports have is no name of one") {
  const CliWorld world;
  import_three(world);
  const auto answer = world.run({"reports", "drop", "r2"});
  CHECK(answer.status == 1);
  CHECK(answer.err.starts_with("ruascope: error: 2 reports are called r2\nhint: narrow with --domain, "));
  CHECK(answer.err.find("#3 r2 of other.example on example.com") != std::string::npos);
  CHECK(messages(world) == 13);
  CHECK(world.run({"reports", "drop", "r2", "--reporter", "other.example"}).status == 0);
  CHECK(messages(world) == 6);
  CHECK(world.run({"reports", "drop", "#2"}).status == 0);
  CHECK(messages(world) == 1);
  CHECK(world.run({"reports", "drop", "none"}).err ==
        "ruascope: error: there is no report none\nhint: ruascope reports lists all\n");
}

}  // namespace
}  // namespace ruascope::test
