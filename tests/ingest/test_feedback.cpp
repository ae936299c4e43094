// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Warnings = std::vector<Warning>;

ReadError failure(const std::string& xml, const FeedbackOptions& options = {}) {
  return read_error_of([&] { read_report(xml, options); });
}

std::string changed(const std::string& what, const std::string& instead,
                    std::string text = ReportText{}.xml()) {
  const auto found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), instead);
}

TEST_CASE("XML that is no report is refused by its root") {
  const auto error = failure("<?xml version=\"1.0\"?>\n<invoice><feedback/></invoice>");
  CHECK(error.reason() == "not-feedback");
  CHECK(error.place() == "line 2");
  CHECK(error.what() == std::string{"the XML is a <invoice>, not a DMARC aggregate report"});
}

TEST_CASE("a report that lacks what tells it apart is refused by reason") {
  struct Row {
    const char* what;
    const char* instead;
    const char* reason;
  };
  const std::vector<Row> rows{
      {"<domain>example.com</domain><adkim>", "<adkim>", "no-domain"},
      {"<domain>example.com</domain><adkim>", "<domain> </domain><adkim>", "no-domain"},
      {"<begin>1700006400</begin>", "", "no-period"},
      {"<end>1700092799</end>", "<end/>", "no-period"},
      {"<begin>1700006400</begin>", "<begin>soon</begin>", "no-period"},
      {"<count>1</count>", "<count>many</count>", "no-usable-record"},
      {"<source_ip>192.0.2.1</source_ip>", "", "no-usable-record"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.instead);
    CHECK(failure(changed(row.what, row.instead)).reason() == row.reason);
  }
  CHECK(failure("<feedback/>").reason() == "no-metadata");
  CHECK(failure("<feedback><report_metadata>text</report_metadata></feedback>").reason() == "no-metadata");
}

TEST_CASE("a report without its end is truncated") {
  const auto whole = ReportText{}.xml();
  const auto error = failure(whole.substr(0, whole.find("</feedback>")));
  CHECK(error.reason() == "truncated");
  CHECK(error.place() == "line 4");
}

TEST_CASE("a report that is ill-formed is refused with its line") {
  const auto error = failure(changed("reporter.example<", "A & B<"));
  CHECK(error.reason() == "xml");
  CHECK(error.place() == "line 2");
}

TEST_CASE("a report with declarations is refused and nothing of them is read") {
  const TemporaryFolder folder;
  const auto canary = folder.write("canary", "CANARY");
  for (const auto& subset :
       {std::string{"<!ENTITY e \"expanded\">"}, "<!ENTITY e SYSTEM \"file://" + canary + "\">"}) {
    CAPTURE(subset);
    const auto text = changed("?>\n<feedback>", "?>\n<!DOCTYPE feedback [" + subset + "]>\n<feedback>");
    ReadReport report;
    Notes notes;
    const auto source = memory_source(changed("<org_name>reporter.example", "<org_name>&e;", text));
    const auto error = read_error_of([&] { read_feedback(*source, {}, {}, report, notes); });
    CHECK(error.reason() == "dtd");
    CHECK(error.place() == "line 2");
    CHECK(report.heads == 0);
    CHECK(report.records.empty());
  }
}

TEST_CASE("texts are trimmed, and joined where the parser splits them") {
  const auto report = read_report(changed("<org_name>reporter.example</org_name>",
                                          "<org_name> AT&amp;T <!-- x --><![CDATA[<Mail>]]>\n</org_name>"));
  CHECK(report.report_head.org_name == "AT&T <Mail>");
}

TEST_CASE("a report_id loses one pair of angle brackets and nothing else") {
  struct Row {
    const char* text;
    const char* id;
  };
  const std::vector<Row> rows{{" &lt;a@b.example&gt; ", "a@b.example"},
                              {"&lt;&lt;a&gt;&gt;", "<a>"},
                              {"&lt;a", "<a"},
                              {"a&gt;", "a>"},
                              {"A$b=c@D:e/f", "A$b=c@D:e/f"},
                              {"&lt;", "<"}};
  for (const auto& row : rows) {
    CAPTURE(row.text);
    ReportText text;
    text.report_id = row.text;
    CHECK(read_report(text.xml()).report_head.report_id == row.id);
  }
}

TEST_CASE("a missing org_name is taken from the address") {
  ReportText text;
  text.org_name = " ";
  const auto report = read_report(text.xml());
  CHECK(report.report_head.org_name == "reporter.example");
  CHECK(report.warnings == Warnings{{"id", "org_name", 1}});
  text.email = "";
  CHECK(read_report(text.xml()).report_head.org_name == "unknown");
}

TEST_CASE("empty elements of the head are absent") {
  ReportText text;
  text.policy = "<adkim/><aspf> </aspf><p>none</p><sp/><np/><pct/><fo/><testing/><discovery_method/>";
  auto xml = changed("<version>1.0</version>", "<version/>", text.xml());
  xml = changed("</report_metadata>", "<extra_contact_info/><error/><generator/></report_metadata>", xml);
  const auto report = read_report(xml);
  const auto& head = report.report_head;
  PublishedPolicy policy;
  policy.domain = "example.com";
  policy.p = Token<Policy>{Policy::none, {}};
  CHECK(head.policy == policy);
  CHECK(head.version == std::nullopt);
  CHECK(head.extra_contact_info == std::nullopt);
  CHECK(head.generator == std::nullopt);
  CHECK(head.errors.empty());
  CHECK(report.warnings.empty());
}

