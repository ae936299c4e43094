// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json listed(const CliWorld& world) {
  return Json::parse(world.data({"unreadable", "list", "--format", "json"}))["rows"];
}

std::string cut_report(std::size_t records, const std::string& id = "cut") {
  ReportText report;
  report.report_id = id;
  report.records.assign(records, RecordText{});
  const auto xml = report.xml();
  return xml.substr(0, xml.rfind("<identifiers>"));
}

TEST_CASE("the bytes of an unreadable input are kept and written out as they came") {
  const CliWorld world;
  const auto bytes = cut_report(2) + std::string{"\n\0\x1b", 3};
  CHECK(world.run({"import", world.folder.write("cut.xml", bytes)}).status == 3);
  const auto rows = listed(world);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["kept_bytes"] == bytes.size());
  CHECK(world.data({"unreadable", "show", "1", "--raw"}) == bytes);
  const auto shown = world.data({"unreadable", "show", "1"});
  CHECK(shown.find("kept       " + std::to_string(bytes.size()) + " bytes") != std::string::npos);
}

TEST_CASE("no bytes are kept where the configuration says so, and of no whole mail") {
  CliWorld world;
  const auto file = world.folder.write("cut.xml", cut_report(2));
  const auto mail = world.folder.write(
      "big.eml", "From: a@b.example\nSubject: x\nX-Long: " + std::string(2 << 20, 'x') + "\n\nhello\n");
  CHECK(world.run({"import", mail}).status == 3);
  world.environment["RUASCOPE_UNREADABLE_KEEP_INPUT_BYTES"] = "10";
  CHECK(world.run({"import", file}).status == 3);
  for (const auto& row : listed(world)) CHECK(row["kept_bytes"].is_null());
  const auto raw = world.run({"unreadable", "show", "1", "--raw"});
  CHECK(raw.status == 1);
  CHECK(raw.out.empty());
  CHECK(raw.err.find("error: the bytes of unreadable input 1 were not kept\nhint: ") != std::string::npos);
  const auto retried = world.run({"unreadable", "retry"});
  CHECK(retried.out == "0 inputs read again: 0 new, 0 known before, 0 still unreadable\n");
  CHECK(retried.err == "hint: of 2 no bytes were kept: import them again from where they came\n");
}

TEST_CASE("a retry reads what can be read by now and forgets it") {
  CliWorld world;
  ReportText report;
  report.org_name = std::string(200, 'n');
  world.environment["RUASCOPE_LIMITS_XML_TEXT_BYTES"] = "100";
  const auto file = world.folder.write("a.zip", zip({{"1.xml", report.xml()}, {"2.xml", cut_report(1)}}));
  CHECK(world.run({"import", file}).status == 3);
  CHECK(listed(world).size() == 2);
  world.environment.clear();
  world.environment["RUASCOPE_DB"] = world.store;
  const auto answer = world.run({"unreadable", "retry"});
  CHECK(answer.status == 3);
  CHECK(answer.out == "1 input read again: 1 new, 0 known before, 1 still unreadable\n");
  const auto rows = listed(world);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["id"] == 2);
  CHECK(rows[0]["reason"] == "truncated-in-record");
  CHECK(Json::parse(world.data({"reports", "--format", "json"}))["rows"][0]["origin"] == file + ": 1.xml");
}

TEST_CASE("a retry may accept the whole records of a cut report, and a later whole copy replaces it") {
  const CliWorld world;
  CHECK(world.run({"import", world.folder.write("cut.xml", cut_report(3))}).status == 3);
  const auto answer = world.run({"unreadable", "retry", "--accept-partial"});
  CHECK(answer.status == 0);
  CHECK(listed(world).empty());
  const auto kept = Json::parse(world.data({"reports", "--format", "json"}))["rows"];
  REQUIRE(kept.size() == 1);
  CHECK(kept[0]["records"] == 2);
  ReportText whole;
  whole.report_id = "cut";
  whole.records.assign(3, RecordText{});
  CHECK(world.data({"import", world.folder.write("whole.xml", whole.xml())})
            .starts_with("0 reports new, 0 known before, 1 replaced by fuller ones"));
  CHECK(Json::parse(world.data({"reports", "--format", "json"}))["rows"][0]["records"] == 3);
}

TEST_CASE("unreadable inputs are dropped by number or all at once") {
  const CliWorld world;
  for (const auto* name : {"1.xml", "2.xml", "3.xml"})
    CHECK(world.run({"import", world.folder.write(name, cut_report(1, name))}).status == 3);
  CHECK(world.data({"unreadable", "drop", "2"}) == "1 dropped\n");
  CHECK(listed(world).size() == 2);
  CHECK(world.run({"unreadable", "drop"}).status == 2);
  const auto unknown = world.run({"unreadable", "drop", "2"});
  CHECK(unknown.status == 1);
  CHECK(unknown.err == "ruascope: error: there is no unreadable input 2\nhint: ruascope unreadable list\n");
  CHECK(world.data({"unreadable", "drop", "--all"}) == "2 dropped\n");
  CHECK(listed(world).empty());
}

}  // namespace
}  // namespace ruascope::test
