// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ruascope {

// True if `name` is `ancestor` or lies below it. Both folded already (lower case, no trailing dot).
bool is_same_or_below(std::string_view name, std::string_view ancestor);

}  // namespace ruascope
