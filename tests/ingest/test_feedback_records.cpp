// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Warnings = std::vector<Warning>;

ReadReport read_records(const std::vector<RecordText>& records, const FeedbackOptions& options = {}) {
  ReportText text;
  text.records = records;
  return read_report(text.xml(), options);
}

ReadReport read_auth_results(const std::string& xml) {
  RecordText record;
  record.auth_results = xml;
  return read_records({record});
}

TEST_CASE("a report without a record is a null report") {
  const auto report = read_records({});
  CHECK(report.heads == 1);
  CHECK(report.records.empty());
  CHECK(report.warnings == Warnings{{"null-report", "no record", 1}});
}

TEST_CASE("a record of no message is left out and the report kept") {
  RecordText null;
  null.count = "0";
  null.source_ip = "";
  const auto alone = read_records({null});
  CHECK(alone.heads == 1);
  CHECK(alone.records.empty());
  CHECK(alone.warnings == Warnings{{"null-report", "record", 1}});
  CHECK(read_records({null, RecordText{}}).records.size() == 1);
}

TEST_CASE("records without usable count or address are skipped and noted") {
  struct Row {
    const char* source_ip;
    const char* count;
    Warning warning;
  };
  const std::vector<Row> rows{
      {"192.0.2.1", "many", {"skipped-number", "count=many", 1}},
      {"192.0.2.1", "-3", {"skipped-number", "count=-3", 1}},
      {"192.0.2.1", "9223372036854775808", {"skipped-number", "count=9223372036854775808", 1}},
      {"192.0.2.1", "", {"skipped-number", "count=", 1}},
      {"", "5", {"skipped-ip", "source_ip=", 1}},
      {"108r.166.27.220", "5", {"skipped-ip", "source_ip=108r.166.27.220", 1}},
      {"mail.example", "many", {"skipped-number", "count=many", 1}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.source_ip, row.count);
    RecordText bad;
    bad.source_ip = row.source_ip;
    bad.count = row.count;
    const auto report = read_records({RecordText{}, bad, RecordText{}});
    CHECK(report.records.size() == 2);
    CHECK(report.warnings == Warnings{row.warning});
  }
}

TEST_CASE("equal records are all kept") {
  CHECK(read_records({RecordText{}, RecordText{}}).records.size() == 2);
}

TEST_CASE("nothing of a record passes into the next") {
  RecordText full;
  full.identifiers = "<envelope_from>a.example</envelope_from><envelope_to>b.example</envelope_to>";
  full.more_evaluated = "<reason><type>other</type><comment>c</comment></reason>";
  const auto report = read_records({full, RecordText{}});
  REQUIRE(report.records.size() == 2);
  CHECK(report.records[1] == read_records({RecordText{}}).records.at(0));
}

TEST_CASE("unknown dispositions and verdicts are kept as they came") {
  RecordText text;
  text.disposition = "softfail";
  text.dkim = "None";
  text.spf = "";
  const auto report = read_records({text});
  REQUIRE(report.records.size() == 1);
  CHECK(report.records[0].disposition == Token<Disposition>{Disposition::unknown, "softfail"});
  CHECK(report.records[0].results->dkim == Token<Verdict>{Verdict::unknown, "None"});
  CHECK(report.records[0].results->spf == Token<Verdict>{Verdict::unknown, ""});
  CHECK_FALSE(report.records[0].results->derived());
  CHECK(report.warnings == Warnings{{"enum", "disposition=softfail", 1},
                                    {"enum", "policy_evaluated.dkim=None", 1},
                                    {"enum", "policy_evaluated.spf=", 1}});
}

std::string without(std::string text, const std::string& what) {
  const auto found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.erase(found, what.size());
}

const std::string evaluated =
    "<policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated>";

TEST_CASE("a missing verdict stays unknown where nobody derives it") {
  const auto report = read_report(without(ReportText{}.xml(), evaluated));
  REQUIRE(report.records.size() == 1);
  CHECK(report.records[0].disposition == Token<Disposition>{Disposition::unknown, {}});
  CHECK(report.records[0].results->dkim == Token<Verdict>{Verdict::unknown, {}});
  CHECK(report.records[0].results->spf == Token<Verdict>{Verdict::unknown, {}});
  CHECK_FALSE(report.records[0].results->derived());
  CHECK(report.warnings == Warnings{{"missing", "policy_evaluated", 1}});
}

TEST_CASE("a missing verdict is derived from policy and results, a given one stays") {
  FeedbackOptions options;
  options.derive_verdict = [](const PublishedPolicy& policy, ResultSet& results) {
    CHECK(policy.domain == "example.com");
    CHECK(results.dkim_results.size() == 1);
    CHECK(results.header_from == "example.com");
    results.dkim = {Verdict::fail, {}};
    results.spf = {Verdict::pass, {}};
  };
  const auto none = *read_report(without(ReportText{}.xml(), evaluated), options).records.at(0).results;
  CHECK(none.dkim.value == Verdict::fail);
  CHECK(none.spf.value == Verdict::pass);
  CHECK(none.derived());
  const auto half = read_report(without(ReportText{}.xml(), "<spf>fail</spf>"), options);
  CHECK(half.records.at(0).results->dkim.value == Verdict::pass);
  CHECK(half.records.at(0).results->spf.value == Verdict::pass);
  CHECK(half.records.at(0).results->derived());
  CHECK(half.warnings == Warnings{{"missing", "policy_evaluated.dkim or spf", 1}});
  const auto both = *read_report(ReportText{}.xml(), options).records.at(0).results;
  CHECK(both.dkim.value == Verdict::pass);
  CHECK(both.spf.value == Verdict::fail);
  CHECK_FALSE(both.derived());
}

