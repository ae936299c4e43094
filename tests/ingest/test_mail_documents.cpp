// SPDX-License-Identifier: MIT
#include "ingest/document_reader.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Texts = std::vector<std::string>;

std::string report(const std::string& id) {
  ReportText text;
  text.report_id = id;
  return text.xml();
}

std::string multipart(const std::string& type, const std::vector<std::string>& parts) {
  std::string text = "From: a@reporter.example\nMIME-Version: 1.0\nContent-Type: multipart/" + type +
                     "; boundary=\"B0\"\n\n";
  for (const auto& part : parts) text += "--B0\n" + part + "\n";
  return text + "--B0--\n";
}

std::string part(const std::string& type, const std::string& name, const std::string& bytes) {
  return "Content-Type: " + type + "; name=\"" + name + "\"\nContent-Transfer-Encoding: base64\n\n" +
         base64(bytes) + "\n";
}

TEST_CASE("a report is found in a mail whatever its attachment is called") {
  for (const auto* type : {"application/gzip", "application/octet-stream", "application/zip", "text/plain",
                           "text/xml", "image/png"}) {
    CAPTURE(type);
    const auto sink = read_input(mail_with(gzip(report("r1")), "report", type));
    CHECK(report_ids(sink) == Texts{"r1"});
    CHECK(origins(sink) == Texts{"input: report"});
    CHECK(sink.reports[0].carrier ==
          Carrier{"1@reporter.example", "reporter.example", "Report Domain: example.com"});
    CHECK(sink.refused.empty());
    CHECK(sink.passed_over.empty());
  }
}

TEST_CASE("a mail that is nothing but a zip is read") {
  const auto sink = read_input("From: a@reporter.example\n" +
                               part("application/zip", "a.zip", zip({{"a.xml", report("r1")}})));
  CHECK(report_ids(sink) == Texts{"r1"});
  CHECK(origins(sink) == Texts{"input: a.zip: a.xml"});
}

TEST_CASE("a report in quoted-printable text is read") {
  std::string quoted;
  for (const char c : report("r1")) quoted += c == '=' ? std::string{"=3D"} : std::string{c};
  const auto sink = read_input(
      "From: a@reporter.example\nContent-Type: text/xml\nContent-Transfer-Encoding: quoted-printable\n\n" +
      quoted);
  CHECK(report_ids(sink) == Texts{"r1"});
}

TEST_CASE("all reports of a mail are read, each beside the other") {
  const auto sink = read_input(multipart("mixed", {"Content-Type: text/plain\n\nTwo reports.",
                                                   part("application/gzip", "1.gz", gzip(report("r1"))),
                                                   part("application/zip", "bad.zip", "PK\x03\x04 damaged"),
                                                   part("application/gzip", "2.gz", gzip(report("r2")))}));
  CHECK(report_ids(sink) == Texts{"r1", "r2"});
  CHECK(origins(sink) == Texts{"input: 1.gz", "input: 2.gz"});
  CHECK(refusals(sink) == Texts{"input: bad.zip: truncated"});
  CHECK(sink.passed_over.empty());
}

TEST_CASE("a report in a forwarded mail is read") {
  const auto inner = mail_with(gzip(report("r1")), "a.gz");
  for (const auto& forwarded :
       {"Content-Type: message/rfc822\n\n" + inner, part("application/octet-stream", "mail.eml", inner)}) {
    const auto sink = read_input(multipart("mixed", {"Content-Type: text/plain\n\nSee below.", forwarded}));
    CHECK(report_ids(sink) == Texts{"r1"});
    CHECK(sink.refused.empty());
    CHECK(sink.passed_over.empty());
  }
}

TEST_CASE("pages, pictures and texts beside a report are passed over") {
  const auto sink =
      read_input(multipart("related", {"Content-Type: text/html\n\n<html><body>Report</body></html>",
                                       "Content-Type: text/html\n\n<div>your feedback</div>",
                                       part("image/png", "logo.png", "\x89PNG\r\n\x1a\n"),
                                       part("application/json", "x.json", "{}"),
                                       part("application/gzip", "1.gz", gzip(report("r1")))}));
  CHECK(report_ids(sink) == Texts{"r1"});
  CHECK(sink.refused.empty());
  CHECK(sink.passed_over.empty());
}

