// SPDX-License-Identifier: MIT
#include "analysis/rhythm.hpp"
#include "analysis/trend.hpp"
#include "ingest/model/time.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

Day day(const char* text) { return parse_day(text).value(); }

// --- medians and gaps

TEST_CASE("The median is the value in the middle, or the mean of two") {
  struct Row {
    std::vector<std::int64_t> values;
    std::int64_t median;
  };
  const std::vector<Row> rows{
      {{7}, 7},
      {{1, 3}, 2},
      {{3, 1}, 2},
      {{1, 4}, 2},
      {{9, 1, 5}, 5},
      {{5, 5, 5}, 5},
      {{4, 1, 3, 2}, 2},
      {{10, 2, 8, 4}, 6},
      {{1, 1, 1, 90}, 1},
      {{0, 0, 7, 9, 9}, 7},
      {{100, 1, 2, 3, 4, 5}, 3},
  };
  for (const auto& row : rows) {
    CAPTURE(row.values);
    CHECK(median(row.values) == row.median);
  }
}

TEST_CASE("The median of forged counts does not overflow") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  CHECK(median({most, most}) == most);
  CHECK(median({most, most - 2, 0, most}) == most - 1);
}

TEST_CASE("The usual gap is the median distance of days") {
  struct Row {
    std::vector<Day> days;
    std::int64_t gap;
  };
  const std::vector<Row> rows{
      {{}, 0},         {{5}, 0}, {{5, 8}, 3}, {{1, 2, 3, 4}, 1}, {{1, 8, 15, 22}, 7}, {{1, 2, 3, 30, 31}, 1},
      {{1, 3, 10}, 4},
  };
  for (const auto& row : rows) {
    CAPTURE(row.days);
    CHECK(usual_gap(row.days) == row.gap);
  }
}

// --- reporters

std::vector<Day> days(Day first, Day last, Day every = 1) {
  std::vector<Day> all;
  for (auto one = first; one <= last; one = static_cast<Day>(one + every)) all.push_back(one);
  return all;
}

std::vector<Day> without(std::vector<Day> all, const std::vector<Day>& gone) {
  for (const auto one : gone) std::erase(all, one);
  return all;
}

// A reporter of one report a day.
ReporterDays daily(const std::vector<Day>& covered) { return {"alpha.example", 3, covered, covered}; }

ReporterRhythm rhythm(const ReporterDays& reporter, Day until, const ChangeThresholds& thresholds = {}) {
  return rhythm_of(reporter, until, thresholds);
}

TEST_CASE("A reporter's rhythm has its first day, its days, its gap and its silence") {
  const auto of = rhythm(daily(days(101, 120)), 121);
  CHECK(of.since == 3);
  CHECK(of.days == 20);
  CHECK(of.usual_gap == 1);
  CHECK(of.silent_days == 1);
  CHECK(of.is_regular);
  CHECK_FALSE(of.is_silent);
  CHECK(of.missing_days.empty());
}

TEST_CASE("Who has no day in the window has no rhythm") {
  const auto of = rhythm(daily({}), 120);
  CHECK(of.since == 3);
  CHECK(of.days == 0);
  CHECK(of.usual_gap == 0);
  CHECK(of.silent_days == 0);
  CHECK_FALSE(of.is_regular);
  CHECK_FALSE(of.is_silent);
  CHECK(of.missing_days.empty());
}

TEST_CASE("Days after the window's end are no silence") {
  const auto of = rhythm(daily(days(101, 122)), 120);
  CHECK(of.silent_days == 0);
  CHECK_FALSE(of.is_silent);
}

TEST_CASE("A regular reporter has reports that end on seven days") {
  CHECK_FALSE(rhythm(daily(days(101, 106)), 106).is_regular);
  CHECK(rhythm(daily(days(101, 107)), 107).is_regular);
  // However many days they cover.
  CHECK_FALSE(rhythm({"alpha.example", 3, days(101, 142), days(107, 142, 7)}, 142).is_regular);
  CHECK(rhythm({"alpha.example", 3, days(101, 149), days(107, 149, 7)}, 149).is_regular);
}

TEST_CASE("A regular reporter covers 60% of its days") {
  // Of 100 days from the first to the last.
  const auto sixty = without(days(101, 200), days(130, 169));
  const auto fewer = without(sixty, {150, 129});
  REQUIRE(sixty.size() == 60);
  REQUIRE(fewer.size() == 59);
  CHECK(rhythm(daily(sixty), 200).is_regular);
  CHECK_FALSE(rhythm(daily(fewer), 200).is_regular);
  // 60 of 101 days.
  CHECK_FALSE(rhythm(daily(without(days(101, 201), days(130, 170))), 201).is_regular);
}

