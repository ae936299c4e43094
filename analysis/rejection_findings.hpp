// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/matched_rejection.hpp"

#include <vector>

namespace ruascope {

// True for those that count in findings: refusals of mail for its authentication.
bool concerns_findings(const MatchedRejection& rejection);

// Adds what rejections tell beside their sources: mail that is lost now, mail that no report explains, the
// domains of others in From:, receivers' own demands.
void add_rejections(const std::vector<MatchedRejection>& rejections, std::vector<Finding>& findings);

}  // namespace ruascope
