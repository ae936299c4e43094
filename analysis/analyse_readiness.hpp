// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/readiness.hpp"
#include "analysis/what_if.hpp"

#include <string>
#include <vector>

namespace ruascope {

// The record that is published for a policy domain as of the end of the filter's window, put together from
// what the reporters tell; absent without reports.
std::optional<PolicyRecord> published_record(Sqlite& store, const Filter& window, const std::string& domain,
                                             const ReadinessThresholds& thresholds);

// When to look at a domain: the days to judge, and up to when reports should have come.
struct ReadinessWindow {
  std::optional<Day> since, until;
  std::optional<Day> fresh_until{};  // absent: `until`
};

// May a domain's policy be tightened, by the mail of the window (its days alone count)? `to`: absent is the
// next step. Of `rejections` those of the domain and its window count.
Readiness readiness(Sqlite& store, const std::string& domain, const ReadinessWindow& window,
                    std::optional<Policy> to, const AnalysisOptions& options,
                    const std::vector<MatchedRejection>& rejections);

// That of every domain that was reported in the months before the newest report, each by its own newest days
// or, where `window` has some, by these.
std::vector<Readiness> readiness_of_all(Sqlite& store, const Filter& window, std::optional<Policy> to,
                                        const AnalysisOptions& options, std::int64_t now);

// The rejections of a window and its domains, matched, as readiness and what-if take them. `now`: seconds
// since the epoch, to tell which are not reported yet.
std::vector<MatchedRejection> matched_rejections(Sqlite& store, const Filter& filter,
                                                 const AnalysisOptions& options, std::int64_t now);

// What a policy is asked about: absent tags are those that are published.
struct PolicyChoice {
  Policy p = Policy::none;
  std::optional<Policy> sp, np;
  bool is_testing = false;
};

// The window's mail of a domain under another policy.
WhatIf what_if(Sqlite& store, const std::string& domain, const Filter& window, const PolicyChoice& choice,
               const AnalysisOptions& options, const std::vector<MatchedRejection>& rejections);

}  // namespace ruascope
