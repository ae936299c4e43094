// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/tokens.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace ruascope {

// The enumerator of this name; nullopt if there is none.
template <class E>
std::optional<E> value_named(std::string_view name) {
  const auto& all = names<E>;
  const auto found = std::find(all.begin(), all.end(), name);
  if (found == all.end()) return std::nullopt;
  return static_cast<E>(found - all.begin());
}

}  // namespace ruascope
