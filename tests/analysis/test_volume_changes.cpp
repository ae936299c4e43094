// SPDX-License-Identifier: MIT
// Volume that is not usual, rejections that rose, reporters that are silent.
#include "tests/analysis/changes_world.hpp"

#include <utility>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

// --- volume

ChangesWorld volume(const Runs& runs) {
  ChangesWorld world;
  world.domains = {{"a.example", ago(200), series(runs), {}}};
  return world;
}

struct VolumeCase {
  const char* name;
  Runs days;
  const char* expected;
};

void check_volumes(const std::vector<VolumeCase>& cases) {
  for (const auto& one : cases) {
    INFO(one.name);
    CHECK(lines_of(volume(one.days)) == one.expected);
  }
}

// Sundays of 90000 and 110000 in turn: the median is 100000, the median deviation 10000, 5 * 1.4826 of it
// 74130.
Runs sundays(std::int64_t now, Day day = 0) {
  const auto before = [&](int weeks) { return static_cast<Day>(day + 7 * weeks); };
  return {{before(4), before(2), 90000, 0, 14}, {before(3), before(1), 110000, 0, 14}, {day, day, now}};
}

TEST_CASE("Five median deviations are usual, more is not") {
  check_volumes({
      {"the median", sundays(100000), ""},
      {"at the line", sundays(174130), ""},
      {"beyond it", sundays(174131), "warning volume.unusual a.example 2026-11-15 174131 2026-11-15\n"},
      {"at the line below", sundays(25870, 2), ""},
      {"beyond it below", sundays(25869, 2),
       "warning volume.unusual a.example 2026-11-13 25869 2026-11-13\n"},
  });
}

TEST_CASE("One day that was far off before does not tell what is usual") {
  check_volumes({
      {"a peak before",
       {{42, 7, 100, 0, 7}, {21, 21, 100000}, {0, 0, 151}},
       "warning volume.unusual a.example 2026-11-15 151 2026-11-15\n"},
      {"a low before", {{42, 7, 100, 0, 7}, {21, 21, 1}, {0, 0, 150}}, ""},
  });
}

TEST_CASE("Four earlier days of the weekday tell what is usual, fewer do not") {
  const char* const told = "warning volume.unusual a.example 2026-11-15 1000 2026-11-15\n";
  check_volumes({
      {"three", {{21, 7, 100, 0, 7}, {0, 0, 1000}}, ""},
      {"four", {{28, 7, 100, 0, 7}, {0, 0, 1000}}, told},
      {"four, some without a report between", {{49, 28, 100, 0, 7}, {0, 0, 1000}}, told},
      {"three and one before the 56 days", {{56, 56, 100}, {21, 7, 100, 0, 7}, {0, 0, 1000}}, ""},
      {"three and the first Sunday of the 56 days", {{49, 49, 100}, {21, 7, 100, 0, 7}, {0, 0, 1000}}, told},
      {"many of another weekday", {{50, 1, 100, 0, 7}, {0, 0, 1000}}, ""},
  });
}

TEST_CASE("A weekday is compared with the same weekday") {
  check_volumes({
      {"quiet Sundays are usual", {{55, 0, 1000}, {49, 0, 10, 0, 7}}, ""},
      {"a Sunday like a Monday is not",
       {{55, 0, 1000}, {49, 7, 10, 0, 7}},
       "warning volume.unusual a.example 2026-11-15 1000 2026-11-15\n"},
  });
}

TEST_CASE("Days without a report are no zero") {
  check_volumes({
      {"none on the last days", {{55, 4, 1000}}, ""},
      {"none on an older day", {{55, 5, 1000}, {3, 0, 1000}}, ""},
      {"three Sundays without", {{28, 7, 100, 0, 7}, {0, 0, 150}}, ""},
  });
}

TEST_CASE("A low figure waits two days for the reports of others, a high one does not") {
  check_volumes({
      {"low on the last day", {{55, 0, 1000}, {0, 0, 10}}, ""},
      {"low the day before", {{55, 0, 1000}, {1, 1, 10}}, ""},
      {"low two days before",
       {{55, 0, 1000}, {2, 2, 10}},
       "warning volume.unusual a.example 2026-11-13 10 2026-11-13\n"},
      {"high on the last day",
       {{55, 0, 1000}, {0, 0, 5000}},
       "warning volume.unusual a.example 2026-11-15 5000 2026-11-15\n"},
      {"high the day before",
       {{55, 0, 1000}, {1, 1, 5000}},
       "warning volume.unusual a.example 2026-11-14 5000 2026-11-14\n"},
  });
}

