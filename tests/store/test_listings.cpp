// SPDX-License-Identifier: MIT
#include "store/queries.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

std::vector<ReportRow> all_reports(Sqlite& database, const Filter& filter = {}, const Order& order = {}) {
  std::vector<ReportRow> rows;
  list_reports(database, filter, order, [&](const ReportRow& row) { rows.push_back(row); });
  return rows;
}

Lines report_ids(Sqlite& database, const Order& order) {
  Lines ids;
  for (const auto& row : all_reports(database, {}, order)) ids.push_back(row.report_id);
  return ids;
}

Lines record_lines(Sqlite& database, const Order& order) {
  Lines lines;
  list_records(database, {}, order, [&](const RecordRow& row) {
    lines.push_back(*row.report_id + " " + row.source_ip + " " + std::to_string(row.count));
  });
  return lines;
}

TEST_CASE("A report is listed with all that its head says") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 3)});
  value.head.extra_contact_info = "https://reporter.example";
  value.head.generator = "gen";
  value.head.errors = {"one", "two"};
  auto& policy = value.head.policy;
  policy.p = Token<Policy>{Policy::reject, {}};
  policy.sp = Token<Policy>{Policy::quarantine, {}};
  policy.np = Token<Policy>{Policy::unknown, "never"};
  policy.adkim = Token<AlignmentMode>{AlignmentMode::strict, {}};
  policy.aspf = Token<AlignmentMode>{AlignmentMode::relaxed, {}};
  policy.pct = 50;
  policy.fo = "1:d";
  policy.testing = Token<Testing>{Testing::yes, {}};
  policy.discovery_method = Token<DiscoveryMethod>{DiscoveryMethod::treewalk, {}};
  auto end = end_of(value);
  end.schema = Schema::rfc9990;
  end.warnings = {{"ns", "", 2}};
  ReportWriter writer(*world.database);
  writer.begin(value.head, {"a.xml", nullptr, std::nullopt}, noon_of_import);
  writer.add(value.records);
  writer.finish(end);
  writer.commit();
  const auto rows = all_reports(*world.database);
  REQUIRE(rows.size() == 1);
  const auto& row = rows[0];
  CHECK(row.org_name == "reporter.example");
  CHECK(row.email == "dmarc@reporter.example");
  CHECK(row.report_id == "r1");
  CHECK(row.domain == "example.com");
  CHECK(row.begin == begin_of_day);
  CHECK(row.end == begin_of_day + 86399);
  CHECK(row.schema == Schema::rfc9990);
  CHECK(row.policy == std::optional{Policy::reject});
  CHECK(row.subdomain_policy == std::optional{Policy::quarantine});
  CHECK(row.nonexistent_policy == std::optional{Policy::unknown});
  CHECK(row.adkim == std::optional{AlignmentMode::strict});
  CHECK(row.aspf == std::optional{AlignmentMode::relaxed});
  CHECK(row.pct == std::optional<std::int64_t>{50});
  CHECK(row.testing == std::optional{Testing::yes});
  CHECK(row.fo == std::optional<std::string>{"1:d"});
  CHECK(row.discovery_method == std::optional{DiscoveryMethod::treewalk});
  CHECK(row.generator == std::optional<std::string>{"gen"});
  CHECK(row.extra_contact_info == std::optional<std::string>{"https://reporter.example"});
  CHECK(row.errors == Lines{"one", "two"});
  CHECK(row.records == 2);
  CHECK(row.messages == 13);
  CHECK(row.origin == "a.xml");
  CHECK(row.imported_at == noon_of_import);
  CHECK(row.warnings == Lines{"ns x2"});
}

TEST_CASE("What a report does not say is absent") {
  StoreWorld world;
  auto value = report("r1", {});
  value.head.policy.p.reset();
  world.add(value);
  const auto row = all_reports(*world.database).at(0);
  CHECK_FALSE(row.policy);
  CHECK_FALSE(row.subdomain_policy);
  CHECK_FALSE(row.nonexistent_policy);
  CHECK_FALSE(row.adkim);
  CHECK_FALSE(row.aspf);
  CHECK_FALSE(row.pct);
  CHECK_FALSE(row.testing);
  CHECK_FALSE(row.fo);
  CHECK_FALSE(row.discovery_method);
  CHECK_FALSE(row.generator);
  CHECK_FALSE(row.extra_contact_info);
  CHECK(row.errors.empty());
  CHECK(row.warnings.empty());
}

