// SPDX-License-Identifier: MIT
#include "analysis/domain_records.hpp"

#include "analysis/alignment.hpp"

#include <algorithm>

namespace ruascope {
namespace {

void read_mx(DnsBook& book, DomainRecords& records) {
  const auto* known = book.find({records.domain, DnsType::mx});
  records.mx_state = state_of(known);
  if (known == nullptr) return;
  std::vector<MailExchange> exchanges;
  for (const auto& value : known->fact.values) exchanges.push_back(mail_exchange(value));
  std::sort(exchanges.begin(), exchanges.end());
  for (auto& exchange : exchanges)
    if (exchange.host != ".") records.mx.push_back(std::move(exchange.host));
  records.has_null_mx = !exchanges.empty() && records.mx.empty();
}

PublishedKey read_key(DnsBook& book, const SelectorName& selector) {
  PublishedKey key;
  key.selector = selector;
  const auto* known = book.find({key.name(), DnsType::txt});
  key.state = state_of(known);
  if (known == nullptr || known->fact.values.empty()) return key;
  key.records = known->fact.values;
  std::vector<DkimKey> keys;
  for (const auto& record : key.records) keys.push_back(parse_dkim_key(record));
  const auto with_key =
      std::find_if(keys.begin(), keys.end(), [](const DkimKey& one) { return one.bits > 0; });
  if (with_key != keys.end()) key.chosen = static_cast<std::size_t>(with_key - keys.begin());
  key.key = keys[key.chosen];
  return key;
}

// Whether mail for a host finds somebody (RFC 5321 section 5.1, RFC 7505).
std::optional<bool> takes_mail(DnsBook& book, const std::string& host) {
  const auto* mx = book.find({host, DnsType::mx});
  if (!state_of(mx).is_answered()) return std::nullopt;
  const auto& hosts = mx->fact.values;
  if (!hosts.empty())
    return std::any_of(hosts.begin(), hosts.end(),
                       [](const std::string& value) { return mail_exchange(value).host != "."; });
  bool is_known = true;
  for (const auto type : {DnsType::a, DnsType::aaaa}) {
    const auto* address = book.find({host, type});
    is_known = is_known && state_of(address).is_answered();
    if (address != nullptr && !address->fact.values.empty()) return true;
  }
  return is_known ? std::optional{false} : std::nullopt;
}

std::string report_host(DnsBook& book, const DomainRecords& records) {
  if (records.takes_mail == true) return records.domain;
  const auto organizational = known_organizational_domain(book, records.domain);
  return takes_mail(book, organizational) == true ? organizational : std::string{};
}

ReportTarget read_target(DnsBook& book, const ReportAddress& address, const std::string& policy_domain) {
  ReportTarget target;
  target.address = address;
  const auto& host = address.host;
  if (host.empty()) return target;
  target.takes_mail = takes_mail(book, host);
  target.is_external =
      known_organizational_domain(book, host) != known_organizational_domain(book, policy_domain);
  if (!target.is_external) return target;
  const auto* known = book.find({ReportTarget::authorization_name(policy_domain, host), DnsType::txt});
  target.state = state_of(known);
  target.is_authorized =
      known != nullptr && std::any_of(known->fact.values.begin(), known->fact.values.end(),
                                      [](const std::string& value) { return is_dmarc_record(value); });
  return target;
}

// The first of them: receivers do not report to a hundred addresses either.
std::vector<ReportTarget> read_targets(DnsBook& book, const std::vector<ReportAddress>& addresses,
                                       const std::string& policy_domain) {
  constexpr std::size_t most = 20;
  std::vector<ReportTarget> targets;
  for (std::size_t at = 0; at < std::min(addresses.size(), most); ++at)
    targets.push_back(read_target(book, addresses[at], policy_domain));
  return targets;
}

}  // namespace

std::string ReportTarget::authorization_name(const std::string& policy_domain, const std::string& host) {
  return policy_domain + "._report._dmarc." + host;
}

std::string known_organizational_domain(DnsBook& book, const std::string& domain) {
  return walked_organizational_domain(book, domain).value_or(organizational_domain(domain));
}

DomainRecords domain_records(DnsBook& book, const std::string& domain,
                             const std::vector<SelectorName>& selectors) {
  DomainRecords records;
  records.domain = domain;
  records.dmarc = discover_dmarc(book, domain);
  records.spf = spf_tree(book, domain);
  records.spf_mending = mend_spf(book, records.spf);
  read_mx(book, records);
  records.takes_mail = takes_mail(book, domain);
  records.report_host = report_host(book, records);
  for (const auto& selector : selectors) records.keys.push_back(read_key(book, selector));
  if (const auto* policy = records.dmarc.policy()) {
    records.rua = read_targets(book, policy->record->rua, policy->domain);
    records.ruf = read_targets(book, policy->record->ruf, policy->domain);
  }
  return records;
}

}  // namespace ruascope
