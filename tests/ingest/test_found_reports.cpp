// SPDX-License-Identifier: MIT
// Reports that stand where one would not look for them, and several of them beside each other: none is lost.
#include "ingest/ingest.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
using namespace std::string_literals;
namespace {

using Ids = std::vector<std::string>;

std::string report(const std::string& id) {
  ReportText text;
  text.report_id = id;
  return text.xml();
}

RecordingSink ingested(const std::string& bytes) {
  const TemporaryFolder folder;
  RecordingSink sink;
  CHECK(ingest_file({folder.write("file", bytes), true, {}}, {}, sink));
  return sink;
}

std::string part(const std::string& headers, const std::string& body) {
  return "From: a@example.com\nSubject: report\nMIME-Version: 1.0\n" + headers + "\n\n" + body;
}

std::string plain_mail(const std::string& body) { return part("Content-Type: text/plain", body); }

std::string utf16(const std::string& ascii, bool big_endian) {
  std::string wide;
  for (const char c : ascii) wide += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
  return wide;
}

std::vector<std::string> warnings_of(const RecordingSink& sink, std::size_t report) {
  std::vector<std::string> texts;
  for (const auto& warning : sink.reports.at(report).end.warnings)
    texts.push_back(warning.kind + " " + warning.subject);
  return texts;
}

bool warns(const RecordingSink& sink, std::size_t report, const std::string& text) {
  const auto texts = warnings_of(sink, report);
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string postmark(const std::string& message) {
  return "From a@example.com Wed Nov 15 00:00:00 2023\n" + message + "\n";
}

TEST_CASE("an mbox is one even where its first message is empty or has no header") {
  const auto mail = [](const std::string& id) { return postmark(mail_with(gzip(report(id)), "a.xml.gz")); };
  for (const auto& first :
       {postmark(""), postmark("\njust a text\n"), "From a@example.com Wed Nov 15 00:00:00 2023\n"s}) {
    CAPTURE(first);
    CHECK(report_ids(ingested(first + mail("r1") + mail("r2"))) == Ids{"r1", "r2"});
  }
  CHECK(report_ids(ingested(zip({{"box", postmark("") + mail("r1") + mail("r2")}}))) == Ids{"r1", "r2"});
}

TEST_CASE("a text that begins with the word From is no mbox for that") {
  CHECK(ingested("From what I hear, mail fails on Wed, 15 of it\nand more\n").refused.at(0).reason ==
        "no-report");
}

TEST_CASE("a text may hold several reports in base64, and pasted ones beside them") {
  const auto one = base64(gzip(report("r1"))) + "\n";
  const auto other = base64(zip({{"b.xml", report("r2")}})) + "\n";
  const auto text = "first\n\n" + one + "\nsecond\n\n" + other + "\nthird\n\n" + report("r3") + "\nbye\n";
  for (const auto& bytes : {text, plain_mail(text)}) {
    const auto sink = ingested(bytes);
    CHECK(report_ids(sink) == Ids{"r1", "r2", "r3"});
    CHECK(sink.refused.empty());
    CHECK(warns(sink, 0, "multi reports in one text"));
  }
  CHECK(report_ids(ingested(report("r1") + "\n\n" + one)).size() >= 1);
  CHECK(report_ids(ingested("see\n\n" + report("r3") + "\n\n" + one)) == Ids{"r1", "r3"});
}

TEST_CASE("base64 that nobody declared is known by what it decodes to") {
  const auto xml = report("r1");
  const auto root = xml.substr(xml.find("<feedback"));
  const std::vector<std::string> payloads{"\n" + xml,
                                          "\r\n" + xml,
                                          " " + root,
                                          "<!-- x -->" + root,
                                          "\r\n" + gzip(xml),
                                          "\0"s + gzip(xml),
                                          "\xFF\xFE"s + utf16(xml, false),
                                          "\xFE\xFF"s + utf16(xml, true),
                                          utf16(root, false)};
  for (std::size_t index = 0; index < payloads.size(); ++index) {
    CAPTURE(index);
    const auto encoded = base64(payloads[index]) + "\n";
    CHECK(report_ids(ingested(encoded)) == Ids{"r1"});
    CHECK(report_ids(ingested(plain_mail("see\n\n" + encoded))) == Ids{"r1"});
    CHECK(report_ids(ingested(part("Content-Type: application/octet-stream\nContent-Transfer-Encoding: 7bit",
                                   encoded))) == Ids{"r1"});
  }
}

TEST_CASE("words that look like base64 are words") {
  const auto sink =
      ingested("eNtertainmentsystems\neJxxxxxxxxxxxxxxxxxxxxx\nUGxlYXNlIHJlYWQgdGhpcyBtYWls\n\nnothing\n");
  CHECK(sink.refused.at(0).reason == "no-report");
}

TEST_CASE("control characters in a text hide no report") {
  auto xml = report("r1");
  CHECK(report_ids(ingested(plain_mail("see\x08\n" + xml))) == Ids{"r1"});
  CHECK(report_ids(ingested("see\x08\n" + xml)) == Ids{"r1"});
  CHECK(report_ids(ingested("see\0\n"s + xml)) == Ids{"r1"});
  xml.replace(xml.find("reporter.example"), 8, "rep\x0borte");
  CHECK(report_ids(ingested(plain_mail("see\n" + xml))) == Ids{"r1"});
}

TEST_CASE("UTF-16 may begin with blanks behind its mark") {
  const auto xml = "\r\n" + report("r1");
  for (const auto& bytes : {"\xFF\xFE"s + utf16(xml, false), "\xFE\xFF"s + utf16(xml, true)}) {
    CHECK(report_ids(ingested(bytes)) == Ids{"r1"});
    CHECK(report_ids(ingested(mail_with(bytes, "a.xml", "text/xml"))) == Ids{"r1"});
  }
}

TEST_CASE("of two zip archives one after the other both are read") {
  const auto one = zip({{"a.xml", report("r1")}});
  const auto other = zip({{"b.xml", report("r2")}});
  for (const auto& between : {""s, "\r\n"s}) {
    const auto sink = ingested(one + between + other);
    CHECK(report_ids(sink) == Ids{"r1", "r2"});
    CHECK(warns(sink, 0, "multi archives in one file"));
  }
  CHECK(report_ids(ingested(one + other + zip({{"c.xml", report("r3")}}))) == Ids{"r1", "r2", "r3"});
}

TEST_CASE("the comment of a zip archive may look like its directory") {
  auto archive = zip({{"a.xml", report("r1")}});
  std::string comment;
  for (int time = 0; time < 5; ++time) comment += "PK\5\6 hello, said the comment";
  archive[archive.size() - 2] = static_cast<char>(comment.size());
  const auto sink = ingested(archive + comment);
  CHECK(report_ids(sink) == Ids{"r1"});
  CHECK(warnings_of(sink, 0).empty());
}

std::string test_file(const std::string& name) {
  std::ifstream file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/odd/" + name, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

TEST_CASE("what follows a compressed file is passed over, and noted unless it is padding") {
  for (const std::string name : {"E8-xz.xml.xz", "E8-zstd.xml.zst"}) {
    CAPTURE(name);
    const auto packed = test_file(name);
    const auto alone = ingested(packed);
    REQUIRE(alone.reports.size() == 1);
    for (const auto& padding : {"\r\n"s, "\0\0\0"s, "\0\0\0\0"s}) {
      const auto sink = ingested(packed + padding);
      CHECK(report_ids(sink) == report_ids(alone));
      CHECK(warnings_of(sink, 0) == warnings_of(alone, 0));
    }
    const auto followed = ingested(packed + "footer");
    CHECK(report_ids(followed) == report_ids(alone));
    CHECK(warns(followed, 0, "trailing bytes after the compressed data"));
    CHECK(ingested(packed.substr(0, packed.size() - 9)).refused.size() == 1);
    CHECK(ingested(packed + packed).reports.size() == 2);
  }
}

TEST_CASE("ISO 8859-1 is read as windows-1252 whether or not anything is to be mended") {
  ReportText text;
  text.org_name = "O\x92Neil";
  auto xml = text.xml();
  xml.replace(xml.find("<feedback"), 0, "");
  const auto declared =
      "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n" + xml.substr(xml.find("<feedback"));
  const auto alone = ingested(declared);
  const auto mended = ingested(declared + "\nfooter\n");
  REQUIRE(alone.reports.size() == 1);
  REQUIRE(mended.reports.size() == 1);
  CHECK(alone.reports[0].head.org_name == "O\xE2\x80\x99Neil");
  CHECK(warns(alone, 0, "encoding windows-1252"));
  CHECK(alone.reports[0].end.identity == mended.reports[0].end.identity);
  CHECK(alone.reports[0].end.content == mended.reports[0].end.content);
  // Letters that both have in common make no warning.
  text.org_name = "Andr\xE9";
  const auto letters = text.xml();
  const auto common = ingested("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n" +
                               letters.substr(letters.find("<feedback")));
  CHECK(common.reports.at(0).head.org_name == "Andr\xC3\xA9");
  CHECK(warnings_of(common, 0).empty());
}

TEST_CASE("a report cut before its first record is refused also where another one follows") {
  const auto cut = report("r1").substr(0, report("r1").find("<record>"));
  CHECK(ingested(cut).refused.at(0).reason == "truncated");
  const auto sink = ingested(cut + report("r2"));
  CHECK(report_ids(sink) == Ids{"r2"});
  CHECK(sink.refused.at(0).reason == "truncated");
}

TEST_CASE("a binary attachment that begins with a less-than sign is no XML") {
  std::string binary;
  for (int time = 0; time < 50; ++time)
    binary +=
        "<\x9a\x11\0\xff"
        "abc"s;
  const auto sink = ingested(
      "From: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
      "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n" +
      base64(binary) + "\n--b\nContent-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n" +
      base64(gzip(report("r1"))) + "\n--b--\n");
  CHECK(report_ids(sink) == Ids{"r1"});
  CHECK(sink.refused.empty());
  CHECK(warnings_of(sink, 0).empty());
}

TEST_CASE("what is piped takes no more room than one document may") {
  FeedbackOptions options;
  options.limits.entry_bytes = options.limits.message_bytes = 10'000;
  const auto piped = [&](const std::string& bytes) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
    RecordingSink sink;
    CHECK(ingest_descriptor(ends[0], "<stdin>", options, sink));
    ::close(ends[0]);
    return sink;
  };
  CHECK(piped(std::string(20'000, 'x')).refused.at(0).reason == "limit:message-bytes");
  std::string mbox;
  for (int number = 0; mbox.size() < 20'000; ++number)
    mbox += postmark(mail_with(gzip(report("r" + std::to_string(number))), "a.xml.gz"));
  CHECK(piped(mbox).refused.empty());
}

TEST_CASE("a limit may be as large as a number can be") {
  FeedbackOptions options;
  options.limits.xml_text_bytes = INT64_MAX;
  const TemporaryFolder folder;
  RecordingSink sink;
  CHECK(ingest_file({folder.write("a.xml", report("r1")), true, {}}, options, sink));
  CHECK(report_ids(sink) == Ids{"r1"});
}

}  // namespace
}  // namespace ruascope
