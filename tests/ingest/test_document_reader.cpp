// SPDX-License-Identifier: MIT
#include "ingest/digest.hpp"
#include "ingest/document_reader.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Texts = std::vector<std::string>;

std::string report(const std::string& id, std::size_t records = 1) {
  ReportText text;
  text.report_id = id;
  text.records.resize(records);
  return text.xml();
}

FeedbackOptions limited_to(std::int64_t Limits::* limit, std::int64_t value) {
  FeedbackOptions options;
  options.limits.*limit = value;
  return options;
}

TEST_CASE("a plain report is read with its digest") {
  const auto sink = read_input(report("r1", 2500));
  REQUIRE(report_ids(sink) == Texts{"r1"});
  CHECK(sink.reports[0].records.size() == 2500);
  CHECK(sink.reports[0].end.document == digest_of(*memory_source(report("r1", 2500))));
  CHECK((sink.reports[0].end.schema == Schema::rfc7489));
  CHECK_FALSE(sink.reports[0].end.partial);
  CHECK(sink.reports[0].carrier == std::nullopt);
  CHECK(sink.abandoned == 0);
}

TEST_CASE("a report is the same document in any container") {
  const auto xml = report("r1");
  const auto plain = read_input(xml).reports.at(0).end;
  for (const auto& packed :
       {gzip(xml), zip({{"a.xml", xml}}), gzip(gzip(xml)), mail_with(xml, "a.xml", "text/xml")}) {
    const auto end = read_input(packed).reports.at(0).end;
    CHECK(end.document == plain.document);
    CHECK(end.content == plain.content);
  }
}

TEST_CASE("every report of a zip is read, what stands beside it is passed over") {
  const auto sink = read_input(
      zip({{"dir/", ""}, {"dir/b.xml", report("r1")}, {"readme.txt", "Read me."}, {"a", report("r2")}}));
  CHECK(report_ids(sink) == Texts{"r1", "r2"});
  CHECK(origins(sink) == Texts{"input: dir/b.xml", "input: a"});
  CHECK(sink.refused.empty());
}

TEST_CASE("one bad entry costs nothing but itself") {
  const auto sink =
      read_input(zip({{"1.xml", report("r1")}, {"2.xml", "<feedback>\n<oops"}, {"3.xml", report("r3")}}));
  CHECK(report_ids(sink) == Texts{"r1", "r3"});
  REQUIRE(sink.refused.size() == 1);
  CHECK(sink.refused[0].origin == "input: 2.xml");
  CHECK(sink.refused[0].reason == "truncated");
  CHECK(sink.refused[0].place == "line 2");
}

TEST_CASE("a zip without a report holds no report") {
  for (const auto& packed :
       {zip({{"readme.txt", "Read me."}}), zip({{"dir/", ""}}), "PK\x05\x06" + std::string(18, '\0')})
    CHECK(refusals(read_input(packed)) == Texts{"input: no-report"});
}

TEST_CASE("a damaged archive is refused") {
  const auto packed = zip({{"a.xml", report("r1")}});
  CHECK(refusals(read_input(packed.substr(0, packed.size() - 30))) == Texts{"input: truncated"});
  CHECK(refusals(read_input(gzip(report("r1")).substr(0, 100))) == Texts{"input: truncated"});
}

TEST_CASE("nothing of a report reaches the sink where its container is damaged behind it") {
  auto packed = zip({{"a.xml", report("r1")}});
  packed[packed.find("PK\x01\x02") + 16] ^= 1;  // the checksum
  const auto sink = read_input(packed);
  CHECK(refusals(sink) == Texts{"input: a.xml: corrupt"});
  CHECK(sink.reports.empty());
  CHECK(sink.abandoned == 0);
  CHECK(sink.current.origin.empty());
}

