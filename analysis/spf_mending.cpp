// SPDX-License-Identifier: MIT
// SPF records as they are to be published.
#include "analysis/spf_mending.hpp"

#include "analysis/alignment.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The node that a term of the domain's own record asks for, and by which this one is reached.
std::size_t top_of(const SpfTree& spf, std::size_t node) {
  while (spf.nodes[node].parent != 0) node = spf.nodes[node].parent;
  return node;
}

bool names_addresses(const SpfTree& spf, std::size_t top) {
  return std::any_of(spf.networks.begin(), spf.networks.end(), [&](const SpfNetwork& one) {
    return one.node != 0 && one.network.prefix_bits > 0 && top_of(spf, one.node) == top;
  });
}

// The terms of the domain's own record that fail or find nothing, as they came.
std::set<std::string> failing_terms(const SpfTree& spf) {
  std::set<std::string> terms;
  for (const auto& [node, term] : spf.voids)
    if (node == 0) terms.insert(term);
  for (std::size_t at = 1; at < spf.nodes.size(); ++at) {
    const auto& node = spf.nodes[at];
    const bool fails = node.outcome != SpfOutcome::sound && node.outcome != SpfOutcome::not_known;
    if (node.parent == 0 && fails) terms.insert(node.term);
    // What leads back to the record is its own doing, however long the way; but what stands before that
    // counts.
    if (node.outcome != SpfOutcome::circle || node.domain != spf.own().domain) continue;
    if (const auto top = top_of(spf, at); !names_addresses(spf, top)) terms.insert(spf.nodes[top].term);
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

// A new record, made word by word.
class Mending {
 public:
  // `takes_meant`: what is not in force today, as it is misspelt or stands behind "all", is taken as meant,
  // though it costs look-ups.
  Mending(const SpfTree& spf, bool takes_meant)
      : failing_(failing_terms(spf)), own_(spf.own()), takes_all_(takes_meant || own_.records.size() > 1) {
    for (const auto& term : own_.record.terms) in_force_.insert(term.text);
    for (const auto& record : own_.records)
      for (const auto word : spf_words(record)) take(word);
  }

  // Empty where nothing would be left: who would publish that would say that nobody sends.
  std::string text() const {
    if (seen_.empty() && redirects_.empty()) return {};
    std::string text = "v=spf1" + terms_;
    if (own_.records.size() == 1 && !own_.record.redirect.empty() && !redirects_.empty())
      return fmt::format("{} redirect={}", text, redirects_.front());
    // One with an "all" makes a redirect void.
    for (const auto& redirect : redirects_) text += " include:" + redirect;
    // Of several the softest: what one of them let through is not refused now.
    return fmt::format("{} {}all", text, is_strict_ && !is_soft_ ? '-' : '~');
  }

 private:
  void take(std::string_view word) {
    const auto meant = as_meant(word);
    const auto alone = parse_spf("v=spf1 " + meant);
    const bool is_redirect = !alone.redirect.empty();
    const bool is_understood = alone.faults.empty() && alone.ignored.empty();
    if (is_understood && !is_redirect && alone.terms.empty()) return;  // a modifier
    const bool fails = failing_.contains(is_redirect ? "redirect=" + alone.redirect : std::string{word});
    // Whom it meant is not known: their mail is not to be refused for that.
    if (!is_understood || fails || (!takes_all_ && is_new_lookup(word, alone))) {
      is_soft_ = true;
    } else if (is_redirect) {
      redirects_.push_back(meant.substr(meant.find('=') + 1));
    } else if (const auto& term = alone.terms.front(); term.is_all()) {
      (term.qualifier == '-' ? is_strict_ : is_soft_) = true;
    } else if (seen_.insert(term.text).second) {
      terms_ += " " + term.text;
    }
  }

  bool is_new_lookup(std::string_view word, const SpfRecord& alone) const {
    if (!alone.redirect.empty()) return own_.record.redirect.empty();
    return alone.terms.front().costs_lookup() && !in_force_.contains(std::string{word});
  }

  std::set<std::string> failing_;
  const SpfNode& own_;
  bool takes_all_;
  std::set<std::string> in_force_, seen_;
  std::string terms_;
  std::vector<std::string> redirects_;
  bool is_strict_ = false, is_soft_ = false;
};

std::string flattened(const SpfTree& spf) {
  const auto& own = spf.own();
  // Some hosts of an mx with very many are not known, nor is what was not followed, nor whom a fault means.
  if (!spf.is_known || spf.is_cut || !spf.many_hosts.empty()) return {};
  if (!own.record.faults.empty() || !own.record.ignored.empty()) return {};
  const auto hosts = own_hosts(spf);
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

}  // namespace

SpfMending mend_spf(DnsBook& book, const SpfTree& spf) {
  const auto& own = spf.own();
  const auto if_in_order = [&](std::string text) {
    const bool is_new = !text.empty() && (own.records.size() > 1 || text != own.records.front());
    return is_new && is_in_order(spf_tree_of(book, own.domain, text)) ? text : std::string{};
  };
  SpfMending mending;
  if (own.records.empty()) return mending;
  mending.mended = if_in_order(Mending(spf, true).text());
  if (mending.mended.empty()) mending.mended = if_in_order(Mending(spf, false).text());
  if (spf.lookups > most_spf_lookups) mending.flattened = if_in_order(flattened(spf));
  return mending;
}

}  // namespace ruascope
