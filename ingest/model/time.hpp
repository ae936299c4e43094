// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// A UTC day, counted from 1970-01-01. Seconds since the epoch are plain std::int64_t, named so.
using Day = std::int32_t;

inline constexpr std::int64_t seconds_per_day = 86400;

// The day an instant falls on; negative instants (before 1970) round down as well.
Day day_of(std::int64_t epoch_seconds);

// "2026-11-15". Years outside 0000..9999 are written with as many digits as they need.
std::string format_day(Day day);

// "2026-11-15T23:59:59Z".
std::string format_time(std::int64_t epoch_seconds);

// Reads "2026-11-15" and nothing else; no such calendar day gives nullopt.
std::optional<Day> parse_day(std::string_view text);

// The Monday of the ISO 8601 week that a day belongs to.
Day monday_of(Day day);

// "2026-W45": the ISO 8601 week that a day belongs to, with the year of its Thursday.
std::string format_iso_week(Day day);

// The Monday of an ISO 8601 week, read from "2026-W03"; a week the year does not have gives nullopt.
std::optional<Day> parse_iso_week(std::string_view text);

// The first day of the month that a day belongs to.
Day first_of_month(Day day);

// The same day of the month `months` earlier, clamped to the month's last day.
Day minus_months(Day day, int months);

}  // namespace ruascope
