// SPDX-License-Identifier: MIT
#include "analysis/tag_list.hpp"

#include "ingest/model/text.hpp"

namespace ruascope {

std::string_view strip(std::string_view text) {
  const auto first = text.find_first_not_of(record_spaces);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(record_spaces) - first + 1);
}

std::string_view take_until(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return strip(part);
}

std::string clipped(std::string_view text) {
  constexpr std::size_t most_quoted = 60;
  return to_valid_utf8(clip_utf8(text, most_quoted));
}

}  // namespace ruascope