TEST_CASE("Reports that differ in their policy alone keep a policy each") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 1)});
  world.add(value);
  value = days_later(value, 1);
  value.head.policy.pct = 100;
  world.add(as_document(value, "b"));
  const auto rows = all_reports(*world.database);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].pct == std::optional<std::int64_t>{100});
  CHECK_FALSE(rows[1].pct);
}

TEST_CASE("The origin of a report is the first place it was seen at") {
  StoreWorld world;
  const auto value = report("r1", {passing("192.0.2.1", 1)});
  world.add(value);
  world.add(as_document(value, "a-second"));
  CHECK(all_reports(*world.database).at(0).origin == "r1.xml");
}

TEST_CASE("A record is listed with all that it says") {
  StoreWorld world;
  auto record = failing("2001:db8::1", 7);
  record.disposition = {Disposition::quarantine, {}};
  auto& results = record.results.edit();
  results.header_from = "news.example.com";
  results.envelope_from = "";
  results.envelope_to = "to.example";
  results.dkim = {Verdict::unknown, {}};
  results.dkim_derived = true;
  results.reasons = {{{ReasonType::forwarded, {}}, "why"}};
  results.dkim_results = {{"example.com", "s1", {DkimResult::fail, {}}, std::nullopt}};
  results.spf_results = {
      {"example.com", Token<SpfScope>{SpfScope::mfrom, {}}, {SpfResult::softfail, {}}, std::nullopt}};
  world.add(report("r1", {record}));
  int rows = 0;
  list_records(*world.database, {}, {}, [&](const RecordRow& row) {
    ++rows;
    CHECK(*row.org_name == "reporter.example");
    CHECK(*row.report_id == "r1");
    CHECK(*row.domain == "example.com");
    CHECK(row.begin == begin_of_day);
    CHECK(row.end == begin_of_day + 86399);
    CHECK(row.source_ip == "2001:db8::1");
    CHECK(row.count == 7);
    CHECK(row.disposition == Disposition::quarantine);
    CHECK(row.results->header_from == "news.example.com");
    CHECK(row.results->envelope_from == std::optional<std::string>{""});
    CHECK(row.results->envelope_to == std::optional<std::string>{"to.example"});
    CHECK(row.results->dkim == Verdict::unknown);
    CHECK(row.results->spf == Verdict::fail);
    CHECK(row.results->derived);
    CHECK(row.results->reasons == R"([{"type":"forwarded","comment":"why"}])");
    CHECK(row.results->dkim_results ==
          R"([{"domain":"example.com","selector":"s1","result":"fail","human_result":null}])");
    CHECK(row.results->spf_results ==
          R"([{"domain":"example.com","scope":"mfrom","result":"softfail","human_result":null}])");
  });
  CHECK(rows == 1);
}

struct OrderWorld : StoreWorld {
  OrderWorld() {
    auto value = report("a", {passing("192.0.2.10", 1), passing("192.0.2.9", 30)});
    value.head.org_name = "z.example";
    value.head.email = "m@z.example";
    add(value);
    value = days_later(report("b", {passing("198.51.100.1", 5)}), 2);
    value.head.policy.domain = "alpha.example";
    value.head.email = "z@b.example";
    value.now = noon_of_import + 3 * seconds_per_day;
    add(value);
    value = days_later(
        report("c", {passing("192.0.2.1", 2), passing("192.0.2.2", 2), failing("192.0.2.3", 2)}), 1);
    value.head.org_name = "m.example";
    value.head.email = "a@m.example";
    value.head.policy.domain = "beta.example";
    value.now = noon_of_import + 9 * seconds_per_day;
    value.records[0].results.edit().header_from = "aa.example";
    value.records[2].disposition = {Disposition::reject, {}};
    add(value);
  }
};

