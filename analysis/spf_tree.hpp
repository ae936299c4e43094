// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_book.hpp"
#include "analysis/spf_record.hpp"
#include "ingest/model/ip_address.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// How receivers fare with the SPF record of a name.
enum class SpfOutcome : std::uint8_t {
  sound,
  not_known,  // not asked yet, or DNS failed
  none,       // there is no SPF record
  several,    // more than one (RFC 7208 section 4.5)
  invalid,    // a fault makes it a permerror
  circle,     // it is asked for by what it asks for
};

// A name whose SPF record is asked for.
struct SpfNode {
  std::string domain;
  std::string term;        // of the parent's record that asks for it, as it came; empty for the first
  std::size_t parent = 0;  // its place in the tree
  DnsState state;
  std::vector<std::string> records;  // its SPF records
  SpfRecord record;                  // the only one; empty where there is not one
  SpfOutcome outcome = SpfOutcome::not_known;
  int lookups = 0;  // by its record and all below it
};

// Addresses that a term names, with any qualifier.
struct SpfNetwork {
  IpNetwork network;
  std::size_t node = 0;  // whose record says so
  std::size_t term = 0;  // and which of its terms
  std::string host;  // the name in DNS that stands for the address; empty where the record names it itself
  // Where evaluation goes on if it matches: a place in the tree's networks, `lets_pass`, or their number,
  // where it ends without a pass.
  std::size_t next = 0;
  static constexpr auto lets_pass = static_cast<std::size_t>(-1);
};

// A term of a node's record, as it came.
struct SpfPlace {
  std::size_t node = 0;
  std::string term;
};

// A domain's SPF record with all that it includes. Macros are not expanded: they depend on the message.
struct SpfTree {
  std::vector<SpfNode> nodes;        // never empty; the domain's own first
  std::vector<SpfNetwork> networks;  // in the order of evaluation, an "all" that ends it too
  // If no term matches before: receivers stop at 10 and at more than 2 (RFC 7208 section 4.6.4).
  int lookups = 0;
  std::vector<SpfPlace> voids;       // whose look-up finds nothing
  std::vector<SpfPlace> many_hosts;  // mx terms with more than 10 hosts
  bool is_known = true;              // all that was asked for was answered
  bool is_cut = false;               // there is more than was followed

  const SpfNode& own() const { return nodes.front(); }
};
inline constexpr int most_spf_lookups = 10;
inline constexpr std::size_t most_spf_voids = 2;

SpfTree spf_tree(DnsBook& book, std::string_view domain);
// As it would be if this were the domain's record.
SpfTree spf_tree_of(DnsBook& book, std::string_view domain, const std::string& record);

// True if all of it is known, and receivers find no fault in it and stay within their limits.
bool is_in_order(const SpfTree& tree);

// The network that lets `address` pass: the first match decides (RFC 7208 section 4.6.2), what an include
// does not let pass goes on behind it (section 5.2). Null if none does. Networks larger than /8 (IPv6: /16),
// which name nobody, are passed over.
const SpfNetwork* network_of(const SpfTree& tree, const IpAddress& address);

}  // namespace ruascope
