// SPDX-License-Identifier: MIT
#include "ingest/model/time.hpp"

#include <charconv>
#include <chrono>
#include <cstdlib>

namespace ruascope {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day calendar(Day day) { return year_month_day{sys_days{days{day}}}; }

Day day_number(sys_days day) { return static_cast<Day>(day.time_since_epoch().count()); }

std::string two_digits(unsigned value) {
  return {static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool all_digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  if (error != std::errc{} || end != text.data() + text.size() || !all_digits) return std::nullopt;
  return value;
}

}  // namespace

Day day_of(std::int64_t epoch_seconds) {
  std::int64_t day = epoch_seconds / seconds_per_day;
  if (epoch_seconds % seconds_per_day < 0) --day;
  return static_cast<Day>(day);
}

std::string format_day(Day day) {
  const auto date = calendar(day);
  const int year = int{date.year()};
  std::string text = year < 0 ? "-" : "";
  const auto digits_of_year = std::to_string(std::abs(year));
  text.append(digits_of_year.size() < 4 ? 4 - digits_of_year.size() : 0, '0').append(digits_of_year);
  return text + '-' + two_digits(unsigned{date.month()}) + '-' + two_digits(unsigned{date.day()});
}

std::string format_time(std::int64_t epoch_seconds) {
  const Day day = day_of(epoch_seconds);
  const auto second = static_cast<unsigned>(epoch_seconds - std::int64_t{day} * seconds_per_day);
  return format_day(day) + 'T' + two_digits(second / 3600) + ':' + two_digits(second / 60 % 60) + ':' +
         two_digits(second % 60) + 'Z';
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return day_number(sys_days{date});
}

std::string format_iso_week(Day day) {
  const auto thursday = static_cast<Day>(monday_of(day) + 3);
  const auto year = calendar(thursday).year();
  const auto number = (thursday - day_number(sys_days{year / 1 / 1})) / 7 + 1;
  const auto text = format_day(thursday);
  constexpr std::size_t month_and_day = 6;
  return text.substr(0, text.size() - month_and_day) + (number < 10 ? "-W0" : "-W") + std::to_string(number);
}

std::optional<Day> parse_iso_week(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto week = digits(text.substr(6, 2));
  if (!year || !week || *week < 1 || *week > 53) return std::nullopt;
  // ISO 8601: week 1 is the week that holds 4 January.
  const auto week_one = [](int y) {
    const sys_days fourth{std::chrono::year{y} / 1 / 4};
    const std::chrono::weekday weekday{fourth};
    return fourth - days{weekday.iso_encoding() - 1};
  };
  const sys_days monday = week_one(*year) + days{7 * (*week - 1)};
  if (monday >= week_one(*year + 1)) return std::nullopt;
  return day_number(monday);
}

Day minus_months(Day day, int months) {
  const auto date = calendar(day);
  auto moved = date - std::chrono::months{months};
  if (!moved.ok()) moved = moved.year() / moved.month() / std::chrono::last;
  return day_number(sys_days{moved});
}

Day first_of_month(Day day) {
  const auto date = calendar(day);
  return day_number(sys_days{date.year() / date.month() / 1});
}

Day monday_of(Day day) {
  constexpr Day from_thursday = 3;  // day 0 was one
  const auto past = (day + from_thursday) % 7;
  return day - (past < 0 ? past + 7 : past);
}

}  // namespace ruascope
