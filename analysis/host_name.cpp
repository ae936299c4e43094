// SPDX-License-Identifier: MIT
#include "analysis/host_name.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::size_t most_names = 10;  // as SPF looks at (RFC 7208 section 4.6.4)

bool names_address(DnsBook& book, const std::string& host, const IpAddress& address) {
  const auto* known = book.find({host, address.is_v4() ? DnsType::a : DnsType::aaaa});
  if (known == nullptr) return false;
  return std::any_of(known->fact.values.begin(), known->fact.values.end(),
                     [&](const std::string& value) { return IpAddress::parse(value) == address; });
}

}  // namespace

std::optional<HostName> host_of(DnsBook& book, const IpAddress& address) {
  const auto* known = book.find(reverse_question(address));
  if (known == nullptr || known->fact.values.empty()) return std::nullopt;
  const auto& hosts = known->fact.values;
  const auto end = hosts.begin() + static_cast<std::ptrdiff_t>(std::min(hosts.size(), most_names));
  const auto confirmed = std::find_if(
      hosts.begin(), end, [&](const std::string& host) { return names_address(book, host, address); });
  return HostName{confirmed == end ? hosts.front() : *confirmed, confirmed != end};
}

}  // namespace ruascope
