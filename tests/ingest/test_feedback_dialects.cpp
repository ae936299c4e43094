// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

// A token spelt as the RFC spells it.
template <class E>
Token<E> token(E value) {
  return {value, {}};
}

TEST_CASE("every element of an RFC 9990 report is kept") {
  const auto report = read_report(R"(<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
  <version>1.0</version>
  <report_metadata>
    <org_name>Sample Reporter</org_name>
    <email>report_sender@reporter.example</email>
    <extra_contact_info lang="en">https://reporter.example/dmarc</extra_contact_info>
    <report_id>&lt;3v98abbp8ya9n3va8yr8oa3ya@reporter.example&gt;</report_id>
    <date_range><begin>1700006400</begin><end>1700092799</end></date_range>
    <error lang="en">no rua record of 192.0.2.9</error>
    <generator>Example DMARC Aggregate Reporter v1.2</generator>
  </report_metadata>
  <policy_published>
    <domain>example.com</domain>
    <discovery_method>treewalk</discovery_method>
    <p>quarantine</p><sp>none</sp><np>reject</np>
    <fo>1:d</fo><adkim>r</adkim><aspf>s</aspf>
    <testing>y</testing>
  </policy_published>
  <extension><vendor xmlns="urn:vendor"><deep>1</deep></vendor></extension>
  <record>
    <row>
      <source_ip>2001:db8::1</source_ip>
      <count>123</count>
      <policy_evaluated>
        <disposition>pass</disposition><dkim>pass</dkim><spf>fail</spf>
        <reason><type>policy_test_mode</type><comment lang="en">testing</comment></reason>
        <reason><type>local_policy</type></reason>
      </policy_evaluated>
    </row>
    <identifiers>
      <envelope_to>recipient.example</envelope_to>
      <envelope_from>bounce.example.com</envelope_from>
      <header_from>news.example.com</header_from>
    </identifiers>
    <auth_results>
      <dkim><domain>example.com</domain><selector>abc123</selector><result>pass</result>
        <human_result lang="en">good</human_result></dkim>
      <dkim><domain>esp.example</domain><selector>s</selector><result>policy</result></dkim>
      <spf><domain>bounce.example.com</domain><scope>mfrom</scope><result>policy</result>
        <human_result>odd</human_result></spf>
    </auth_results>
    <vendor xmlns="urn:vendor"/>
  </record>
</feedback>)");

  ReportHead head;
  head.org_name = "Sample Reporter";
  head.email = "report_sender@reporter.example";
  head.extra_contact_info = "https://reporter.example/dmarc";
  head.report_id = "3v98abbp8ya9n3va8yr8oa3ya@reporter.example";
  head.begin = 1700006400;
  head.end = 1700092799;
  head.errors = {"no rua record of 192.0.2.9"};
  head.generator = "Example DMARC Aggregate Reporter v1.2";
  head.version = "1.0";
  head.xml_namespace = "urn:ietf:params:xml:ns:dmarc-2.0";
  head.policy.domain = "example.com";
  head.policy.discovery_method = token(DiscoveryMethod::treewalk);
  head.policy.p = token(Policy::quarantine);
  head.policy.sp = token(Policy::none);
  head.policy.np = token(Policy::reject);
  head.policy.fo = "1:d";
  head.policy.adkim = token(AlignmentMode::relaxed);
  head.policy.aspf = token(AlignmentMode::strict);
  head.policy.testing = token(Testing::yes);
  CHECK(report.heads == 1);
  CHECK(report.report_head == head);

  Record record;
  record.source_ip = *IpAddress::parse("2001:db8::1");
  record.count = 123;
  record.disposition = token(Disposition::pass);
  record.results.edit().header_from = "news.example.com";
  record.results.edit().envelope_from = "bounce.example.com";
  record.results.edit().envelope_to = "recipient.example";
  record.results.edit().dkim = token(Verdict::pass);
  record.results.edit().spf = token(Verdict::fail);
  record.results.edit().reasons = {{token(ReasonType::policy_test_mode), "testing"},
                                   {token(ReasonType::local_policy), std::nullopt}};
  record.results.edit().dkim_results = {{"example.com", "abc123", token(DkimResult::pass), "good"},
                                        {"esp.example", "s", token(DkimResult::policy), std::nullopt}};
  record.results.edit().spf_results = {
      {"bounce.example.com", token(SpfScope::mfrom), token(SpfResult::policy), "odd"}};
  CHECK(report.records == std::vector<Record>{record});
  CHECK(report.schema == Schema::rfc9990);
  CHECK(report.warnings == std::vector<Warning>{{"unknown", "record/vendor", 1}});
}

