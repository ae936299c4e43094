// SPDX-License-Identifier: MIT
#include "store/queries.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

Record with_outcome(Verdict dkim, Verdict spf, Disposition disposition, std::int64_t count) {
  auto record = passing("192.0.2.1", count);
  record.results.edit().dkim = {dkim, {}};
  record.results.edit().spf = {spf, {}};
  record.disposition = {disposition, {}};
  return record;
}

// One record of each outcome, each with a count of its own.
std::vector<Record> outcomes() {
  std::vector<Record> records{with_outcome(Verdict::pass, Verdict::pass, Disposition::none, 1),
                              with_outcome(Verdict::pass, Verdict::fail, Disposition::pass, 2),
                              with_outcome(Verdict::fail, Verdict::pass, Disposition::none, 4),
                              with_outcome(Verdict::fail, Verdict::fail, Disposition::quarantine, 8),
                              with_outcome(Verdict::fail, Verdict::fail, Disposition::reject, 16),
                              with_outcome(Verdict::unknown, Verdict::fail, Disposition::unknown, 32),
                              with_outcome(Verdict::fail, Verdict::fail, Disposition::none, 64),
                              with_outcome(Verdict::fail, Verdict::fail, Disposition::none, 128)};
  records.back().results.edit().reasons = {{{ReasonType::forwarded, {}}, std::nullopt}};
  return records;
}

const MessageCounts expected{255, 7, 248, 3, 5, 1 + 2 + 4 + 64 + 128, 8, 16, 32, 128, 64 + 128, 8};

TEST_CASE("Messages are counted by verdict, disposition and override, for domains and for sources alike") {
  StoreWorld world;
  world.add(report("r1", outcomes()));
  const auto domains = domain_totals(*world.database, {});
  REQUIRE(domains.size() == 1);
  CHECK(domains[0].counts == expected);
  const auto sources = source_totals(*world.database, {});
  REQUIRE(sources.size() == 1);
  CHECK(sources[0].counts == expected);
}

TEST_CASE("A reason counts as an override only where failing mail was delivered") {
  StoreWorld world;
  auto records = outcomes();
  for (auto& record : records) record.results.edit().reasons = {{{ReasonType::other, {}}, std::nullopt}};
  world.add(report("r1", records));
  CHECK(domain_totals(*world.database, {}).at(0).counts.overridden == 64 + 128);
}

TEST_CASE("A store without reports has no totals and no newest day") {
  StoreWorld world;
  CHECK(domain_totals(*world.database, {}).empty());
  CHECK(source_totals(*world.database, {}).empty());
  CHECK_FALSE(newest_day(*world.database, {}));
}

TEST_CASE("Domains are listed by name, with their sources, reporters and days") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 1), passing("192.0.2.2", 1)});
  world.add(value);
  value.head.org_name = "other.example";
  world.add(days_later(as_document(value, "b"), 3));
  value.head.policy.domain = "alpha.example";
  world.add(as_document(value, "c"));
  const auto domains = domain_totals(*world.database, {});
  REQUIRE(domains.size() == 2);
  CHECK(domains[0].domain == "alpha.example");
  CHECK(domains[0].sources == 2);
  CHECK(domains[0].reporters == 1);
  CHECK(domains[1].domain == "example.com");
  CHECK(domains[1].sources == 2);
  CHECK(domains[1].reporters == 2);
  CHECK(domains[1].first_day == the_day);
  CHECK(domains[1].last_day == the_day + 3);
}

TEST_CASE("The policy of a domain is that of its newest report in the window") {
  StoreWorld world;
  auto value = report("old", {passing("192.0.2.1", 1)});
  value.head.policy.p = Token<Policy>{Policy::none, {}};
  value.head.policy.sp = Token<Policy>{Policy::reject, {}};
  const auto old = value;
  value.head.report_id = "new";
  value.head.policy.p = Token<Policy>{Policy::quarantine, {}};
  value.head.policy.sp.reset();
  world.add(as_document(days_later(value, 2), "new"));
  world.add(old);  // read later, reported earlier
  auto domains = domain_totals(*world.database, {});
  REQUIRE(domains.size() == 1);
  CHECK(domains[0].policy == std::optional{Policy::quarantine});
  CHECK(domains[0].subdomain_policy == std::optional{Policy::quarantine});
  Filter filter;
  filter.until = the_day + 1;
  domains = domain_totals(*world.database, filter);
  REQUIRE(domains.size() == 1);
  CHECK(domains[0].policy == std::optional{Policy::none});
  CHECK(domains[0].subdomain_policy == std::optional{Policy::reject});
}

TEST_CASE("A policy that was not published is absent") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 1)});
  value.head.policy.p.reset();
  world.add(value);
  const auto domains = domain_totals(*world.database, {});
  CHECK_FALSE(domains.at(0).policy);
  CHECK_FALSE(domains.at(0).subdomain_policy);
}

TEST_CASE("Sources are listed by messages, then by domain") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 5), passing("192.0.2.2", 9), passing("192.0.2.4", 5)}));
  auto value = report("r2", {passing("192.0.2.3", 5)});
  value.head.policy.domain = "alpha.example";
  world.add(value);
  Lines lines;
  for (const auto& totals : source_totals(*world.database, {}))
    lines.push_back(totals.domain + " " + totals.source_ip + " " + std::to_string(totals.counts.messages));
  CHECK(lines == Lines{"example.com 192.0.2.2 9", "alpha.example 192.0.2.3 5", "example.com 192.0.2.1 5",
                       "example.com 192.0.2.4 5"});
}

