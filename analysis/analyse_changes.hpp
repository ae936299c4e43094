// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/changes.hpp"

#include <vector>

namespace ruascope {

// What changed for the filter's domains at the end of its window, held against the days before. `rejections`
// are those of the window; null: they are left out. Reporters are looked at only where the filter names no
// domain: one that has nothing to say of a domain is not silent.
std::vector<Finding> changes(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                             const std::vector<MatchedRejection>* rejections);

// The filter's domains whose policy may be tightened, by their newest days or, where it names some, as of its
// last day. `now`: seconds since the epoch.
std::vector<Finding> ready_to_tighten(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                      std::int64_t now);

}  // namespace ruascope
