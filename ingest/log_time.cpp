// SPDX-License-Identifier: MIT
#include "ingest/log_time.hpp"

#include "ingest/log_lines.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstring>
#include <ctime>

namespace ruascope {
namespace {

constexpr std::size_t syslog_size = 15;
constexpr std::size_t iso_size = 19;  // "2026-11-09T08:33:05"

bool is_digit(char c) { return c >= '0' && c <= '9'; }
int two_digits(const char* at) { return (*at == ' ' ? 0 : *at - '0') * 10 + (at[1] - '0'); }

// 1 to 12; 0 if these are no month's three letters.
int month_at(const char* at) {
  static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t index = 0; index < months.size(); ++index)
    if (std::memcmp(at, months[index].data(), 3) == 0) return static_cast<int>(index) + 1;
  return 0;
}

bool is_clock(const char* at) {
  return is_digit(at[0]) && is_digit(at[1]) && at[2] == ':' && is_digit(at[3]) && is_digit(at[4]) &&
         at[5] == ':' && is_digit(at[6]) && is_digit(at[7]);
}

bool is_syslog_stamp(const char* at) {
  return at[6] == ' ' && is_digit(at[5]) && (at[4] == ' ' || is_digit(at[4])) && is_clock(at + 7) &&
         at[0] >= 'A' && at[0] <= 'Z';
}

bool is_iso_stamp(const char* at) {
  for (const int digit : {0, 1, 2, 3, 5, 6, 8, 9})
    if (!is_digit(at[digit])) return false;
  return at[7] == '-' && (at[10] == 'T' || at[10] == ' ') && is_clock(at + 11);
}

// "Z", "+0100" or "+01:00" at `from`: how long it is, 0 if it is none.
std::size_t zone_size(std::string_view text, std::size_t from) {
  const auto zone = text.substr(std::min(from, text.size()));
  if (zone.starts_with('Z')) return 1;
  if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return 0;
  const std::size_t colon = zone[3] == ':' ? 1 : 0;
  const auto size = 5 + colon;
  if (zone.size() < size) return 0;
  const bool has_digits =
      is_digit(zone[1]) && is_digit(zone[2]) && is_digit(zone[3 + colon]) && is_digit(zone[4 + colon]);
  return has_digits ? size : 0;
}

std::size_t iso_stamp_size(std::string_view line) {
  auto size = iso_size;
  if (size < line.size() && (line[size] == '.' || line[size] == ','))
    for (++size; size < line.size() && is_digit(line[size]);) ++size;
  const bool has_gap = line[10] == ' ' && size < line.size() && line[size] == ' ';  // "18:00:00 +0200"
  const auto zone = zone_size(line, size + (has_gap ? 1 : 0));
  if (zone == 0) return size;
  return size + (has_gap ? 1 : 0) + zone;
}

struct Fields {
  int year = 0;  // 0 where the stamp has none
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::optional<int> zone_seconds{};
};

Fields fields_of(std::string_view stamp) {
  Fields fields;
  const bool is_iso = stamp.size() >= iso_size;
  const char* clock = stamp.data() + (is_iso ? 11 : 7);
  fields.hour = two_digits(clock);
  fields.minute = two_digits(clock + 3);
  fields.second = two_digits(clock + 6);
  fields.month = is_iso ? two_digits(stamp.data() + 5) : month_at(stamp.data());
  fields.day = two_digits(stamp.data() + (is_iso ? 8 : 4));
  if (!is_iso) return fields;
  fields.year = two_digits(stamp.data()) * 100 + two_digits(stamp.data() + 2);
  if (stamp.ends_with('Z')) fields.zone_seconds = 0;
  const auto sign = stamp.find_first_of("+-", iso_size);
  if (sign == std::string_view::npos) return fields;
  const int minutes = two_digits(stamp.data() + sign + 1) * 60 + two_digits(stamp.data() + stamp.size() - 2);
  fields.zone_seconds = (stamp[sign] == '-' ? -minutes : minutes) * 60;
  return fields;
}

bool is_real(const Fields& fields) {
  const std::chrono::year_month_day day{std::chrono::year{fields.year},
                                        std::chrono::month{static_cast<unsigned>(fields.month)},
                                        std::chrono::day{static_cast<unsigned>(fields.day)}};
  return day.ok() && fields.hour < 24 && fields.minute < 60 && fields.second <= 60;
}

// As if the stamp were UTC.
std::int64_t utc_seconds(const Fields& fields) {
  const std::chrono::sys_days day = std::chrono::year{fields.year} / fields.month / fields.day;
  return std::int64_t{day.time_since_epoch().count()} * seconds_per_day + fields.hour * 3600 +
         fields.minute * 60 + fields.second;
}

std::optional<std::int64_t> local_seconds(const Fields& fields) {
  std::tm parts{};
  parts.tm_year = fields.year - 1900;
  parts.tm_mon = fields.month - 1;
  parts.tm_mday = fields.day;
  parts.tm_hour = fields.hour;
  parts.tm_min = fields.minute;
  parts.tm_sec = fields.second;
  parts.tm_isdst = -1;
  const auto seconds = std::mktime(&parts);
  if (seconds == -1) return std::nullopt;
  return seconds;
}

// 31 days a month, from 0; -1 if `date` is none.
int date_index(std::string_view date) {
  const int month = month_at(date.data());
  const int day = two_digits(date.data() + 4);
  return month == 0 || day < 1 || day > 31 ? -1 : (month - 1) * 31 + day - 1;
}

// Logs go forward, lines may be some days out of order where files were put together. What seems to go back
// by more than half a year has passed the year's end; what seems to go forward by eleven months has gone back
// over it.
int year_step(int from, int to) {
  constexpr int half_year = 186;
  constexpr int eleven_months = 341;
  if (to - from < -half_year) return 1;
  return to - from > eleven_months ? -1 : 0;
}

YearCount count_years(const ByteSource& log) {
  YearCount years;
  try {
    LogLines lines(log);
    for (std::string_view line; lines.next(line);)
      if (const auto stamp = take_stamp(line); stamp.size() == syslog_size) years.see(stamp.substr(0, 6));
  } catch (const ReadError&) {
    // What can be read counts; who reads the log for its lines meets the damage as well.
  }
  return years;
}

// Of microseconds since the epoch.
std::optional<std::int64_t> epoch_seconds(std::string_view digits) {
  std::int64_t microseconds = 0;
  const auto* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, microseconds);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return microseconds / 1'000'000;
}

