// SPDX-License-Identifier: MIT
// What becomes of several files of tests/data/odd together: the G rows of the catalogue, and what the options
// of import change.
#include "store/database.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

const std::string folder = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/odd/";

std::vector<std::string> words(const std::string& line) {
  std::istringstream stream(line);
  return {std::istream_iterator<std::string>{stream}, {}};
}

// "import: ..." and the reports in the store afterwards, as the blocks of cases/G.txt say it.
std::string outcome_of(const std::vector<std::string>& files, const std::vector<std::string>& options = {}) {
  const CliWorld world;
  std::map<std::string, std::int64_t> sums;
  for (const auto& file : files) {
    std::vector<std::string> arguments{"import", folder + file, "--format", "json"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const auto counts = Json::parse(world.run(arguments).out);
    for (const auto* name :
         {"reports_new", "reports_duplicate", "reports_replaced", "reports_variant", "messages"})
      sums[name] += counts[name].get<std::int64_t>();
  }
  auto text = fmt::format("import: new={} duplicate={} replaced={} variant={} messages={}\n",
                          sums["reports_new"], sums["reports_duplicate"], sums["reports_replaced"],
                          sums["reports_variant"], sums["messages"]);
  std::int64_t messages = 0;
  std::string reports;
  const auto listed = Json::parse(world.data({"reports", "--sort", "imported_at", "--format", "json"}));
  for (const auto& row : listed["rows"]) {
    messages += row["messages"].get<std::int64_t>();
    auto report = "report " + row["report_id"].get<std::string>() + "\n";
    for (const auto& warning : row["warnings"]) {
      auto line = warning.get<std::string>();
      line.replace(line.find(':'), 1, " ");
      report += "  warning: " + line + "\n";
    }
    reports += report;
  }
  CHECK(messages == sums["messages"]);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
  return text + reports;
}

TEST_CASE("the catalogue of deliveries") {
  std::istringstream lines(read_file(folder + "cases/G.txt"));
  std::string block;
  std::string expected;
  const auto check = [&] {
    if (block.empty()) return;
    auto files = words(block);
    files.erase(files.begin());
    DYNAMIC_SECTION(block) { CHECK(outcome_of(files) == expected); }
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("= ")) {
      check();
      block = line.substr(2);
      expected.clear();
    } else if (!line.empty() && !line.starts_with('#')) {
      expected += line + "\n";
    }
  }
  check();
}

TEST_CASE("of reports that contradict each other the first or the last may be believed") {
  const std::vector<std::string> files{"G5-disjoint-one.xml", "G5-disjoint-two.xml"};
  CHECK(outcome_of(files, {"--conflict", "first"}) ==
        "import: new=1 duplicate=1 replaced=0 variant=0 messages=5\nreport G5-disjoint\n");
  CHECK(outcome_of(files, {"--conflict", "last"}) ==
        "import: new=1 duplicate=0 replaced=1 variant=0 messages=7\nreport G5-disjoint\n"
        "  warning: conflict superseded\n");
}

TEST_CASE("a report that was cut is kept in part where that is accepted, in any container") {
  ReportText report;
  report.records.assign(40, RecordText{});
  for (std::size_t number = 0; number < 40; ++number)
    report.records[number].source_ip = fmt::format("192.0.2.{}", number);
  const auto xml = report.xml();
  const auto packed = gzip(xml);
  const std::vector<std::pair<std::string, std::string>> files{
      {"cut.xml", xml.substr(0, xml.size() / 2)}, {"cut.xml.gz", packed.substr(0, packed.size() * 3 / 4)}};
  for (const auto& [name, bytes] : files) {
    CAPTURE(name);
    const CliWorld world;
    const auto file = world.folder.write(name, bytes);
    CHECK(world.run({"import", file}).status == 3);
    const auto refused = Json::parse(world.run({"import", file, "--format", "json"}).out);
    CHECK(refused["reports_new"] == 0);
    const auto counts = Json::parse(world.data({"import", "--accept-partial", file, "--format", "json"}));
    CHECK(counts["reports_new"] == 1);
    CHECK(counts["records"] > 0);
    CHECK(counts["records"] < 40);
    CHECK(counts["warnings_by"]["truncated"] >= 1);
    const auto whole =
        Json::parse(world.data({"import", world.folder.write("whole.xml", xml), "--format", "json"}));
    CHECK(whole["reports_replaced"] == 1);
    CHECK(counts["records"].get<int>() + whole["records"].get<int>() == 40);
  }
}

TEST_CASE("all odd files together are read, mended or refused as the catalogue says, and once") {
  const CliWorld world;
  const auto first = world.run({"import", folder, "--format", "json"});
  CHECK(first.status == 3);
  const auto counts = Json::parse(first.out);
  CHECK(counts["reports_new"] == 357);
  CHECK(counts["reports_duplicate"] == 5);
  CHECK(counts["reports_replaced"] == 1);
  CHECK(counts["reports_variant"] == 2);
  CHECK(counts["unreadable"] == 41);
  const auto again = Json::parse(world.run({"import", folder, "--format", "json"}).out);
  CHECK(again["reports_new"] == 0);
  CHECK(again["reports_variant"] == 0);
  CHECK(again["reports_replaced"] == 0);
  CHECK(again["messages"] == 0);
  CHECK(again["unreadable"] == 41);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
}

