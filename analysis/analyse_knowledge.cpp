// SPDX-License-Identifier: MIT
#include "analysis/analyse_knowledge.hpp"

#include "analysis/alignment.hpp"
#include "analysis/analyse_dns.hpp"
#include "ingest/model/domain_name.hpp"
#include "store/dns_facts.hpp"
#include "store/queries.hpp"

#include <memory>
#include <set>
#include <string_view>
#include <utility>

namespace ruascope {
namespace {

// What a day was like is reported on the day after, and DNS is asked then.
constexpr std::int64_t days_of_lag = 2;

// Organizational domains by the tree walk, for domains whose reporters say that they found theirs so.
class Walks {
 public:
  Walks(Sqlite& store, const Filter& filter, std::shared_ptr<DnsBook> book) : book_(std::move(book)) {
    for (const auto& [domain, method] : discovery_methods(store, filter)) {
      if (method == DiscoveryMethod::treewalk) by_walk_.insert(organizational_domain(domain));
      if (method == DiscoveryMethod::psl) by_list_.insert(organizational_domain(domain));
    }
  }

  std::optional<std::string> organization(const std::string& domain) {
    const auto top = organizational_domain(domain);
    if (!is_walked(top)) return std::nullopt;
    // Names that nobody asked for have no record as far as is known: what is above them counts.
    for (std::string_view name = domain; is_same_or_below(name, top);
         name.remove_prefix(name.find('.') + 1)) {
      if (auto found = walked_organizational_domain(*book_, name)) return found;
      if (name.find('.') == std::string_view::npos) break;
    }
    return std::nullopt;
  }

 private:
  // All reporters of the window that tell their method walked the tree.
  bool is_walked(const std::string& organization) const {
    return by_walk_.contains(organization) && !by_list_.contains(organization);
  }

  std::shared_ptr<DnsBook> book_;
  std::set<std::string> by_walk_, by_list_;  // organizational domains, by the list
};

std::shared_ptr<DnsBook> book_at_end_of(Sqlite& store, const Filter& filter) {
  if (!has_dns_facts(store)) return nullptr;
  const auto end = filter.until
                       ? std::optional{(std::int64_t{*filter.until} + 1 + days_of_lag) * seconds_per_day}
                       : std::nullopt;
  return std::make_shared<DnsBook>(stored_dns(store, end));
}

Names::FindOrganization organizations_by(Sqlite& store, const Filter& filter, std::shared_ptr<DnsBook> book) {
  const auto walks = std::make_shared<Walks>(store, filter, std::move(book));
  return [walks](const std::string& domain) { return walks->organization(domain); };
}

}  // namespace

Names::FindOrganization walked_organizations(Sqlite& store, const Filter& filter) {
  auto book = book_at_end_of(store, filter);
  return book == nullptr ? Names::FindOrganization{} : organizations_by(store, filter, std::move(book));
}

Knowledge knowledge_of(Sqlite& store, const Filter& filter, const AnalysisOptions& options) {
  Knowledge known;
  known.network = options.network;
  const auto book = book_at_end_of(store, filter);
  if (book == nullptr) return known;
  known.host = [book](const IpAddress& address) { return host_of(*book, address); };
  known.spf = [book](const std::string& domain) -> std::optional<SpfTree> {
    auto tree = spf_tree(*book, domain);
    if (tree.own().outcome != SpfOutcome::sound) return std::nullopt;
    return tree;
  };
  known.organization = organizations_by(store, filter, book);
  return known;
}

}  // namespace ruascope
