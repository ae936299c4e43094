// SPDX-License-Identifier: MIT
#include "analysis/spf_tree.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_nodes = 100;  // a stranger's record must not make us ask for ever
constexpr std::size_t most_hosts = 10;   // of an mx (RFC 7208 section 4.6.4)
constexpr std::size_t most_terms = 200;  // of one record that are looked up
constexpr int most_questions = 1000;     // of all of them

class Walk {
 public:
  Walk(DnsBook& book, std::string_view domain) : book_(book) {
    visit(std::string{domain}, "", 0, true);
    tree_.lookups = tree_.nodes.front().lookups;
  }
  SpfTree take() { return std::move(tree_); }

 private:
  SpfNode& node(std::size_t at) { return tree_.nodes[at]; }

  const KnownDns* find(const std::string& name, DnsType type) {
    if (++questions_ > most_questions) {
      tree_.is_cut = true;
      tree_.is_known = false;
      return nullptr;
    }
    const auto* known = book_.find({name, type});
    if (known == nullptr || !is_answer(known->fact.status)) tree_.is_known = false;
    return known;
  }

  bool is_in_circle(std::size_t at) {
    for (auto above = at; above != 0;) {
      above = node(above).parent;
      if (node(above).domain == node(at).domain) return true;
    }
    return false;
  }

  // `passes`: what the record lets pass passes for the domain.
  void visit(const std::string& domain, const std::string& term, std::size_t parent, bool passes) {
    if (tree_.nodes.size() == most_nodes) {
      tree_.is_cut = true;
      return;
    }
    const auto at = tree_.nodes.size();
    tree_.nodes.push_back({domain, term, parent, {}, {}, {}, SpfOutcome::not_known, 0});
    if (at != 0 && is_in_circle(at)) {
      node(at).outcome = SpfOutcome::circle;
      return;
    }
    read(at);
    if (node(at).outcome == SpfOutcome::sound || node(at).outcome == SpfOutcome::invalid) follow(at, passes);
    if (at != 0) node(parent).lookups += node(at).lookups;
  }

  void read(std::size_t at) {
    auto& here = node(at);
    const auto* known = find(here.domain, DnsType::txt);
    here.state = state_of(known);
    if (!here.state.is_answered()) return;
    for (const auto& value : known->fact.values)
      if (is_spf_record(value)) here.records.push_back(value);
    here.outcome = here.records.empty()      ? SpfOutcome::none
                   : here.records.size() > 1 ? SpfOutcome::several
                                             : SpfOutcome::sound;
    // Nothing there at all is a void look-up beside (RFC 7208 section 4.6.4).
    if (known->fact.values.empty() && at != 0) tree_.voids.push_back({here.parent, here.term});
    if (here.outcome != SpfOutcome::sound) return;
    here.record = parse_spf(here.records.front());
    if (!here.record.faults.empty()) here.outcome = SpfOutcome::invalid;
  }

  // By value: the tree grows meanwhile.
  void follow(std::size_t at, bool passes) {
    const auto record = node(at).record;
    std::size_t terms = 0;
    for (const auto& term : record.terms) {
      if (term.costs_lookup() && ++terms > most_terms) {
        tree_.is_cut = true;
        return;
      }
      node(at).lookups += term.costs_lookup() ? 1 : 0;
      take(term, at, passes && term.qualifier == '+');
    }
    if (record.redirect.empty()) return;
    ++node(at).lookups;
    if (!record.redirect_has_macro) visit(record.redirect, "redirect=" + record.redirect, at, passes);
  }

  void take(const SpfTerm& term, std::size_t at, bool passes) {
    if (term.network && passes) tree_.networks.push_back({*term.network, at});
    if (term.has_macro) return;
    const auto domain = term.domain.empty() ? node(at).domain : term.domain;
    switch (term.kind) {
      case SpfMechanism::include: return visit(domain, term.text, at, passes);
      case SpfMechanism::a:
        if (take_hosts({domain}, term, at, passes) == Found::nothing) tree_.voids.push_back({at, term.text});
        return;
      case SpfMechanism::mx: return take_mx(domain, term, at, passes);
      case SpfMechanism::exists: {
        const auto* known = find(domain, DnsType::a);
        if (state_of(known).is_answered() && known->fact.values.empty())
          tree_.voids.push_back({at, term.text});
        return;
      }
      default: return;
    }
  }

  void take_mx(const std::string& domain, const SpfTerm& term, std::size_t at, bool passes) {
    const auto* known = find(domain, DnsType::mx);
    if (!state_of(known).is_answered()) return;
    if (known->fact.values.empty()) return tree_.voids.push_back({at, term.text});
    std::vector<std::string> hosts;
    for (const auto& value : known->fact.values)
      if (auto host = mail_exchange(value).host; host != ".") hosts.push_back(std::move(host));
    if (hosts.size() > most_hosts) {
      tree_.many_hosts.push_back({at, term.text});
      hosts.resize(most_hosts);
    }
    take_hosts(hosts, term, at, passes);
  }

  enum class Found { something, nothing, not_known };

  Found take_hosts(const std::vector<std::string>& hosts, const SpfTerm& term, std::size_t at, bool passes) {
    auto found = Found::nothing;
    for (const auto& host : hosts)
      for (const auto type : {DnsType::a, DnsType::aaaa}) {
        const auto* known = find(host, type);
        if (!state_of(known).is_answered()) {
          if (found == Found::nothing) found = Found::not_known;
          continue;
        }
        const auto bits = type == DnsType::a ? term.v4_bits : term.v6_bits;
        for (const auto& address : known->fact.values) {
          found = Found::something;
          if (const auto network = IpNetwork::parse(fmt::format("{}/{}", address, bits)); network && passes)
            tree_.networks.push_back({*network, at});
        }
      }
    return found;
  }

  DnsBook& book_;
  SpfTree tree_;
  int questions_ = 0;
};

}  // namespace

SpfTree spf_tree(DnsBook& book, std::string_view domain) { return Walk(book, domain).take(); }

const SpfNetwork* network_of(const SpfTree& tree, const IpAddress& address) {
  const auto found = std::find_if(tree.networks.begin(), tree.networks.end(),
                                  [&](const SpfNetwork& one) { return one.network.contains(address); });
  return found == tree.networks.end() ? nullptr : &*found;
}

}  // namespace ruascope
