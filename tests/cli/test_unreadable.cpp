// SPDX-License-Identifier: MIT
#include "cli/import_session.hpp"
#include "ingest/bytes.hpp"
#include "store/database.hpp"
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

// Counts how often it is read.
class CountedSource final : public ByteSource {
 public:
  explicit CountedSource(const std::string& bytes) : bytes_(memory_source(bytes)) {}
  std::unique_ptr<ByteStream> open() const override {
    ++opened;
    return bytes_->open();
  }

  mutable int opened = 0;

 private:
  std::shared_ptr<const SeekableSource> bytes_;
};

std::string sealed_mail(const std::string& part) {
  return mail_with(part, "smime.p7m", "application/pkcs7-mime");
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

TEST_CASE("an input is read and kept once, however much in it is unreadable") {
  const CliWorld world;
  const auto store = open_store(world.store, Access::write);
  ImportSession session(*store,
                        {[] { return std::int64_t{1000}; }, [](const Unreadable&) {},
                         [](const ImportCounts&) {}, [] { return false; }},
                        {OnConflict::all, KeepConfig{}});
  const auto bytes = std::make_shared<CountedSource>("one");
  const auto others = std::make_shared<CountedSource>("other");
  const Document input{"a.zip", bytes, std::nullopt};
  for (const auto* entry : {"1", "2", "3"})
    session.unreadable({std::string{"a.zip: "} + entry, "", "xml", "", ""}, input);
  CHECK(bytes->opened == 1);
  session.unreadable({"a.zip: 1", "", "xml", "", ""}, {"a.zip", others, std::nullopt});
  CHECK(others->opened == 1);
  session.input_done("a.zip", 3);
  session.unreadable({"a.zip: 1", "", "xml", "", ""}, input);
  CHECK(bytes->opened == 2);
  session.commit();
  CHECK(session.counts().unreadable == 5);
  const auto rows = listed(world);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0]["kept_bytes"] == 3);
  CHECK(rows[3]["origin"] == "a.zip: 1");
  CHECK(rows[3]["kept_bytes"] == 5);
  CHECK(store->integer("SELECT count(*) FROM kept_input") == 2);
}

TEST_CASE("different mails that are piped are kept apart, the same one is seen again") {
  const CliWorld world;
  const auto pipe = [&](const std::string& name, const std::string& bytes) {
    const auto path = world.folder.write(name, bytes);
    CHECK(run_shell("$RUASCOPE import - < '" + path + "'", world).status == 3);
  };
  pipe("1.eml", mail_with(cut_report(1, "one"), "a.xml"));
  pipe("2.eml", mail_with(cut_report(1, "two"), "a.xml"));
  pipe("1.eml", mail_with(cut_report(1, "one"), "a.xml"));
  const auto rows = listed(world);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["origin"] == rows[1]["origin"]);
  CHECK(world.data({"unreadable", "show", "1", "--raw"}) == cut_report(1, "one"));
  CHECK(world.data({"unreadable", "show", "2", "--raw"}) == cut_report(1, "two"));
  CHECK(world.run({"unreadable", "retry"}).status == 3);
  CHECK(listed(world).size() == 2);
}

TEST_CASE("a sealed part stays what it was, unless a retry finds a report in it") {
  const CliWorld world;
  const auto sealed = world.folder.write("sealed.eml", sealed_mail(std::string{"0\x80\x06\x09", 4}));
  CHECK(world.run({"import", sealed}).status == 3);
  const auto before = listed(world);
  REQUIRE(before.size() == 1);
  CHECK(before[0]["reason"] == "encrypted");
  for (int times = 0; times < 2; ++times) {
    const auto answer = world.run({"unreadable", "retry"});
    CHECK(answer.status == 3);
    CHECK(answer.out == "1 input read again: 0 new, 0 known before, 1 still unreadable\n");
    CHECK(answer.err.find("the mail is encrypted or sealed (application/pkcs7-mime)") != std::string::npos);
    CHECK(listed(world) == before);
  }
  const auto archive = zip({{"1.xml", ReportText{}.xml()}, {"2.xml", cut_report(1)}});
  CHECK(world.run({"import", world.folder.write("plain.eml", sealed_mail(archive))}).status == 3);
  CHECK(listed(world).size() == 2);
  CHECK(world.run({"unreadable", "retry", "2"}).out ==
        "1 input read again: 1 new, 0 known before, 1 still unreadable\n");
  const auto rows = listed(world);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0] == before[0]);
  CHECK(rows[1]["reason"] == "truncated-in-record");
}

TEST_CASE("a retry notes in the same rows what it finds again, even of inputs too large to be kept now") {
  CliWorld world;
  const auto file = world.folder.write("cut.xml", cut_report(2));
  CHECK(world.run({"import", file}).status == 3);
  const auto before = listed(world);
  world.environment["RUASCOPE_UNREADABLE_KEEP_INPUT_BYTES"] = "10";
  CHECK(world.run({"unreadable", "retry"}).status == 3);
  CHECK(listed(world) == before);
}

TEST_CASE("the list of unreadable inputs is in the order asked for") {
  const CliWorld world;
  for (const auto* name : {"2.xml", "3.xml", "1.xml"})
    CHECK(world.run({"import", world.folder.write(name, cut_report(1, name))}).status == 3);
  const auto sorted =
      world.data({"unreadable", "list", "--sort=-origin", "--limit", "2", "--format", "json"});
  const auto list = Json::parse(sorted);
  CHECK(list["rows"][0]["id"] == 2);
  CHECK(list["rows"][1]["id"] == 1);
  CHECK(list["rows_total"] == 3);
  const auto wrong = world.run({"unreadable", "list", "--sort", "hue", "--format", "json"});
  CHECK(wrong.status == 2);
  CHECK(wrong.out.empty());
}

}  // namespace
}  // namespace ruascope::test
