// SPDX-License-Identifier: MIT
#include "store/own.hpp"
#include "store/queries.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

constexpr auto none = static_cast<std::size_t>(Disposition::none);
constexpr auto reject = static_cast<std::size_t>(Disposition::reject);

ReportValue by(ReportValue value, const std::string& reporter) {
  value.head.org_name = reporter;
  return as_document(std::move(value), reporter + value.head.report_id + std::to_string(value.head.begin));
}

// Two days and two reporters of one source, one of another.
void fill(StoreWorld& world) {
  auto rejected = failing("192.0.2.1", 4);
  rejected.disposition = {Disposition::reject, {}};
  world.add(by(report("r1", {passing("192.0.2.1", 1), failing("192.0.2.1", 2), rejected}), "b.example"));
  world.add(by(days_later(report("r2", {failing("192.0.2.1", 8)}), 3), "a.example"));
  world.add(by(report("r3", {passing("192.0.2.9", 16)}), "a.example"));
}

TEST_CASE("Combinations sum a source's messages by result set and disposition, over days and reporters") {
  StoreWorld world;
  fill(world);
  const auto sources = source_combinations(*world.database, {});
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].domain == "example.com");
  CHECK(sources[0].source.text() == "192.0.2.1");
  CHECK(sources[1].source.text() == "192.0.2.9");
  REQUIRE(sources[0].combinations.size() == 2);
  ResultSetReader reader(*world.database);
  for (const auto& combination : sources[0].combinations) {
    const auto results = reader.read(combination.results);
    const bool passes = results.dkim.value == Verdict::pass;
    CHECK(results.header_from == "example.com");
    CHECK(combination.messages[none] == (passes ? 1 : 10));
    CHECK(combination.messages[reject] == (passes ? 0 : 4));
    CHECK(combination.days == (passes ? std::vector<Day>{the_day} : std::vector<Day>{the_day, the_day + 3}));
    CHECK(combination.reporters.size() == (passes ? 1 : 2));
  }
}

TEST_CASE("Totals of combinations are the totals of sources") {
  StoreWorld world;
  fill(world);
  const auto sources = source_combinations(*world.database, {});
  SourceTotalsReader reader(*world.database);
  std::vector<SourceTotals> totals;
  for (const auto& source : sources) totals.push_back(reader.read(source));
  REQUIRE(totals.size() == 2);
  CHECK(totals[0].source_ip == "192.0.2.1");
  CHECK(totals[0].counts.messages == 15);
  CHECK(totals[0].counts.dmarc_fail == 14);
  CHECK(totals[0].counts.rejected == 4);
  CHECK(totals[0].reporters == std::vector<std::string>{"a.example", "b.example"});
  CHECK(totals[0].last_day == the_day + 3);
  CHECK(source_totals(*world.database, {}).front().source_ip == "192.0.2.9");
}

TEST_CASE("A window and a filter choose what is combined") {
  StoreWorld world;
  fill(world);
  Filter filter;
  filter.since = the_day + 1;
  const auto later = source_combinations(*world.database, filter);
  REQUIRE(later.size() == 1);
  CHECK(later[0].combinations.at(0).messages[none] == 8);
  filter = {};
  filter.reporter = "A.example";
  CHECK(source_combinations(*world.database, filter).size() == 2);
  filter.disposition = Disposition::reject;
  CHECK(source_combinations(*world.database, filter).empty());
}

TEST_CASE("Records are listed by combination") {
  StoreWorld world;
  fill(world);
  const auto source = source_combinations(*world.database, {}).at(0);
  Filter filter;
  std::int64_t messages = 0;
  const auto sum = [&](const RecordRow& record) { messages += record.count; };
  filter.combinations = {combination_key(source, source.combinations[0]),
                         combination_key(source, source.combinations[1])};
  list_records(*world.database, filter, {}, sum);
  CHECK(messages == 15);
  filter.combinations = std::vector<std::string>{};
  messages = 0;
  list_records(*world.database, filter, {}, sum);
  CHECK(messages == 0);
}

