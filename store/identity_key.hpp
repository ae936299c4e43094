// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace ruascope {

// How an identity is stored since schema 4: behind the day that the period ends on, so that those of one time
// stand together and a store of years is written to in one place.
inline Digest identity_of_day(std::int64_t day, std::string_view identity) {
  constexpr std::int64_t last_day = 0xFFFF;
  day = std::clamp<std::int64_t>(day, 0, last_day);
  Digest key{static_cast<std::uint8_t>(day >> 8), static_cast<std::uint8_t>(day & 0xFF)};
  std::copy_n(identity.begin(), std::min(identity.size(), key.size() - 2), key.begin() + 2);
  return key;
}

}  // namespace ruascope
