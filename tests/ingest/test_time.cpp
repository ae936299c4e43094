// SPDX-License-Identifier: MIT
#include "ingest/model/time.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("an instant falls on its UTC day, before 1970 as well") {
  struct Row {
    std::int64_t seconds;
    Day day;
  };
  const std::vector<Row> rows{{0, 0},       {86399, 0},   {86400, 1},         {-1, -1},
                              {-86400, -1}, {-86401, -2}, {1700006400, 19676}};
  for (const auto& row : rows) {
    CAPTURE(row.seconds);
    CHECK(day_of(row.seconds) == row.day);
  }
}

TEST_CASE("a day is written as an ISO date") {
  struct Row {
    Day day;
    std::string text;
  };
  const std::vector<Row> rows{{0, "1970-01-01"},        {-1, "1969-12-31"},      {19676, "2023-11-15"},
                              {11016, "2000-02-29"},    {-719528, "0000-01-01"}, {2932896, "9999-12-31"},
                              {2932897, "10000-01-01"}, {-719529, "-0001-12-31"}};
  for (const auto& row : rows) {
    CAPTURE(row.day);
    CHECK(format_day(row.day) == row.text);
  }
}

TEST_CASE("an instant is written in UTC with its seconds") {
  CHECK(format_time(0) == "1970-01-01T00:00:00Z");
  CHECK(format_time(1700092799) == "2023-11-15T23:59:59Z");
  CHECK(format_time(-1) == "1969-12-31T23:59:59Z");
  CHECK(format_time(1700006400 + 3 * 3600 + 4 * 60 + 5) == "2023-11-15T03:04:05Z");
}

TEST_CASE("a day is read from an ISO date and from nothing else") {
  CHECK(parse_day("1970-01-01") == Day{0});
  CHECK(parse_day("2023-11-15") == Day{19676});
  CHECK(parse_day("2024-02-29") == Day{19782});
  CHECK(parse_day("0000-01-01") == Day{-719528});
  for (const auto* text :
       {"", "2023-11-5", "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "2023-11-00",
        "2023/11/15", " 2023-11-15", "2023-11-15 ", "2023-11-15T00:00:00Z", "+023-11-15", "-023-11-15",
        "2023-+1-15", "2023-11--5", "20x3-11-15"}) {
    CAPTURE(text);
    CHECK(parse_day(text) == std::nullopt);
  }
}

TEST_CASE("an ISO week is read as its Monday") {
  CHECK(parse_iso_week("2026-W01") == parse_day("2025-12-29"));
  CHECK(parse_iso_week("2026-W03") == parse_day("2026-01-12"));
  CHECK(parse_iso_week("2026-W53") == parse_day("2026-12-28"));
  CHECK(parse_iso_week("2020-W53") == parse_day("2020-12-28"));
  CHECK(parse_iso_week("2021-W01") == parse_day("2021-01-04"));
}

TEST_CASE("a week that the year does not have is no week") {
  for (const auto* text : {"2025-W53", "2021-W53", "2026-W00", "2026-W54", "2026-W3", "2026-w03", "2026W03",
                           "2026-W+3", "2026-W03 ", "", "2026-01-12"}) {
    CAPTURE(text);
    CHECK(parse_iso_week(text) == std::nullopt);
  }
}

TEST_CASE("months back keep the day of the month or take the month's last") {
  struct Row {
    const char* day;
    int months;
    const char* earlier;
  };
  const std::vector<Row> rows{{"2026-11-15", 1, "2026-10-15"}, {"2026-03-31", 1, "2026-02-28"},
                              {"2024-03-31", 1, "2024-02-29"}, {"2026-01-15", 1, "2025-12-15"},
                              {"2026-05-31", 3, "2026-02-28"}, {"2024-02-29", 12, "2023-02-28"},
                              {"2026-11-15", 0, "2026-11-15"}, {"2026-11-15", 23, "2024-12-15"}};
  for (const auto& row : rows) {
    CAPTURE(row.day, row.months);
    CHECK(format_day(minus_months(*parse_day(row.day), row.months)) == row.earlier);
  }
}

}  // namespace
}  // namespace ruascope