// "mailserver  | ", as docker compose puts it in front of each line.
std::string_view without_container(std::string_view line) {
  constexpr std::size_t longest_name = 100;
  const auto bar = line.substr(0, longest_name).find("| ");
  if (bar == std::string_view::npos || bar == 0) return line;
  const auto name = line.substr(0, line.find(' '));
  const bool is_name = name.size() < bar && line.find_first_not_of(' ', name.size()) == bar;
  return is_name ? line.substr(bar + 2) : line;
}

}  // namespace

std::size_t stamp_size(std::string_view line) {
  if (line.size() < syslog_size) return 0;
  std::size_t size = 0;
  if (line[3] == ' ' && is_syslog_stamp(line.data())) size = syslog_size;
  if (line[4] == '-' && line.size() >= iso_size && is_iso_stamp(line.data())) size = iso_stamp_size(line);
  return size == line.size() || line[size] == ' ' ? size : 0;
}

int stamp_rank(std::string_view stamp) {
  if (stamp.size() <= syslog_size) return stamp.empty() ? 0 : 1;
  return stamp.ends_with('Z') || stamp.find_first_of("+-", iso_size) != std::string_view::npos ? 3 : 2;
}

std::string_view take_stamp(std::string_view& line) {
  auto rest = line;
  auto size = stamp_size(rest);
  if (size == 0) {
    rest = without_container(line);
    if (rest.size() != line.size()) size = stamp_size(rest);
    if (size == 0) return {};
  }
  const auto stamp = rest.substr(0, size);
  line = rest.substr(std::min(size + 1, rest.size()));
  return stamp;
}

std::int64_t rough_seconds(std::string_view stamp) {
  if (const auto seconds = epoch_seconds(stamp)) return *seconds;
  if (stamp_size(stamp) == 0) return 0;
  const auto fields = fields_of(stamp);
  return (fields.month * 31 + fields.day) * seconds_per_day + fields.hour * 3600 + fields.minute * 60 +
         fields.second;
}

void YearCount::see(std::string_view date) {
  if (std::memcmp(last_, date.data(), sizeof last_) == 0) return;
  const int index = date_index(date);
  if (index < 0) return;
  std::memcpy(last_, date.data(), sizeof last_);
  if (date_ >= 0) year_ += year_step(date_, index);
  const bool is_latest = date_ < 0 || year_ > latest_year_ || (year_ == latest_year_ && index > latest_);
  if (is_latest) {
    latest_year_ = year_;
    latest_ = index;
  }
  date_ = index;
}

int YearCount::year_of(std::string_view date) const {
  const int index = date_index(date);
  return date_ < 0 || index < 0 ? year_ : year_ + year_step(date_, index);
}

// The latest date of the log is the last of its kind before the log was written. Zones that are not known may
// be a day ahead; one that is given may be the winter's, and clocks differ.
int LogClock::year_of(std::string_view date) {
  if (!first_year_) {
    const auto years = count_years(log_);
    const auto written_at = written_at_ > 0 ? written_at_ : std::int64_t{std::time(nullptr)};
    constexpr std::int64_t two_hours = 7200;
    const auto ahead = zone_seconds_ ? *zone_seconds_ + two_hours : seconds_per_day;
    const std::chrono::sys_days latest_day{std::chrono::days{day_of(written_at + ahead)}};
    const std::chrono::year_month_day latest{latest_day};
    const std::chrono::month_day of_log{std::chrono::month{static_cast<unsigned>(years.latest_month())},
                                        std::chrono::day{static_cast<unsigned>(years.latest_day())}};
    const bool is_later = of_log > std::chrono::month_day{latest.month(), latest.day()};
    first_year_ = static_cast<int>(latest.year()) - (is_later ? 1 : 0) - years.latest_year();
  }
  return *first_year_ + years_.year_of(date);
}

LogTime LogClock::time_of(std::string_view stamp) {
  LogTime time;
  time.seconds = epoch_seconds(stamp);
  if (time.seconds) return time;
  if (stamp.empty() || stamp_size(stamp) != stamp.size()) return time;
  auto fields = fields_of(stamp);
  if (fields.year == 0) fields.year = year_of(stamp.substr(0, 6));
  time.is_zone_known = fields.zone_seconds || zone_seconds_;
  if (!is_real(fields)) return time;
  if (fields.zone_seconds)
    time.seconds = utc_seconds(fields) - *fields.zone_seconds;
  else
    time.seconds = zone_seconds_ ? utc_seconds(fields) - *zone_seconds_ : local_seconds(fields);
  return time;
}

}  // namespace ruascope
