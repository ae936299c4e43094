// SPDX-License-Identifier: MIT
#include "ingest/identity.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"

#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

RecordingSink::Report reported(const ReportText& text) { return read_input(text.xml()).reports.at(0); }

ReportText two_records() {
  ReportText text;
  text.records = {RecordText{}, RecordText{}};
  text.records[1].source_ip = "192.0.2.2";
  text.records[1].auth_results =
      "<dkim><domain>a.example</domain><result>pass</result></dkim><dkim><domain>b.example</"
      "domain><result>fail</result>"
      "</dkim><spf><domain>c.example</domain><result>pass</result></spf>";
  return text;
}

TEST_CASE("order of records and lists, wording around them and dialect do not change the content") {
  const auto text = two_records();
  const auto expected = reported(text).end;
  auto changed = text;
  std::swap(changed.records[0], changed.records[1]);
  changed.records[0].auth_results =
      "<spf><domain>c.example</domain><result>pass</result></spf><dkim><domain>b.example</"
      "domain><result>fail</result>"
      "</dkim><dkim><domain>A.example.</domain><result> PASS </result></dkim>";
  changed.email = "other@reporter.example";
  changed.org_name = " Reporter.EXAMPLE ";
  changed.report_id = "&lt;r1&gt;";
  changed.policy = "<pct>100</pct><p>none</p>";  // the rest at its defaults
  const auto other = reported(changed).end;
  CHECK(other.identity == expected.identity);
  CHECK(other.content == expected.content);
  CHECK(other.document != expected.document);
}

TEST_CASE("whatever tells a report changes its content") {
  const auto expected = reported(two_records()).end;
  using Change = std::function<void(ReportText&)>;
  struct Row {
    const char* what;
    bool same_identity;
    Change change;
  };
  const std::vector<Row> rows{
      {"id", false, [](auto& text) { text.report_id = "r2"; }},
      {"case of id", false, [](auto& text) { text.report_id = "R1"; }},
      {"org", false, [](auto& text) { text.org_name = "other.example"; }},
      {"domain", false, [](auto& text) { text.domain = "example.org"; }},
      {"begin", false, [](auto& text) { text.begin = "1700006401"; }},
      {"end", false, [](auto& text) { text.end = "1700092800"; }},
      {"p", true, [](auto& text) { text.policy = "<p>reject</p><sp>none</sp>"; }},
      {"sp", true, [](auto& text) { text.policy = "<p>none</p><sp>reject</sp><np>none</np>"; }},
      {"np", true, [](auto& text) { text.policy = "<p>none</p><np>reject</np>"; }},
      {"adkim", true, [](auto& text) { text.policy = "<p>none</p><adkim>s</adkim>"; }},
      {"aspf", true, [](auto& text) { text.policy = "<p>none</p><aspf>s</aspf>"; }},
      {"pct", true, [](auto& text) { text.policy = "<p>none</p><pct>50</pct>"; }},
      {"fo", true, [](auto& text) { text.policy = "<p>none</p><fo>1</fo>"; }},
      {"testing", true, [](auto& text) { text.policy = "<p>none</p><testing>y</testing>"; }},
      {"count", true, [](auto& text) { text.records[0].count = "2"; }},
      {"address", true, [](auto& text) { text.records[0].source_ip = "192.0.2.9"; }},
      {"disposition", true, [](auto& text) { text.records[0].disposition = "reject"; }},
      {"raw disposition", true, [](auto& text) { text.records[0].disposition = "softfail"; }},
      {"verdict", true, [](auto& text) { text.records[0].spf = "pass"; }},
      {"header_from", true, [](auto& text) { text.records[0].header_from = "a.example.com"; }},
      {"envelope_from", true, [](auto& text) { text.records[0].identifiers = "<envelope_from/>"; }},
      {"reason", true,
       [](auto& text) { text.records[0].more_evaluated = "<reason><type>other</type></reason>"; }},
      {"one more record", true, [](auto& text) { text.records.push_back(text.records[0]); }},
      {"one record less", true, [](auto& text) { text.records.pop_back(); }},
      {"no auth_results", true, [](auto& text) { text.records[0].auth_results = ""; }},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    auto text = two_records();
    row.change(text);
    const auto end = reported(text).end;
    CHECK(end.content != expected.content);
    CHECK((end.identity == expected.identity) == row.same_identity);
  }
}

TEST_CASE("the raw spelling of a disposition tells records apart") {
  auto one = two_records();
  one.records[0].disposition = "softfail";
  auto other = one;
  other.records[0].disposition = "nil";
  CHECK(reported(one).end.content != reported(other).end.content);
}

Record some_record() {
  Record record;
  record.source_ip = *IpAddress::parse("192.0.2.1");
  record.count = 1;
  record.disposition = {Disposition::none, {}};
  record.results.edit().header_from = "example.com";
  record.results.edit().dkim_results = {{"a.example", "s", {DkimResult::pass, {}}, std::nullopt},
                                        {"b.example", "s", {DkimResult::fail, {}}, std::nullopt}};
  return record;
}

Record keyed(Record record) {
  IdentityBuilder builder;
  builder.add(record);
  return record;
}

