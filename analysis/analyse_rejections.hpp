// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/matched_rejection.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Which rejections a question wants beside the filter's domains, window, source, reporter and author domain.
struct RejectionFilter {
  std::optional<Check> check;
  std::string receiver;    // display name or host, or a part of either; empty: any
  bool unmatched = false;  // those that no source explains

  bool takes(const MatchedRejection& rejection) const;
};

// Hands out the rejections that the filters choose, the newest first, each once it is matched. Of a message
// that several witnesses tell of, as a bounce and a failure report, one. `now` in seconds since the epoch.
void visit_rejections(Sqlite& store, const Filter& filter, const RejectionFilter& chosen,
                      const AnalysisOptions& options, std::int64_t now,
                      const std::function<void(MatchedRejection)>& take);

// The same for rejections that are not in the store, as pasted ones. `filter` gives the window in which
// sources are judged, and that is looked at where no time is known.
struct MatchMoment {
  std::int64_t now = 0;
  std::optional<std::int64_t> slack{};  // how far reports may be from the rejection's time, if it is known so
};
std::vector<MatchedRejection> match_rejections(Sqlite& store, const Filter& filter,
                                               std::vector<RejectionRow> rows, const AnalysisOptions& options,
                                               const MatchMoment& moment);

// What the texts alone tell, where there is no store.
std::vector<MatchedRejection> match_without_store(std::vector<RejectionRow> rows,
                                                  const AnalysisOptions& options);

// Sets how many rejections of the filter's window are matched with each source.
void add_rejection_counts(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                          std::int64_t now, std::vector<JudgedSource>& sources);

}  // namespace ruascope