// A document of two reports, the second of which may be cut.
std::string two_reports(bool whole) {
  ReportText first;
  ReportText second;
  first.report_id = "first";
  second.report_id = "second";
  second.records = {RecordText{}, RecordText{}};
  const auto xml = first.xml() + second.xml();
  return whole ? xml : xml.substr(0, xml.rfind("<auth_results>"));
}

Json imported(const CliWorld& world, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"import", world.folder.path("two.xml"), "--format", "json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Json::parse(world.run(arguments).out);
}

TEST_CASE("a document is known only once all of its reports were taken") {
  const CliWorld world;
  world.folder.write("two.xml", two_reports(false));
  for (const int expected_new : {1, 0}) {
    const auto counts = imported(world);
    CHECK(counts["reports_new"] == expected_new);
    CHECK(counts["unreadable"] == 1);
  }
  CHECK(world.run({"unreadable", "retry"}).out.find("1 still unreadable") != std::string::npos);
  const auto accepted = imported(world, {"--accept-partial"});
  CHECK(accepted["reports_new"] == 1);
  CHECK(accepted["reports_duplicate"] == 1);
  CHECK(accepted["unreadable"] == 0);
  CHECK(imported(world)["reports_duplicate"] == 2);
}

TEST_CASE("reports beyond a limit come in once it is raised") {
  CliWorld world;
  world.folder.write("two.xml", two_reports(true));
  world.environment["RUASCOPE_LIMITS_ENTRIES"] = "1";
  CHECK(imported(world)["reports_new"] == 1);
  world.environment.erase("RUASCOPE_LIMITS_ENTRIES");
  CHECK(imported(world)["reports_new"] == 1);
  CHECK(imported(world)["reports_new"] == 0);
}

TEST_CASE("a dropped report of a document of several comes back with it") {
  const CliWorld world;
  world.folder.write("two.xml", two_reports(true));
  CHECK(imported(world)["reports_new"] == 2);
  CHECK(world.run({"reports", "drop", "second"}).status == 0);
  const auto again = imported(world);
  CHECK(again["reports_new"] == 1);
  CHECK(again["reports_duplicate"] == 1);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
}

TEST_CASE("of any number of copies a hundred are noted") {
  const CliWorld world;
  std::string mbox;
  for (int number = 0; number < 150; ++number)
    mbox += "From a@b.example Wed Nov 15 00:00:00 2023\n" + mail_with(ReportText{}.xml(), "a.xml") + "\n";
  world.folder.write("copies.mbox", mbox);
  const auto counts =
      Json::parse(world.run({"import", world.folder.path("copies.mbox"), "--format", "json"}).out);
  CHECK(counts["reports_new"] == 1);
  CHECK(counts["reports_duplicate"] == 149);
  CHECK(open_store(world.store, Access::read)->integer("SELECT count(*) FROM copy") == 100);
}

// The reports of a folder's files, imported in the order of their names.
std::int64_t messages_after(const CliWorld& world, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"import", world.folder.path("in"), "--format", "json"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  world.run(words);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
  return open_store(world.store, Access::read)->integer("SELECT coalesce(sum(messages), 0) FROM daily");
}

std::string report_of(const std::string& id, const std::string& address, const std::string& count) {
  ReportText text;
  text.report_id = id;
  text.records[0].source_ip = address;
  text.records[0].count = count;
  return text.xml();
}

TEST_CASE("what was settled of a document's reports stays so when it is read again") {
  const CliWorld world;
  auto broken = report_of("bad", "192.0.2.1", "1");
  broken.erase(broken.find("<date_range>"), broken.find("</date_range>") + 13 - broken.find("<date_range>"));
  world.folder.write("in/1.xml", report_of("A", "192.0.2.1", "1") + broken);
  world.folder.write("in/2.xml", report_of("A", "192.0.2.2", "100"));
  for (int time = 0; time < 3; ++time) CHECK(messages_after(world, {"--conflict", "last"}) == 100);
}

TEST_CASE("a cut report that gave way to its whole does not come back with its document") {
  const CliWorld world;
  ReportText cut;
  cut.report_id = "P";
  cut.records = {RecordText{}, RecordText{}};
  const auto xml = cut.xml();
  const auto whole = report_of("A", "192.0.2.1", "1");
  world.folder.write("in/1.xml", whole + whole + xml.substr(0, xml.rfind("<auth_results>")));
  world.folder.write("in/2.xml", report_of("P", "192.0.2.9", "50"));
  for (int time = 0; time < 3; ++time) CHECK(messages_after(world, {"--accept-partial"}) == 51);
}

TEST_CASE("copies grow no more by importing again") {
  const CliWorld world;
  world.folder.write("in/1.xml", report_of("A", "192.0.2.1", "1") + report_of("A", "192.0.2.2", "100"));
  for (int time = 0; time < 5; ++time) messages_after(world, {"--conflict", "last"});
  CHECK(open_store(world.store, Access::read)->integer("SELECT count(*) FROM copy") <= 2);
}

TEST_CASE("a store of before documents were counted keeps what was settled") {
  const CliWorld world;
  world.folder.write("in/1.xml", report_of("A", "192.0.2.1", "1"));
  world.folder.write("in/2.xml", report_of("A", "192.0.2.2", "100"));
  CHECK(messages_after(world, {"--conflict", "last"}) == 100);
  open_store(world.store, Access::write)->execute("UPDATE copy SET of_reports = NULL");
  CHECK(messages_after(world, {"--conflict", "last"}) == 100);
}

}  // namespace
}  // namespace ruascope::test
