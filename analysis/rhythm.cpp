// SPDX-License-Identifier: MIT
#include "analysis/rhythm.hpp"

#include "analysis/source_facts.hpp"

#include <algorithm>

namespace ruascope {

std::int64_t median(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const auto upper = *middle;
  const auto lower = *std::max_element(values.begin(), middle);
  return lower + (upper - lower) / 2;
}

std::int64_t usual_gap(const std::vector<Day>& days) {
  std::vector<std::int64_t> gaps;
  for (std::size_t at = 1; at < days.size(); ++at) gaps.push_back(days[at] - days[at - 1]);
  return gaps.empty() ? 0 : median(std::move(gaps));
}

ReporterRhythm rhythm_of(const ReporterDays& reporter, Day until, const ChangeThresholds& thresholds) {
  ReporterRhythm rhythm;
  rhythm.since = reporter.since;
  rhythm.days = static_cast<std::int64_t>(reporter.days.size());
  if (reporter.days.empty()) return rhythm;
  const auto first = reporter.days.front();
  const auto last = reporter.days.back();
  rhythm.usual_gap = usual_gap(reporter.ends);
  rhythm.silent_days = std::max<std::int64_t>(0, until - last);
  rhythm.is_regular = static_cast<std::int64_t>(reporter.ends.size()) >= thresholds.regular_days &&
                      is_share(rhythm.days, last - first + 1, thresholds.regular_percent);
  if (!rhythm.is_regular) return rhythm;
  rhythm.is_silent =
      rhythm.silent_days >= std::max(thresholds.silent_days, thresholds.gaps * rhythm.usual_gap);
  // What is due with its next report is not missing yet.
  const auto due = rhythm.silent_days > rhythm.usual_gap ? until : last;
  for (auto day = first; day <= due; ++day)
    if (!std::binary_search(reporter.days.begin(), reporter.days.end(), day))
      rhythm.missing_days.push_back(day);
  return rhythm;
}

}  // namespace ruascope
