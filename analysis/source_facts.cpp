// SPDX-License-Identifier: MIT
#include "analysis/source_facts.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

// "lists.club.example", "list-bounces.example": how hosts of mailing lists are named.
bool is_named_as_list(std::string_view host) {
  constexpr std::array<std::string_view, 6> words{"list",     "lists",  "mailman",
                                                  "listserv", "groups", "bounces"};
  const auto label = host.substr(0, host.find('.'));
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return label == word || (label.starts_with(word) && label[word.size()] == '-') ||
           (label.ends_with(word) && label[label.size() - word.size() - 1] == '-');
  });
}

// Distinct values of sorted lists. Most sources have a single list, which is not copied.
template <class T>
class Union {
 public:
  void take(const std::vector<T>& more) {
    if (only_ == nullptr && merged_.empty()) {
      only_ = &more;
      return;
    }
    std::vector<T> merged;
    std::set_union(values().begin(), values().end(), more.begin(), more.end(), std::back_inserter(merged));
    merged_ = std::move(merged);
    only_ = nullptr;
  }
  const std::vector<T>& values() const { return only_ != nullptr ? *only_ : merged_; }
  std::int64_t count() const { return static_cast<std::int64_t>(values().size()); }

 private:
  const std::vector<T>* only_ = nullptr;
  std::vector<T> merged_;
};

// Who saw a source, and when.
struct Sightings {
  Union<std::int64_t> reporters, spf_reporters;
  Union<Day> days;
};

// The first of those who sign beside us; 0 if there is none.
NameNumber foreign_signer(const Evidence& evidence) {
  for (const auto& signature : evidence.signatures)
    if (!signature.is_own && signature.result == DkimResult::pass) return signature.domain;
  return 0;
}

void add(std::int64_t& sum, std::int64_t messages, bool counts = true) {
  if (counts) sum = add_messages(sum, messages);
}

void take_signatures(const Evidence& evidence, std::int64_t messages, Names& names, const OwnDomains& own,
                     SourceFacts& facts) {
  std::set<NameNumber> foreign;
  for (const auto& signature : evidence.signatures) {
    if (signature.result != DkimResult::pass || signature.domain == 0) continue;
    if (signature.is_own)
      add(facts.selectors[{signature.domain, signature.selector}], messages);
    else if (!own.contains(names.organization(signature.domain)))
      foreign.insert(names.organization(signature.domain));
    if (!signature.is_own) facts.foreign_selectors.insert({signature.domain, signature.selector});
  }
  for (const auto organization : foreign) add(facts.dkim_passes[organization], messages);
  const bool is_aligned = evidence.passes() || evidence.spf_relaxed;
  add(facts.second_signed, messages, is_aligned && !foreign.empty());
}

// True if SPF passes for a domain of ours, aligned or not.
bool is_spf_ours(const Evidence& evidence, Names& names, const OwnDomains& own) {
  if (evidence.spf_passes || evidence.spf_relaxed) return true;
  return evidence.has_passing_spf() && evidence.spf_domain != 0 &&
         own.contains(names.organization(evidence.spf_domain));
}

void take_envelope(const Evidence& evidence, std::int64_t messages, Names& names, bool is_ours,
                   SourceFacts& facts) {
  add(facts.own_envelope, messages, evidence.is_spf_own && !evidence.has_passing_spf());
  if (!evidence.has_passing_spf() || is_ours || evidence.is_spf_own || evidence.spf_domain == 0) return;
  add(facts.spf_passes[names.organization(evidence.spf_domain)], messages);
  if (is_named_as_list(names.text(evidence.spf_domain))) facts.list_host = evidence.spf_domain;
}

void take_combination(const Combination& combination, const Evidence& evidence, Names& names,
                      const OwnDomains& own, Sightings& sightings, SourceFacts& facts) {
  const auto messages = messages_of(combination);
  add(facts.messages, messages);
  add(facts.passed, messages, evidence.passes());
  add(facts.dkim_aligned, messages, evidence.dkim_passes);
  add(facts.aligned, messages, evidence.passes() || evidence.spf_relaxed);
  const bool is_spf_own = is_spf_ours(evidence, names, own);
  add(facts.spf_own, messages, is_spf_own);
  add(facts.both_own, messages, is_spf_own && (evidence.dkim_passes || evidence.dkim_relaxed));
  add(facts.own_broken, messages, evidence.has_own_signature(DkimResult::fail) && !evidence.dkim_passes);
  add(facts.declared_forwarded, messages, evidence.is_declared_forwarded || evidence.is_saved_by_arc);
  add(facts.declared_list, messages, evidence.is_declared_list);
  take_signatures(evidence, messages, names, own, facts);
  take_envelope(evidence, messages, names, is_spf_own, facts);
  sightings.reporters.take(combination.reporters);
  if (is_spf_own) sightings.spf_reporters.take(combination.reporters);
  sightings.days.take(combination.days);
  if (facts.header_from == 0) facts.header_from = evidence.header_from;
}

}  // namespace

