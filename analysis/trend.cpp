// SPDX-License-Identifier: MIT
#include "analysis/trend.hpp"

#include <algorithm>

namespace ruascope {
namespace {

TrendPeriod period_of(Day day, TrendBy by) {
  if (by == TrendBy::day) return {format_day(day), day, day};
  if (by == TrendBy::week) {
    const auto monday = monday_of(day);
    return {format_iso_week(day), monday, static_cast<Day>(monday + 6)};
  }
  const auto first = first_of_month(day);
  constexpr Day longest = 31;
  const auto text = format_day(first);
  return {text.substr(0, text.rfind('-')), first,
          static_cast<Day>(first_of_month(static_cast<Day>(first + longest)) - 1)};
}

}  // namespace

std::vector<TrendPeriod> trend_periods(Day since, Day until, TrendBy by) {
  std::vector<TrendPeriod> periods;
  for (auto day = since; day <= until;) {
    auto period = period_of(day, by);
    day = static_cast<Day>(period.last_day + 1);
    period.first_day = std::max(period.first_day, since);
    period.last_day = std::min(period.last_day, until);
    periods.push_back(std::move(period));
  }
  return periods;
}

}  // namespace ruascope
