// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ruascope {

// Time stamps of logs: "Nov  9 07:33:05" (RFC 3164), "2026-11-09T08:33:05.518223+01:00" (RFC 3339, also with
// "+0100" or without a zone), "2026-11-09 18:00:00.118 +0200" (Exim).

// How many bytes at the front of `line` are a stamp with a blank or nothing behind it; 0 if there is none.
std::size_t stamp_size(std::string_view line);

// How much a stamp tells: 0 for none, 1 without a year, 2 with a year, 3 with a zone.
int stamp_rank(std::string_view stamp);

// The stamp that `line` begins with, behind the name of a container ("mailserver  | ") or not. `line` then
// begins behind it. Empty if there is none.
std::string_view take_stamp(std::string_view& line);

// Seconds whose differences within one log are right but for leap years: no year or zone is looked at.
std::int64_t rough_seconds(std::string_view stamp);

// Counts the years that pass while stamps without a year go by.
class YearCount {
 public:
  // The first 6 bytes of a stamp, "Nov  9".
  void see(std::string_view date);
  // The year of `date` that is near the last one seen; 0 is that of the first one seen.
  int year_of(std::string_view date) const;
  // The same for the latest date seen; its month (1 to 12) and day.
  int latest_year() const { return latest_year_; }
  int latest_month() const { return latest_ / 31 + 1; }
  int latest_day() const { return latest_ % 31 + 1; }

 private:
  char last_[6] = {};
  int year_ = 0;
  int date_ = -1;  // 31 days a month, from 0
  int latest_year_ = 0;
  int latest_ = 0;
};

struct LogTime {
  std::optional<std::int64_t> seconds{};  // since the epoch, UTC; none where the day does not exist
  bool is_zone_known = true;
};

// Turns the stamps of one log into instants.
class LogClock {
 public:
  // `zone_seconds` east of UTC holds for stamps without a zone, else that of this machine. Stamps without a
  // year count back from `written_at`. `log` is read a second time once the first of these is asked for.
  LogClock(const ByteSource& log, std::optional<std::int64_t> zone_seconds, std::int64_t written_at)
      : log_(log), zone_seconds_(zone_seconds), written_at_(written_at) {}

  // The stamp of each line, in their order.
  void see(std::string_view stamp) {
    if (stamp.size() == syslog_size) years_.see(stamp.substr(0, 6));
  }
  // Of a stamp of the line seen last. Digits alone are microseconds since the epoch, as journald has them.
  LogTime time_of(std::string_view stamp);

 private:
  static constexpr std::size_t syslog_size = 15;
  int year_of(std::string_view date);

  const ByteSource& log_;
  std::optional<std::int64_t> zone_seconds_;
  std::int64_t written_at_;
  YearCount years_;
  std::optional<int> first_year_{};
};

}  // namespace ruascope