TEST_CASE("every element of an RFC 7489 report is kept") {
  const auto report = read_report(R"(<?xml version="1.0"?>
<ns1:feedback xmlns:ns1="http://dmarc.org/dmarc-xml/0.1">
  <version>1.0</version>
  <report_metadata>
    <org_name>reporter.example</org_name><email>noreply@reporter.example</email>
    <extra_contact_info>https://reporter.example</extra_contact_info><report_id>a$b=c@esa.example</report_id>
    <date_range><begin>1700006400</begin><end>1700092800</end></date_range>
    <error>first</error><error>second</error>
  </report_metadata>
  <policy_published>
    <domain>example.com</domain><adkim>s</adkim><aspf>r</aspf><p>reject</p><sp>quarantine</sp><pct>50</pct><fo>0</fo>
  </policy_published>
  <record>
    <row><source_ip>192.0.2.1</source_ip><count>7</count>
      <policy_evaluated><disposition>quarantine</disposition><dkim>fail</dkim><spf>fail</spf>
        <reason><type>sampled_out</type><comment>half</comment></reason></policy_evaluated></row>
    <identifiers><envelope_to>r.example</envelope_to><envelope_from/><header_from>example.com</header_from></identifiers>
    <auth_results>
      <dkim><domain>example.com</domain><selector>k</selector><result>permerror</result><human_result>h</human_result></dkim>
      <spf><domain>mx.example.com</domain><scope>helo</scope><result>softfail</result></spf>
    </auth_results>
  </record>
</ns1:feedback>)");

  ReportHead head;
  head.org_name = "reporter.example";
  head.email = "noreply@reporter.example";
  head.extra_contact_info = "https://reporter.example";
  head.report_id = "a$b=c@esa.example";
  head.begin = 1700006400;
  head.end = 1700092800;
  head.errors = {"first", "second"};
  head.version = "1.0";
  head.xml_namespace = "http://dmarc.org/dmarc-xml/0.1";
  head.policy.domain = "example.com";
  head.policy.adkim = token(AlignmentMode::strict);
  head.policy.aspf = token(AlignmentMode::relaxed);
  head.policy.p = token(Policy::reject);
  head.policy.sp = token(Policy::quarantine);
  head.policy.pct = 50;
  head.policy.fo = "0";
  CHECK(report.report_head == head);

  Record record;
  record.source_ip = *IpAddress::parse("192.0.2.1");
  record.count = 7;
  record.disposition = token(Disposition::quarantine);
  record.results.edit().header_from = "example.com";
  record.results.edit().envelope_from = "";
  record.results.edit().envelope_to = "r.example";
  record.results.edit().dkim = token(Verdict::fail);
  record.results.edit().spf = token(Verdict::fail);
  record.results.edit().reasons = {{token(ReasonType::sampled_out), "half"}};
  record.results.edit().dkim_results = {{"example.com", "k", token(DkimResult::permerror), "h"}};
  record.results.edit().spf_results = {
      {"mx.example.com", token(SpfScope::helo), token(SpfResult::softfail), std::nullopt}};
  CHECK(report.records == std::vector<Record>{record});
  CHECK(report.schema == Schema::rfc7489);
  CHECK(report.warnings.empty());
}

TEST_CASE("every element of a report of the 2012 draft is kept") {
  const auto report = read_report(R"(<feedback>
  <report_metadata>
    <org_name>reporter.example</org_name><email>noreply@reporter.example</email><report_id>9</report_id>
    <date_range><begin>1335571200</begin><end>1335657599</end></date_range>
  </report_metadata>
  <policy_published><domain>example.com</domain><adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct></policy_published>
  <record>
    <row><source_ip>192.0.2.1</source_ip><count>2</count>
      <policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>pass</spf></policy_evaluated></row>
    <identifiers><header_from>example.com</header_from></identifiers>
    <auth_results><dkim><domain>example.com</domain><result>fail</result><human_result/></dkim>
      <spf><domain>example.com</domain><result>pass</result></spf></auth_results>
  </record>
</feedback>)");

  ReportHead head;
  head.org_name = "reporter.example";
  head.email = "noreply@reporter.example";
  head.report_id = "9";
  head.begin = 1335571200;
  head.end = 1335657599;
  head.policy.domain = "example.com";
  head.policy.adkim = token(AlignmentMode::relaxed);
  head.policy.aspf = token(AlignmentMode::relaxed);
  head.policy.p = token(Policy::none);
  head.policy.sp = token(Policy::none);
  head.policy.pct = 100;
  CHECK(report.report_head == head);

  Record record;
  record.source_ip = *IpAddress::parse("192.0.2.1");
  record.count = 2;
  record.disposition = token(Disposition::none);
  record.results.edit().header_from = "example.com";
  record.results.edit().dkim = token(Verdict::fail);
  record.results.edit().spf = token(Verdict::pass);
  record.results.edit().dkim_results = {{"example.com", std::nullopt, token(DkimResult::fail), std::nullopt}};
  record.results.edit().spf_results = {{"example.com", std::nullopt, token(SpfResult::pass), std::nullopt}};
  CHECK(report.records == std::vector<Record>{record});
  CHECK(report.schema == Schema::draft);
  CHECK(report.warnings.empty());
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  const auto found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), instead);
}

