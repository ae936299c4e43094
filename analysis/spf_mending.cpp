// SPDX-License-Identifier: MIT
// SPF records as they are to be published.
#include "analysis/check_rules.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
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

// The addresses that the record's own a and mx terms stand for, as terms.
std::string addresses_of(const SpfTree& spf) {
  std::string text;
  std::set<std::string> seen;
  for (const auto& [network, node] : spf.networks) {
    if (node != 0) continue;
    const auto term = fmt::format(" ip{}:{}", network.first.is_v4() ? 4 : 6, network.text());
    if (seen.insert(term).second) text += term;
  }
  return text;
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
      if (!alone.redirect.empty() && !failing.contains(std::string{word})) redirect = alone.redirect;
      if (alone.terms.size() != 1) continue;
      const auto& term = alone.terms.front();
      if (term.is_all()) {
        (term.qualifier == '-' ? is_strict : is_soft) = true;
      } else if (term.kind != SpfMechanism::ptr && !failing.contains(term.text) &&
                 seen.insert(term.text).second) {
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
  if (std::any_of(own.record.terms.begin(), own.record.terms.end(),
                  [](const SpfTerm& term) { return term.qualifier != '+' && !term.is_all(); }))
    return {};
  int saved = 0;
  std::string rest;
  for (const auto& term : own.record.terms) {
    const bool is_host = (term.kind == SpfMechanism::a || term.kind == SpfMechanism::mx) && !term.has_macro;
    saved += is_host ? 1 : 0;
    if (!is_host && !term.network) rest += " " + term.text;
  }
  if (saved == 0 || !spf.is_known || spf.lookups - saved > most_spf_lookups) return {};
  if (!own.record.redirect.empty()) rest += " redirect=" + own.record.redirect;
  return "v=spf1" + addresses_of(spf) + rest;
}

}  // namespace ruascope
