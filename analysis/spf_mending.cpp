// SPDX-License-Identifier: MIT
// SPF records as they are to be published.
#include "analysis/alignment.hpp"
#include "analysis/check_rules.hpp"
#include "ingest/model/text.hpp"

#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The terms of the domain's own record that fail or find nothing, as they came.
std::set<std::string> failing_terms(const SpfTree& spf) {
  std::set<std::string> terms;
  for (const auto& [node, term] : spf.voids)
    if (node == 0) terms.insert(term);
  for (std::size_t at = 1; at < spf.nodes.size(); ++at) {
    const auto& node = spf.nodes[at];
    const bool fails = node.outcome != SpfOutcome::sound && node.outcome != SpfOutcome::not_known;
    if (node.parent == 0 && fails) terms.insert(node.term);
    // What leads back to the record is its own doing, however long the way.
    if (node.outcome != SpfOutcome::circle || node.domain != spf.own().domain) continue;
    auto top = at;
    while (spf.nodes[top].parent != 0) top = spf.nodes[top].parent;
    terms.insert(spf.nodes[top].term);
  }
  return terms;
}

// Of the record's own terms those of hosts in its organization, and of theirs alone: others may move theirs
// at any time. By their place, with the addresses as terms.
std::map<std::size_t, std::string> own_hosts(const SpfTree& spf) {
  const auto ours = organizational_domain(spf.own().domain);
  std::map<std::size_t, std::string> terms;
  std::set<std::size_t> foreign;
  std::set<std::string> seen;
  for (const auto& one : spf.networks) {
    if (one.node != 0 || one.host.empty()) continue;
    if (organizational_domain(one.host) != ours) foreign.insert(one.term);
    const auto text = fmt::format(" ip{}:{}", one.network.first.is_v4() ? 4 : 6, one.network.text());
    auto& term = terms[one.term];
    if (seen.insert(text).second) term += text;
  }
  for (const auto term : foreign) terms.erase(term);
  return terms;
}

// A term as it is written often and wrongly, put right: "ip4=", "ipv4:", "include=".
std::string as_meant(std::string_view word) {
  constexpr std::pair<std::string_view, std::string_view> slips[] = {
      {"ip4=", "ip4:"},  {"ipv4:", "ip4:"}, {"ipv4=", "ip4:"},        {"ip6=", "ip6:"}, {"ipv6:", "ip6:"},
      {"ipv6=", "ip6:"}, {"ip:", "ip4:"},   {"include=", "include:"}, {"a=", "a:"},     {"mx=", "mx:"},
  };
  for (const auto& [wrong, right] : slips)
    if (is_same_ignoring_case(word.substr(0, wrong.size()), wrong))
      return std::string{right}.append(word.substr(wrong.size()));
  return std::string{word};
}

}  // namespace

std::string mended_spf(const SpfTree& spf) {
  const auto& own = spf.own();
  const auto failing = failing_terms(spf);
  std::string text = "v=spf1", redirect;
  std::set<std::string> seen;
  bool is_strict = false, is_soft = false;
  for (const auto& one : own.records)
    for (const auto word : spf_words(one)) {
      const auto alone = parse_spf("v=spf1 " + as_meant(word));
      const bool is_understood = alone.faults.empty() && alone.ignored.empty();
      // Whom it meant is not known: their mail is not to be refused for that.
      if (!is_understood || failing.contains(std::string{word})) {
        is_soft = true;
      } else if (!alone.redirect.empty()) {
        redirect = alone.redirect;
      } else if (!alone.terms.empty()) {
        const auto& term = alone.terms.front();
        if (term.is_all())
          (term.qualifier == '-' ? is_strict : is_soft) = true;
        else if (seen.insert(term.text).second)
          text += " " + term.text;
      }
    }
  // Who would publish what is left would say that nobody sends.
  if (seen.empty() && redirect.empty()) return own.records.front();
  // Of several records one with an "all" makes a redirect void.
  const bool has_redirect = !own.record.redirect.empty() && !redirect.empty();
  if (has_redirect) return fmt::format("{} redirect={}", text, redirect);
  if (!redirect.empty() && own.records.size() > 1) text += " include:" + redirect;
  // Of several the softest: what one of them let through is not refused now.
  return fmt::format("{} {}all", text, is_strict && !is_soft ? '-' : '~');
}

std::string flattened_spf(const SpfTree& spf) {
  const auto& own = spf.own();
  // Some hosts of an mx with very many are not known, nor is what was not followed.
  if (!spf.is_known || spf.is_cut || !spf.many_hosts.empty()) return {};
  const auto hosts = own_hosts(spf);
  if (hosts.empty() || spf.lookups - static_cast<int>(hosts.size()) > most_spf_lookups) return {};
  std::string text = "v=spf1";
  for (std::size_t at = 0; at < own.record.terms.size(); ++at) {
    const auto& term = own.record.terms[at];
    const auto host = hosts.find(at);
    if (host != hosts.end() && term.qualifier != '+') return {};
    text += host != hosts.end() ? host->second : " " + term.text;
  }
  if (!own.record.redirect.empty()) text += " redirect=" + own.record.redirect;
  return text;
}

}  // namespace ruascope
