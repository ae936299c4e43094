// SPDX-License-Identifier: MIT
// No question reads all records, or all daily totals, where its window is small: the plans of all that is
// asked.
#include "store/prune.hpp"
#include "store/queries.hpp"
#include "store/rejections.hpp"
#include "tests/store/store_world.hpp"

#include <set>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

// The steps of the plans of all statements that `ask` runs.
std::vector<std::string> steps_of(Sqlite& database, const std::function<void()>& ask) {
  std::set<std::string> statements;
  database.watch([&](std::string_view sql) { statements.emplace(sql); });
  ask();
  database.watch([](std::string_view) {});
  std::vector<std::string> steps;
  for (const auto& sql : statements) {
    if (sql.starts_with("--") || sql.starts_with("PRAGMA")) continue;
    auto plan = database.prepare("EXPLAIN QUERY PLAN " + sql);
    while (plan.step()) steps.emplace_back(plan.text(3));
  }
  CHECK_FALSE(steps.empty());
  return steps;
}

void check_no_scan(const std::vector<std::string>& steps, const std::string& table) {
  for (const auto& step : steps) {
    CAPTURE(step);
    CHECK_FALSE((step == "SCAN " + table || step.starts_with("SCAN " + table + " ")));
  }
}

void fill(StoreWorld& world) {
  for (int day = 0; day < 40; ++day) {
    world.add(days_later(report("r" + std::to_string(day), many(10, day)), day));
    auto other = days_later(report("s" + std::to_string(day), {failing("198.51.100.7", 3)}), day);
    other.head.policy.domain = "other.example";
    world.add(other);
  }
}

std::vector<Filter> windows(StoreWorld& world) {
  const auto last = newest_day(*world.database, {}).value();
  Filter window;
  window.since = last - 6;
  window.until = last;
  std::vector<Filter> filters{window};
  const auto add = [&](const auto& change) {
    filters.push_back(window);
    change(filters.back());
  };
  add([](Filter& filter) { filter.domains = {"example.com"}; });
  add([](Filter& filter) { filter.reporter = "reporter.example"; });
  add([](Filter& filter) { filter.source = IpNetwork::parse("198.51.100.0/24"); });
  add([](Filter& filter) { filter.header_from = "example.com"; });
  add([](Filter& filter) { filter.disposition = Disposition::reject; });
  add([](Filter& filter) { filter.failing = true; });
  return filters;
}

TEST_CASE("Questions about a window read neither all records nor all daily totals nor all reports") {
  StoreWorld world;
  fill(world);
  auto& database = *world.database;
  for (const auto& filter : windows(world)) {
    std::size_t rows = 0;
    const auto steps = steps_of(database, [&] {
      rows += domain_totals(database, filter).size() + source_totals(database, filter).size();
      rows += source_combinations(database, filter).size() + reporter_mail(database, filter).size();
      rows += source_activity(database, filter).size();
      published_range(database, filter, "example.com");
      discovery_methods(database, filter);
      newest_day(database, filter);
      reported_days(database, filter);
      list_reports(database, filter, {}, [&](const ReportRow&) { ++rows; });
      list_records(database, filter, {}, [&](const RecordRow&) { ++rows; });
    });
    for (const std::string table : {"record", "daily", "report", "copy", "result_set", "source"})
      check_no_scan(steps, table);
  }
}

TEST_CASE("All records are listed report by report, without being sorted") {
  StoreWorld world;
  fill(world);
  auto& database = *world.database;
  std::size_t rows = 0;
  const auto steps =
      steps_of(database, [&] { list_records(database, {}, {}, [&](const RecordRow&) { ++rows; }); });
  CHECK(rows == 440);
  check_no_scan(steps, "record");
  for (const auto& step : steps) CHECK(step.find("USE TEMP B-TREE") == std::string::npos);
}

TEST_CASE("Writing a report looks for no more than it needs") {
  StoreWorld world;
  fill(world);
  ReportWriter writer(*world.database);
  const auto steps = steps_of(*world.database, [&] {
    CHECK(write(writer, report("new", {passing("192.0.2.1", 1)})).outcome == Outcome::fresh);
    CHECK(write(writer, report("new", {passing("192.0.2.1", 1), passing("192.0.2.2", 1)})).outcome ==
          Outcome::replaced);
    CHECK(write(writer, report("new", {passing("192.0.2.9", 1)})).outcome == Outcome::variant);
    writer.commit();
  });
  for (const std::string table : {"record", "daily", "report", "copy", "result_set", "source", "name"})
    check_no_scan(steps, table);
}

TEST_CASE("Questions about rejections of a window read no others") {
  StoreWorld world;
  Filter window;
  window.since = 20000;
  window.until = 20006;
  auto& database = *world.database;
  check_no_scan(steps_of(database,
                         [&] {
                           list_rejections(database, window, [](RejectionRow) {});
                           failure_reports(database, window);
                           count_rejections_before(database, 20000);
                           drop_rejections_before(database, 20000);
                         }),
                "rejection");
}

}  // namespace
}  // namespace ruascope
