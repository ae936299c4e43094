// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/thresholds.hpp"
#include "store/totals.hpp"

#include <string>
#include <vector>

namespace ruascope {

// True if a report tells a policy that is known.
bool tells_policy(const PublishedPeriod& period);

// "a.example, b.example and 3 more": at most `most` of them.
std::string first_of(const std::vector<std::string>& names, std::size_t most);

// What is published for a domain, put together from what its reporters tell. No single report tells all of
// it: dialects lack tags, and what a report does not tell is not known to be absent.
struct PublishedNow {
  PolicyRecord record;
  bool is_known = false;   // some report of the last days tells a policy
  bool is_agreed = false;  // and none of them another
  std::string told;        // "p=none by a.example; p=reject by b.example", where they do not agree
};

// As of the last day that `periods` (of one domain) are booked on. Of policies that differ the strictest
// counts, so that what is advised is never weaker than what anybody sees; each other tag is as the newest
// report tells it that sees the same policy.
PublishedNow published_now(const std::vector<PublishedPeriod>& periods,
                           const ReadinessThresholds& thresholds);

}  // namespace ruascope
