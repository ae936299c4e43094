// SPDX-License-Identifier: MIT
#include "ingest/message.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

struct Part {
  std::string media_type;
  std::string name;
  std::string bytes;
  bool operator==(const Part&) const = default;
};

struct ReadMail {
  std::vector<Part> parts;
  std::vector<std::int64_t> depths;
  Mail mail;
  std::shared_ptr<Notes> notes = std::make_shared<Notes>();
};

Mail parts_of(const std::string& mail, const Limits& limits = {}) {
  return read_message(memory_source(mail), limits);
}

ReadMail read_mail(const std::string& mail, const Limits& limits = {}) {
  ReadMail result;
  result.mail = parts_of(mail, limits);
  for (const auto& part : result.mail.parts) {
    result.parts.push_back({part.media_type, part.name, all_of(*part.decoded(result.notes))});
    result.depths.push_back(part.depth);
  }
  return result;
}

// A multipart of the given kind around whole parts.
std::string multipart(const std::string& type, const std::string& boundary,
                      const std::vector<std::string>& parts) {
  std::string text = "Content-Type: multipart/" + type + "; boundary=\"" + boundary + "\"\n\n";
  for (const auto& part : parts) text += "--" + boundary + "\n" + part + "\n";
  return text + "--" + boundary + "--\n";
}

const std::string headers = "From: A <dmarc@Reporter.example>\nMIME-Version: 1.0\n";
const std::string text_part = "Content-Type: text/plain\n\nhello";

TEST_CASE("an attachment comes out decoded, with its name and type") {
  const std::string bytes = std::string{"PK\x03\x04\0\xFF\r\n", 8};
  const auto mail = read_mail(mail_with(bytes, "a.zip", "Application/ZIP"));
  CHECK(mail.parts == std::vector<Part>{{"text/plain", "", "This is an aggregate report.\n"},
                                        {"application/zip", "a.zip", bytes}});
  CHECK(mail.depths == std::vector<std::int64_t>{1, 1});
}

TEST_CASE("what the mail says of itself is kept") {
  const auto mail = read_mail(
      "From: =?utf-8?q?J=C3=BCrgen?= <dmarc@Reporter.EXAMPLE>\nMessage-ID: <1@reporter.example>\n"
      "Subject: =?utf-8?q?Report_f=C3=BCr?= example.com\n\nhello\n");
  CHECK(mail.mail.carrier ==
        Carrier{"1@reporter.example", "reporter.example", "Report f\xC3\xBCr example.com"});
  CHECK(mail.mail.kind == MailKind::ordinary);
  CHECK(read_mail("Subject: alone\n\nhello\n").mail.carrier == Carrier{"", "", "alone"});
}

TEST_CASE("a mail may be its attachment") {
  const auto mail = read_mail(
      headers + "Content-Type: application/gzip; name=\"a.gz\"\nContent-Transfer-Encoding: base64\n\n" +
      base64(gzip("hello")) + "\n");
  CHECK(mail.parts == std::vector<Part>{{"application/gzip", "a.gz", gzip("hello")}});
  CHECK(mail.depths == std::vector<std::int64_t>{0});
}

TEST_CASE("nested multiparts are walked in their order") {
  const auto mail = read_mail(
      headers +
      multipart("mixed", "m",
                {multipart("related", "r",
                           {multipart("alternative", "a", {text_part, "Content-Type: text/html\n\n<p>"})}),
                 "Content-Type: application/octet-stream; name=\"x\"\n\nX"}));
  CHECK(mail.parts == std::vector<Part>{{"text/plain", "", "hello"},
                                        {"text/html", "", "<p>"},
                                        {"application/octet-stream", "x", "X"}});
  CHECK(mail.depths == std::vector<std::int64_t>{3, 3, 1});
}