TEST_CASE("header_from falls back to the policy domain") {
  RecordText text;
  text.header_from = "";
  const auto report = read_records({text});
  CHECK(report.records.at(0).results->header_from == "example.com");
  CHECK(report.warnings == Warnings{{"missing", "header_from", 1}});
}

TEST_CASE("identifiers are folded, an empty envelope_from is the null reverse-path") {
  RecordText text;
  text.header_from = "News.EXAMPLE.com.";
  text.identifiers = "<envelope_from>&lt;&gt;</envelope_from><envelope_to/>";
  auto results = *read_records({text}).records.at(0).results;
  CHECK(results.header_from == "news.example.com");
  CHECK(results.envelope_from == "");
  CHECK(results.envelope_to == std::nullopt);
  text.identifiers = "<envelope_from>Bounce@Esp.example</envelope_from><envelope_to>R.example</envelope_to>";
  results = *read_records({text}).records.at(0).results;
  CHECK(results.envelope_from == "esp.example");
  CHECK(results.envelope_to == "r.example");
}

TEST_CASE("identities are identifiers") {
  auto xml = ReportText{}.xml();
  xml.replace(xml.find("<identifiers>"), 13, "<identities>");
  xml.replace(xml.find("</identifiers>"), 14, "</identities>");
  CHECK(read_report(xml).records == read_report(ReportText{}.xml()).records);
}

TEST_CASE("several reasons are kept in their order, empty ones are none") {
  RecordText text;
  text.more_evaluated =
      "<reason><type>Forwarded</type></reason><reason><type/><comment/></reason><reason/>"
      "<reason><type>mailing_list</type><comment> arc=pass "
      "</comment></reason><reason><comment>why</comment></reason>"
      "<reason><type>arc</type></reason>";
  const auto report = read_records({text});
  CHECK(report.records.at(0).results->reasons ==
        std::vector<Reason>{{{ReasonType::forwarded, {}}, std::nullopt},
                            {{ReasonType::mailing_list, {}}, "arc=pass"},
                            {{ReasonType::other, {}}, "why"},
                            {{ReasonType::other, "arc"}, std::nullopt}});
  CHECK(report.warnings == Warnings{{"enum", "reason.type=arc", 1}});
}

TEST_CASE("a reason may be bare text") {
  RecordText text;
  text.more_evaluated = "<reason>\nsampled_out </reason>";
  const auto report = read_records({text});
  CHECK(report.records.at(0).results->reasons ==
        std::vector<Reason>{{{ReasonType::sampled_out, {}}, std::nullopt}});
  CHECK(report.warnings == Warnings{{"alias", "reason", 1}});
}

TEST_CASE("several dkim and spf entries are kept in their order, empty ones are dropped") {
  const auto report = read_auth_results(
      "<spf><domain>b.example</domain><scope>helo</scope><result>none</result></spf><spf><domain/><result/></"
      "spf>"
      "<dkim><domain>b.example</domain><selector>2</selector><result>fail</result></dkim>"
      "<dkim><domain/><result/></dkim><dkim/><dkim><domain>a.example</domain><selector/><result>hardfail</"
      "result></dkim>"
      "<spf><domain>a.example</domain><result>pass</result></spf><dkim><domain/><result>fail</result></"
      "dkim>");
  const auto& results = *report.records.at(0).results;
  CHECK(results.dkim_results ==
        std::vector<DkimEntry>{{"b.example", "2", {DkimResult::fail, {}}, std::nullopt},
                               {"a.example", std::nullopt, {DkimResult::fail, "hardfail"}, std::nullopt},
                               {"", std::nullopt, {DkimResult::fail, {}}, std::nullopt}});
  CHECK(results.spf_results ==
        std::vector<SpfEntry>{
            {"b.example", Token<SpfScope>{SpfScope::helo, {}}, {SpfResult::none, {}}, std::nullopt},
            {"a.example", std::nullopt, {SpfResult::pass, {}}, std::nullopt}});
  CHECK(report.warnings == Warnings{{"alias", "dkim.result=hardfail", 1}});
}

TEST_CASE("an entry without a result is kept as unknown") {
  const auto results =
      *read_auth_results("<dkim><domain>a.example</domain></dkim><spf><domain>a.example</domain></spf>")
           .records.at(0)
           .results;
  CHECK(results.dkim_results ==
        std::vector<DkimEntry>{{"a.example", std::nullopt, {DkimResult::unknown, {}}, {}}});
  CHECK(results.spf_results ==
        std::vector<SpfEntry>{{"a.example", std::nullopt, {SpfResult::unknown, {}}, {}}});
}

TEST_CASE("empty auth_results are no fault, absent ones are noted") {
  CHECK(read_auth_results("").warnings.empty());
  auto xml = ReportText{}.xml();
  const auto from = xml.find("<auth_results>");
  xml.erase(from, xml.find("</auth_results>") + 15 - from);
  const auto report = read_report(xml);
  CHECK(report.records.size() == 1);
  CHECK(report.warnings == Warnings{{"missing", "auth_results", 1}});
}

}  // namespace
}  // namespace ruascope
