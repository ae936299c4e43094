// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/trend.hpp"

#include <vector>

namespace ruascope {

// The mail that a filter chooses, period by period: of each its shares, most messages first. Without shares
// (TrendOf::all) periods without reports stand as well, with nothing in them. `chosen`: mail of sources of
// this class, and mail of this cause, as judged by all mail of the domain in the window.
std::vector<TrendRow> trend(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                            const JudgedFilter& chosen, TrendBy by, TrendOf of);

}  // namespace ruascope
