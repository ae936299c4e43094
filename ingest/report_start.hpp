// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// People write "<feedback>" in texts and below reports. Tells by what stands behind such a tag whether a
// report begins with it: true at the first element that stands in reports, false at the tag's end or at the
// next "<feedback"; nullopt if the text is too short to tell.
std::optional<bool> begins_report(std::string_view behind_tag);

// So much text is looked at; where it does not tell, what follows is taken for a report, so that a damaged one
// is refused with a word and not passed over.
inline constexpr std::size_t report_start_bytes = 64 << 10;

// "feedback" of "ns:Feedback".
std::string folded_local_name(std::string_view name);

}  // namespace ruascope
