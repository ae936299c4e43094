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

// A row as a JSON object.
Json row_json(std::span<const Column> columns, const std::vector<Cell>& cells);

}  // namespace ruascope