TEST_CASE("a mail without a report is ignored by its kind") {
  const std::string text = "Content-Type: text/plain\n\nhello";
  struct Row {
    std::string mail;
    std::string kind;
  };
  const std::vector<Row> rows{
      {"From: a@example.com\nSubject: lunch\n\nAt noon?\n", "no_report"},
      {multipart("mixed", {text, part("image/png", "a.png", "\x89PNG\r\n\x1a\n")}), "no_report"},
      {multipart("report; report-type=delivery-status",
                 {text, "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x"}),
       "bounce"},
      {multipart("report; report-type=feedback-report", {text}), "failure_report"},
      {multipart("report; report-type=tlsrpt", {text}), "tls_report"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.kind);
    for (const bool named : {false, true}) {
      const auto sink = read_input(row.mail, {}, named);
      CHECK(sink.passed_over == Texts{row.kind + " input"});
      CHECK(sink.refused.empty());
      CHECK(sink.reports.empty());
    }
  }
}

TEST_CASE("a TLS report in a mail is named once") {
  const auto json = R"({"organization-name":"R","date-range":{},"policies":[]})";
  const auto sink = read_input(multipart(
      "report; report-type=tlsrpt",
      {"Content-Type: text/plain\n\nhello", part("application/tlsrpt+gzip", "a.json.gz", gzip(json))}));
  CHECK(sink.passed_over == Texts{"tls_report input: a.json.gz"});
  CHECK(sink.refused.empty());
}

TEST_CASE("a limit of mail that is exceeded refuses the mail by its name") {
  struct Row {
    std::int64_t Limits::* limit;
    std::int64_t value;
    std::string refusal;
  };
  const std::vector<Row> rows{{&Limits::message_bytes, 300, "input: limit:message-bytes"},
                              {&Limits::mail_parts, 1, "input: limit:mail-parts"},
                              {&Limits::mail_depth, 0, "input: limit:mail-depth"},
                              {&Limits::mail_header_bytes, 50, "input: limit:mail-header-bytes"}};
  for (const auto& row : rows) {
    FeedbackOptions options;
    options.limits.*row.limit = row.value;
    const auto sink = read_input(mail_with(gzip(report("r1")), "a.gz"), options);
    CHECK(refusals(sink) == Texts{row.refusal});
    CHECK(sink.reports.empty());
  }
}

TEST_CASE("no text before a pasted report hides it") {
  for (const auto* before :
       {"[EXTERNAL EMAIL]", "{all}", "From: A B <a@b.example>\nSent: Monday\nTo: c@d.example\n"}) {
    CAPTURE(before);
    const auto sink = read_input("From: a@reporter.example\nContent-Type: text/plain\n\n" +
                                 std::string{before} + "\n\n" + report("r1"));
    CHECK(report_ids(sink) == Texts{"r1"});
    CHECK(sink.refused.empty());
  }
}

TEST_CASE("a long comment hides no report") {
  const auto xml = "<?xml version=\"1.0\"?>\n<!-- " + std::string(20'000, 'x') + " -->\n" + report("r1");
  for (const auto* type : {"text/xml", "application/xml", "application/octet-stream"})
    CHECK(report_ids(read_input(mail_with(xml, "a.xml", type))) == Texts{"r1"});
}

TEST_CASE("texts that begin as a mail or JSON hold no report and are none") {
  for (const auto* text :
       {"From: A B <a@b.example>\nSent: Monday\n\nhello\n", "[EXTERNAL] hello\n", "{}\n"}) {
    const auto sink = read_input(multipart("mixed", {"Content-Type: text/plain\n\n" + std::string{text},
                                                     part("application/gzip", "a", gzip(report("r1")))}));
    CHECK(report_ids(sink) == Texts{"r1"});
    CHECK(sink.refused.empty());
  }
}

}  // namespace
}  // namespace ruascope
