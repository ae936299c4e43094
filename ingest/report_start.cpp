// SPDX-License-Identifier: MIT
#include "ingest/report_start.hpp"

#include "ingest/feedback_elements.hpp"
#include "ingest/markup.hpp"
#include "ingest/sniff.hpp"

#include <array>
#include <optional>

namespace ruascope {
namespace {

constexpr std::size_t longest_tag = 260;

struct Section {
  std::string_view begin;
  std::string_view end;
};

// What may hold "<" without a tag.
constexpr std::array<Section, 2> sections{{{"<!--", "-->"}, {"<![CDATA[", "]]>"}}};

// nullopt if the text is too short to tell.
std::optional<bool> verdict_on(std::string_view text) {
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<')) {
    text.remove_prefix(at);
    for (const auto& section : sections) {
      if (!text.starts_with(section.begin)) continue;
      const auto end = text.find(section.end);
      if (end == std::string_view::npos) return std::nullopt;
      text.remove_prefix(end);
    }
    const bool closing = text.starts_with("</");
    const auto behind = text.substr(closing ? 2 : 1, longest_tag);
    if (has_tag_name(behind, "feedback")) return false;
    const auto name = folded_local_name(name_at(behind));
    if (!closing && element_below(Element::feedback, name) != Element::unknown) return true;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

}  // namespace

bool begins_report(const std::function<std::string_view(std::size_t)>& look, bool at_end) {
  constexpr std::size_t most_bytes = 64 << 10;
  for (std::size_t bytes = 4 << 10; bytes <= most_bytes; bytes *= 4) {
    const auto text = look(bytes);
    const auto verdict = verdict_on(text);
    if (verdict || text.size() < bytes) return verdict.value_or(at_end);
  }
  return true;
}

}  // namespace ruascope
