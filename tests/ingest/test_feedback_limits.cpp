// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

FeedbackOptions limited_to(std::int64_t Limits::* limit, std::int64_t value) {
  FeedbackOptions options;
  options.limits.*limit = value;
  return options;
}

TEST_CASE("a report has records up to the limit") {
  ReportText text;
  text.records = {RecordText{}, RecordText{}, RecordText{}};
  CHECK(read_report(text.xml(), limited_to(&Limits::records, 3)).records.size() == 3);
  const auto error = read_error_of([&] { read_report(text.xml(), limited_to(&Limits::records, 2)); });
  CHECK(error.reason() == "limit:records");
  CHECK(error.place() == "line 6");
  CHECK(error.what() == std::string{"exceeds limits.records (records of one report: at most 2)"});
}

TEST_CASE("records that are skipped count against the limit as well") {
  RecordText null;
  null.count = "0";
  ReportText text;
  text.records = {null, null, null};
  CHECK(read_error_of([&] { read_report(text.xml(), limited_to(&Limits::records, 2)); }).reason() ==
        "limit:records");
}

TEST_CASE("the text of an element is as long as the limit at most") {
  ReportText text;
  text.org_name = std::string(40, 'x');
  CHECK(read_report(text.xml(), limited_to(&Limits::xml_text_bytes, 40)).report_head.org_name ==
        text.org_name);
  const auto error = read_error_of([&] { read_report(text.xml(), limited_to(&Limits::xml_text_bytes, 39)); });
  CHECK(error.reason() == "limit:xml-text-bytes");
  CHECK(error.place() == "line 2");
}

TEST_CASE("the depth and the attributes of a report are limited") {
  auto error = read_error_of([] { read_report(ReportText{}.xml(), limited_to(&Limits::xml_depth, 3)); });
  CHECK(error.reason() == "limit:xml-depth");
  CHECK(error.place() == "line 2");
  auto xml = ReportText{}.xml();
  xml.replace(xml.find("<row>"), 5, "<row a='1' b='2'>");
  error = read_error_of([&] { read_report(xml, limited_to(&Limits::xml_attributes, 1)); });
  CHECK(error.reason() == "limit:xml-attributes");
  CHECK(error.place() == "line 4");
}

TEST_CASE("a stored text is cut at the limit, between characters, and noted") {
  ReportText text;
  text.org_name = std::string(19, 'x') + "\xC3\xA9";
  text.records[0].more_evaluated =
      "<reason><type>other</type><comment>" + std::string(21, 'c') + "</comment></reason>";
  const auto report = read_report(text.xml(), limited_to(&Limits::field_bytes, 20));
  CHECK(report.report_head.org_name == std::string(19, 'x'));
  CHECK(report.records.at(0).results->reasons.at(0).comment == std::string(20, 'c'));
  CHECK(has_warning(report.warnings, {"long", "org_name", 1}));
  CHECK(has_warning(report.warnings, {"long", "comment", 1}));
}

TEST_CASE("text beside the elements is not kept and not limited") {
  auto xml = ReportText{}.xml();
  xml.replace(xml.find("<row>"), 5, std::string(100, ' ') + "stray<row>");
  CHECK(read_report(xml, limited_to(&Limits::xml_text_bytes, 50)).records.size() == 1);
}

TEST_CASE("every limit has a name of its own and its default") {
  const Limits limits;
  std::vector<std::string_view> seen;
  for (const auto& info : limit_table) {
    CAPTURE(info.name);
    CHECK(std::find(seen.begin(), seen.end(), info.name) == seen.end());
    CHECK(limits.*info.member > 0);
    seen.push_back(info.name);
  }
  CHECK(limits.message_bytes == 67108864);
  CHECK(limits.entry_bytes == 1073741824);
  CHECK(limits.carrier_bytes == 2147483648);
}

TEST_CASE("a record cannot hold any number of entries") {
  const auto with_entries = [](int number) {
    ReportText text;
    for (int entry = 0; entry < number; ++entry)
      text.records[0].auth_results += "<dkim><result>pass</result></dkim>";
    return text.xml();
  };
  const auto limited = limited_to(&Limits::xml_text_bytes, 100);
  CHECK(read_report(with_entries(400), limited).records.at(0).results->dkim_results.size() == 401);
  const auto error = read_error_of([&] { read_report(with_entries(600), limited); });
  CHECK(error.reason() == "limit:xml-text-bytes");
}

}  // namespace
}  // namespace ruascope
