// SPDX-License-Identifier: MIT
// Attacks by number and size: too large for files of the repository, or with too long an outcome for a block.
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

constexpr std::size_t mib = 1 << 20;
const std::string hostile = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/hostile/";

using Texts = std::vector<std::string>;

// A report with so many blanks in it.
std::string padded_report(std::size_t blanks) {
  auto xml = ReportText{}.xml();
  return xml.insert(xml.find("</feedback>"), std::string(blanks, ' '));
}

FeedbackOptions limited_to(std::int64_t Limits::* limit, std::int64_t value) {
  FeedbackOptions options;
  options.limits.*limit = value;
  return options;
}

std::int64_t refused_for(const RecordingSink& sink, std::string_view reason) {
  return std::count_if(sink.refused.begin(), sink.refused.end(),
                       [&](const Unreadable& what) { return what.reason == reason; });
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t time = 0; time < times; ++time) all += text;
  return all;
}

const std::string mail_head = "From: a@b.example\nSubject: x\n";

std::string multipart(const std::string& parts, const std::string& boundary = "b") {
  return mail_head + "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\n\n" + parts + "--" +
         boundary + "--\n";
}

TEST_CASE("100 MiB of zeros in 100 KiB are told by their first bytes") {
  const auto bomb = gzip(std::string(100 * mib, '\0'));
  CHECK(refusals(read_input(bomb)) == Texts{"input: empty"});
}

TEST_CASE("what unpacks is counted by the byte, whatever is packed in what") {
  const auto options = limited_to(&Limits::entry_bytes, mib);
  const auto large = padded_report(mib);
  for (const auto& input :
       {large, gzip(large), gzip(gzip(large)), zip({{"a", large}}), zip({{"a", gzip(large)}}),
        mail_with(gzip(large), "a"), mail_with(zip({{"a", large}}), "a")}) {
    const auto sink = read_input(input, options);
    CHECK(sink.reports.empty());
    CHECK(refused_for(sink, "limit:entry-bytes") == 1);
    CHECK(sink.refused.size() == 1);
  }
  CHECK(report_ids(read_input(gzip(padded_report(mib - 4096)), options)) == Texts{"r1"});
}

TEST_CASE("all that one carrier unpacks to counts together") {
  const auto options = limited_to(&Limits::carrier_bytes, 5 * mib);
  const auto large = padded_report(2 * mib);
  std::string parts;
  for (int part = 0; part < 3; ++part)
    parts += "--b\nContent-Transfer-Encoding: base64\n\n" + base64(gzip(large)) + "\n";
  for (const auto& input : {zip({{"1", large}, {"2", large}, {"3", large}}), multipart(parts)}) {
    const auto sink = read_input(input, options);
    CHECK(report_ids(sink) == Texts{"r1", "r1"});
    CHECK(refused_for(sink, "limit:carrier-bytes") == 1);
  }
}

TEST_CASE("what is unpacked twice, to be sniffed and to be read, counts once") {
  const auto options = limited_to(&Limits::carrier_bytes, 5 * mib);
  CHECK(report_ids(read_input(gzip(padded_report(4 * mib)), options)) == Texts{"r1"});
}

// A file of 392 bytes that is a million documents. Report-format.md section 5: counted together.
TEST_CASE("the entries of nested archives count together") {
  auto options = limited_to(&Limits::entries, 100);
  const auto sink = read_input(read_file(hostile + "H2-fan-out-reports.zip"), options);
  CHECK(sink.reports.size() <= 100);
  CHECK(refused_for(sink, "limit:entries") >= 1);
}

TEST_CASE("a fan of archives is bounded by the entries of each") {
  const auto options = limited_to(&Limits::entries, 20);
  CHECK(refusals(read_input(read_file(hostile + "H2-fan-out.zip.gz"), options)) ==
        Texts{"input: limit:entries"});
}

TEST_CASE("an archive of small archives or of mails costs what it holds") {
  std::vector<std::pair<std::string, std::string>> archives;
  std::vector<std::pair<std::string, std::string>> mails;
  for (int number = 0; number < 5; ++number) {
    ReportText report;
    report.report_id = "r" + std::to_string(number);
    archives.emplace_back(report.report_id + ".zip", zip({{"a.xml", report.xml()}}));
    mails.emplace_back(report.report_id + ".eml", mail_with(zip({{"a.xml", report.xml()}}), "a.zip"));
  }
  auto options = limited_to(&Limits::entries, 5);
  options.limits.mail_parts = 2;  // a text and an attachment
  for (const auto& input : {zip(archives), zip(mails), gzip(zip(mails))}) {
    const auto sink = read_input(input, options);
    CHECK(sink.reports.size() == 5);
    CHECK(sink.refused.empty());
  }
  options.limits.entries = 4;
  CHECK(refusals(read_input(zip(archives), options)) == Texts{"input: limit:entries"});
  options.limits.mail_parts = 1;
  CHECK(refused_for(read_input(gzip(mails[0].second), options), "limit:mail-parts") == 1);
}

