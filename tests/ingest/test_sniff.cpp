// SPDX-License-Identifier: MIT
#include "ingest/sniff.hpp"
#include "tests/support/report_text.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using namespace std::string_literals;

struct Row {
  std::string bytes;
  Content content;
};

void check(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    CHECK(static_cast<int>(sniff(row.bytes)) == static_cast<int>(row.content));
  }
}

TEST_CASE("archives are told by their first bytes") {
  check({{gzip("x"), Content::gzip},
         {"\x78\x9c\xcb"s, Content::gzip},
         {"\x78\x01\x4b"s, Content::gzip},
         {"\x78\xda\x4b"s, Content::gzip},
         {zip({{"a.xml", "a"}}), Content::zip},
         {"PK\x05\x06"s + std::string(18, '\0'), Content::zip}});
}

TEST_CASE("archives that are not unpacked are told by name") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"BZh91AY", "bzip2"},
      {"7z\xBC\xAF\x27\x1C"s, "7z"},
      {"Rar!\x1A\x07\x01", "rar"},
      {std::string(257, '\0') + "ustar\0"s, "tar"},
  };
  for (const auto& [bytes, name] : rows) {
    CAPTURE(name);
    CHECK((sniff(bytes) == Content::unsupported_archive));
    CHECK(archive_name(bytes) == name);
  }
}

TEST_CASE("the formats that are unpacked are told by their first bytes") {
  check({{"\xFD"s + "7zXZ\0"s, Content::xz},
         {"\x28\xB5\x2F\xFD"s, Content::zstd},
         {"\x78\x9F\x3E\x22"s, Content::tnef},
         {"\r\n\x1f\x8b"s, Content::gzip},
         {"\r\nPK\x03\x04"s, Content::zip},
         {"junk PK\x03\x04"s, Content::zip},
         {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, Content::outlook_message}});
}

TEST_CASE("XML is told with and without declaration, space, byte order mark and 16 bits") {
  check({{"<?xml version=\"1.0\"?><feedback/>", Content::xml},
         {"<feedback>", Content::xml},
         {"\r\n \t<?xml version=\"1.0\"?>", Content::xml},
         {"\xEF\xBB\xBF<feedback>", Content::xml},
         {"\xFF\xFE<\0f\0"s, Content::xml},
         {"\xFE\xFF\0<\0f"s, Content::xml},
         {"<\0f\0"s, Content::xml},
         {"\0<\0f"s, Content::xml}});
}

TEST_CASE("a web page is no XML") {
  check({{"<!DOCTYPE html><html>", Content::html},
         {"\n<HTML lang=en>", Content::html},
         {"<head><title>", Content::html},
         {"<body>", Content::html},
         {"<!DOCTYPE feedback><feedback>", Content::xml}});
}

TEST_CASE("a mail is a block of header lines with a field that mails have") {
  check({{"From: a@example.com\nTo: b@example.com\n\nbody", Content::mail},
         {"Received: from x\r\n\tby y\r\nSubject: z\r\n\r\n", Content::mail},
         {"X-Odd: 1\nMIME-Version: 1.0\n\n", Content::mail},
         {"subject: small letters\n\n", Content::mail},
         {"Subject: cut by the end of the head\nX-Fie", Content::mail},
         {"X-Odd: 1\nX-Even: 2\n\n", Content::text},
         {"Subject: but then\nno header line\nin this text\n", Content::text},
         {"Note: to myself\n", Content::text}});
}

TEST_CASE("an mbox starts with a From line and a header line") {
  check({{"From a@example.com Wed Nov 15 00:00:00 2023\nSubject: x\n\n", Content::mbox},
         {"From a\r\nReceived: x\r\n", Content::mbox},
         {"From a\n>From b\nSubject: x\n", Content::mbox},
         {"From here to there\nit is far\n", Content::text}});
}

TEST_CASE("JSON starts with a brace or a bracket") {
  check({{" {\"organization-name\": \"x\"}", Content::json}, {"[1]", Content::json}});
}

TEST_CASE("a mail server's log has a time stamp and its name") {
  check({{"Nov 15 00:00:01 mx postfix/smtpd[1]: connect from unknown\n", Content::mail_log},
         {"Nov  5 00:00:01 mx sendmail[1]: x\n", Content::mail_log},
         {"2023-11-15T00:00:01.123+00:00 mx postfix/smtp[1]: x\n", Content::mail_log},
         {"2023-11-15 00:00:01 1r3xyz-0001 <= a@example.com\n", Content::mail_log},
         {"Nov 15 00:00:01 host kernel: hello\n", Content::text},
         {"today postfix said nothing\n", Content::text}});
}

TEST_CASE("what is left is text, nothing or unknown") {
  check({{"", Content::empty},
         {" \r\n\t ", Content::empty},
         {"\xEF\xBB\xBF", Content::empty},
         {"hello", Content::text},
         {"caf\xE9", Content::text},
         {"cut within a letter \xC3", Content::text},
         {"\x01\x02\x03", Content::unknown},
         {"\x89PNG\r\n\x1a\n\0\0"s, Content::unknown},
         {"text with a NUL\0"s, Content::unknown}});
}

TEST_CASE("a feedback start tag is found whatever its prefix") {
  for (const auto* text : {"<feedback>", "<?xml version=\"1.0\"?>\n<feedback xmlns=\"x\">", "<ns1:feedback>",
                           "<NS1:Feedback>", "a <feedback/>"}) {
    CAPTURE(text);
    CHECK(mentions_feedback(text));
  }
  for (const auto* text :
       {"", "feedback", "<p>feedback", "a feedback <b>", "<p>your feedback</p>", "<!-- -->"}) {
    CAPTURE(text);
    CHECK_FALSE(mentions_feedback(text));
  }
  CHECK(mentions_feedback("\xFF\xFE<\0a\0"s));
}

TEST_CASE("an address or another name with the word is no feedback start tag") {
  for (const auto* text :
       {"<feedback@reporter.example>", "<feedbacks>", "<feedback-report>", "<my-feedback>", "<my.feedback>",
        "<feedback<b>", "</feedback>", "</ns1:feedback>", "<ns1:>feedback>", "<http://a.example/feedback>",
        "< feedback>", "<!--feedback-->"}) {
    CAPTURE(text);
    CHECK_FALSE(mentions_feedback(text));
  }
  for (const auto* text : {"<feedback\txmlns='x'>", "<feedback\r\nxmlns='x'>", "<feedback", "<<feedback>",
                           "<feedback@reporter.example> <feedback>"}) {
    CAPTURE(text);
    CHECK(mentions_feedback(text));
  }
  CHECK(mentions_feedback("<feedback>" + std::string(8000, ' ')));
  CHECK(mentions_feedback("<feedback><!--" + std::string(8000, 'x')));
}

TEST_CASE("a tag's name comes without its prefix, if it is whole") {
  CHECK(tag_name("ns1:feedback>") == "feedback");
  CHECK(tag_name("record") == "record");
  for (const auto* text : {"", ">", " record>", "record<", "ns1:>"}) {
    CAPTURE(text);
    CHECK(tag_name(text).empty());
  }
  CHECK(tag_name(std::string(tag_name_bytes - 1, 'x') + ">").size() == tag_name_bytes - 1);
  CHECK(tag_name(std::string(tag_name_bytes, 'x') + ">").empty());
}

TEST_CASE("many brackets without a tag are passed over") {
  std::string tags;
  while (tags.size() < 4 << 20) tags += "<feedback@";
  CHECK_FALSE(mentions_feedback(tags));
}

}  // namespace
}  // namespace ruascope
