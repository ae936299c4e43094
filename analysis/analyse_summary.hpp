// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/summary.hpp"

namespace ruascope {

// What the days from `since` to `until` of the filter's domains tell, held against as many days before.
// `filter` has domains alone. Rejections are matched as of `now` (seconds since the epoch).
Summary summarize(Sqlite& store, const Filter& filter, Day since, Day until, const AnalysisOptions& options,
                  std::int64_t now);

// What a summary tells of one of its domains, for those whom the others do not concern.
Summary only(Sqlite& store, const Summary& summary, const DomainSummary& domain,
             const AnalysisOptions& options);

}  // namespace ruascope