TEST_CASE("The last seven days are looked at, within the window") {
  check_volumes({
      {"six days ago",
       {{55, 0, 1000}, {6, 6, 5000}},
       "warning volume.unusual a.example 2026-11-09 5000 2026-11-09\n"},
      {"seven days ago", {{55, 0, 1000}, {7, 7, 5000}}, ""},
  });
  auto world = volume({{55, 0, 1000}, {4, 4, 5000}});
  world.since = ago(4);
  CHECK(lines_of(world) == "warning volume.unusual a.example 2026-11-11 5000 2026-11-11\n");
  world.since = ago(3);
  CHECK(lines_of(world).empty());
}

TEST_CASE("Less than 20 messages off is no news") {
  check_volumes({
      {"19 more", {{49, 7, 10, 0, 7}, {0, 0, 29}}, ""},
      {"20 more",
       {{49, 7, 10, 0, 7}, {0, 0, 30}},
       "warning volume.unusual a.example 2026-11-15 30 2026-11-15\n"},
  });
}

TEST_CASE("Where earlier figures are all equal, a tenth of them stands for their deviation") {
  check_volumes({
      {"half more", {{49, 7, 100, 0, 7}, {0, 0, 150}}, ""},
      {"more than that",
       {{49, 7, 100, 0, 7}, {0, 0, 151}},
       "warning volume.unusual a.example 2026-11-15 151 2026-11-15\n"},
      {"half less", {{51, 9, 100, 0, 7}, {2, 2, 50}}, ""},
      {"less than that",
       {{51, 9, 100, 0, 7}, {2, 2, 49}},
       "warning volume.unusual a.example 2026-11-13 49 2026-11-13\n"},
  });
}

TEST_CASE("Unusual volume is told with what is usual") {
  const auto high = volume(sundays(200000)).findings().at(0);
  CHECK(high.what == "200,000 messages on 2026-11-15; 100,000 is usual on that weekday.");
  CHECK(high.advice ==
        "See who sent them: ruascope sources --since 2026-11-15 --until 2026-11-15 --domain a.example");
  const auto low = volume(sundays(1000, 2)).findings().at(0);
  CHECK(low.what == "1,000 messages on 2026-11-13; 100,000 is usual on that weekday.");
  CHECK(low.advice == "See whether a sender is gone or a reporter silent: ruascope reporters");
}

// --- rejections

// How many there were in the last week and in those before, all on one day of each.
ChangesWorld rejected(const std::vector<int>& weeks, Day day_of_week) {
  ChangesWorld world;
  auto& days = world.rejections["a.example"];
  for (std::size_t week = 0; week < weeks.size(); ++week)
    days.insert(days.end(), static_cast<std::size_t>(weeks[week]),
                ago(static_cast<Day>(7 * static_cast<Day>(week) + day_of_week)));
  return world;
}

struct RejectionCase {
  std::vector<int> weeks;
  const char* expected;
};

TEST_CASE("Rejections rose from 5 in a week on, and from twice the median of the three weeks before") {
  const std::vector<RejectionCase> cases{
      {{}, ""},
      {{4}, ""},
      {{5}, "serious rejections.rose a.example a.example 5 2026-11-15\n"},
      {{9, 5, 5, 5}, ""},
      {{10, 5, 5, 5}, "serious rejections.rose a.example a.example 10 2026-11-15\n"},
      {{11, 6, 6, 0}, ""},
      {{12, 6, 6, 0}, "serious rejections.rose a.example a.example 12 2026-11-15\n"},
      {{10, 100, 5, 0}, "serious rejections.rose a.example a.example 10 2026-11-15\n"},
      {{5, 1, 1, 1, 90}, "serious rejections.rose a.example a.example 5 2026-11-15\n"},
      {{4, 1, 1, 1}, ""},
  };
  for (const auto& [weeks, expected] : cases) {
    INFO(weeks.size() << " weeks, the last with " << (weeks.empty() ? 0 : weeks[0]));
    CHECK(lines_of(rejected(weeks, 0)) == expected);
  }
}

