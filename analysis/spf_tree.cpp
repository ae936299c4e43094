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

// Where evaluation goes on: places in the list of networks that are not known yet, by number.
constexpr std::size_t at_end = 0;

// What a match in a record comes to for the domain.
struct Outcomes {
  std::size_t pass = SpfNetwork::lets_pass, no_pass = at_end;
};

class Walk {
 public:
  Walk(DnsBook& book, std::string_view domain, std::optional<std::string> record = {})
      : book_(book), record_(std::move(record)) {
    visit(std::string{domain}, "", 0, {});
    places_[at_end] = tree_.networks.size();
    for (auto& one : tree_.networks)
      if (one.next != SpfNetwork::lets_pass) one.next = places_[one.next];
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

  void visit(const std::string& domain, const std::string& term, std::size_t parent, Outcomes outcomes) {
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
    if (node(at).outcome == SpfOutcome::sound || node(at).outcome == SpfOutcome::invalid)
      follow(at, outcomes);
    if (at != 0) node(parent).lookups += node(at).lookups;
  }

  void read(std::size_t at) {
    auto& here = node(at);
    bool is_void = false;
    if (at == 0 && record_) {
      here.records = {*record_};
    } else {
      const auto* known = find(here.domain, DnsType::txt);
      here.state = state_of(known);
      if (!here.state.is_answered()) return;
      is_void = known->fact.values.empty();
      for (const auto& value : known->fact.values)
        if (is_spf_record(value)) here.records.push_back(value);
    }
    here.outcome = here.records.empty()      ? SpfOutcome::none
                   : here.records.size() > 1 ? SpfOutcome::several
                                             : SpfOutcome::sound;
    // Nothing there at all is a void look-up beside (RFC 7208 section 4.6.4).
    if (is_void && at != 0) tree_.voids.push_back({here.parent, here.term});
    if (here.outcome != SpfOutcome::sound) return;
    here.record = parse_spf(here.records.front());
    if (!here.record.faults.empty()) here.outcome = SpfOutcome::invalid;
  }

  // By value: the tree grows meanwhile.
  void follow(std::size_t at, Outcomes outcomes) {
    const auto record = node(at).record;
    std::size_t looked_up = 0;
    for (std::size_t term = 0; term < record.terms.size(); ++term) {
      const bool costs_lookup = record.terms[term].costs_lookup();
      if (costs_lookup && ++looked_up > most_terms) {
        tree_.is_cut = true;
        return;
      }
      node(at).lookups += costs_lookup ? 1 : 0;
      const bool is_plus = record.terms[term].qualifier == '+';
      take({record.terms[term], at, term, is_plus ? outcomes.pass : outcomes.no_pass});
    }
    if (record.redirect.empty()) return;
    ++node(at).lookups;
    if (!record.redirect_has_macro) visit(record.redirect, "redirect=" + record.redirect, at, outcomes);
  }

  // A term in its place.
  struct Taken {
    const SpfTerm& term;
    std::size_t node, number, next;
  };

  void add(const Taken& taken, const IpNetwork& network, std::string host = {}) {
    tree_.networks.push_back({network, taken.node, taken.number, std::move(host), taken.next});
  }

  void take(const Taken& taken) {
    const auto& term = taken.term;
    if (term.network) add(taken, *term.network);
    if (term.has_macro) return;
    const auto domain = term.domain.empty() ? node(taken.node).domain : term.domain;
    switch (term.kind) {
      case SpfMechanism::all:
        // That all pass names nobody.
        if (taken.next == SpfNetwork::lets_pass) return;
        add(taken, *IpNetwork::parse("0.0.0.0/0"));
        return add(taken, *IpNetwork::parse("::/0"));
      case SpfMechanism::include: return include(domain, taken);
      case SpfMechanism::a:
        if (take_hosts({domain}, taken) == Found::nothing) tree_.voids.push_back({taken.node, term.text});
        return;
      case SpfMechanism::mx: return take_mx(domain, taken);
      case SpfMechanism::exists: {
        const auto* known = find(domain, DnsType::a);
        if (state_of(known).is_answered() && known->fact.values.empty())
          tree_.voids.push_back({taken.node, term.text});
        return;
      }
      default: return;
    }
  }

  // What it does not let pass goes on behind it.
  void include(const std::string& domain, const Taken& taken) {
    const auto behind = places_.size();
    places_.push_back(0);
    visit(domain, taken.term.text, taken.node, {taken.next, behind});
    places_[behind] = tree_.networks.size();
  }

  void take_mx(const std::string& domain, const Taken& taken) {
    const auto* known = find(domain, DnsType::mx);
    if (!state_of(known).is_answered()) return;
    if (known->fact.values.empty()) return tree_.voids.push_back({taken.node, taken.term.text});
    std::vector<std::string> hosts;
    for (const auto& value : known->fact.values)
      if (auto host = mail_exchange(value).host; host != ".") hosts.push_back(std::move(host));
    if (hosts.size() > most_hosts) {
      tree_.many_hosts.push_back({taken.node, taken.term.text});
      hosts.resize(most_hosts);
    }
    take_hosts(hosts, taken);
  }

  enum class Found { something, nothing, not_known };

  Found take_hosts(const std::vector<std::string>& hosts, const Taken& taken) {
    auto found = Found::nothing;
    for (const auto& host : hosts)
      for (const auto type : {DnsType::a, DnsType::aaaa}) {
        const auto* known = find(host, type);
        if (!state_of(known).is_answered()) {
          if (found == Found::nothing) found = Found::not_known;
          continue;
        }
        const auto bits = type == DnsType::a ? taken.term.v4_bits : taken.term.v6_bits;
        for (const auto& address : known->fact.values) {
          found = Found::something;
          if (const auto network = IpNetwork::parse(fmt::format("{}/{}", address, bits)))
            add(taken, *network, host);
        }
      }
    return found;
  }

  DnsBook& book_;
  std::optional<std::string> record_;  // in place of the domain's own
  SpfTree tree_;
  std::vector<std::size_t> places_{0};
  int questions_ = 0;
};

}  // namespace

SpfTree spf_tree(DnsBook& book, std::string_view domain) { return Walk(book, domain).take(); }

SpfTree spf_tree_of(DnsBook& book, std::string_view domain, const std::string& record) {
  return Walk(book, domain, record).take();
}

bool is_in_order(const SpfTree& tree) {
  return tree.is_known && !tree.is_cut && tree.lookups <= most_spf_lookups &&
         tree.voids.size() <= most_spf_voids && tree.many_hosts.empty() &&
         std::all_of(tree.nodes.begin(), tree.nodes.end(),
                     [](const SpfNode& node) { return node.outcome == SpfOutcome::sound; });
}

const SpfNetwork* network_of(const SpfTree& tree, const IpAddress& address) {
  for (std::size_t at = 0; at < tree.networks.size();) {
    const auto& one = tree.networks[at];
    const bool lets_pass = one.next == SpfNetwork::lets_pass;
    const bool is_match = one.network.contains(address);
    const bool names_nobody = one.network.prefix_bits < (one.network.first.is_v4() ? 8 : 16);
    if (is_match && lets_pass && !names_nobody) return &one;
    at = is_match && !lets_pass ? one.next : at + 1;
  }
  return nullptr;
}

}  // namespace ruascope
