// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/matched_rejection.hpp"

#include <vector>

namespace ruascope {

// Adds what rejections tell beside their sources: mail that is lost now, mail that no report explains, the
// domains of others in From:, receivers' own demands.
void add_rejections(const std::vector<MatchedRejection>& rejections, std::vector<Finding>& findings);

}  // namespace ruascope
