// SPDX-License-Identifier: MIT
#include "analysis/known_addresses.hpp"

#include "analysis/alignment.hpp"

namespace ruascope {
namespace {

// A redirect stands for the domain's own record (RFC 7208 section 6.1).
bool is_by_redirect(const SpfTree& spf, std::size_t node) {
  while (node != 0 && spf.nodes[node].term.starts_with("redirect=")) node = spf.nodes[node].parent;
  return node == 0;
}

// Which record of a domain's SPF tree names the address.
void take_spf(const SpfTree& spf, const std::string& domain, KnownAddress& address, const IpAddress& ip) {
  const auto* network = network_of(spf, ip);
  if (network == nullptr) return;
  const auto& node = spf.nodes[network->node];
  address.spf_domain = node.domain;
  address.is_direct_spf = is_by_redirect(spf, network->node);
  address.is_own_spf = organizational_domain(node.domain) == organizational_domain(domain);
}

}  // namespace

std::vector<KnownAddress> known_addresses(const std::vector<SourceCombinations>& sources,
                                          const Knowledge& known) {
  if (!known.host && !known.network && !known.spf) return {};
  std::vector<KnownAddress> addresses;
  addresses.reserve(sources.size());
  std::optional<SpfTree> spf;
  const std::string* last = nullptr;
  for (const auto& source : sources) {
    if (last == nullptr || *last != source.domain) spf = known.spf ? known.spf(source.domain) : std::nullopt;
    last = &source.domain;
    auto& address = addresses.emplace_back();
    if (known.host) address.host = known.host(source.source);
    if (known.network) address.network = known.network(source.source);
    if (spf) take_spf(*spf, source.domain, address, source.source);
  }
  return addresses;
}

}  // namespace ruascope
