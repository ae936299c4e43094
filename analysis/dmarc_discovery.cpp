// SPDX-License-Identifier: MIT
#include "analysis/dmarc_discovery.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::ptrdiff_t most_labels_walked = 7;  // beside the domain itself

std::ptrdiff_t labels_of(std::string_view domain) {
  return std::count(domain.begin(), domain.end(), '.') + 1;
}

// The next name to ask; empty behind the last (RFC 9989 section 4.10).
std::string_view parent_of(std::string_view domain) {
  do {
    const auto dot = domain.find('.');
    if (dot == std::string_view::npos) return {};
    domain.remove_prefix(dot + 1);
  } while (labels_of(domain) > most_labels_walked);
  return domain;
}

DmarcStep look_at(DnsBook& book, std::string_view domain) {
  DmarcStep step;
  step.domain = std::string{domain};
  const auto* known = book.find({"_dmarc." + step.domain, DnsType::txt});
  step.state = state_of(known);
  if (known == nullptr) return step;
  for (const auto& value : known->fact.values)
    if (is_dmarc_record(value)) step.records.push_back(value);
  if (step.records.size() != 1) return step;
  auto record = parse_dmarc(step.records.front());
  const bool is_heeded = std::none_of(record.faults.begin(), record.faults.end(),
                                      [](const RecordFault& fault) { return fault.is_fatal; });
  if (is_heeded) step.record = std::move(record);
  return step;
}

// The name one label below `ancestor` on the way to `domain`.
std::string child_towards(std::string_view ancestor, std::string_view domain) {
  const auto below = domain.substr(0, domain.size() - ancestor.size() - 1);
  const auto dot = below.rfind('.');
  return std::string{domain.substr(dot == std::string_view::npos ? 0 : dot + 1)};
}

// RFC 9989 section 4.10.2.
std::string organizational_of(const std::vector<DmarcStep>& steps) {
  const auto& domain = steps.front().domain;
  const DmarcStep* shortest = nullptr;
  for (const auto& step : steps) {
    if (!step.record) continue;
    if (step.record->psd == 'n') return step.domain;
    if (step.record->psd == 'y' && &step != &steps.front()) return child_towards(step.domain, domain);
    shortest = &step;
  }
  return shortest == nullptr ? domain : shortest->domain;
}

// The domain's own record, else the organizational domain's, else that of the suffix above (RFC 9989
// section 4.10.1).
std::optional<std::size_t> policy_of(const std::vector<DmarcStep>& steps, std::string_view organizational) {
  if (steps.front().record) return 0;
  std::optional<std::size_t> suffix;
  for (std::size_t at = 1; at < steps.size(); ++at) {
    if (!steps[at].record) continue;
    if (steps[at].domain == organizational) return at;
    if (steps[at].record->psd == 'y') suffix = at;
  }
  return suffix;
}

}  // namespace

DmarcDiscovery discover_dmarc(DnsBook& book, std::string_view domain) {
  DmarcDiscovery found;
  found.is_known = true;
  for (auto name = domain; !name.empty(); name = parent_of(name)) {
    const auto& step = found.steps.emplace_back(look_at(book, name));
    found.is_known = found.is_known && step.state.is_answered();
    if (step.record && step.record->psd != 'u') break;
  }
  if (found.steps.empty()) found.steps.push_back({});
  found.organizational = organizational_of(found.steps);
  found.applies = policy_of(found.steps, found.organizational);
  return found;
}

std::optional<std::string> walked_organizational_domain(DnsBook& book, std::string_view domain) {
  auto found = discover_dmarc(book, domain);
  return found.is_known ? std::optional{std::move(found.organizational)} : std::nullopt;
}

}  // namespace ruascope
