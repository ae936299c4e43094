// SPDX-License-Identifier: MIT
#pragma once

#include "reports/rows.hpp"

#include <span>
#include <string>
#include <vector>

namespace ruascope {

// For the lists of columns.
inline constexpr bool summed = true;
inline constexpr bool whole = true;

inline Cell cell_or_null(const std::string& text) {
  if (text.empty()) return {};
  return text;
}

// Values as a JSON list.
template <class T, class ToText>
std::string list_json(const std::vector<T>& values, ToText to_text) {
  std::string out = "[";
  for (const auto& value : values) out += (out.size() > 1 ? "," : "") + to_text(value);
  return out + "]";
}

// A row as a JSON object.
Json row_json(std::span<const Column> columns, const std::vector<Cell>& cells);

}  // namespace ruascope
