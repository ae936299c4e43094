// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace ruascope {

// The network that an address belongs to.
struct SourceNetwork {
  std::int64_t asn = 0;  // its autonomous system; 0 where none is known
  std::string holder;    // UTF-8, a stranger's; empty where none is known
  std::string country;   // ISO 3166-1, two letters; likewise
  bool operator==(const SourceNetwork&) const = default;
};

}  // namespace ruascope
