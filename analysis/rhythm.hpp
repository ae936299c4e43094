// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/thresholds.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <vector>

namespace ruascope {

// How regularly a reporter reports.
struct ReporterRhythm {
  Day since = 0;                 // its first day ever
  std::int64_t days = 0;         // in the window that its reports cover
  std::int64_t usual_gap = 0;    // days from one report to the next; 0 where there was but one
  std::int64_t silent_days = 0;  // from its last day to the window's end
  bool is_regular = false;
  bool is_silent = false;           // a regular one, and for longer than it usually waits
  std::vector<Day> missing_days{};  // of a regular one, that it did not cover though it should have
};

ReporterRhythm rhythm_of(const ReporterDays& reporter, Day until, const ChangeThresholds& thresholds);

// The value in the middle, the mean of two where there is none. Not for no values.
std::int64_t median(std::vector<std::int64_t> values);
// The median distance from one day to the next; 0 for less than two.
std::int64_t usual_gap(const std::vector<Day>& days);

}  // namespace ruascope
