// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>

namespace ruascope {

// Sums of message counts stop at 2^63-1: counts come from strangers, and a forged one must break no query.
constexpr std::int64_t add_messages(std::int64_t one, std::int64_t other) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(one, other, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

}  // namespace ruascope
