// SPDX-License-Identifier: MIT
#include "analysis/matched_rejection.hpp"

#include "ingest/model/messages.hpp"

namespace ruascope {

namespace {

template <class Counts>
RejectionCounts count(const std::vector<MatchedRejection>& rejections, const Counts& counts) {
  RejectionCounts sums;
  for (const auto& one : rejections)
    if (counts(one.match) && !one.match.is_backscatter)
      ++sums[{one.match.policy_domain, one.match.best()->source.text()}];
  return sums;
}

}  // namespace

RejectionCounts count_rejections(const std::vector<MatchedRejection>& rejections) {
  return count(rejections, [](const RejectionMatch& match) { return match.is_counted(); });
}

RejectionCounts count_explained(const std::vector<MatchedRejection>& rejections) {
  return count(rejections, [](const RejectionMatch& match) { return match.is_explained(); });
}

WouldBeRejected would_be_rejected(const MessageCounts& counts) {
  return {add_messages(counts.failed_delivered, counts.failed_quarantined), counts.failed_delivered,
          counts.overridden, counts.failed_quarantined};
}

}  // namespace ruascope