TEST_CASE("A week of rejections has seven days") {
  CHECK(lines_of(rejected({10, 5, 5, 5}, 6)) ==
        "serious rejections.rose a.example a.example 10 2026-11-09\n");
  CHECK(lines_of(rejected({10}, 7)).empty());
}

TEST_CASE("Rejections that rose are told with how many a week had before") {
  CHECK(text_of(rejected({10, 3, 0, 5}, 0)) ==
        "10 rejections for DMARC in the last 7 days, 3 a week before.");
}

TEST_CASE("Rejections of each domain are counted by themselves") {
  ChangesWorld world;
  world.rejections["a.example"] = {ago(0), ago(1), ago(2)};
  world.rejections["b.example"] = {ago(1), ago(1), ago(2), ago(3), ago(6)};
  CHECK(lines_of(world) == "serious rejections.rose b.example b.example 5 2026-11-14\n");
}

// --- reporters that are silent

// The days from one to another, told by how long ago they are.
std::vector<Day> days(Day from, Day to, Day every = 1) {
  std::vector<Day> all;
  for (auto day = from; day >= to; day = static_cast<Day>(day - every)) all.push_back(ago(day));
  return all;
}

ReporterDays reporter(std::vector<Day> covered, std::vector<Day> ends) {
  return {"alpha.example", ago(200), std::move(covered), std::move(ends)};
}

std::string silence(const ReporterDays& one) {
  ChangesWorld world;
  world.reporters = {one};
  return lines_of(world);
}

TEST_CASE("A daily reporter is silent after three days") {
  CHECK(silence(reporter(days(40, 2), days(40, 2))).empty());
  CHECK(silence(reporter(days(40, 3), days(40, 3))) ==
        "warning reporter.silent  alpha.example 0 2026-11-12\n");
  ChangesWorld world;
  world.reporters = {reporter(days(40, 3), days(40, 3))};
  CHECK(text_of(world) == "alpha.example reported regularly until 2026-11-12 and is silent since, 3 days.");
}

TEST_CASE("A weekly reporter is silent after three weeks") {
  CHECK(silence(reporter(days(55, 7), days(49, 7, 7))).empty());
  CHECK(silence(reporter(days(70, 20), days(62, 20, 7))).empty());
  CHECK(silence(reporter(days(70, 21), days(63, 21, 7))) ==
        "warning reporter.silent  alpha.example 0 2026-10-25\n");
}

TEST_CASE("A reporter that never reported regularly is never silent") {
  CHECK(silence(reporter(days(55, 20, 5), days(55, 20, 5))).empty());
  CHECK(silence(reporter(days(35, 30), days(35, 30))).empty());
  CHECK(silence(reporter({}, {})).empty());
}

// --- thresholds that were changed

TEST_CASE("Changed thresholds of reporters and policies are obeyed") {
  ChangesWorld world;
  world.reporters = {reporter(days(40, 3), days(40, 3))};
  world.thresholds.silent_days = 4;
  CHECK(lines_of(world).empty());

  world = published({{"alpha.example", 50, 11, "p=none"},
                     {"alpha.example", 10, 0, "p=quarantine"},
                     {"beta.example", 50, 7, "p=none"}});
  world.thresholds.settle_days = 3;
  CHECK(lines_of(world) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
}

TEST_CASE("Changed thresholds of volume and rejections are obeyed") {
  const char* const told = "warning volume.unusual a.example 2026-11-15 144479 2026-11-15\n";
  auto world = volume(sundays(144479));
  CHECK(lines_of(world).empty());
  world.thresholds.volume_factor = 3;
  CHECK(lines_of(world) == told);
  world.thresholds.volume_days = 5;
  CHECK(lines_of(world).empty());
  world.thresholds.volume_days = 4;
  world.thresholds.lookback_days = 28;
  CHECK(lines_of(world).empty());
  world.thresholds.lookback_days = 29;
  CHECK(lines_of(world) == told);

  world = rejected({5}, 0);
  world.thresholds.rejections = 6;
  CHECK(lines_of(world).empty());
}

}  // namespace
}  // namespace ruascope
