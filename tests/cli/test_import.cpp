// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json import_json(const CliWorld& world, const std::string& path) {
  return Json::parse(world.run({"import", path, "--format", "json"}).out);
}

}  // namespace

TEST_CASE("a report counts once, whatever carries it") {
  const CliWorld world;
  const auto xml = ReportText{}.xml();
  const auto mail = mail_with(gzip(xml), "report.xml.gz");
  CHECK(import_json(world, world.folder.write("a.xml", xml))["reports_new"] == 1);
  const std::vector<std::pair<std::string, std::string>> carriers{
      {"b.bin", gzip(xml)},
      {"c.zip", zip({{"report.xml", xml}})},
      {"d.zip", zip({{"report.xml.gz", gzip(xml)}})},
      {"e.eml", mail},
      {"f.mbox", "From reporter@example.com Wed Nov 15 00:00:00 2023\n" + mail + "\n"},
      {"g.eml", mail_with(zip({{"x", xml}}), "x.zip", "application/zip")},
      {"h.eml", mail_with(mail, "forwarded.eml", "message/rfc822")},
      {"Maildir/cur/1:2,S", mail},
      {"i.xml", "\r\n" + xml},  // other bytes, the same content
  };
  for (const auto& [name, bytes] : carriers) {
    CAPTURE(name);
    if (name.starts_with("Maildir")) world.folder.write("Maildir/new/.keep", "");
    world.folder.write(name, bytes);
    const auto path = name.starts_with("Maildir") ? world.folder.path("Maildir") : world.folder.path(name);
    const auto again = import_json(world, path);
    CHECK(again["reports_new"] == 0);
    CHECK(again["reports_duplicate"] == 1);
    CHECK(again["messages"] == 0);
    CHECK(again["unreadable"] == 0);
  }
  CHECK(Json::parse(
            world.data({"domains", "--since", "2000-01-01", "--format", "json"}))["totals"]["messages"] == 1);
}

TEST_CASE("one bad file costs one line, and all else is read") {
  const CliWorld world;
  const auto good = ReportText{}.xml();
  world.folder.write("in/1.xml", good);
  world.folder.write("in/2.xml.gz", gzip(good).substr(0, 100));
  world.folder.write("in/3.xml", "<feedback><report_metadata>");
  ReportText other;
  other.report_id = "r2";
  world.folder.write("in/4.xml", other.xml());

  const auto answer = world.run({"import", world.folder.path("in")});
  CHECK(answer.status == 3);
  CHECK(answer.out == "2 reports new, 0 known before, 2 unreadable (see: ruascope unreadable list)\n");
  const auto in = world.folder.path("in");
  CHECK(answer.err ==
        "ruascope: unreadable: " + in + "/2.xml.gz: byte 100: the compressed data ends too early\n" +
            "ruascope: unreadable: " + in + "/3.xml: line 1: the document ends within <report_metadata>\n");

  const auto rows = Json::parse(world.data({"unreadable", "list", "--format", "json"}))["rows"];
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["reason"] == "truncated");
  CHECK(rows[1]["reason"] == "truncated");
  CHECK(rows[1]["place"] == "line 1");
  const auto shown = world.data({"unreadable", "show", "2"});
  CHECK(shown.find("reason     truncated\n") != std::string::npos);
  CHECK(world.run({"unreadable", "show", "99"}).status == 1);

  // Seen again, it is still one row.
  CHECK(world.run({"import", in}).status == 3);
  CHECK(Json::parse(world.data({"unreadable", "list", "--format", "json"}))["rows"].size() == 2);
}

TEST_CASE("a path that is missing costs exit 1, and the others are read") {
  const CliWorld world;
  const auto good = world.folder.write("good.xml", ReportText{}.xml());
  const auto answer = world.run({"import", world.folder.path("none"), good});
  CHECK(answer.status == 1);
  CHECK(answer.out == "1 report new, 0 known before, 0 unreadable\n");
  CHECK(answer.err == "ruascope: error: cannot open " + world.folder.path("none") +
                          ": No such file or directory\nhint: check the path\n");
}