TEST_CASE("a mail within a mail comes out as it is") {
  const auto inner = "From: b@inner.example\nSubject: inner\n" +
                     multipart("mixed", "i", {"Content-Type: text/xml; name=\"a.xml\"\n\n<a/>"});
  const auto mail =
      read_mail(headers + multipart("mixed", "m", {text_part, "Content-Type: message/rfc822\n\n" + inner}));
  CHECK(mail.parts == std::vector<Part>{{"text/plain", "", "hello"}, {"message/rfc822", "", inner}});
  CHECK(mail.mail.carrier.from_domain == "reporter.example");
}

TEST_CASE("quoted-printable is undone") {
  const auto mail = read_mail(
      headers +
      "Content-Type: text/xml\nContent-Transfer-Encoding: quoted-printable\n\n<a x=3D\"1\"=\n/>=C3=A9");
  CHECK(mail.parts == std::vector<Part>{{"text/xml", "", "<a x=\"1\"/>\xC3\xA9"}});
}

TEST_CASE("a split and encoded file name is put together") {
  const auto mail = read_mail(headers +
                              "Content-Type: application/gzip\nContent-Disposition: attachment;\n"
                              " filename*0=\"a.xm\";\n filename*1=\"l.gz\"\n\nX");
  REQUIRE(mail.parts.size() == 1);
  CHECK(mail.parts[0].name == "a.xml.gz");
}

TEST_CASE("the kind of a mail is its report type") {
  struct Row {
    std::string mail;
    MailKind kind;
  };
  const std::vector<Row> rows{
      {headers + multipart("report; report-type=delivery-status", "b", {text_part}), MailKind::bounce},
      {headers + multipart("report; report-type=\"Feedback-Report\"", "b", {text_part}),
       MailKind::failure_report},
      {headers + multipart("report; report-type=tlsrpt", "b", {text_part}), MailKind::tls_report},
      {headers + multipart("report; report-type=other", "b", {text_part}), MailKind::ordinary},
      {headers + multipart("mixed; report-type=tlsrpt", "b", {text_part}), MailKind::ordinary},
      {"From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\nHi.\n", MailKind::bounce},
      {"From: a@mx.example\nX-Failed-Recipients: b@example.com\n\nHi.\n", MailKind::bounce},
  };
  for (const auto& row : rows) {
    CAPTURE(row.mail);
    CHECK(static_cast<int>(read_mail(row.mail).mail.kind) == static_cast<int>(row.kind));
  }
}

TEST_CASE("a mail of more bytes than the limit is refused") {
  Limits limits;
  const auto mail = headers + "\nhello";
  limits.message_bytes = static_cast<std::int64_t>(mail.size());
  CHECK(read_mail(mail, limits).parts.size() == 1);
  --limits.message_bytes;
  CHECK(read_error_of([&] { read_mail(mail, limits); }).reason() == "limit:message-bytes");
}

TEST_CASE("a mail has parts up to the limit") {
  Limits limits;
  limits.mail_parts = 2;
  CHECK(read_mail(headers + multipart("mixed", "b", {text_part, text_part}), limits).parts.size() == 2);
  const auto mail = headers + multipart("mixed", "b", {text_part, text_part, text_part});
  CHECK(read_error_of([&] { read_mail(mail, limits); }).reason() == "limit:mail-parts");
}

TEST_CASE("parts nest up to the limit") {
  Limits limits;
  limits.mail_depth = 2;
  const auto two = headers + multipart("mixed", "a", {multipart("mixed", "b", {text_part})});
  CHECK(read_mail(two, limits).depths == std::vector<std::int64_t>{2});
  const auto three =
      headers + multipart("mixed", "a", {multipart("mixed", "b", {multipart("mixed", "c", {text_part})})});
  CHECK(read_error_of([&] { read_mail(three, limits); }).reason() == "limit:mail-depth");
}

TEST_CASE("a header block is as long as the limit at most") {
  Limits limits;
  limits.mail_header_bytes = 200;
  CHECK(read_mail(headers + "\n" + std::string(1000, 'x'), limits).parts.size() == 1);
  const auto error =
      read_error_of([&] { read_mail(headers + "X-Long: " + std::string(200, 'x') + "\n\nhello", limits); });
  CHECK(error.reason() == "limit:mail-header-bytes");
}

}  // namespace
}  // namespace ruascope
