// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace ruascope {

// People write "<feedback>" in texts and below reports. Tells by what stands behind such a tag whether a
// report begins with it: true at the first element that stands in reports, false at the tag's end or at the
// next "<feedback". `look(bytes)` gives so much of the text behind the tag, less only where it ends; what is
// to be said of one that ends before it tells is `at_end`. Beyond 64 KiB what follows is taken for a report,
// so that a damaged one is refused with a word and not passed over. Most are told by the next tag, so little
// is looked at first.
bool begins_report(const std::function<std::string_view(std::size_t bytes)>& look, bool at_end);

}  // namespace ruascope
