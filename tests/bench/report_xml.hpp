// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ruascope::bench {

// What comes before the records: all of a report's head.
std::string report_opening(std::string_view report_id, std::int64_t day = 0);
inline constexpr std::string_view report_closing = "</feedback>\n";

// Pseudo-random numbers (SplitMix64): the same inputs on every run.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  // From 0 on, below `bound`.
  std::int64_t below(std::int64_t bound);

 private:
  std::uint64_t state_;
};

inline constexpr std::int64_t distinct_addresses = 50'000;
inline constexpr std::int64_t distinct_results = 40;

// A record as large reporters write them, about 900 bytes of indented XML: one of `distinct_addresses`
// sources (RFC 2544 addresses), one of `distinct_results` result sets, mostly small counts.
std::string realistic_record(Numbers& numbers);

// One in about 300 bytes; `number` chooses its source.
std::string short_record(std::int64_t number);

}  // namespace ruascope::bench
