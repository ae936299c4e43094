// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/evidence.hpp"
#include "analysis/rhythm.hpp"
#include "store/totals.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ruascope {

// How far a reporter's verdicts agree with the evidence that it reports itself. Counts are messages.
struct ReporterQuality {
  std::string reporter;
  std::int64_t messages = 0;
  std::int64_t dmarc_fail = 0;
  std::int64_t domains = 0;
  Day first_day = 0, last_day = 0;
  std::int64_t disagreeing = 0;               // on either leg
  std::int64_t dkim_pass_unproven = 0;        // no aligned signature that passes is listed
  std::int64_t dkim_fail_though_aligned = 0;  // one is
  std::int64_t spf_pass_unproven = 0;
  std::int64_t spf_fail_though_aligned = 0;
  std::int64_t derived = 0;              // it gave no verdict
  std::int64_t override_undeclared = 0;  // failed, let through under an enforcing policy, and no reason given
  std::int64_t stricter_than_policy = 0;  // acted upon under p=none, or although DMARC passed
  ReporterRhythm rhythm{};                // of all its reports of the domains asked for
};

// What is published for a policy domain in the window; the evidence of a result set.
struct QualityInput {
  std::function<PublishedRange(const std::string&)> published_range;
  std::function<ResultSet(std::int64_t)> result_set;
  Names::FindOrganization organization{};  // by the tree walk, where it is known
};

// A row a reporter, by name. Where alignment modes changed within the window a verdict agrees if it is right
// by one of them.
std::vector<ReporterQuality> reporter_quality(const std::vector<ReporterMail>& mail,
                                              const QualityInput& input);

}  // namespace ruascope