TEST_CASE("Reports are listed newest first unless an order is asked for") {
  OrderWorld world;
  CHECK(report_ids(*world.database, {}) == Lines{"b", "c", "a"});
}

TEST_CASE("Reports can be ordered by each of their order columns, both ways") {
  OrderWorld world;
  const std::vector<std::pair<std::string, Lines>> expected{
      {"org_name", {"c", "b", "a"}}, {"email", {"c", "a", "b"}},    {"report_id", {"a", "b", "c"}},
      {"domain", {"b", "c", "a"}},   {"begin", {"a", "c", "b"}},    {"end", {"a", "c", "b"}},
      {"records", {"b", "a", "c"}},  {"messages", {"b", "c", "a"}}, {"imported_at", {"a", "b", "c"}}};
  std::vector<std::string_view> columns;
  for (const auto& [column, ids] : expected) {
    INFO(column);
    columns.push_back(column);
    CHECK(report_ids(*world.database, {column, false}) == ids);
    CHECK(report_ids(*world.database, {column, true}) == Lines{ids.rbegin(), ids.rend()});
  }
  CHECK(report_orders() == columns);
}

TEST_CASE("Records are listed report by report in the reporter's order unless an order is asked for") {
  OrderWorld world;
  CHECK(record_lines(*world.database, {}) == Lines{"a 192.0.2.10 1", "a 192.0.2.9 30", "b 198.51.100.1 5",
                                                   "c 192.0.2.1 2", "c 192.0.2.2 2", "c 192.0.2.3 2"});
}

TEST_CASE("Records can be ordered by each of their order columns") {
  OrderWorld world;
  const std::vector<std::pair<std::string, std::string>> first_and_last{
      {"org_name", "c 192.0.2.1 2, a 192.0.2.9 30"},  {"report_id", "a 192.0.2.10 1, c 192.0.2.3 2"},
      {"domain", "b 198.51.100.1 5, a 192.0.2.9 30"}, {"begin", "a 192.0.2.10 1, b 198.51.100.1 5"},
      {"end", "a 192.0.2.10 1, b 198.51.100.1 5"},    {"source_ip", "c 192.0.2.1 2, b 198.51.100.1 5"},
      {"count", "a 192.0.2.10 1, a 192.0.2.9 30"},    {"disposition", "a 192.0.2.10 1, c 192.0.2.3 2"},
      {"header_from", "c 192.0.2.1 2, c 192.0.2.3 2"}};
  std::vector<std::string_view> columns;
  for (const auto& [column, ends] : first_and_last) {
    INFO(column);
    columns.push_back(column);
    const auto lines = record_lines(*world.database, {column, false});
    REQUIRE(lines.size() == 6);
    CHECK(lines.front() + ", " + lines.back() == ends);
  }
  CHECK(record_orders() == columns);
  CHECK(record_lines(*world.database, {"count", true}).front() == "a 192.0.2.9 30");
}

TEST_CASE("Addresses are ordered by their numbers, not by their letters") {
  OrderWorld world;
  const auto lines = record_lines(*world.database, {"source_ip", false});
  CHECK(lines == Lines{"c 192.0.2.1 2", "c 192.0.2.2 2", "c 192.0.2.3 2", "a 192.0.2.9 30", "a 192.0.2.10 1",
                       "b 198.51.100.1 5"});
}

TEST_CASE("A report of several days is listed whole where one of them is in the window") {
  StoreWorld world;
  auto value = report("week", {passing("192.0.2.1", 70)});
  value.head.end = value.head.begin + 7 * seconds_per_day;
  world.add(value);
  Filter filter;
  filter.since = the_day + 6;
  CHECK(all_reports(*world.database, filter).at(0).messages == 70);
  filter.since = the_day + 7;
  CHECK(all_reports(*world.database, filter).empty());
  filter.since.reset();
  filter.until = the_day;
  CHECK(all_reports(*world.database, filter).size() == 1);
  filter.until = the_day - 1;
  CHECK(all_reports(*world.database, filter).empty());
}

}  // namespace
}  // namespace ruascope
