// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/matched_rejection.hpp"
#include "reports/rows.hpp"

#include <string>

namespace ruascope {

// What listings and explanations of rejections share.

// The host that refused, else its display name; empty if neither is known.
std::string receiver_of(const MatchedRejection& rejection);
// "null" for an empty text.
std::string json_or_null(const std::string& text);
// {"source_ip", "sender", "cause", "confidence"} or null.
Json matched_json(const MatchedRejection& rejection);

}  // namespace ruascope