TEST_CASE("an empty folder is said to be empty") {
  const CliWorld world;
  std::filesystem::create_directory(world.folder.path("empty"));
  const auto answer = world.run({"import", world.folder.path("empty")});
  CHECK(answer.status == 0);
  CHECK(answer.out == "0 reports new, 0 known before, 0 unreadable\n");
  CHECK(answer.err == "hint: there was no file to read\n");
}

TEST_CASE("a file with nothing of ours is an error where it was named, and passed over in a folder") {
  const CliWorld world;
  const auto note = world.folder.write("in/note.txt", "Buy milk.\n");
  const auto named = world.run({"import", note});
  CHECK(named.status == 3);
  CHECK(named.err == "ruascope: unreadable: " + note + ": no report, mail or mail log is in it\n");
  const auto found = world.run({"import", world.folder.path("in")});
  CHECK(found.status == 0);
  CHECK(found.out == "0 reports new, 0 known before, 1 ignored, 0 unreadable\nignored: 1 text\n");
}

TEST_CASE("the default limits are configuration keys and stand in their errors") {
  CliWorld world;
  const auto path = world.folder.write("big.xml", ReportText{}.xml());
  world.environment["RUASCOPE_LIMITS_ENTRY_BYTES"] = "100";
  const auto answer = world.run({"import", path});
  CHECK(answer.status == 3);
  CHECK(answer.err == "ruascope: unreadable: " + path +
                          ": exceeds limits.entry-bytes (one unpacked document, or a plain XML "
                          "file: at most 100)\n");
  world.environment.erase("RUASCOPE_LIMITS_ENTRY_BYTES");
  CHECK(world.run({"import", path}).status == 0);
}

TEST_CASE("of two reports with one identity the fuller holds, and both count where each has its own") {
  const CliWorld world;
  ReportText lesser;
  ReportText fuller = lesser;
  fuller.records.push_back({.source_ip = "192.0.2.2", .count = "5"});
  ReportText other = lesser;
  other.records = {{.source_ip = "192.0.2.3", .count = "7"}};
  world.folder.write("1.xml", lesser.xml());
  world.folder.write("2.xml", fuller.xml());
  world.folder.write("3.xml", other.xml());
  const auto messages = [&] {
    return Json::parse(
        world.data({"domains", "--since", "2000-01-01", "--format", "json"}))["totals"]["messages"];
  };
  CHECK(import_json(world, world.folder.path("1.xml"))["reports_new"] == 1);
  const auto replaced = import_json(world, world.folder.path("2.xml"));
  CHECK(replaced["reports_replaced"] == 1);
  CHECK(replaced["messages"] == 5);
  CHECK(messages() == 6);
  CHECK(import_json(world, world.folder.path("1.xml"))["reports_duplicate"] == 1);
  CHECK(messages() == 6);
  CHECK(import_json(world, world.folder.path("3.xml"))["reports_variant"] == 1);
  CHECK(messages() == 13);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
}

TEST_CASE("contradicting reports of one identity are kept up to a number, then refused by name") {
  const CliWorld world;
  ReportText report;
  for (int variant = 0; variant < 20; ++variant) {
    report.records = {{.source_ip = "192.0.2." + std::to_string(variant), .count = "1"}};
    world.folder.write("in/" + std::to_string(100 + variant) + ".xml", report.xml());
  }
  const auto counts = import_json(world, world.folder.path("in"));
  CHECK(counts["reports_new"] == 1);
  CHECK(counts["reports_variant"] == 15);
  CHECK(counts["unreadable"] == 4);
  const auto rows = Json::parse(world.data({"unreadable", "list", "--format", "json"}))["rows"];
  CHECK(rows[0]["reason"] == "limit:variants");
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
}

TEST_CASE("a store named as SQLite names its own is a file") {
  CliWorld world;
  std::filesystem::current_path(world.folder.path());
  const std::string sample = std::string{RUASCOPE_SOURCE_DIR} + "/sample-data/mail";
  CHECK(world.run({"import", sample, "--db", ":memory:"}).status == 0);
  CHECK(std::filesystem::exists(":memory:"));
  CHECK(world.run({"db", "verify", "--db", ":memory:", "--format", "json"}).out ==
        "{\"schema_version\":1,\"command\":\"db verify\",\"sound\":true,\"faults\":[]}\n");
}

}  // namespace ruascope::test
