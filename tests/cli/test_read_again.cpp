// SPDX-License-Identifier: MIT
// Documents that are read a second time: after a refusal, a drop, with other options, cut before and whole
// now.
#include "store/sqlite.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json import_json(const CliWorld& world, std::vector<std::string> words) {
  words.insert(words.begin(), {"import", "--format", "json"});
  return Json::parse(world.run(words).out);
}

std::int64_t messages(const CliWorld& world) {
  return Json::parse(world.data({"domains", "--since", "2000-01-01", "--until", "2199-01-01", "--format",
                                 "json"}))["totals"]["messages"];
}

std::string report_of(const std::string& id, const std::vector<std::string>& counts) {
  ReportText report;
  report.report_id = id;
  report.records.clear();
  for (const auto& count : counts)
    report.records.push_back({.source_ip = "192.0.2." + count, .count = count});
  return report.xml();
}

// Up to the end of so many records.
std::string cut_after(const std::string& xml, int records) {
  std::size_t at = 0;
  for (; records > 0; --records) at = xml.find("</record>", at) + 9;
  return xml.substr(0, at);
}

TEST_CASE("a report that was refused beside another of its identity is read once it can be") {
  CliWorld world;
  const auto path =
      world.folder.write("d.xml", report_of("r1", {"1"}) + report_of("r1", {"2", "3", "4", "5", "6", "7"}));
  world.environment["RUASCOPE_LIMITS_RECORDS"] = "5";
  const auto first = import_json(world, {path});
  CHECK(first["reports_new"] == 1);
  CHECK(first["unreadable"] == 1);
  world.environment.erase("RUASCOPE_LIMITS_RECORDS");
  CHECK(world.data({"unreadable", "retry"}) ==
        "1 input read again: 1 new, 1 known before, 0 still unreadable\n");
  CHECK(messages(world) == 28);
  CHECK(import_json(world, {path})["reports_duplicate"] == 2);
  CHECK(messages(world) == 28);
  CHECK(world.run({"db", "verify"}).status == 0);
}

TEST_CASE("a report that was dropped comes back with its document, beside what contradicts it") {
  const CliWorld world;
  const auto path =
      world.folder.write("d.xml", report_of("r1", {"1"}) + report_of("r1", {"2"}) + report_of("r2", {"4"}));
  CHECK(import_json(world, {path})["messages"] == 7);
  CHECK(world.run({"reports", "drop", "#1"}).status == 0);
  CHECK(messages(world) == 6);
  const auto again = import_json(world, {path});
  CHECK(again["reports_new"].get<int>() + again["reports_variant"].get<int>() == 1);
  CHECK(again["reports_duplicate"] == 2);
  CHECK(messages(world) == 7);
  CHECK(import_json(world, {path})["reports_duplicate"] == 3);
  CHECK(world.run({"db", "verify"}).status == 0);
}

TEST_CASE(
    "what gave way to another by the user's choice does not come back when its document is read again") {
  const std::string refused =
      "<feedback><report_metadata><org_name>o</org_name></report_metadata></feedback>";
  for (const std::string choice : {"first", "last"}) {
    CAPTURE(choice);
    const CliWorld world;
    const auto path = world.folder.write("d.xml", report_of("r1", {"1"}) + report_of("r1", {"2"}) + refused);
    CHECK(import_json(world, {path, "--conflict", choice})["unreadable"] == 1);
    CHECK(messages(world) == (choice == "first" ? 1 : 2));
    world.run({"unreadable", "retry"});
    CHECK(messages(world) == (choice == "first" ? 1 : 2));
    // What names no such document is judged by the choice of the day.
    const auto other = import_json(world, {world.folder.write("other.xml", report_of("r1", {"3"}))});
    CHECK(other["reports_variant"] == 1);
  }
}

TEST_CASE("a cut report without an id or a reporter gives way to the whole one, which it is part of") {
  for (const bool has_id : {false, true}) {
    CAPTURE(has_id);
    ReportText report;
    report.report_id = has_id ? "r1" : "";
    if (has_id) report.org_name = report.email = "";
    report.records = {{.source_ip = "192.0.2.1", .count = "1"}, {.source_ip = "192.0.2.2", .count = "2"}};
    const auto whole = report.xml();
    const CliWorld world;
    const auto cut_path = world.folder.write("cut.xml", cut_after(whole, 1));
    const auto whole_path = world.folder.write("whole.xml", whole);
    CHECK(import_json(world, {cut_path})["messages"] == 1);
    CHECK(import_json(world, {whole_path})["reports_replaced"] == 1);
    CHECK(messages(world) == 3);
    CHECK(import_json(world, {cut_path})["reports_duplicate"] == 1);
    CHECK(messages(world) == 3);
    CHECK(world.run({"db", "verify"}).status == 0);

    const CliWorld reversed;
    CHECK(import_json(reversed, {whole_path})["messages"] == 3);
    CHECK(import_json(reversed, {cut_path})["reports_duplicate"] == 1);
    CHECK(messages(reversed) == 3);
  }
}