TEST_CASE("What a reporter has to cover counts from its first day to its last") {
  // Not from the window's begin, nor to its end.
  CHECK(rhythm(daily(days(101, 110)), 190).is_regular);
}

TEST_CASE("A daily reporter is silent from the third day on") {
  const auto two = rhythm(daily(days(101, 120)), 122);
  CHECK(two.silent_days == 2);
  CHECK_FALSE(two.is_silent);
  const auto three = rhythm(daily(days(101, 120)), 123);
  CHECK(three.silent_days == 3);
  CHECK(three.is_silent);
}

TEST_CASE("Who reports every other day is silent after three of its gaps") {
  // The reports cover two days each.
  const ReporterDays every_other{"alpha.example", 3, days(101, 120), days(102, 120, 2)};
  CHECK_FALSE(rhythm(every_other, 125).is_silent);
  CHECK(rhythm(every_other, 126).is_silent);
}

TEST_CASE("A weekly reporter is silent after three weeks, not after one") {
  const ReporterDays weekly{"alpha.example", 3, days(101, 156), days(107, 156, 7)};
  CHECK(rhythm(weekly, 156).usual_gap == 7);
  CHECK_FALSE(rhythm(weekly, 163).is_silent);
  CHECK_FALSE(rhythm(weekly, 176).is_silent);
  CHECK(rhythm(weekly, 177).is_silent);
}

TEST_CASE("An irregular reporter is never silent and misses nothing") {
  const auto of = rhythm(daily(days(101, 136, 5)), 190);
  CHECK(of.days == 8);
  CHECK(of.usual_gap == 5);
  CHECK(of.silent_days == 54);
  CHECK_FALSE(of.is_regular);
  CHECK_FALSE(of.is_silent);
  CHECK(of.missing_days.empty());
}

TEST_CASE("The days between its reports that a regular reporter did not cover are missing") {
  CHECK(rhythm(daily(without(days(101, 120), {104, 110, 111})), 120).missing_days ==
        std::vector<Day>{104, 110, 111});
}

TEST_CASE("The last days are missing once the usual gap has passed") {
  const auto missing = [](Day until) {
    return rhythm(daily(without(days(101, 120), {105})), until).missing_days;
  };
  CHECK(missing(121) == std::vector<Day>{105});
  CHECK(missing(122) == std::vector<Day>{105, 121, 122});
}

TEST_CASE("The last days of a weekly reporter are missing once a week has passed") {
  const ReporterDays weekly{"alpha.example", 3, days(101, 156), days(107, 156, 7)};
  CHECK(rhythm(weekly, 163).missing_days.empty());
  CHECK(rhythm(weekly, 164).missing_days == days(157, 164));
}

TEST_CASE("Changed thresholds of rhythm are obeyed") {
  ChangeThresholds thresholds;
  thresholds.regular_days = 4;
  CHECK_FALSE(rhythm(daily(days(101, 103)), 103, thresholds).is_regular);
  CHECK(rhythm(daily(days(101, 104)), 104, thresholds).is_regular);
  thresholds.regular_percent = 20;
  CHECK(rhythm(daily(days(101, 141, 5)), 141, thresholds).is_regular);
  thresholds = {};
  thresholds.silent_days = 6;
  CHECK_FALSE(rhythm(daily(days(101, 120)), 125, thresholds).is_silent);
  CHECK(rhythm(daily(days(101, 120)), 126, thresholds).is_silent);
  thresholds = {};
  thresholds.gaps = 5;
  CHECK_FALSE(rhythm(daily(days(101, 120)), 124, thresholds).is_silent);
  CHECK(rhythm(daily(days(101, 120)), 125, thresholds).is_silent);
}

// --- periods of a trend

// "2026-W53 2026-12-28 2027-01-03", one line each.
std::string periods(const char* since, const char* until, TrendBy by) {
  std::string text;
  for (const auto& period : trend_periods(day(since), day(until), by))
    text += period.name + " " + format_day(period.first_day) + " " + format_day(period.last_day) + "\n";
  return text;
}

TEST_CASE("A trend by day has each day of the window") {
  CHECK(periods("2026-12-30", "2027-01-02", TrendBy::day) ==
        "2026-12-30 2026-12-30 2026-12-30\n"
        "2026-12-31 2026-12-31 2026-12-31\n"
        "2027-01-01 2027-01-01 2027-01-01\n"
        "2027-01-02 2027-01-02 2027-01-02\n");
}