TEST_CASE("the key of a result set keeps the order of its lists, its content does not") {
  const auto record = keyed(some_record());
  auto swapped = some_record();
  std::swap(swapped.results.edit().dkim_results[0], swapped.results.edit().dkim_results[1]);
  swapped = keyed(swapped);
  CHECK(swapped.results_key != record.results_key);
  CHECK(swapped.results_content == record.results_content);
  CHECK(keyed(some_record()).results_key == record.results_key);
}

TEST_CASE("the key of a result set is free of address, count and disposition but for its raw spelling") {
  const auto record = keyed(some_record());
  auto other = some_record();
  other.source_ip = *IpAddress::parse("2001:db8::1");
  other.count = 99;
  other.disposition = {Disposition::reject, {}};
  CHECK(keyed(other).results_key == record.results_key);
  other.disposition = {Disposition::unknown, "nil"};
  CHECK(keyed(other).results_key != record.results_key);
}

TEST_CASE("records with the same results share them") {
  IdentityBuilder builder;
  auto one = some_record();
  auto same = some_record();
  same.count = 7;
  auto other = some_record();
  other.results.edit().header_from = "example.net";
  for (auto* record : {&one, &same, &other}) builder.add(*record);
  CHECK(&*one.results == &*same.results);
  CHECK(&*one.results != &*other.results);
  CHECK(same.results == some_record().results);
}

TEST_CASE("absent and empty are not the same") {
  auto absent = some_record();
  auto empty = some_record();
  empty.results.edit().envelope_from = "";
  CHECK(keyed(absent).results_key != keyed(empty).results_key);
  CHECK(keyed(absent).results_content != keyed(empty).results_content);
}

TEST_CASE("neighbouring texts do not run into each other") {
  auto one = some_record();
  auto other = some_record();
  one.results.edit().dkim_results = {{"ab", "c", {}, std::nullopt}};
  other.results.edit().dkim_results = {{"a", "bc", {}, std::nullopt}};
  CHECK(keyed(one).results_key != keyed(other).results_key);
}

TEST_CASE("a verdict that was derived is no part of the content") {
  auto one = some_record();
  one.results.edit().dkim_derived = true;
  auto other = one;
  other.results.edit().dkim = {Verdict::pass, {}};
  CHECK(keyed(one).results_content == keyed(other).results_content);
  CHECK(keyed(one).results_key != keyed(other).results_key);
}

// `derived` stands for both verdicts, though one of them may have come from the reporter.
TEST_CASE("a verdict that the reporter gave is part of the content though the other was derived") {
  FeedbackOptions options;
  options.derive_verdict = [](const PublishedPolicy&, ResultSet& results) {
    results.dkim = {Verdict::fail, {}};
    results.spf = {Verdict::fail, {}};
  };
  const auto content_with = [&](const std::string& dkim) {
    ReportText text;
    text.records[0].dkim = dkim;
    auto xml = text.xml();
    const std::string spf = "<spf>fail</spf>";
    xml.erase(xml.find(spf), spf.size());
    return read_input(xml, options).reports.at(0).end.content;
  };
  CHECK(content_with("pass") != content_with("fail"));
}

TEST_CASE("a builder starts anew after each report") {
  ReportHead head;
  head.org_name = "reporter.example";
  IdentityBuilder builder;
  auto record = some_record();
  builder.add(record);
  const auto finish = [&] {
    ReportEnd end;
    builder.finish(head, end);
    return end;
  };
  const auto first = finish();
  const auto none = finish();
  builder.add(record);
  const auto again = finish();
  CHECK(again.content == first.content);
  CHECK(again.multiset == first.multiset);
  CHECK(none.content != first.content);
  CHECK(none.multiset != first.multiset);
}

TEST_CASE("a report without an id is called by its content") {
  ReportText text;
  text.report_id = "";
  const auto id = read_input(text.xml()).reports.at(0).end.report_id;
  REQUIRE(id);
  CHECK(id->starts_with("sha256:"));
  CHECK(id->size() == 7 + 32);
  CHECK(read_input(gzip(text.xml() + "\n")).reports.at(0).end.report_id == id);
  text.records[0].count = "2";
  CHECK(read_input(text.xml()).reports.at(0).end.report_id != id);
}

TEST_CASE("reports of unnamed reporters are told apart by their content") {
  ReportText text;
  text.org_name = text.email = "";
  const auto identity = [&] { return read_input(text.xml()).reports.at(0).end.identity; };
  const auto first = identity();
  CHECK(identity() == first);
  text.records[0].count = "2";
  CHECK(identity() != first);
}

TEST_CASE("digests come back in order, however many files they wait in") {
  std::mt19937 random(7);
  for (const std::size_t number : {0, 1, 3, 4, 100, 20'000}) {
    SortedDigests sorted(number == 20'000 ? 6000 : 3);
    std::vector<Digest> expected;
    for (std::size_t index = 0; index < number; ++index) {
      Digest digest{};
      digest[0] = static_cast<std::uint8_t>(random() % 16);
      digest[15] = static_cast<std::uint8_t>(random() % 16);  // so that some are equal
      sorted.add(digest);
      expected.push_back(digest);
    }
    std::sort(expected.begin(), expected.end());
    for (int time = 0; time < 2; ++time) {
      std::vector<Digest> found;
      sorted.for_each([&](const Digest& digest) { found.push_back(digest); });
      CHECK(found == expected);
    }
    sorted.clear();
    sorted.for_each([](const Digest&) { FAIL("a digest that was cleared"); });
  }
}

}  // namespace
}  // namespace ruascope
