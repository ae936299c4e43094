// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ruascope {

// True if `name` is `ancestor` or lies below it. Both folded already (lower case, no trailing dot).
bool is_same_or_below(std::string_view name, std::string_view ancestor);

// True if DNS can be asked for it: labels of 1 to 63 bytes, 253 bytes in all (RFC 1035 section 2.3.4).
bool is_dns_name(std::string_view name);

}  // namespace ruascope
