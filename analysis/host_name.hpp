// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_book.hpp"
#include "ingest/model/ip_address.hpp"

#include <optional>
#include <string>

namespace ruascope {

// What the holder of an address calls it. Anybody may write any name there; confirmed is one whose own
// records name the address (RFC 8601 section 3, "iprev").
struct HostName {
  std::string name;
  bool is_confirmed = false;
  bool operator==(const HostName&) const = default;
};

// The first confirmed name of the address, else the first; absent where none is known.
std::optional<HostName> host_of(DnsBook& book, const IpAddress& address);

}  // namespace ruascope