TEST_CASE("a report that breaks off is abandoned, the next one is whole") {
  const auto cut = report("r1", 3);
  RecordingSink sink;
  const FeedbackOptions options;
  DocumentReader reader(options, sink);
  reader.read({"cut", memory_source(cut.substr(0, cut.size() - 20)), std::nullopt}, true);
  CHECK(sink.abandoned == 2);  // once read strictly, once mended
  reader.read({"whole", memory_source(report("r2")), std::nullopt}, true);
  CHECK(refusals(sink) == Texts{"cut: truncated-in-record"});
  CHECK(report_ids(sink) == Texts{"r2"});
  CHECK(sink.reports[0].end.content == read_input(report("r2")).reports.at(0).end.content);
}

TEST_CASE("a document that the sink knows is not read again") {
  RecordingSink sink;
  sink.remembers = true;
  const FeedbackOptions options;
  DocumentReader reader(options, sink);
  reader.read({"one", memory_source(report("r1")), std::nullopt}, true);
  reader.read({"two", memory_source(gzip(report("r1"))), std::nullopt}, true);
  CHECK(origins(sink) == Texts{"one"});
  CHECK(sink.refused.empty());
}

TEST_CASE("archives nest up to the limit") {
  const auto xml = report("r1");
  const auto three = zip({{"b.zip", zip({{"a.gz", gzip(xml)}})}});
  const auto sink = read_input(three);
  CHECK(origins(sink) == Texts{"input: b.zip: a.gz"});
  CHECK(has_warning(sink.reports.at(0).end.warnings, {"wrap", "archive within an archive", 1}));
  CHECK(read_input(gzip(xml)).reports.at(0).end.warnings.empty());
  CHECK(refusals(read_input(gzip(three))) == Texts{"input: b.zip: a.gz: limit:layers"});
  CHECK(refusals(read_input(zip({{"d.zip", zip({{"c.zip", zip({{"b.zip", zip({{"a.xml", xml}})}})}})}}))) ==
        Texts{"input: d.zip: c.zip: b.zip: limit:layers"});
  CHECK(refusals(read_input(gzip(xml), limited_to(&Limits::layers, 0))) == Texts{"input: limit:layers"});
}

TEST_CASE("bytes after the compressed data are noted with the report") {
  const auto sink = read_input(gzip(report("r1")) + "junk");
  CHECK(sink.reports.at(0).end.warnings ==
        std::vector<Warning>{{"trailing", "bytes after the compressed data", 1}});
  CHECK(read_input(gzip(report("r1")) + "\r\n").reports.at(0).end.warnings.empty());
}

TEST_CASE("what a neighbour in a zip is noted for is not noted of a report") {
  const auto sink = read_input(zip({{"a.gz", gzip(report("r1")) + "junk"}, {"b.xml", report("r2")}}));
  REQUIRE(report_ids(sink) == Texts{"r1", "r2"});
  CHECK(sink.reports[0].end.warnings ==
        std::vector<Warning>{{"multi", "reports in one archive", 1},
                             {"trailing", "bytes after the compressed data", 1},
                             {"wrap", "archive within an archive", 1}});
  CHECK(sink.reports[1].end.warnings == std::vector<Warning>{{"multi", "reports in one archive", 1}});
}