TEST_CASE("a mail of a million parts is refused at the first too many") {
  CHECK(refusals(read_input(multipart(repeated("--b\n\n", 1'000'000)))) == Texts{"input: limit:mail-parts"});
  CHECK(refusals(read_input(mail_head + "Content-Type: multipart/mixed; boundary=b\n\n" +
                            repeated("--b\n", 1'000'000))) == Texts{"input: limit:mail-parts"});
  const auto inner = "Content-Type: multipart/mixed; boundary=c\n\n" + repeated("--c\n\n", 100) + "--c--\n";
  CHECK(refusals(read_input(multipart(repeated("--b\n" + inner, 100)))) == Texts{"input: limit:mail-parts"});
}

TEST_CASE("the parts of mails within a mail count together") {
  const auto inner = multipart(repeated("--c\n\n", 90), "c");
  const auto sink = read_input(multipart(repeated("--b\nContent-Type: message/rfc822\n\n" + inner, 20)),
                               limited_to(&Limits::mail_parts, 100));
  CHECK(refused_for(sink, "limit:mail-parts") >= 1);
}

TEST_CASE("the depths of multiparts and of mails count together") {
  auto mail = mail_with(ReportText{}.xml(), "a.xml");
  for (int level = 0; level < 10; ++level) {
    const auto boundary = "level" + std::to_string(level) + "-";
    mail = multipart("--" + boundary + "\nContent-Type: message/rfc822\n\n" + mail, boundary);
  }
  CHECK(refused_for(read_input(mail), "limit:mail-depth") == 1);
}

TEST_CASE("a header of any shape is read in bounded time and memory") {
  const auto body = "Content-Type: application/octet-stream\n\n" + ReportText{}.xml();
  const std::size_t many = 500'000;
  for (const auto& field :
       {"X-Long: " + std::string(32 * mib, 'x'), "From: " + repeated("a@b.example, ", many / 2),
        "Subject: " + repeated("=?utf-8?q?x?=\n ", many / 2)}) {
    CAPTURE(field.substr(0, 30));
    CHECK(refusals(read_input(mail_head + field + "\n" + body)) == Texts{"input: limit:mail-header-bytes"});
  }
  for (const auto& field :
       {"From: " + repeated("a:", many / 2) + repeated(";", many / 2), "From: " + std::string(many, '('),
        "From: " + std::string(many, '<'), "From: " + std::string(many, '"'),
        "From: " + repeated("@,", many / 2), "Message-ID: " + std::string(many, '<'),
        "Subject: " + repeated("=?utf-8?q?x?= ", many / 20),
        "Content-Type: text/plain" + repeated("; a*0*=x", many / 20),
        "Content-Type: " + repeated("(", many) + "text/plain",
        "Content-Disposition: attachment" + repeated("; filename*0*=utf-8''x", many / 40)}) {
    CAPTURE(field.substr(0, 30));
    CHECK(report_ids(read_input(field + "\nReceived: x\n" + body)) == Texts{"r1"});
  }
}

TEST_CASE("a line of any length costs no memory and loses no report") {
  const auto xml = ReportText{}.xml();
  auto mail = mail_with(xml, "a.xml");
  mail.insert(mail.find("This is"), std::string(4 * mib, 'x') + "\n");
  CHECK(report_ids(read_input(mail)) == Texts{"r1"});
}

