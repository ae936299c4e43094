// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"

#include <vector>

namespace ruascope {

// What is known of each source's address; empty where nothing is known of any.
std::vector<KnownAddress> known_addresses(const std::vector<SourceCombinations>& sources,
                                          const Knowledge& known);

}  // namespace ruascope
