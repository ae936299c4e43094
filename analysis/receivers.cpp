// SPDX-License-Identifier: MIT
#include "analysis/receivers.hpp"

#include "analysis/alignment.hpp"
#include "analysis/table_rows.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {

// Made from data/receivers.tsv when the program is built.
extern const char* const well_known_receivers;

namespace {

Reporting read_reporting(const TableRow& row) {
  const auto& known = names<Reporting>;
  const auto found = std::find(known.begin(), known.end(), row.text(5));
  if (found == known.end()) row.refuse(fmt::format("\"{}\" is none of yes, no and unknown", row.text(5)));
  return static_cast<Reporting>(found - known.begin());
}

Receiver read_receiver(const TableRow& row) {
  Receiver receiver{row.text(0), row.list(1),         row.list(2), row.list(3),
                    row.list(4), read_reporting(row), row.text(6)};
  if (receiver.name.empty()) row.refuse("the receiver has no name");
  if (receiver.hosts.empty() && receiver.domains.empty() && receiver.org_names.empty())
    row.refuse("the receiver has no host, domain or name of reports");
  return receiver;
}

// A name that means an organisation: not empty, not a public suffix.
bool is_organisation(std::string_view domain) {
  return domain.find('.') != std::string_view::npos &&
         organizational_domain(fmt::format("x.{}", domain)) != fmt::format("x.{}", domain);
}

// The domain behind the last "@".
std::string domain_of_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  auto domain = lower_ascii(trim(address.substr(at + 1)));
  while (domain.ends_with('>') || domain.ends_with('.')) domain.pop_back();
  return domain;
}

bool is_any_or_below(std::string_view name, const std::vector<std::string>& domains) {
  return std::any_of(domains.begin(), domains.end(),
                     [&](const std::string& domain) { return is_same_or_below(name, domain); });
}

// The domains of which a report of an unlisted receiver bears one.
std::vector<std::string> own_domains(const Receiver* receiver, std::string_view mx_host,
                                     std::string_view recipient_domain) {
  std::vector<std::string> domains{std::string{recipient_domain}, organizational_domain(recipient_domain)};
  if (receiver == nullptr) domains.push_back(organizational_domain(mx_host));
  const auto end = std::remove_if(domains.begin(), domains.end(),
                                  [](const std::string& domain) { return !is_organisation(domain); });
  domains.erase(end, domains.end());
  return domains;
}

}  // namespace

Receivers Receivers::well_known() {
  Receivers receivers;
  receivers.add(well_known_receivers, "receivers.tsv");
  return receivers;
}

void Receivers::add(std::string_view table, const std::string& origin) {
  static const std::vector<std::string> columns{"name",           "hosts",   "domains", "org_names",
                                                "report_domains", "reports", "note"};
  auto all = all_;
  for (const auto& row : rows_of_table(table, origin, columns)) {
    auto receiver = read_receiver(row);
    std::erase_if(all, [&](const Receiver& one) { return is_same_ignoring_case(one.name, receiver.name); });
    all.push_back(std::move(receiver));
  }
  all_ = std::move(all);
  index();
}

void Receivers::index() {
  for (auto* one : {&by_name_, &by_host_, &by_domain_, &by_org_name_}) one->clear();
  for (std::size_t number = 0; number < all_.size(); ++number) {
    const auto& receiver = all_[number];
    by_name_[lower_ascii(receiver.name)] = number;
    for (const auto& host : receiver.hosts) by_host_[host] = number;
    for (const auto& domain : receiver.domains) by_domain_[domain] = number;
    for (const auto& name : receiver.org_names) by_org_name_[name] = number;
  }
}

const Receiver* Receivers::of_host(std::string_view mx_host) const {
  while (!mx_host.empty()) {
    if (const auto found = by_host_.find(mx_host); found != by_host_.end()) return &all_[found->second];
    const auto dot = mx_host.find('.');
    if (dot == std::string_view::npos) return nullptr;
    mx_host.remove_prefix(dot + 1);
  }
  return nullptr;
}

const Receiver* Receivers::of_recipient(std::string_view domain) const {
  const auto found = by_domain_.find(domain);
  return found == by_domain_.end() ? nullptr : &all_[found->second];
}

const Receiver* Receivers::of_name(std::string_view name) const {
  const auto found = by_name_.find(lower_ascii(trim(name)));
  return found == by_name_.end() ? nullptr : &all_[found->second];
}

const Receiver* Receivers::reported_as(std::string_view org_name) const {
  const auto found = by_org_name_.find(org_name);
  return found == by_org_name_.end() ? nullptr : &all_[found->second];
}

bool Receivers::reports_for(const Receiver* receiver, std::string_view mx_host,
                            std::string_view recipient_domain, std::string_view org_name,
                            std::string_view report_email) const {
  const auto name = lower_ascii(trim(org_name));
  const auto email_domain = domain_of_address(report_email);
  if (receiver != nullptr && !receiver->org_names.empty()) {
    const auto& own = receiver->org_names;
    if (std::find(own.begin(), own.end(), name) != own.end()) return true;
    // An operator's brands may share an address: another's name speaks against this one.
    return reported_as(name) == nullptr && is_any_or_below(email_domain, receiver->report_domains);
  }
  const auto domains = own_domains(receiver, mx_host, recipient_domain);
  return is_any_or_below(name, domains) || is_any_or_below(email_domain, domains);
}

}  // namespace ruascope