TEST_CASE("each limit refuses what exceeds it by its name") {
  const auto xml = report("r1", 5);
  struct Row {
    std::int64_t Limits::* limit;
    std::int64_t value;
    std::string bytes;
    Texts refusals;
  };
  const auto two = zip({{"1.xml", xml}, {"2.xml", report("r2", 5)}});
  const auto size = static_cast<std::int64_t>(xml.size());
  const std::vector<Row> rows{
      {&Limits::message_bytes, 100, gzip(xml), {"input: limit:message-bytes"}},
      {&Limits::message_bytes, 100, two, {"input: limit:message-bytes"}},
      {&Limits::entry_bytes, size - 1, xml, {"input: limit:entry-bytes"}},
      {&Limits::entry_bytes, size - 1, gzip(xml), {"input: limit:entry-bytes"}},
      {&Limits::entry_bytes, size - 1, zip({{"1.xml", xml}}), {"input: 1.xml: limit:entry-bytes"}},
      {&Limits::carrier_bytes, 99, two, {"input: 1.xml: limit:carrier-bytes"}},
      {&Limits::entries, 1, two, {"input: limit:entries"}},
      {&Limits::records, 4, xml, {"input: limit:records"}},
      {&Limits::xml_depth, 3, xml, {"input: limit:xml-depth"}},
      {&Limits::xml_text_bytes, 8, xml, {"input: limit:xml-text-bytes"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.refusals);
    const auto sink = read_input(row.bytes, limited_to(row.limit, row.value));
    CHECK(refusals(sink) == row.refusals);
  }
  CHECK(read_input(xml, limited_to(&Limits::entry_bytes, size)).reports.size() == 1);
  CHECK(read_input(two, limited_to(&Limits::entries, 2)).reports.size() == 2);
}

TEST_CASE("an archive may unpack to as many bytes as its limit") {
  const auto one = report("r1", 5);
  const auto other = report("r2", 5);
  const auto size = static_cast<std::int64_t>(one.size() + other.size());
  const auto sink =
      read_input(zip({{"1.xml", one}, {"2.xml", other}}), limited_to(&Limits::carrier_bytes, size));
  CHECK(report_ids(sink) == Texts{"r1", "r2"});
}

TEST_CASE("a mailbox within an archive is taken apart") {
  const auto from = std::string{"From a@example.com Wed Nov 15 00:00:00 2023\n"};
  const auto mbox = from + mail_with(report("r1"), "a.xml") + "\n" + from +
                    "Subject: hello\n\nno report\n\n" + from + mail_with(gzip(report("r2")), "b.gz");
  const auto sink = read_input(gzip(mbox));
  CHECK(origins(sink) == Texts{"input#1: a.xml", "input#3: b.gz"});
  CHECK(report_ids(sink) == Texts{"r1", "r2"});
  CHECK(sink.passed_over == Texts{"no_report input#2"});
  CHECK(origins(read_input(zip({{"old.mbox", mbox}}))) ==
        Texts{"input: old.mbox#1: a.xml", "input: old.mbox#3: b.gz"});
}

TEST_CASE("archives that are not unpacked are refused by name") {
  const auto sink = read_input("Rar!\x1A\x07\x01 and more");
  REQUIRE(refusals(sink) == Texts{"input: method"});
  CHECK(sink.refused[0].message == "rar is not supported");
  CHECK(sink.refused[0].hint == "unpack it, or save the mail as .eml, and import that");
}

TEST_CASE("neighbours are ignored by kind") {
  struct Row {
    std::string bytes;
    std::string ignored;
  };
  const std::vector<Row> rows{
      {R"({"organization-name":"R","date-range":{},"policies":[]})", "tls_report input"},
      {"Nov 15 00:00:01 mx postfix/smtpd[1]: connect\n", "mail_log input"},
      {gzip("unused"), "placeholder input"},
  };
  for (const auto& row : rows) {
    const auto sink = read_input(row.bytes);
    CHECK(sink.passed_over == Texts{row.ignored});
    CHECK(sink.refused.empty());
  }
}

TEST_CASE("what is nothing of ours is refused, a text only where it was named") {
  struct Row {
    std::string bytes;
    std::string reason;
  };
  for (const auto& row : std::vector<Row>{{"hello", "no-report"},
                                          {"<html>", "not-feedback"},
                                          {"{}", "not-feedback"},
                                          {"", "empty"},
                                          {"\x01\x02", "not-xml"},
                                          {"<invoice/>", "not-feedback"}}) {
    CAPTURE(row.bytes);
    CHECK(refusals(read_input(row.bytes)) == Texts{"input: " + row.reason});
  }
  CHECK(read_input("hello", {}, false).passed_over == Texts{"text input"});
  CHECK(read_input("hello", {}, false).refused.empty());
  CHECK(refusals(read_input("<invoice/>", {}, false)) == Texts{"input: not-feedback"});
}

TEST_CASE("mails nested as unnamed bytes are refused at the same depth as others") {
  std::string mail = mail_with(report("deep"), "r.xml");
  for (int level = 0; level < 20; ++level)
    mail = "Subject: level\nMIME-Version: 1.0\nContent-Type: application/octet-stream\n\n" + mail;
  const auto sink = read_input(mail);
  CHECK(sink.reports.empty());
  REQUIRE(sink.refused.size() == 1);
  CHECK(sink.refused[0].reason == "limit:mail-depth");
}

TEST_CASE("what people write below a report is no second one") {
  for (const auto* tail :
       {"Send <feedback> to us", "<feedback>", "<feedback/> <p>", "see <feedback@reporter.example>"}) {
    CAPTURE(tail);
    const auto sink = read_input(report("r1", 1) + "\n" + tail + "\n");
    CHECK(sink.reports.size() == 1);
    CHECK(sink.refused.empty());
  }
  CHECK(read_input(report("r1", 1) + report("r2", 1)).reports.size() == 2);
}

TEST_CASE("the place in a further report of a document is that in the document") {
  const auto first = report("r1", 1);
  const auto second = report("r2", 1);
  const auto lines = std::count(first.begin(), first.end(), '\n');
  const auto sink = read_input(first + second.substr(0, second.find("</report_metadata>")));
  REQUIRE(sink.refused.size() == 1);
  const auto cut = second.substr(0, second.find("</report_metadata>"));
  CHECK(sink.refused[0].place ==
        "line " + std::to_string(1 + lines + std::count(cut.begin(), cut.end(), '\n')));
}

// A report with `front` as the first thing in it.
std::string report_with(const std::string& id, const std::string& front) {
  auto xml = report(id, 1);
  return xml.insert(xml.find("<feedback>") + 10, front);
}

TEST_CASE("nothing that stands in front of its elements hides a further report") {
  const auto blanks = std::string(90'000, '\n');
  for (const auto& front : {std::string{"<generator>x</generator>"}, std::string{"<?foo bar?>"},
                            std::string{"<![CDATA[ ]]>"}, std::string{"<!DOCTYPE feedback>"},
                            std::string{" a < b "}, std::string{"<!-- <feedback> -->"}, blanks}) {
    CAPTURE(front.substr(0, 30));
    CHECK(report_ids(read_input(report("r1", 1) + report_with("r2", front) + report("r3", 1))) ==
          Texts{"r1", "r2", "r3"});
  }
}

TEST_CASE("a report that is refused costs its neighbours nothing") {
  auto without_period = report("bad", 1);
  const auto start = without_period.find("<date_range>");
  without_period.erase(start, without_period.find("</date_range>") + 13 - start);
  for (const auto& input : {report("r1", 1) + without_period + report("r3", 1),
                            without_period + report("r1", 1) + report("r3", 1)}) {
    const auto sink = read_input(input);
    CHECK(report_ids(sink) == Texts{"r1", "r3"});
    CHECK(refusals(sink) == Texts{"input: no-period"});
  }
}

TEST_CASE("a report that breaks off before the next keeps to its own records") {
  auto open = report("r1", 2);
  open.erase(open.find("</feedback>"));
  auto sink = read_input(open + report("r2", 1));
  CHECK(report_ids(sink) == Texts{"r1", "r2"});
  REQUIRE(sink.reports.size() == 2);
  CHECK(sink.reports[0].records.size() == 2);
  CHECK(sink.reports[0].end.partial);
  CHECK_FALSE(sink.reports[1].end.partial);

  const auto cut = open.substr(0, open.rfind("<auth_results>"));
  sink = read_input(cut + report("r2", 1));
  CHECK(report_ids(sink) == Texts{"r2"});
  CHECK(refusals(sink) == Texts{"input: truncated-in-record"});
}

TEST_CASE("a line feed before UTF-16 changes nothing") {
  std::string wide;
  for (const char c : "\n" + report("r1", 1)) wide += std::string{c, '\0'};
  CHECK(report_ids(read_input(wide)) == Texts{"r1"});
}

TEST_CASE("a root within a root is one report") {
  auto xml = report("r1", 1);
  xml.insert(xml.find("<feedback>"), "<feedback>\n");
  for (const auto* end : {"", "</feedback>\n"}) {
    const auto sink = read_input(xml + end);
    CHECK(report_ids(sink) == Texts{"r1"});
    CHECK(sink.refused.empty());
  }
}

}  // namespace
}  // namespace ruascope
