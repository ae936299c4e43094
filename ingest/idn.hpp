// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// The form in which domain names are compared and stored: A-label, lower case, no space around, no trailing
// dot. Names outside the letter-digit-hyphen rule ("_dmarc.example.com") pass; nullopt if a name with
// non-ASCII letters has no A-label form (RFC 5891).
std::optional<std::string> fold_domain(std::string_view text);

}  // namespace ruascope
