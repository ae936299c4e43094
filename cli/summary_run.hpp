// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/summary.hpp"
#include "store/filter.hpp"
#include "store/sqlite.hpp"

#include <optional>
#include <string>

namespace ruascope {

inline constexpr Day days_of_week = 7;

// `filter` in the last week from Monday to Sunday that the reports of all domains cover to its end; where the
// first reports are of this week, what there is of it. Absent without reports.
std::optional<Filter> last_reported_week(Sqlite& store, Filter filter);

// "2026-W46", "2026-11-01-to-2026-11-10": for names of files.
std::string period_name(const Summary& summary);

}  // namespace ruascope