TEST_CASE("A trend by week goes by ISO weeks across a year's end, the 53rd among them") {
  CHECK(periods("2026-12-21", "2027-01-10", TrendBy::week) ==
        "2026-W52 2026-12-21 2026-12-27\n"
        "2026-W53 2026-12-28 2027-01-03\n"
        "2027-W01 2027-01-04 2027-01-10\n");
}

TEST_CASE("Weeks are clipped to the window at both ends") {
  CHECK(periods("2026-12-27", "2027-01-04", TrendBy::week) ==
        "2026-W52 2026-12-27 2026-12-27\n"
        "2026-W53 2026-12-28 2027-01-03\n"
        "2027-W01 2027-01-04 2027-01-04\n");
  CHECK(periods("2026-12-30", "2027-01-01", TrendBy::week) == "2026-W53 2026-12-30 2027-01-01\n");
}

TEST_CASE("A trend by month has February of a leap year with its 29 days") {
  CHECK(periods("2028-01-01", "2028-03-31", TrendBy::month) ==
        "2028-01 2028-01-01 2028-01-31\n"
        "2028-02 2028-02-01 2028-02-29\n"
        "2028-03 2028-03-01 2028-03-31\n");
  CHECK(periods("2027-02-01", "2027-03-01", TrendBy::month) ==
        "2027-02 2027-02-01 2027-02-28\n"
        "2027-03 2027-03-01 2027-03-01\n");
}

TEST_CASE("Months are clipped to the window at both ends, across a year's end") {
  CHECK(periods("2026-11-30", "2027-01-15", TrendBy::month) ==
        "2026-11 2026-11-30 2026-11-30\n"
        "2026-12 2026-12-01 2026-12-31\n"
        "2027-01 2027-01-01 2027-01-15\n");
  CHECK(periods("2028-02-10", "2028-02-29", TrendBy::month) == "2028-02 2028-02-10 2028-02-29\n");
}

TEST_CASE("A window of one day is one period, one that ends before it begins has none") {
  for (const auto by : {TrendBy::day, TrendBy::week, TrendBy::month}) {
    INFO(name_of(by));
    CHECK(trend_periods(day("2026-11-15"), day("2026-11-15"), by).size() == 1);
    CHECK(trend_periods(day("2026-11-15"), day("2026-11-14"), by).empty());
  }
}

TEST_CASE("Periods follow each other without a gap") {
  for (const auto by : {TrendBy::day, TrendBy::week, TrendBy::month}) {
    INFO(name_of(by));
    auto next = day("2023-12-13");
    for (const auto& period : trend_periods(next, day("2029-03-07"), by)) {
      REQUIRE(period.first_day == next);
      REQUIRE(period.last_day >= period.first_day);
      next = static_cast<Day>(period.last_day + 1);
    }
    CHECK(format_day(next) == "2029-03-08");
  }
}

// --- weeks and months of the calendar

TEST_CASE("A day's ISO week has the year of its Thursday") {
  struct Row {
    const char* day;
    const char* week;
  };
  const std::vector<Row> rows{
      {"2021-01-03", "2020-W53"}, {"2021-01-04", "2021-W01"}, {"2024-12-29", "2024-W52"},
      {"2024-12-30", "2025-W01"}, {"2026-01-01", "2026-W01"}, {"2026-11-15", "2026-W46"},
      {"2026-11-16", "2026-W47"}, {"2026-12-28", "2026-W53"}, {"2027-01-03", "2026-W53"},
      {"2027-01-04", "2027-W01"}, {"2028-02-29", "2028-W09"}, {"2023-01-01", "2022-W52"},
      {"1970-01-01", "1970-W01"}, {"1969-12-28", "1969-W52"}, {"1969-12-29", "1970-W01"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.day);
    CHECK(format_iso_week(day(row.day)) == row.week);
  }
}

TEST_CASE("A week that is written is read as its Monday again") {
  for (auto monday = day("1968-01-01"); monday < day("2032-01-01"); monday += 7) {
    const auto week = format_iso_week(monday);
    CAPTURE(week);
    REQUIRE(parse_iso_week(week) == monday);
    REQUIRE(format_iso_week(static_cast<Day>(monday + 6)) == week);
  }
}

TEST_CASE("A month begins on its first day") {
  struct Row {
    const char* day;
    const char* first;
  };
  const std::vector<Row> rows{
      {"2028-02-29", "2028-02-01"}, {"2028-03-01", "2028-03-01"}, {"2026-11-15", "2026-11-01"},
      {"2026-12-31", "2026-12-01"}, {"2027-01-01", "2027-01-01"}, {"1969-12-31", "1969-12-01"},
      {"0000-02-29", "0000-02-01"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.day);
    CHECK(format_day(first_of_month(day(row.day))) == row.first);
  }
}

}  // namespace
}  // namespace ruascope