TEST_CASE("Sources with as many messages are listed by address, not by its letters") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.10", 1), passing("192.0.2.9", 1)}));
  const auto sources = source_totals(*world.database, {});
  CHECK(sources.at(0).source_ip == "192.0.2.9");
}

TEST_CASE("The lists of a source are sorted and hold each text once") {
  StoreWorld world;
  auto one = passing("192.0.2.1", 1);
  one.results.edit().header_from = "z.example";
  one.results.edit().envelope_from = "b.example";
  one.results.edit().dkim_results = {{"z.example", "s2", {DkimResult::pass, {}}, "one"},
                                     {"a.example", std::nullopt, {DkimResult::fail, {}}, std::nullopt}};
  auto two = passing("192.0.2.1", 1);
  two.results.edit().header_from = "a.example";
  two.results.edit().envelope_from = "a.example";
  two.results.edit().dkim_results = {{"z.example", "s2", {DkimResult::pass, {}}, "another text"},
                                     {"z.example", "s1", {DkimResult::pass, {}}, std::nullopt}};
  auto three = two;
  three.results.edit().envelope_from.reset();
  auto value = report("r1", {one, two, three});
  value.head.org_name = "z-reporter";
  world.add(value);
  value.head.org_name = "a-reporter";
  world.add(as_document(days_later(value, 1), "b"));
  const auto sources = source_totals(*world.database, {});
  REQUIRE(sources.size() == 1);
  CHECK(sources[0].header_from == Lines{"a.example", "z.example"});
  CHECK(sources[0].envelope_from == Lines{"a.example", "b.example"});
  const std::vector<Signature> signatures{
      {"a.example", std::nullopt, "fail"}, {"z.example", "s1", "pass"}, {"z.example", "s2", "pass"}};
  CHECK(sources[0].signatures == signatures);
  CHECK(sources[0].reporters == Lines{"a-reporter", "z-reporter"});
  CHECK(sources[0].first_day == the_day);
  CHECK(sources[0].last_day == the_day + 1);
}

TEST_CASE("Where no envelope From is reported it is the domain that SPF was checked for") {
  StoreWorld world;
  auto unsaid = passing("192.0.2.1", 1);
  unsaid.results.edit().spf_results = {
      {"checked.example", std::nullopt, {SpfResult::pass, {}}, std::nullopt}};
  auto said = unsaid;
  said.results.edit().envelope_from = "said.example";
  world.add(report("r1", {unsaid}));
  CHECK(source_totals(*world.database, {}).at(0).envelope_from == Lines{"checked.example"});
  StoreWorld other;
  other.add(report("r1", {said}));
  CHECK(source_totals(*other.database, {}).at(0).envelope_from == Lines{"said.example"});
}

TEST_CASE("Totals are read from the daily rows alone, never from the records") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10), failing("192.0.2.2", 5)}));
  world.database->execute("DELETE FROM record");
  CHECK(domain_totals(*world.database, {}).at(0).counts.messages == 15);
  const auto sources = source_totals(*world.database, {});
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].counts.messages == 10);
  CHECK(sources[1].counts.messages == 5);
}

TEST_CASE("The newest day is that of the newest report of the domains asked for, other filters aside") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 1)}));
  auto value = days_later(report("r2", {passing("192.0.2.1", 1)}), 5);
  value.head.policy.domain = "example.org";
  world.add(value);
  CHECK(newest_day(*world.database, {}) == std::optional<Day>{the_day + 5});
  Filter filter;
  filter.domains = {"example.com"};
  filter.since = the_day + 3;
  filter.reporter = "nobody";
  filter.failing = true;
  CHECK(newest_day(*world.database, filter) == std::optional<Day>{the_day});
  filter.domains = {"nothing.example"};
  CHECK_FALSE(newest_day(*world.database, filter));
}

TEST_CASE("A report that ends more than two days after its import anchors no window") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 1)});
  world.add(value);
  value = days_later(value, 10);
  value.head.report_id = "exactly two days";
  value.now = value.head.end - 2 * seconds_per_day;
  world.add(as_document(value, "b"));
  CHECK(newest_day(*world.database, {}) == std::optional<Day>{the_day + 10});
  value = days_later(value, 10);
  value.head.report_id = "a second more";
  value.now = value.head.end - 2 * seconds_per_day - 1;
  world.add(as_document(value, "c"));
  CHECK(newest_day(*world.database, {}) == std::optional<Day>{the_day + 10});
}

TEST_CASE(
    "How reporters found the organizational domain is told by domain, as far as they say and in the window") {
  StoreWorld world;
  auto walked = report("r1", {passing("192.0.2.1", 1)});
  walked.head.policy.discovery_method = Token<DiscoveryMethod>{DiscoveryMethod::treewalk, {}};
  world.add(walked);
  auto silent = report("r2", {passing("192.0.2.1", 1)});
  silent.head.policy.domain = "silent.example";
  world.add(silent);
  using Methods = std::vector<std::pair<std::string, DiscoveryMethod>>;
  CHECK(discovery_methods(*world.database, {}) == Methods{{"example.com", DiscoveryMethod::treewalk}});
  Filter later;
  later.since = the_day + 1;
  CHECK(discovery_methods(*world.database, later).empty());
  Filter that_day;
  that_day.since = that_day.until = the_day;
  CHECK(discovery_methods(*world.database, that_day).size() == 1);
}

}  // namespace
}  // namespace ruascope
