// SPDX-License-Identifier: MIT
#include "analysis/matched_rejection.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"

namespace ruascope {

namespace {

void count(const MatchedRejection& one, RejectionCounts& counts) {
  if (!one.match.is_backscatter) ++counts[{one.match.policy_domain, one.match.best()->source.text()}];
}

}  // namespace

const std::string& policy_domain_of(const MatchedRejection& rejection) {
  const auto& match = rejection.match;
  return match.policy_domain.empty() ? match.domain : match.policy_domain;
}

void count_rejection(const MatchedRejection& rejection, RejectionCounts& counts) {
  if (rejection.match.is_counted()) count(rejection, counts);
}

RejectionCounts count_explained(const std::vector<MatchedRejection>& rejections) {
  RejectionCounts counts;
  for (const auto& one : rejections)
    if (one.match.is_explained()) count(one, counts);
  return counts;
}

WouldBeRejected would_be_rejected(const MessageCounts& counts) {
  return {add_messages(counts.failed_delivered, counts.failed_quarantined), counts.failed_delivered,
          counts.overridden, counts.failed_quarantined};
}

}  // namespace ruascope
