// SPDX-License-Identifier: MIT
#include "cli/summary_run.hpp"

#include "store/queries.hpp"

namespace ruascope {

std::optional<Filter> last_reported_week(Sqlite& store, Filter filter) {
  const auto newest = newest_day(store, {});
  if (!newest) return std::nullopt;
  Filter of_all;
  of_all.since = static_cast<Day>(monday_of(static_cast<Day>(*newest + 1)) - days_of_week);
  of_all.until = static_cast<Day>(*of_all.since + days_of_week - 1);
  const bool is_reported = !published_periods(store, of_all).empty();
  filter.since = is_reported ? *of_all.since : monday_of(*newest);
  filter.until = is_reported ? *of_all.until : *newest;
  return filter;
}

std::string period_name(const Summary& summary) {
  return summary.week.empty() ? format_day(summary.since) + "-to-" + format_day(summary.until) : summary.week;
}

}  // namespace ruascope
