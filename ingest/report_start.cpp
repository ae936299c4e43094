// SPDX-License-Identifier: MIT
#include "ingest/report_start.hpp"

#include "ingest/feedback_elements.hpp"
#include "ingest/markup.hpp"
#include "ingest/model/text.hpp"

#include <array>

namespace ruascope {
namespace {

constexpr std::size_t longest_tag = 260;

struct Section {
  std::string_view begin;
  std::string_view end;
};

// What may hold "<" without a tag.
constexpr std::array<Section, 2> sections{{{"<!--", "-->"}, {"<![CDATA[", "]]>"}}};

}  // namespace

std::string folded_local_name(std::string_view name) { return lower_ascii(name.substr(name.rfind(':') + 1)); }

std::optional<bool> begins_report(std::string_view text) {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<')) {
    text.remove_prefix(at);
    for (const auto& section : sections) {
      if (!text.starts_with(section.begin)) continue;
      const auto end = text.find(section.end);
      if (end == std::string_view::npos) return std::nullopt;
      text.remove_prefix(end);
    }
    const bool closing = text.starts_with("</");
    const auto name = folded_local_name(name_at(text.substr(closing ? 2 : 1, longest_tag)));
    if (name == "feedback") return false;
    if (!closing && element_below(Element::feedback, name) != Element::unknown) return true;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace ruascope
