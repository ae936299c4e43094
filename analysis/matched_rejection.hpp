// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/correlate.hpp"
#include "analysis/judge.hpp"
#include "analysis/refusal.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ruascope {

// A rejection, what it means and which source it came from.
struct MatchedRejection {
  RejectionRow row;
  Refusal refusal;
  RejectionMatch match;
  // Of the candidates, in their order, where they were judged.
  std::vector<std::shared_ptr<const JudgedSource>> sources;

  // The judgement to show where one row has room for one; null if there is none.
  const Judgement* judgement() const { return sources.empty() ? nullptr : &sources.front()->judgement; }
};

// Whose policy it is about: the policy domain, as far as it is known.
const std::string& policy_domain_of(const MatchedRejection& rejection);

// How many rejections are matched with each source, by (policy domain, address): only where the match is
// likely or better.
using RejectionCounts = std::map<std::pair<std::string, std::string>, std::int64_t>;
void count_rejection(const MatchedRejection& rejection, RejectionCounts& counts);
// The same with those that one sender explains, whichever of its addresses it was: they count for the
// likeliest.
RejectionCounts count_explained(const std::vector<MatchedRejection>& rejections);

// Mail that failed DMARC and was not refused: what p=reject would have refused.
struct WouldBeRejected {
  std::int64_t messages = 0;
  std::int64_t delivered = 0;   // under a weaker policy, an override or sampling
  std::int64_t overridden = 0;  // of these: the receiver gave a reason
  std::int64_t quarantined = 0;
};
WouldBeRejected would_be_rejected(const MessageCounts& counts);

}  // namespace ruascope
