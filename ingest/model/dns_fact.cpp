// SPDX-License-Identifier: MIT
#include "ingest/model/dns_fact.hpp"

#include <algorithm>
#include <charconv>

namespace ruascope {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

bool is_of_host(DnsType type) { return type == DnsType::ptr || type == DnsType::a || type == DnsType::aaaa; }

}  // namespace

DnsQuestion reverse_question(const IpAddress& address) {
  constexpr std::string_view hex = "0123456789abcdef";
  const auto bytes = address.bytes();
  std::string name;
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
    const auto value = static_cast<unsigned char>(*byte);
    if (address.is_v4()) {
      name += std::to_string(value) + ".";
      continue;
    }
    for (const auto half : {value & 15, value >> 4}) (name += hex[static_cast<std::size_t>(half)]) += '.';
  }
  return {name + (address.is_v4() ? "in-addr.arpa" : "ip6.arpa"), DnsType::ptr};
}

MailExchange mail_exchange(std::string_view value) {
  MailExchange exchange;
  std::from_chars(value.data(), value.data() + value.size(), exchange.preference);
  exchange.host = value.substr(std::min(value.size(), value.find(' ') + 1));
  return exchange;
}

std::int64_t lifetime_of(const DnsFact& fact) {
  if (!is_answer(fact.status)) return 10 * minute;
  const bool is_found = fact.status == DnsStatus::found;
  if (is_of_host(fact.question.type)) return is_found ? std::clamp(fact.ttl, day, 7 * day) : day;
  return is_found ? std::clamp(fact.ttl, 5 * minute, day) : std::clamp(fact.ttl, 5 * minute, hour);
}

}  // namespace ruascope
