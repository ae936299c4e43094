// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"
#include "tests/ingest/reading.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

const std::string version = "<version>1.0</version>";
const std::string metadata =
    "<report_metadata><org_name>reporter.example</org_name><email>a@reporter.example</email>"
    "<report_id>r1</report_id><date_range><begin>1700006400</begin><end>1700092799</end></date_range>"
    "</report_metadata>";
const std::string policy =
    "<policy_published><domain>example.com</domain><p>none</p><adkim>s</adkim></policy_published>";

std::string record(int number) {
  return "<record><row><source_ip>192.0.2." + std::to_string(number) +
         "</source_ip><count>1</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim>"
         "<spf>fail</spf></policy_evaluated></row><identifiers><header_from>example.com</header_from></"
         "identifiers>"
         "<auth_results/></record>";
}

std::string feedback(const std::vector<std::string>& parts) {
  std::string xml = "<feedback>";
  for (const auto& part : parts) xml += part;
  return xml + "</feedback>";
}

void check_same(const ReadReport& report, const ReadReport& expected) {
  CHECK(report.heads == 1);
  CHECK(report.report_head == expected.report_head);
  CHECK(report.records == expected.records);
  CHECK(report.schema == expected.schema);
  CHECK(report.warnings == expected.warnings);
}

TEST_CASE("a report reads the same with its records before metadata and policy") {
  const auto expected = read_report(feedback({version, metadata, policy, record(1), record(2)}));
  REQUIRE(expected.records.size() == 2);
  for (const auto& parts :
       std::vector<std::vector<std::string>>{{version, policy, metadata, record(1), record(2)},
                                             {record(1), record(2), metadata, policy, version},
                                             {version, record(1), record(2), policy, metadata},
                                             {metadata, record(1), record(2), policy, version},
                                             {policy, record(1), record(2), version, metadata}})
    check_same(read_report(feedback(parts)), expected);
}

TEST_CASE("many records before the metadata are all read") {
  std::string records;
  for (int number = 0; number < 2000; ++number) records += record(number % 250);
  const auto report = read_report(feedback({records, metadata, policy}));
  CHECK(report.records.size() == 2000);
  CHECK(report.heads == 1);
}

// Where the head is complete by a later record, that record is taken for the first.
TEST_CASE("a record before the metadata is read beside records after it") {
  const auto report = read_report(feedback({version, record(1), metadata, policy, record(2)}));
  CHECK(report.records.size() == 2);
}

// The head went out with the first record.
TEST_CASE("a version after the records is kept") {
  CHECK(read_report(feedback({metadata, policy, record(1), version})).report_head.version == "1.0");
}

TEST_CASE("the head is noted upon in a report without records") {
  const std::string no_p = "<policy_published><domain>example.com</domain></policy_published>";
  CHECK(read_report(feedback({metadata, no_p})).warnings ==
        std::vector<Warning>{{"missing", "p", 1}, {"null-report", "no record", 1}});
}

// What is noted when the head is taken is lost when the document is read for its head alone, and that also is
// done where p is absent.
TEST_CASE("an absent p is noted") {
  const std::string no_p = "<policy_published><domain>example.com</domain></policy_published>";
  CHECK(read_report(feedback({metadata, no_p, record(1)})).warnings ==
        std::vector<Warning>{{"missing", "p", 1}});
}
TEST_CASE("an odd period is noted with the records in front as well") {
  auto swapped = metadata;
  swapped.replace(swapped.find("1700092799"), 10, "1700006400");
  CHECK(read_report(feedback({record(1), swapped, policy})).warnings ==
        std::vector<Warning>{{"period", "zero length", 1}});
}
TEST_CASE("an absent report_id is noted") {
  auto without = metadata;
  without.erase(without.find("<report_id>"), std::string{"<report_id>r1</report_id>"}.size());
  CHECK(read_report(feedback({without, policy, record(1)})).warnings ==
        std::vector<Warning>{{"id", "report_id", 1}});
}

TEST_CASE("the children of metadata and policy stand in any order") {
  const auto expected = read_report(feedback({metadata, policy, record(1)}));
  check_same(
      read_report(feedback(
          {"<report_metadata><date_range><end>1700092799</end><begin>1700006400</begin></date_range>"
           "<report_id>r1</report_id><email>a@reporter.example</email><org_name>reporter.example</org_name>"
           "</report_metadata>",
           "<policy_published><adkim>s</adkim><p>none</p><domain>example.com</domain></policy_published>",
           record(1)})),
      expected);
}

TEST_CASE("the children of a record stand in any order") {
  const auto usual = read_report(feedback(
      {metadata, policy,
       "<record><row><source_ip>192.0.2.1</source_ip><count>3</count><policy_evaluated><disposition>none</"
       "disposition>"
       "<dkim>pass</dkim><spf>fail</spf><reason><type>other</type><comment>c</comment></reason></"
       "policy_evaluated></row>"
       "<identifiers><header_from>example.com</header_from><envelope_from>b.example</envelope_from></"
       "identifiers>"
       "<auth_results><dkim><domain>example.com</domain><selector>s</selector><result>pass</result></dkim>"
       "<spf><domain>b.example</domain><scope>mfrom</scope><result>fail</result></spf></auth_results></"
       "record>"}));
  const auto swapped = read_report(feedback(
      {metadata, policy,
       "<record><auth_results><spf><result>fail</result><scope>mfrom</scope><domain>b.example</domain></spf>"
       "<dkim><result>pass</result><selector>s</selector><domain>example.com</domain></dkim></auth_results>"
       "<identifiers><envelope_from>b.example</envelope_from><header_from>example.com</header_from></"
       "identifiers>"
       "<row><policy_evaluated><reason><comment>c</comment><type>other</type></reason><spf>fail</"
       "spf><dkim>pass</dkim>"
       "<disposition>none</disposition></policy_evaluated><count>3</count><source_ip>192.0.2.1</source_ip></"
       "row>"
       "</record>"}));
  REQUIRE(usual.records.size() == 1);
  check_same(swapped, usual);
}

// An empty result is noted only where the domain stands before it.
TEST_CASE("an empty result is noted wherever it stands") {
  const auto read = [](const std::string& entry) {
    auto text = record(1);
    text.replace(text.find("<auth_results/>"), 15, "<auth_results>" + entry + "</auth_results>");
    return read_report(feedback({metadata, policy, text})).warnings;
  };
  CHECK(read("<dkim><domain>a.example</domain><result/></dkim>") ==
        read("<dkim><result/><domain>a.example</domain></dkim>"));
}

}  // namespace
}  // namespace ruascope