TEST_CASE("of a policy that comes twice the first one holds") {
  const auto report =
      read_report(changed("</policy_published>",
                          "</policy_published><policy_published><domain>other.example</domain>"
                          "<p>reject</p></policy_published>"));
  CHECK(report.report_head.policy.domain == "example.com");
  CHECK(report.report_head.policy.p == Token<Policy>{Policy::none, {}});
  CHECK(report.warnings == Warnings{{"dup", "policy_published (mixed policy)", 1}});
}

TEST_CASE("unknown policy tokens are kept as they came") {
  ReportText text;
  text.policy = "<adkim>x</adkim><aspf>R</aspf><p>monitor</p><sp>nil</sp><pct>20%</pct><t>y</t><psd>n</psd>";
  const auto report = read_report(text.xml());
  const auto& policy = report.report_head.policy;
  CHECK(policy.adkim == Token<AlignmentMode>{AlignmentMode::relaxed, "x"});
  CHECK(policy.aspf == Token<AlignmentMode>{AlignmentMode::relaxed, ""});
  CHECK(policy.p == Token<Policy>{Policy::unknown, "monitor"});
  CHECK(policy.sp == Token<Policy>{Policy::unknown, "nil"});
  CHECK(policy.pct == 20);
  CHECK(policy.testing == Token<Testing>{Testing::yes, ""});
  CHECK(report.warnings == Warnings{{"alias", "t", 1},
                                    {"enum", "adkim=x", 1},
                                    {"enum", "p=monitor", 1},
                                    {"enum", "sp=nil", 1},
                                    {"number", "pct", 1}});
}

TEST_CASE("the policy domain is folded, its raw form kept where it says more") {
  struct Row {
    const char* text;
    const char* domain;
    const char* raw;
    Warnings warnings;
  };
  const std::vector<Row> rows{
      {"example.com", "example.com", "", {}},
      {" EXAMPLE.com\n", "example.com", "", {}},
      {"m\xC3\xBCnchen.example", "xn--mnchen-3ya.example", "m\xC3\xBCnchen.example", {}},
      {"_dmarc.example.com", "example.com", "_dmarc.example.com", {{"domain", "_dmarc. prefix", 1}}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    ReportText text;
    text.domain = row.text;
    text.records[0].header_from = row.domain;
    const auto report = read_report(text.xml());
    CHECK(report.report_head.policy.domain == row.domain);
    CHECK(report.report_head.policy.domain_raw == row.raw);
    CHECK(report.warnings == row.warnings);
  }
}

// The raw form is compared with the folded one, which has no dot.
TEST_CASE("a trailing dot of the policy domain is no raw form of its own") {
  ReportText text;
  text.domain = "example.com.";
  CHECK(read_report(text.xml()).report_head.policy.domain_raw.empty());
}

TEST_CASE("odd periods are noted, a reversed one is turned") {
  struct Row {
    const char* begin;
    const char* end;
    std::int64_t first;
    std::int64_t last;
    Warnings warnings;
  };
  const std::vector<Row> rows{
      {"1700006400", "1700136000", 1700006400, 1700136000, {}},
      {"1700006400", "1700136001", 1700006400, 1700136001, {{"period", "more than 36 hours", 1}}},
      {"1700006400", "1700006400", 1700006400, 1700006400, {{"period", "zero length", 1}}},
      {"1700092799", "1700006400", 1700006400, 1700092799, {{"period", "begin after end", 1}}},
      {"1700006400000", "1700092799000", 1700006400, 1700092799, {{"period", "milliseconds", 2}}},
      {"2023-11-15", "2023-11-15T23:59:59Z", 1700006400, 1700092799, {{"period", "ISO 8601 time", 2}}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.begin, row.end);
    ReportText text;
    text.begin = row.begin;
    text.end = row.end;
    const auto report = read_report(text.xml());
    CHECK(report.report_head.begin == row.first);
    CHECK(report.report_head.end == row.last);
    CHECK(report.warnings == row.warnings);
  }
}

TEST_CASE("unknown elements are passed over with all in them, each noted once") {
  auto xml =
      changed("</policy_published>", "<rf>afrf</rf><rf>x</rf></policy_published><x><domain>y</domain></x>");
  xml = changed("</header_from>", "</header_from><vendor><header_from>z</header_from></vendor>", xml);
  const auto report = read_report(xml);
  CHECK(report.records == read_report(ReportText{}.xml()).records);
  CHECK(report.warnings == Warnings{{"unknown", "feedback/x", 1},
                                    {"unknown", "identifiers/vendor", 1},
                                    {"unknown", "policy_published/rf", 1}});
}

}  // namespace
}  // namespace ruascope
