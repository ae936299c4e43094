// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "cli/command.hpp"
#include "store/own.hpp"

#include <vector>

namespace ruascope {

// All that stands for what was found now; a subject may have several severities.
std::vector<ToldFinding> told_of(const std::vector<Finding>& findings);
// Leaves what was not told before, or not as bad.
void leave_new(Sqlite& store, std::vector<Finding>& findings);

// The findings of all domains in the last 28 days, as `findings` without a filter has them.
std::vector<Finding> findings_of_all(const Context& context);

}  // namespace ruascope
