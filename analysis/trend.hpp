// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/classes.hpp"
#include "ingest/model/time.hpp"
#include "store/totals.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

enum class TrendBy : std::uint8_t { day, week, month };
template <>
inline constexpr std::array<std::string_view, 3> names<TrendBy>{"day", "week", "month"};

enum class TrendOf : std::uint8_t { all, domain, sender, source, source_class, cause, reporter, disposition };
template <>
inline constexpr std::array<std::string_view, 8> names<TrendOf>{"all",   "domain", "sender",   "source",
                                                                "class", "cause",  "reporter", "disposition"};

// A day, an ISO week or a month, as far as it lies in the window.
struct TrendPeriod {
  std::string name;  // "2026-11-02", "2026-W45", "2026-11"
  Day first_day = 0, last_day = 0;
};
std::vector<TrendPeriod> trend_periods(Day since, Day until, TrendBy by);

// The mail of one period, or of what has a share in it.
struct TrendRow {
  TrendPeriod period;
  std::string key;                          // of what was asked; empty where it has no name
  std::optional<SourceClass> source_class;  // of rows by sender or source, where all their mail has one
  MessageCounts counts;
  std::int64_t reporters = 0;
};

}  // namespace ruascope
