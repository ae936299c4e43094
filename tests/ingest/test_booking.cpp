// SPDX-License-Identifier: MIT
#include "ingest/model/booking.hpp"

#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using Shares = std::vector<std::pair<Day, std::int64_t>>;

Shares shares_of(const Booking& booking) {
  Shares shares;
  for (const auto& share : booking.shares) shares.emplace_back(share.day, share.seconds);
  return shares;
}

constexpr std::int64_t midnight = 1700006400;  // 2023-11-15
constexpr Day day = 19676;
constexpr std::int64_t hour = 3600;

TEST_CASE("a report of one UTC day is booked on it, however its end is written") {
  for (const auto length : {std::int64_t{86399}, std::int64_t{86400}}) {
    const auto booking = book_period(midnight, midnight + length);
    CHECK(shares_of(booking) == Shares{{day, 86400}});
    CHECK_FALSE(booking.odd);
    CHECK(booking.first_day() == day);
    CHECK(booking.last_day() == day);
  }
}

TEST_CASE("a report of up to 36 hours is booked on the day of its midpoint") {
  struct Row {
    std::int64_t begin;
    std::int64_t length;
    Day booked;
  };
  const std::vector<Row> rows{
      {midnight - hour, 24 * hour, day},          {midnight - 11 * hour, 24 * hour, day},
      {midnight - 13 * hour, 24 * hour, day - 1}, {midnight + 13 * hour, 24 * hour, day + 1},
      {midnight + 12 * hour, 24 * hour, day + 1}, {midnight, 36 * hour, day},
      {midnight + 6 * hour, 36 * hour, day + 1},  {midnight + hour, 0, day}};
  for (const auto& row : rows) {
    CAPTURE(row.begin - midnight, row.length);
    const auto booking = book_period(row.begin, row.begin + row.length);
    CHECK(shares_of(booking) == Shares{{row.booked, row.length}});
    CHECK_FALSE(booking.odd);
  }
}

TEST_CASE("an end on the last second of a minute belongs to the period, another does not") {
  CHECK(shares_of(book_period(midnight, midnight + 59)) == Shares{{day, 60}});
  CHECK(shares_of(book_period(midnight, midnight + 60)) == Shares{{day, 60}});
  CHECK(shares_of(book_period(midnight, midnight + 58)) == Shares{{day, 58}});
  CHECK_FALSE(book_period(midnight, midnight + 36 * hour - 1).odd);
  CHECK(book_period(midnight, midnight + 36 * hour + 1).odd);
}

TEST_CASE("a report of more than 36 hours is spread over its days by time") {
  const auto booking = book_period(midnight + 12 * hour, midnight + 60 * hour);
  CHECK(shares_of(booking) == Shares{{day, 12 * hour}, {day + 1, 24 * hour}, {day + 2, 12 * hour}});
  CHECK(booking.odd);
  CHECK(shares_of(book_period(midnight, midnight + 2 * 86400 - 1)) == Shares{{day, 86400}, {day + 1, 86400}});
  CHECK(shares_of(book_period(midnight, midnight + 2 * 86400)) == Shares{{day, 86400}, {day + 1, 86400}});
}

TEST_CASE("a report of 31 days is spread, a longer one stands on its last day") {
  const auto month = book_period(midnight, midnight + 31 * 86400);
  REQUIRE(month.shares.size() == 31);
  CHECK(month.first_day() == day);
  CHECK(month.last_day() == day + 30);
  const auto longer = book_period(midnight, midnight + 32 * 86400 - 1);
  CHECK(shares_of(longer) == Shares{{day + 31, 32 * 86400}});
  CHECK(longer.odd);
}

TEST_CASE("instants beyond the calendar are booked at its ends") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  CHECK(book_period(most, most).last_day() == 2932896);
  CHECK(book_period(least, least).first_day() == -719162);
  CHECK(book_period(least, most).last_day() == 2932896);
  CHECK(book_period(0, most).shares.size() == 1);
}

TEST_CASE("messages are spread by largest remainder, the earlier day first") {
  const auto three_days = book_period(midnight + 12 * hour, midnight + 60 * hour);  // 1 : 2 : 1
  CHECK(spread(4, three_days) == std::vector<std::int64_t>{1, 2, 1});
  CHECK(spread(1, three_days) == std::vector<std::int64_t>{0, 1, 0});
  CHECK(spread(2, three_days) == std::vector<std::int64_t>{1, 1, 0});
  CHECK(spread(3, three_days) == std::vector<std::int64_t>{1, 1, 1});
  CHECK(spread(0, three_days) == std::vector<std::int64_t>{0, 0, 0});
  const auto two_days = book_period(midnight, midnight + 2 * 86400);
  CHECK(spread(5, two_days) == std::vector<std::int64_t>{3, 2});
}

TEST_CASE("the sum of the days is exact, up to the greatest count") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto month = book_period(midnight + 5000, midnight + 31 * 86400 + 5000);
  for (const auto messages : {std::int64_t{1}, std::int64_t{31}, std::int64_t{1000003}, most}) {
    CAPTURE(messages);
    const auto parts = spread(messages, month);
    CHECK(parts.size() == month.shares.size());
    CHECK(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == messages);
  }
  CHECK(spread(most, book_period(midnight, midnight)) == std::vector<std::int64_t>{most});
}

}  // namespace
}  // namespace ruascope