// libxml2 compares the attributes of a tag with each other before it tells of them: 240,000 take 17 s.
TEST_CASE("a tag of any number of attributes is refused in any encoding") {
  const auto refused = [](const std::string& encoding, std::size_t attributes) {
    auto xml = "<?xml version='1.0' encoding='" + encoding + "'?>" + ReportText{}.xml();
    const std::string equals = encoding == "UTF-7" ? "+AD0-" : "=";
    std::string tag = "<!-- > <x \" --><a";
    for (std::size_t number = 0; number < attributes; ++number)
      tag += " a" + std::to_string(number) + equals + "''";
    return refusals(read_input(gzip(xml.insert(xml.find("<report_metadata>"), tag + "/>"))));
  };
  CHECK(refused("UTF-8", 65) == Texts{"input: limit:xml-attributes"});
  CHECK(refused("UTF-8", 200'000) == Texts{"input: limit:xml-text-bytes"});
  CHECK(refused("UTF-7", 65) == Texts{"input: limit:xml-attributes"});
  CHECK(refused("UTF-7", 200'000) == Texts{"input: limit:xml-text-bytes"});
}

TEST_CASE("a comment is no tag") {
  auto xml = ReportText{}.xml();
  xml.insert(xml.find("<report_metadata>"), "<!-- a > b, a <" + repeated(" b=c", 65) + " -->");
  CHECK(report_ids(read_input(xml)) == Texts{"r1"});
}

TEST_CASE("a flood of distinct addresses, domains and selectors is read whole") {
  const auto committed = read_input(read_file(hostile + "H8-distinct.xml.gz"));
  REQUIRE(committed.reports.size() == 1);
  CHECK(committed.reports[0].records.size() == 5000);

  ReportText report;
  report.records.clear();
  constexpr int records = 20'000;
  for (int number = 0; number < records; ++number) {
    RecordText record;
    record.source_ip = "2001:db8::" + std::to_string(number / 10'000) + ":" + std::to_string(number % 10'000);
    record.header_from = "d" + std::to_string(number) + ".example.com";
    record.auth_results = "<dkim><domain>" + record.header_from + "</domain><selector>s" +
                          std::to_string(number) + "</selector><result>pass</result></dkim>";
    report.records.push_back(record);
  }
  const auto sink = read_input(gzip(report.xml()));
  REQUIRE(sink.reports.size() == 1);
  std::set<std::string> domains;
  for (const auto& record : sink.reports[0].records) domains.insert(record.results->header_from);
  CHECK(domains.size() == records);
}

// 2,000 elements below such a namespace once took half a minute: each was given its own copy of it.
TEST_CASE("a long namespace costs once, not for each element") {
  auto xml = ReportText{}.xml();
  xml.insert(xml.find("<feedback") + 9, " xmlns=\"" + repeated("&amp;", 20'000) + "\"");
  xml.insert(xml.find("</feedback>"), repeated("<a/>", 200'000));
  const auto sink = read_input(gzip(xml));
  REQUIRE(sink.reports.size() == 1);
  CHECK(sink.reports[0].head.xml_namespace == std::string(256, '&'));
}

TEST_CASE("names in archives are kept to a length that memory bears") {
  const std::string name(60'000, 'x');
  for (const auto& input : {zip({{name, "<feedback>"}, {"b", "<feedback>"}}),
                            zip({{name, zip({{name, "<feedback>"}})}, {"b", "<feedback>"}})}) {
    const auto sink = read_input(input);
    REQUIRE(sink.refused.size() == 2);
    for (const auto& what : sink.refused) CHECK(what.origin.size() < 3000);
  }
}

TEST_CASE("the messages of a mailbox within a mail count as parts of it") {
  const auto message = "From a@b.example Wed Nov 15 00:00:00 2023\n" + mail_head + "\nx\n";
  const auto sink = read_input(mail_with(gzip(repeated(message, 2000)), "a.mbox.gz"));
  CHECK(refused_for(sink, "limit:mail-parts") == 1);
  CHECK(sink.passed_over.size() < 1000);
  CHECK(read_input(gzip(repeated(message, 2000))).refused.empty());
}

TEST_CASE("end tags that are lost behind blanks cost no more than others") {
  auto xml = ReportText{}.xml();
  const auto unclosed = "<extra>" + std::string(30'000, ' ') + repeated("<a>", 20);
  xml.insert(xml.find("</feedback>"), repeated("<extension>" + unclosed + "</extension>", 200));
  CHECK(report_ids(read_input(xml)) == Texts{"r1"});
}

TEST_CASE("entries that were spent stay spent in the messages that follow") {
  const auto archive = zip({{"a.xml", ReportText{}.xml()}, {"b.xml", ReportText{}.xml()}});
  const auto message = "From a@b.example Wed Nov 15 00:00:00 2023\n" + mail_with(archive, "a.zip") + "\n";
  const auto sink =
      read_input(mail_with(gzip(repeated(message, 5)), "a.mbox.gz"), limited_to(&Limits::entries, 2));
  CHECK(refused_for(sink, "limit:entries") == 1);
}

}  // namespace
}  // namespace ruascope
