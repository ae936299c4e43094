// SPDX-License-Identifier: MIT
#include "analysis/dns_book.hpp"

#include <utility>

namespace ruascope {

const KnownDns* DnsBook::find(const DnsQuestion& question) {
  auto found = entries_.find(question);
  if (found == entries_.end()) {
    found = entries_.emplace(question, look_up_(question)).first;
    if (!found->second) lacking_.push_back(question);
  }
  return found->second ? &*found->second : nullptr;
}

void DnsBook::learn(const DnsQuestion& question, std::optional<KnownDns> known) {
  entries_[question] = std::move(known);
}

std::vector<DnsQuestion> DnsBook::take_lacking() { return std::exchange(lacking_, {}); }

DnsState state_of(const KnownDns* known) {
  if (known == nullptr) return {};
  return {known->fact.status, known->since, known->fact.asked_at,
          known->failure ? std::optional{known->failure->status} : std::nullopt};
}

}  // namespace ruascope
