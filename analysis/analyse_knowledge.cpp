// SPDX-License-Identifier: MIT
#include "analysis/analyse_knowledge.hpp"

#include "analysis/alignment.hpp"
#include "analysis/analyse_dns.hpp"
#include "store/dns_facts.hpp"
#include "store/queries.hpp"

#include <map>
#include <memory>
#include <utility>

namespace ruascope {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;
// What a day was like is reported on the day after, and DNS is asked then.
constexpr std::int64_t days_of_lag = 2;

// Organizational domains by the tree walk, for domains whose reporters say that they found theirs so.
class Walks {
 public:
  Walks(Sqlite& store, Filter filter, std::shared_ptr<DnsBook> book)
      : store_(store), filter_(std::move(filter)), book_(std::move(book)) {}

  std::optional<std::string> organization(const std::string& domain) {
    if (!is_walked(organizational_domain(domain))) return std::nullopt;
    return walked_organizational_domain(*book_, domain);
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

}  // namespace

Knowledge knowledge_of(Sqlite& store, const Filter& filter, const AnalysisOptions& options) {
  Knowledge known;
  known.network = options.network;
  if (!has_dns_facts(store)) return known;
  const auto end =
      filter.until ? std::optional{(std::int64_t{*filter.until} + 1 + days_of_lag) * seconds_a_day} : std::nullopt;
  const auto book = std::make_shared<DnsBook>(stored_dns(store, end));
  known.host = [book](const IpAddress& address) { return host_of(*book, address); };
  known.spf = [book](const std::string& domain) -> std::optional<SpfTree> {
    auto tree = spf_tree(*book, domain);
    if (tree.own().outcome != SpfOutcome::sound) return std::nullopt;
    return tree;
  };
  const auto walks = std::make_shared<Walks>(store, filter, book);
  known.organization = [walks](const std::string& domain) { return walks->organization(domain); };
  return known;
}

}  // namespace ruascope
