// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ruascope {

// What the records that consist of tags have in common (RFC 6376 section 3.2, RFC 9989 section 4.7).
inline constexpr std::string_view record_spaces = " \t\r\n";
inline constexpr std::size_t most_record_bytes = 65535;  // of a TXT record, whose strings are joined
inline constexpr std::size_t most_record_faults = 64;    // one of nothing but faults would fill a page

// Removes white space at both ends.
std::string_view strip(std::string_view text);

// Takes what stands before the next `separator`, or all, without white space around it.
std::string_view take_until(std::string_view& text, char separator);

// The first 60 bytes of a stranger's text, for a sentence about it: UTF-8, control characters as they came.
std::string clipped(std::string_view text);

}  // namespace ruascope
