// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dmarc_record.hpp"
#include "analysis/dns_book.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// One name of the tree walk: what _dmarc.<domain> has.
struct DmarcStep {
  std::string domain;
  DnsState state;
  std::vector<std::string> records;   // its DMARC records; other TXT records are not of interest
  std::optional<DmarcRecord> record;  // where it is the only one, and one that receivers heed
};

// What the tree walk finds for a domain (RFC 9989 section 4.10).
struct DmarcDiscovery {
  std::vector<DmarcStep> steps;  // from the domain up, at most 8; the walk ends at a psd of y or n
  bool is_known = false;         // all of them were answered, so that what follows is known
  std::string organizational;    // domain
  // The place in `steps` of the record that applies to the domain; absent if none does.
  std::optional<std::size_t> applies;

  const DmarcStep* policy() const { return applies ? &steps[*applies] : nullptr; }
};
DmarcDiscovery discover_dmarc(DnsBook& book, std::string_view domain);

// The organizational domain by the tree walk; absent where the facts do not tell it.
std::optional<std::string> walked_organizational_domain(DnsBook& book, std::string_view domain);

}  // namespace ruascope
