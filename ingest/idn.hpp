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

// The same for names of hosts and domains out of free text, where anything may stand: nothing but letters,
// digits, hyphens, underscores and dots, at most 253 of them; else empty.
std::string fold_name(std::string_view text);

}  // namespace ruascope
