// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/changes.hpp"

#include <vector>

namespace ruascope {

// How a domain's policy changed in a window, as reports saw it: changed, weakened, or different from reporter
// to reporter.
std::vector<Finding> policy_changes(const DomainSeries& domain, Day since, Day until,
                                    const ChangeThresholds& thresholds);

}  // namespace ruascope