SourceFacts facts_of(const SourceCombinations& source, std::span<const Evidence* const> evidence,
                     Names& names, const OwnDomains& own, const Thresholds& thresholds) {
  SourceFacts facts;
  facts.address = source.source;
  Sightings sightings;
  for (std::size_t index = 0; index < source.combinations.size(); ++index)
    take_combination(source.combinations[index], *evidence[index], names, own, sightings, facts);
  facts.reporter_count = sightings.reporters.count();
  facts.spf_reporter_count = sightings.spf_reporters.count();
  facts.day_count = sightings.days.count();
  facts.is_steady = is_steady(sightings.days.values(), sightings.reporters.values().size(), thresholds);
  return facts;
}

bool is_steady(const std::vector<Day>& days, std::size_t reporters, const Thresholds& thresholds) {
  const auto number = static_cast<std::int64_t>(days.size());
  if (number < std::min(thresholds.steady_days, thresholds.steady_reported_days)) return false;
  std::int64_t weeks = 0;
  std::optional<Day> week;
  for (const auto day : days) {
    if (week != monday_of(day)) ++weeks;
    week = monday_of(day);
  }
  const bool is_often = number >= thresholds.steady_days && weeks >= thresholds.steady_weeks;
  return is_often || (number >= thresholds.steady_reported_days &&
                      static_cast<std::int64_t>(reporters) >= thresholds.steady_reporters);
}

bool is_share(std::int64_t part, std::int64_t whole, std::int64_t percent) {
  return static_cast<double>(part) * 100 >= static_cast<double>(whole) * static_cast<double>(percent);
}

void Identities::take(const Evidence& evidence, const Combination& combination) {
  for (const auto organization : evidence.foreign) {
    auto& seen = seen_[organization];
    seen.reporters.insert(seen.reporters.end(), combination.reporters.begin(), combination.reporters.end());
    seen.days.insert(seen.days.end(), combination.days.begin(), combination.days.end());
  }
}

void Identities::finish(const Thresholds& thresholds) {
  const auto sort = [](auto& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  };
  for (auto& [organization, seen] : seen_) {
    sort(seen.reporters);
    sort(seen.days);
    seen.is_steady = is_steady(seen.days, seen.reporters.size(), thresholds);
  }
}

const Identities::Seen* Identities::of(NameNumber organization) const {
  const auto found = seen_.find(organization);
  return found == seen_.end() ? nullptr : &found->second;
}

void SelectorHomes::take(const Evidence& evidence, std::int64_t messages, Names& names) {
  for (const auto& signature : evidence.signatures) {
    if (!signature.is_own || signature.result != DkimResult::pass) continue;
    auto& home = homes_[{signature.domain, signature.selector}];
    add(home.messages, messages);
    if (evidence.spf_passes || evidence.spf_relaxed)
      add(home.by_organization[evidence.organization], messages);
    else if (evidence.has_passing_spf() && evidence.spf_domain != 0)
      add(home.by_organization[names.organization(evidence.spf_domain)], messages);
    else if (const auto second = foreign_signer(evidence))
      add(home.by_organization[names.organization(second)], messages);
  }
}

NameNumber SelectorHomes::home_of(const SelectorKey& selector, const Thresholds& thresholds) const {
  const auto found = homes_.find(selector);
  if (found == homes_.end()) return 0;
  const auto& home = found->second;
  const auto most = most_frequent(home.by_organization);
  if (most == 0) return 0;
  return is_share(home.by_organization.at(most), home.messages, thresholds.main_percent) ? most : 0;
}

std::int64_t SelectorHomes::messages_of(const SelectorKey& selector) const {
  const auto found = homes_.find(selector);
  return found == homes_.end() ? 0 : found->second.messages;
}

std::string seen_text(const SourceFacts& facts) {
  return fmt::format("{} on {} at {}", counted(facts.messages, "message"), counted(facts.day_count, "day"),
                     counted(facts.reporter_count, "reporter"));
}

NameNumber most_frequent(const std::map<NameNumber, std::int64_t>& counts) {
  NameNumber most = 0;
  std::int64_t messages = 0;
  for (const auto& [name, count] : counts) {
    if (count <= messages) continue;
    most = name;
    messages = count;
  }
  return most;
}

}  // namespace ruascope