TEST_CASE("Mail is told by reporter, and a source's activity by day and reporter") {
  StoreWorld world;
  fill(world);
  const auto mail = reporter_mail(*world.database, {});
  REQUIRE(mail.size() == 4);
  CHECK(mail.front().reporter == "a.example");
  CHECK(mail.back().reporter == "b.example");
  std::int64_t messages = 0;
  for (const auto& one : mail) messages += one.messages[none] + one.messages[reject];
  CHECK(messages == 31);
  Filter filter;
  filter.source = IpNetwork::parse("192.0.2.1");
  const auto activity = source_activity(*world.database, filter);
  REQUIRE(activity.size() == 1);
  REQUIRE(activity[0].days.size() == 2);
  CHECK(activity[0].days[0].key == "2023-11-15");
  CHECK(activity[0].days[0].messages == 7);
  CHECK(activity[0].days[0].dmarc_fail == 6);
  REQUIRE(activity[0].reporters.size() == 2);
  CHECK(activity[0].reporters[0].key == "a.example");
  CHECK(activity[0].reporters[0].messages == 8);
}

TEST_CASE("What was published within a window is all that its reports say") {
  StoreWorld world;
  auto strict = report("r1", {passing("192.0.2.1", 1)});
  strict.head.policy.adkim = Token<AlignmentMode>{AlignmentMode::strict, {}};
  strict.head.policy.p = Token<Policy>{Policy::reject, {}};
  strict.head.policy.sp = Token<Policy>{Policy::none, {}};
  world.add(strict);
  auto range = published_range(*world.database, {}, "example.com");
  CHECK((range.strict_dkim && !range.relaxed_dkim && range.relaxed_spf && !range.strict_spf));
  CHECK((range.domain.enforcing && !range.domain.none && range.subdomains.none && !range.is_soft));
  auto soft = days_later(report("r2", {passing("192.0.2.1", 1)}), 3);
  soft.head.policy.pct = 50;
  world.add(soft);
  range = published_range(*world.database, {}, "example.com");
  CHECK((range.strict_dkim && range.relaxed_dkim && range.domain.none && range.is_soft));
  Filter early;
  early.until = the_day;
  CHECK_FALSE(published_range(*world.database, early, "example.com").is_soft);
  CHECK(policy_domains(*world.database) == std::vector<std::string>{"example.com"});
}

TEST_CASE("What is read in one transaction is one state, whoever writes meanwhile") {
  StoreWorld world;
  fill(world);
  const auto reader = open_store(world.path, Access::read);
  {
    const ReadTransaction reading(*reader);
    CHECK(source_combinations(*reader, {}).size() == 2);
    world.add(report("r9", {passing("192.0.2.77", 1)}));
    CHECK(source_combinations(*reader, {}).size() == 2);
  }
  CHECK(source_combinations(*reader, {}).size() == 3);
}

TEST_CASE("What the administrator lists is kept by kind and value") {
  StoreWorld world;
  auto& database = *world.database;
  CHECK(add_own(database, {OwnKind::address, "192.0.2.0/24", "office"}, 1));
  CHECK(add_own(database, {OwnKind::domain, "example.com", ""}, 1));
  CHECK_FALSE(add_own(database, {OwnKind::address, "192.0.2.0/24", "attic"}, 2));
  CHECK(own_entries(database) == std::vector<OwnEntry>{{OwnKind::domain, "example.com", ""},
                                                       {OwnKind::address, "192.0.2.0/24", "attic"}});
  CHECK_FALSE(remove_own(database, OwnKind::ignore, "192.0.2.0/24"));
  CHECK(remove_own(database, OwnKind::address, "192.0.2.0/24"));
  CHECK(own_entries(database).size() == 1);
}

TEST_CASE("Findings that were told give way to those told next") {
  StoreWorld world;
  auto& database = *world.database;
  CHECK(told_findings(database).empty());
  keep_told_findings(database, {{"a", "example.com", "x", 2}, {"b", "", "", 0}});
  CHECK(told_findings(database) == std::vector<ToldFinding>{{"a", "example.com", "x", 2}, {"b", "", "", 0}});
  keep_told_findings(database, {{"c", "", "y", 1}});
  CHECK(told_findings(database) == std::vector<ToldFinding>{{"c", "", "y", 1}});
}

}  // namespace
}  // namespace ruascope
