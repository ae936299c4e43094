// SPDX-License-Identifier: MIT
#pragma once

#include "reports/rows.hpp"

namespace ruascope {

// For the lists of columns.
inline constexpr bool summed = true;
inline constexpr bool whole = true;

inline Cell cell_or_null(const std::string& text) {
  if (text.empty()) return {};
  return text;
}

}  // namespace ruascope