TEST_CASE("whole reports without an id that differ are different reports") {
  const CliWorld world;
  CHECK(import_json(world, {world.folder.write("1.xml", report_of("", {"1"}))})["reports_new"] == 1);
  CHECK(import_json(world, {world.folder.write("2.xml", report_of("", {"1", "2"}))})["reports_new"] == 1);
  CHECK(messages(world) == 4);
}

TEST_CASE("a cut report that turns out to be whole is no longer called cut") {
  const CliWorld world;
  const auto whole = report_of("r1", {"1", "2"});
  import_json(world, {world.folder.write("cut.xml", cut_after(whole, 2))});
  const auto cut_reports = [&] {
    return Json::parse(world.data({"reports", "--warning", "truncated", "--format", "json"}))["rows"].size();
  };
  CHECK(cut_reports() == 1);
  CHECK(import_json(world, {world.folder.write("whole.xml", whole)})["reports_duplicate"] == 1);
  CHECK(cut_reports() == 0);
}

TEST_CASE("a cut report takes the place of no whole one, whatever contradicts what") {
  const CliWorld world;
  import_json(world, {world.folder.write("whole.xml", report_of("r1", {"1", "2"}))});
  const auto cut = world.folder.write("cut.xml", cut_after(report_of("r1", {"7", "8"}), 1));
  CHECK(import_json(world, {cut, "--conflict", "last"})["reports_replaced"] == 0);
  CHECK(messages(world) == 3);
}

TEST_CASE("a cut report and the whole one of its identity count once, whichever comes first") {
  const auto whole = report_of("r1", {"1", "2"});
  const auto cut = cut_after(report_of("r1", {"7", "8"}), 1);
  const std::string refused =
      "<feedback><report_metadata><org_name>o</org_name></report_metadata></feedback>";
  for (const auto& text : {cut + whole + refused, whole + cut + refused}) {
    const CliWorld world;
    const auto path = world.folder.write("d.xml", text);
    for (int time = 0; time < 3; ++time) {
      const auto counts = import_json(world, {path});
      CHECK(counts["reports_variant"] == 0);
      CHECK(counts["unreadable"] == 1);
      CHECK(messages(world) == 3);
    }
  }
}

TEST_CASE("two entries of one name in an archive are two unreadable inputs") {
  const CliWorld world;
  const auto cut = report_of("r1", {"1", "2"}).substr(0, 700);
  auto archive = zip({{"a.xml", cut}, {"b.xml", cut}});
  for (auto at = archive.find("b.xml"); at != std::string::npos; at = archive.find("b.xml"))
    archive[at] = 'a';
  import_json(world, {world.folder.write("twice.zip", archive)});
  const auto rows = Json::parse(world.data({"unreadable", "list", "--format", "json"}))["rows"];
  CHECK(rows.size() == 2);
}

TEST_CASE("reports of an older store are known to this program, whatever carries them now") {
  const CliWorld world;
  const std::string data = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/";
  std::ifstream dump(data + "stores/version-3.sql");
  const std::string sql{std::istreambuf_iterator<char>(dump), {}};
  Sqlite(world.store, Sqlite::Mode::create).execute(sql.c_str());
  const auto read = [](const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(file), {}};
  };
  for (const std::string name :
       {"odd/G5-disjoint-one.xml", "odd/G5-contained-whole.xml", "hostile/H5-allowed.xml"}) {
    CAPTURE(name);
    const auto changed = world.folder.write("again.xml", read(data + name) + "\n<!-- the same again -->\n");
    const auto counts = import_json(world, {changed});
    CHECK(counts["reports_new"] == 0);
    CHECK(counts["reports_duplicate"] == 1);
  }
  CHECK(messages(world) == 37);
  CHECK(world.run({"db", "verify"}).status == 0);
}

TEST_CASE("a domain has a policy even where all its reports are of the future") {
  const CliWorld world;
  ReportText report;
  report.begin = "4070908800";  // 2099
  report.end = "4070995199";
  import_json(world, {world.folder.write("future.xml", report.xml())});
  const auto rows = Json::parse(
      world.data({"domains", "--since", "2000-01-01", "--until", "2100-01-01", "--format", "json"}))["rows"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["policy"] == "none");
}

}  // namespace
}  // namespace ruascope::test
