// SPDX-License-Identifier: MIT
#include "analysis/judge.hpp"

#include "analysis/cause_texts.hpp"
#include "ingest/model/messages.hpp"

#include <algorithm>
#include <set>
#include <span>

#include <fmt/format.h>

namespace ruascope {
namespace {

using EvidenceBook = std::unordered_map<std::int64_t, Evidence>;

// The block that neighbours share: a /24 or a /64.
std::string neighbourhood(const IpAddress& address) {
  constexpr std::size_t v4_bytes = 3;
  constexpr std::size_t v6_bytes = 8;
  return std::string{address.bytes().substr(0, address.is_v4() ? v4_bytes : v6_bytes)};
}

// All sources of one domain, judged together: what a selector, an address or a network does elsewhere counts.
class DomainJudge {
 public:
  DomainJudge(std::span<const SourceCombinations> sources, const EvidenceBook& evidence, Names& names,
              const JudgeInput& input)
      : sources_(sources),
        evidence_(evidence),
        names_(names),
        input_(input),
        modes_(input.published_range(sources.front().domain)),
        context_{names, input.own, input.services, homes_, input.thresholds} {}

  void run(std::vector<Judgement>& judgements) {
    for (const auto& source : sources_) take(source);
    for (auto& facts : facts_) note_broken_elsewhere_sound(facts);
    for (const auto& facts : facts_) {
      senders_.push_back(class_of_sender(facts, context_));
      if (senders_.back()) neighbourhoods_.insert(neighbourhood(facts.address));
    }
    find_unused_names();
    for (std::size_t index = 0; index < sources_.size(); ++index) judgements.push_back(judged(index));
  }

 private:
  void take(const SourceCombinations& source) {
    facts_.push_back(facts_of(source, evidence_, names_, input_.thresholds));
    for (const auto& combination : source.combinations) {
      const auto& evidence = evidence_.at(combination.results);
      const auto messages = messages_of(combination);
      for (const auto& signature : evidence.signatures)
        if (signature.is_own) selectors_.take(signature, messages);
      homes_.take(evidence, messages, names_);
    }
  }

  void note_broken_elsewhere_sound(SourceFacts& facts) const {
    if (facts.own_broken == 0) return;
    const auto& source = sources_[static_cast<std::size_t>(&facts - facts_.data())];
    for (const auto& combination : source.combinations)
      for (const auto& signature : evidence_.at(combination.results).signatures)
        facts.has_broken_elsewhere_sound |= signature.is_own && signature.result == DkimResult::fail &&
                                            selectors_.use_of(signature).passed > 0;
  }

  // Names below the policy domain under which nothing passes and nobody sends for long.
  void find_unused_names() {
    for (std::size_t index = 0; index < facts_.size(); ++index) {
      const bool is_used = facts_[index].is_steady || senders_[index];
      for (const auto& combination : sources_[index].combinations) {
        const auto& evidence = evidence_.at(combination.results);
        if (is_used || evidence.passes()) used_names_.insert(evidence.header_from);
      }
    }
  }

  bool is_one_provider(const Evidence& evidence) const {
    if (!evidence.has_passing_spf() || evidence.is_spf_own || evidence.spf_domain == 0) return false;
    const auto envelope = names_.organization(evidence.spf_domain);
    const auto* service = input_.services.of_domain(names_.text(evidence.spf_domain));
    return std::any_of(
        evidence.signatures.begin(), evidence.signatures.end(), [&](const SignatureEvidence& signature) {
          if (signature.is_own || signature.domain == 0 || signature.result != DkimResult::pass) return false;
          if (names_.organization(signature.domain) == envelope) return true;
          return service != nullptr && service == input_.services.of_domain(names_.text(signature.domain));
        });
  }

  Cause cause_in(const Evidence& evidence, const SourceFacts& facts, bool is_ours, bool is_neighbour) const {
    const auto& lines = input_.thresholds;
    CauseSurroundings around{selectors_, modes_};
    around.is_known_address = is_ours;
    around.is_steady = facts.is_steady;
    around.is_stable = static_cast<std::int64_t>(facts.days.size()) >= lines.stable_days ||
                       facts.reporter_count() >= lines.stable_reporters;
    around.is_neighbour = is_neighbour;
    around.is_unused_name = names_.text(evidence.header_from) != sources_.front().domain &&
                            !used_names_.contains(evidence.header_from);
    around.is_one_provider = is_one_provider(evidence);
    return cause_of(evidence, around);
  }

  Judgement judged(std::size_t index) {
    const auto& source = sources_[index];
    const auto& facts = facts_[index];
    const auto& sender = senders_[index];
    const bool is_neighbour = !sender && neighbourhoods_.contains(neighbourhood(facts.address));
    const bool is_ours = facts.spf_own > 0 || (sender && sender->source_class == SourceClass::own);
    const auto classified = sender ? *sender : class_of_other(facts, is_neighbour, context_);
    Judgement result{source.domain, source.source, classified.source_class, classified.confidence,
                     sender_of(facts, classified.source_class)};
    result.evidence = classified.evidence;
    result.messages = facts.messages;
    result.failed = facts.messages - facts.passed;
    result.is_steady = facts.is_steady;
    result.is_ignored = input_.own.ignored(facts.address) != nullptr;
    for (const auto& combination : source.combinations)
      result.combination_causes.push_back(
          cause_in(evidence_.at(combination.results), facts, is_ours, is_neighbour));
    sum_causes(source, result);
    for (auto& share : result.causes) describe(source, result, share);
    const auto main = std::find_if(result.causes.begin(), result.causes.end(),
                                   [&](const CauseShare& share) { return share.cause == result.cause; });
    result.evidence.insert(result.evidence.begin(), main->meaning);
    result.advice.push_back(main->advice);
    return result;
  }