TEST_CASE("the dialect is told by what only it has") {
  ReportText draft;
  draft.policy = "<p>none</p>";
  draft.records[0].auth_results = "<spf><domain>example.com</domain><result>pass</result></spf>";
  const auto plain = with(draft.xml(), "<version>1.0</version>", "");
  struct Row {
    const char* what;
    const char* instead;
    Schema schema;
  };
  const std::vector<Row> rows{
      {"<feedback>", "<feedback>", Schema::draft},
      {"<feedback>", "<feedback><version>0.1</version>", Schema::draft},
      {"<feedback>", "<feedback><version>1.0</version>", Schema::rfc7489},
      {"<p>none</p>", "<p>none</p><np>none</np>", Schema::draft},
      {"<p>none</p>", "<p>none</p><fo>1</fo>", Schema::rfc7489},
      {"<p>none</p>", "<p>none</p><testing>n</testing>", Schema::rfc9990},
      {"<p>none</p>", "<p>none</p><discovery_method>psl</discovery_method>", Schema::rfc9990},
      {"</report_metadata>", "<generator>g</generator></report_metadata>", Schema::rfc9990},
      {"<feedback>", "<feedback xmlns='urn:ietf:params:xml:ns:dmarc-2.0'>", Schema::rfc9990},
      {"<result>pass</result>", "<scope>mfrom</scope><result>pass</result>", Schema::rfc7489},
      {"</header_from>", "</header_from><envelope_from>a.example</envelope_from>", Schema::rfc7489},
      {"<spf><domain>",
       "<dkim><domain>a.example</domain><selector>s</selector><result>pass</result></dkim><spf><domain>",
       Schema::rfc7489},
      {"</policy_evaluated>", "<reason><type>other</type><comment>c</comment></reason></policy_evaluated>",
       Schema::rfc7489},
  };
  for (const auto& row : rows) {
    CAPTURE(row.instead);
    CHECK((read_report(with(plain, row.what, row.instead)).schema == row.schema));
  }
}

TEST_CASE("namespaces and prefixes change nothing but what is noted of them") {
  const auto expected = read_report(ReportText{}.xml());
  struct Row {
    const char* root;
    const char* end;
    const char* xml_namespace;
    std::vector<Warning> warnings;
  };
  const std::vector<Row> rows{
      {"<feedback xmlns=\"urn:ietf:params:xml:ns:dmarc-2.0\">",
       "</feedback>",
       "urn:ietf:params:xml:ns:dmarc-2.0",
       {}},
      {"<n:feedback xmlns:n='http://dmarc.org/dmarc-xml/0.1'>",
       "</n:feedback>",
       "http://dmarc.org/dmarc-xml/0.1",
       {}},
      {"<feedback xmlns:n='http://dmarc.org/dmarc-xml/0.1'>", "</feedback>", "", {}},
      {"<feedback xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:x='y'>", "</feedback>", "", {}},
      {"<feedback xmlns='http//dmarc.org/dmarc-xml/0.2'>",
       "</feedback>",
       "http//dmarc.org/dmarc-xml/0.2",
       {{"ns", "http//dmarc.org/dmarc-xml/0.2", 1}}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.root);
    const auto report =
        read_report(with(with(ReportText{}.xml(), "<feedback>", row.root), "</feedback>", row.end));
    auto head = expected.report_head;
    head.xml_namespace = row.xml_namespace;
    CHECK(report.report_head == head);
    CHECK(report.records == expected.records);
    CHECK(report.warnings == row.warnings);
  }
}

}  // namespace
}  // namespace ruascope
