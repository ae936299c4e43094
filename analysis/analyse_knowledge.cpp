// SPDX-License-Identifier: MIT
#include "analysis/analyse_knowledge.hpp"

#include "analysis/alignment.hpp"
#include "analysis/analyse_dns.hpp"
#include "ingest/model/domain_name.hpp"
#include "store/dns_facts.hpp"
#include "store/queries.hpp"

#include <map>
#include <memory>
#include <string_view>
#include <utility>

namespace ruascope {
namespace {

// What a day was like is reported on the day after, and DNS is asked then.
constexpr std::int64_t days_of_lag = 2;

// Organizational domains by the tree walk, for domains whose reporters say that they found theirs so.
class Walks {
 public:
  Walks(Sqlite& store, Filter filter, std::shared_ptr<DnsBook> book)
      : store_(store), filter_(std::move(filter)), book_(std::move(book)) {}

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
  bool is_walked(const std::string& organization) {
    if (!walked_) {
      walked_.emplace();
      for (const auto& domain : policy_domains(store_)) {
        const auto range = published_range(store_, filter_, domain);
        if (range.by_treewalk || range.by_list) {
          auto& [by_walk, by_list] = (*walked_)[organizational_domain(domain)];
          by_walk |= range.by_treewalk;
          by_list |= range.by_list;
        }
      }
    }
    const auto found = walked_->find(organization);
    return found != walked_->end() && found->second.first && !found->second.second;
  }

  Sqlite& store_;
  Filter filter_;
  std::shared_ptr<DnsBook> book_;
  std::optional<std::map<std::string, std::pair<bool, bool>>> walked_;  // some by the walk, some by the list
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