  void sum_causes(const SourceCombinations& source, Judgement& result) const {
    std::map<Cause, std::int64_t> sums;
    std::map<Cause, std::int64_t> failing;
    bool has_derived = false;
    for (std::size_t index = 0; index < source.combinations.size(); ++index) {
      const auto& combination = source.combinations[index];
      const auto& evidence = evidence_.at(combination.results);
      auto& sum = sums[result.combination_causes[index]];
      sum = add_messages(sum, messages_of(combination));
      if (!evidence.passes()) failing[result.combination_causes[index]] += messages_of(combination);
      has_derived |= evidence.is_derived;
    }
    for (const auto& [cause, messages] : sums) result.causes.push_back({cause, messages});
    std::stable_sort(
        result.causes.begin(), result.causes.end(),
        [](const CauseShare& one, const CauseShare& other) { return one.messages > other.messages; });
    const auto most = [](const auto& of) {
      return std::max_element(of.begin(), of.end(),
                              [](const auto& one, const auto& other) { return one.second < other.second; })
          ->first;
    };
    result.cause = most(failing.empty() ? sums : failing);
    if (has_derived) result.evidence.emplace_back("some verdicts are derived: the reporter gave none");
  }

  // The texts of a cause, with the names of the combination that has most of its messages.
  void describe(const SourceCombinations& source, const Judgement& judgement, CauseShare& share) {
    std::size_t chosen = 0;
    std::int64_t most = -1;
    for (std::size_t index = 0; index < source.combinations.size(); ++index) {
      const auto messages = messages_of(source.combinations[index]);
      if (judgement.combination_causes[index] != share.cause) continue;
      const auto last = source.combinations[index].days.back();
      share.last_day = most < 0 ? last : std::max(share.last_day, last);
      if (messages <= most) continue;
      chosen = index;
      most = messages;
    }
    const auto& evidence = evidence_.at(source.combinations[chosen].results);
    CauseNames texts{source.domain, names_.text(evidence.header_from), source.source.text(),
                     judgement.sender};
    if (const auto* signature = signature_of(evidence, share.cause)) {
      texts.signer = names_.text(signature->domain);
      texts.selector = names_.text(signature->selector);
    }
    texts.envelope = names_.text(evidence.spf_domain != 0 ? evidence.spf_domain : evidence.envelope);
    if (const auto* service = service_named(judgement.sender)) texts.setting = service->setting;
    share.meaning = meaning_of(share.cause, texts);
    share.advice = advice_for(share.cause, texts);
  }

  // The signature that a cause is about: our own where one is there, else the one that passes.
  static const SignatureEvidence* signature_of(const Evidence& evidence, Cause cause) {
    const SignatureEvidence* found = nullptr;
    const bool about_foreign = cause == Cause::esp_signs_own_domain || cause == Cause::unconfigured_service ||
                               cause == Cause::suspect_service_abuse;
    for (const auto& signature : evidence.signatures) {
      if (signature.domain == 0) continue;
      if (found == nullptr || (signature.is_own != about_foreign && found->is_own == about_foreign))
        found = &signature;
    }
    return found;
  }

  const Service* service_named(const std::string& name) const {
    const auto& all = input_.services.all();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Service& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
  }

  // From identities that were authenticated alone: a wrong name is worse than none.
  std::string sender_of(const SourceFacts& facts, SourceClass source_class) {
    const auto* entry = input_.own.entry_of(facts.address);
    if (entry != nullptr && !entry->note.empty()) return entry->note;
    if (source_class == SourceClass::own) return names_.text(names_.organization(facts.header_from.front()));
    if (const auto* service = service_of(facts, context_)) return service->name;
    const auto most = most_frequent(facts.spf_passes.empty() ? facts.dkim_passes : facts.spf_passes);
    // A forwarder hands on the signatures of others.
    const bool is_named = !facts.spf_passes.empty() || source_class == SourceClass::third_party;
    return is_named ? names_.text(most) : std::string{};
  }

  std::span<const SourceCombinations> sources_;
  const EvidenceBook& evidence_;
  Names& names_;
  const JudgeInput& input_;
  PublishedRange modes_;
  SelectorBook selectors_;
  SelectorHomes homes_;
  ClassContext context_;
  std::vector<SourceFacts> facts_;
  std::vector<std::optional<Classified>> senders_;
  std::set<std::string> neighbourhoods_;
  std::set<NameNumber> used_names_;
};

}  // namespace

std::vector<Judgement> judge(const std::vector<SourceCombinations>& sources, const JudgeInput& input) {
  Names names;
  EvidenceBook evidence;
  for (const auto& source : sources)
    for (const auto& combination : source.combinations)
      if (!evidence.contains(combination.results))
        evidence.emplace(combination.results, evidence_of(input.result_set(combination.results), names));
  std::vector<Judgement> judgements;
  for (std::size_t first = 0; first < sources.size();) {
    auto end = first;
    while (end < sources.size() && sources[end].domain == sources[first].domain) ++end;
    DomainJudge(std::span{sources}.subspan(first, end - first), evidence, names, input).run(judgements);
    first = end;
  }
  return judgements;
}

}  // namespace ruascope
