// SPDX-License-Identifier: MIT
#include "ingest/model/dns_fact.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

bool is_of_host(DnsType type) { return type == DnsType::ptr || type == DnsType::a || type == DnsType::aaaa; }

}  // namespace

std::int64_t lifetime_of(const DnsFact& fact) {
  if (!is_answer(fact.status)) return 10 * minute;
  const bool is_found = fact.status == DnsStatus::found;
  if (is_of_host(fact.question.type)) return is_found ? std::clamp(fact.ttl, day, 7 * day) : day;
  return is_found ? std::clamp(fact.ttl, 5 * minute, day) : std::clamp(fact.ttl, 5 * minute, hour);
}

}  // namespace ruascope
