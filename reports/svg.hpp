// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/summary.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// Pictures for a page: inline SVG, coloured by the classes of the page's style sheet, readable without colour
// by their patterns and order, each with a title and a text alternative. `id`: a prefix that no other picture
// of the page has.

// What became of messages; they sum to all.
struct MailOutcome {
  const char* style;  // of the style sheet
  const char* name;
  std::int64_t (*of)(const MessageCounts&);
};
// From the ground of a chart up.
const std::array<MailOutcome, 5>& outcomes();

// The patterns that the pictures are filled with, to stand once on a page.
std::string chart_patterns();
// A small square filled like the parts of this style, for a key.
std::string swatch(std::string_view style);

// Messages by outcome, a bar a day.
std::string outcome_chart(const std::vector<SummaryDay>& days, std::string_view id);

// A line of bars. `words`: what it shows, for those who do not see it.
std::string sparkline(const std::vector<std::int64_t>& values, std::string_view words);

// One bar of the classes' shares.
std::string class_bar(const ClassCounts& messages, std::string_view id);

}  // namespace ruascope
