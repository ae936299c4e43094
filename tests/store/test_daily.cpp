// SPDX-License-Identifier: MIT
#include "store/queries.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

TEST_CASE("A report of a day is booked on the day of its midpoint") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  value.head.begin = begin_of_day + 11 * 3600;  // 11:00 to 11:00: the midpoint is 23:00 of the first day
  value.head.end = value.head.begin + seconds_per_day;
  world.add(value);
  value.head.report_id = "r2";
  value.head.begin = begin_of_day + 13 * 3600;  // the midpoint is 01:00 of the second day
  value.head.end = value.head.begin + seconds_per_day;
  world.add(as_document(value, "r2"));
  CHECK(days_of(*world.database) == Lines{"2023-11-15 10", "2023-11-16 10"});
}

TEST_CASE("A report of seven days is spread over them, the earlier day first, and sums to its total") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  value.head.end = value.head.begin + 7 * seconds_per_day;
  world.add(value);
  CHECK(days_of(*world.database) == Lines{"2023-11-15 2", "2023-11-16 2", "2023-11-17 2", "2023-11-18 1",
                                          "2023-11-19 1", "2023-11-20 1", "2023-11-21 1"});
  CHECK(all_sums(*world.database) == five_times(10));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("Part of a report of several days counts in a window that holds part of its days") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 70)});
  value.head.end = value.head.begin + 7 * seconds_per_day;
  world.add(value);
  Filter filter;
  filter.since = the_day + 1;
  filter.until = the_day + 3;
  const auto totals = domain_totals(*world.database, filter);
  REQUIRE(totals.size() == 1);
  CHECK(totals[0].counts.messages == 30);
  CHECK(totals[0].first_day == the_day + 1);
  CHECK(totals[0].last_day == the_day + 3);
}

TEST_CASE("Few messages of many days stand on the first days, and empty days have no row") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 3)});
  value.head.end = value.head.begin + 7 * seconds_per_day;
  world.add(value);
  CHECK(days_of(*world.database) == Lines{"2023-11-15 1", "2023-11-16 1", "2023-11-17 1"});
  CHECK(world.database->integer("SELECT count(*) FROM daily") == 3);
}

TEST_CASE("A report of more than 31 days is booked whole on its last day") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  value.head.end = value.head.begin + 32 * seconds_per_day - 1;
  world.add(value);
  CHECK(days_of(*world.database) == Lines{"2023-12-16 10"});
  CHECK(texts(*world.database, "SELECT first_day || ' ' || last_day FROM v_report") ==
        Lines{"2023-12-16 2023-12-16"});
}

TEST_CASE("Reports of the same day, source and results share a row of the daily totals") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.add(report("r2", {passing("192.0.2.1", 7)}));
  CHECK(world.database->integer("SELECT count(*) FROM daily") == 1);
  CHECK(all_sums(*world.database) == five_times(17));
}

TEST_CASE("The views, the domains and the sources give the same sums") {
  StoreWorld world;
  auto week = report("week", {passing("192.0.2.1", 101), failing("2001:db8::1", 3)});
  week.head.end = week.head.begin + 7 * seconds_per_day;
  world.add(week);
  auto other = report("other", {failing("192.0.2.1", 13), passing("192.0.2.7", 1)});
  other.head.policy.domain = "example.org";
  other.head.org_name = "other.example";
  world.add(other);
  world.add(days_later(report("r3", {passing("192.0.2.1", 29)}), 3));
  CHECK(all_sums(*world.database) == five_times(101 + 3 + 13 + 1 + 29));
  CHECK(store_info(*world.database).messages == 147);
  for (const char* verdict : {"pass", "fail"}) {
    auto by_record = world.database->prepare("SELECT sum(messages) FROM v_record WHERE dmarc = ?1");
    auto by_day = world.database->prepare("SELECT sum(messages) FROM v_daily WHERE dmarc = ?1");
    by_record.bind(verdict);
    by_day.bind(verdict);
    REQUIRE(by_record.step());
    REQUIRE(by_day.step());
    CHECK(by_record.integer(0) == (std::string{verdict} == "pass" ? 131 : 16));
    CHECK(by_day.integer(0) == by_record.integer(0));
  }
}

TEST_CASE("The daily view names what it counts") {
  StoreWorld world;
  auto value = report("r1", {failing("192.0.2.1", 10)});
  value.records[0].disposition = {Disposition::quarantine, {}};
  value.records[0].results.edit().envelope_from = "bounce.example";
  world.add(value);
  CHECK(texts(*world.database,
              "SELECT day || ' ' || domain || ' ' || source_ip || ' ' || org_name || ' ' || disposition || ' "
              "' || "
              "dkim || ' ' || spf || ' ' || dmarc || ' ' || header_from || ' ' || envelope_from || ' ' || "
              "messages "
              "FROM v_daily") ==
        Lines{"2023-11-15 example.com 192.0.2.1 reporter.example quarantine fail fail fail "
              "example.com bounce.example 10"});
}

}  // namespace
}  // namespace ruascope
