// SPDX-License-Identifier: MIT
#include "analysis/judge.hpp"

#include "analysis/alignment.hpp"
#include "analysis/cause_describer.hpp"
#include "analysis/known_addresses.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/messages.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The block that neighbours share: a /24 or a /64.
std::string neighbourhood(const IpAddress& address) {
  constexpr std::size_t v4_bytes = 3;
  constexpr std::size_t v6_bytes = 8;
  return std::string{address.bytes().substr(0, address.is_v4() ? v4_bytes : v6_bytes)};
}

// What neighbours have in common: the block, the domain of a confirmed name, and a network together with a
// selector or an envelope.
std::vector<std::string> neighbourhoods_of(const SourceFacts& facts) {
  std::vector<std::string> keys{neighbourhood(facts.address)};
  const auto& network = facts.known.network;
  if (const auto host = facts.known.confirmed_name(); !host.empty())
    keys.push_back("host " + organizational_domain(host));
  if (!network || network->asn == 0) return keys;
  for (const auto& [selector, messages] : facts.selectors)
    keys.push_back(
        fmt::format("network {} selector {} {}", network->asn, selector.domain, selector.selector));
  for (const auto& [envelope, messages] : facts.spf_passes)
    keys.push_back(fmt::format("network {} envelope {}", network->asn, envelope));
  return keys;
}

// All sources of one domain, judged together: what a selector, an address or a network does elsewhere counts.
class DomainJudge {
 public:
  // `evidence` has that of all combinations, source by source.
  DomainJudge(std::span<const SourceCombinations> sources, std::span<const Evidence* const> evidence,
              std::span<const KnownAddress> known, const PublishedRange& modes, Names& names,
              const OwnDomains& own, const JudgeInput& input)
      : sources_(sources),
        known_(known),
        names_(names),
        own_(own),
        input_(input),
        modes_(modes),
        context_{names, input.own, input.services, homes_, identities_, input.thresholds, input.explains} {
    for (const auto& source : sources) {
      evidence_.push_back(evidence.first(source.combinations.size()));
      evidence = evidence.subspan(source.combinations.size());
    }
  }

  void run(std::vector<Judgement>& judgements) {
    facts_.reserve(sources_.size());
    senders_.reserve(sources_.size());
    for (std::size_t index = 0; index < sources_.size(); ++index) take(index);
    identities_.finish(input_.thresholds);
    for (std::size_t index = 0; index < sources_.size(); ++index) {
      note_broken_elsewhere_sound(index);
      senders_.push_back(class_of_sender(facts_[index], context_));
      if (!senders_.back()) continue;
      for (auto& key : neighbourhoods_of(facts_[index])) neighbourhoods_.insert(std::move(key));
    }
    find_unused_names();
    for (std::size_t index = 0; index < sources_.size(); ++index) judgements.push_back(judged(index));
  }

 private:
  void take(std::size_t index) {
    facts_.push_back(facts_of(sources_[index], evidence_[index], names_, own_, input_.thresholds));
    if (!known_.empty()) facts_.back().known = known_[index];
    for (std::size_t at = 0; at < evidence_[index].size(); ++at) {
      const auto& evidence = *evidence_[index][at];
      identities_.take(evidence, sources_[index].combinations[at]);
      if (evidence.signatures.empty()) continue;
      const auto messages = messages_of(sources_[index].combinations[at]);
      for (const auto& signature : evidence.signatures)
        if (signature.is_own) selectors_.take(signature, messages);
      homes_.take(evidence, messages, names_);
    }
  }

  void note_broken_elsewhere_sound(std::size_t index) {
    auto& facts = facts_[index];
    if (facts.own_broken == 0) return;
    for (const auto* evidence : evidence_[index])
      for (const auto& signature : evidence->signatures)
        facts.has_broken_elsewhere_sound |= signature.is_own && signature.result == DkimResult::fail &&
                                            selectors_.use_of(signature).passed > 0;
  }

  // Names below the policy domain under which nothing passes and nobody sends for long.
  void find_unused_names() {
    for (std::size_t index = 0; index < facts_.size(); ++index) {
      const bool is_used = facts_[index].is_steady || senders_[index];
      if (!is_used && facts_[index].passed == 0) continue;
      for (const auto* evidence : evidence_[index])
        if (is_used || evidence->passes()) used_names_.insert(evidence->header_from);
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
    around.is_one_provider = is_one_provider(evidence);
    if (around.is_one_provider) {  // whatever its address
      const auto* provider = identities_.of(names_.organization(evidence.spf_domain));
      around.is_stable = static_cast<std::int64_t>(provider->days.size()) >= lines.stable_days ||
                         static_cast<std::int64_t>(provider->reporters.size()) >= lines.stable_reporters;
    }
    around.is_neighbour = is_neighbour;
    const auto& from = names_.text(evidence.header_from);
    const auto& domain = sources_.front().domain;
    around.is_unused_name =
        from != domain && is_same_or_below(from, domain) && !used_names_.contains(evidence.header_from);
    return cause_of(evidence, around);
  }

  bool is_near_sender(const SourceFacts& facts) const {
    const auto keys = neighbourhoods_of(facts);
    return std::any_of(keys.begin(), keys.end(),
                       [&](const std::string& key) { return neighbourhoods_.contains(key); });
  }

  Judgement judged(std::size_t index) {
    const auto& source = sources_[index];
    const auto& facts = facts_[index];
    auto& sender = senders_[index];
    const bool is_neighbour = !sender && is_near_sender(facts);
    const auto& lines = input_.thresholds;
    const bool passes_often = facts.spf_reporter_count >= lines.steady_reporters ||
                              is_share(facts.spf_own, facts.messages, lines.main_percent);
    const bool is_ours =
        sender ? sender->source_class == SourceClass::own : facts.spf_own > 0 && passes_often;
    const bool is_sender = sender.has_value();
    auto classified = sender ? std::move(*sender) : class_of_other(facts, is_neighbour, context_);
    Judgement result{source.domain, source.source, classified.source_class, classified.confidence,
                     sender_of(facts, classified.source_class)};
    result.evidence = std::move(classified.evidence);
    result.messages = facts.messages;
    result.failed = facts.messages - facts.passed;
    result.is_steady = facts.is_steady;
    result.is_ignored = input_.own.ignored(facts.address) != nullptr;
    result.host = facts.known.host;
    result.network = facts.known.network;
    causes_.clear();
    for (const auto* evidence : evidence_[index])
      causes_.push_back(cause_in(*evidence, facts, is_ours, is_neighbour || is_sender));
    sum_causes(index, result);
    if (input_.keeps_causes) result.combination_causes = causes_;
    if (input_.explains) explain(index, result);
    return result;
  }

  void explain(std::size_t index, Judgement& result) {
    const CauseDescriber describer(sources_[index], evidence_[index], names_, selectors_, input_.services);
    for (auto& share : result.causes) describer.describe(result, share);
    const auto main = std::find_if(result.causes.begin(), result.causes.end(),
                                   [&](const CauseShare& share) { return share.cause == result.cause; });
    result.evidence.insert(result.evidence.begin(), main->meaning);
    result.advice.push_back(main->advice);
    const bool has_derived = std::any_of(evidence_[index].begin(), evidence_[index].end(),
                                         [](const Evidence* evidence) { return evidence->is_derived; });
    if (has_derived) result.evidence.emplace_back("some verdicts are derived: the reporter gave none");
  }

  void sum_causes(std::size_t index, Judgement& result) const {
    std::array<std::int64_t, names<Cause>.size()> failing{};
    bool has_failing = false;
    const auto add = [&](Cause cause, std::int64_t messages) {
      auto& shares = result.causes;
      const auto place = std::find_if(shares.begin(), shares.end(),
                                      [&](const CauseShare& share) { return share.cause == cause; });
      if (place == shares.end())
        shares.push_back({cause, messages});
      else
        place->messages = add_messages(place->messages, messages);
    };
    for (std::size_t at = 0; at < evidence_[index].size(); ++at) {
      const auto cause = causes_[at];
      const auto messages = messages_of(sources_[index].combinations[at]);
      add(cause, messages);
      if (evidence_[index][at]->passes()) continue;
      auto& sum = failing[static_cast<std::size_t>(cause)];
      sum = add_messages(sum, messages);
      has_failing = true;
    }
    std::sort(result.causes.begin(), result.causes.end(), [](const CauseShare& one, const CauseShare& other) {
      return std::tie(other.messages, one.cause) < std::tie(one.messages, other.cause);
    });
    const auto most = std::max_element(failing.begin(), failing.end());  // the first of equals
    result.cause = has_failing ? static_cast<Cause>(most - failing.begin()) : result.causes.front().cause;
  }

  // From identities that were authenticated, then from what holds the address: a wrong name is worse than
  // none.
  std::string sender_of(const SourceFacts& facts, SourceClass source_class) {
    const auto* entry = input_.own.entry_of(facts.address);
    if (entry != nullptr && !entry->note.empty()) return entry->note;
    if (source_class == SourceClass::own) return names_.text(names_.organization(facts.header_from));
    const auto envelope = most_frequent(facts.spf_passes);
    const auto signer = most_frequent(facts.dkim_passes);
    // A forwarder hands on the signatures of others; what SPF lets send for the domain is none.
    const bool signs = source_class == SourceClass::third_party || facts.spf_own > 0;
    for (const auto organization : {envelope, signs ? signer : 0}) {
      if (organization == 0) continue;
      const auto* service = input_.services.of_domain(names_.text(organization));
      if (service != nullptr) return service->name;
    }
    const auto& authenticated = names_.text(envelope != 0 ? envelope : signs ? signer : 0);
    // Strangers who share a hoster are no sender.
    if (!authenticated.empty() || source_class == SourceClass::abuse) return authenticated;
    return holder_of(facts.known);
  }

  // Whose address it is by its confirmed name, else by its network.
  std::string holder_of(const KnownAddress& known) const {
    if (const auto host = known.confirmed_name(); !host.empty()) {
      const auto* service = input_.services.of_domain(host);
      return service != nullptr ? service->name : organizational_domain(host);
    }
    return known.network ? known.network->holder : std::string{};
  }

  std::span<const SourceCombinations> sources_;
  std::span<const KnownAddress> known_;  // of each source; empty where nothing is known of any
  std::vector<std::span<const Evidence* const>> evidence_;  // of each source
  Names& names_;
  const OwnDomains& own_;
  const JudgeInput& input_;
  PublishedRange modes_;
  SelectorBook selectors_;
  SelectorHomes homes_;
  Identities identities_;
  ClassContext context_;
  std::vector<SourceFacts> facts_;
  std::vector<std::optional<Classified>> senders_;
  std::set<std::string> neighbourhoods_;
  std::set<NameNumber> used_names_;
  std::vector<Cause> causes_;  // of the combinations of the source that is being judged
};

}  // namespace

struct Judging::Work {
  const std::vector<SourceCombinations>& sources;
  JudgeInput input;
  Names names;
  std::unordered_map<std::int64_t, Evidence> book;  // each distinct result set once
  std::vector<const Evidence*> evidence;            // of all combinations
  std::vector<PublishedRange> modes;                // of each domain, in the order of the sources
  OwnDomains own;
  std::vector<KnownAddress> known;  // of each source, or empty
};

Judging::Judging(const std::vector<SourceCombinations>& sources, const JudgeInput& input)
    : work_(new Work{sources, input, {}, {}, {}, {}, {}, {}}) {
  auto& [all, asked, names, book, evidence, modes, own, known] = *work_;
  const std::string* last = nullptr;
  for (const auto& source : sources) {
    if (last == nullptr || *last != source.domain) modes.push_back(input.published_range(source.domain));
    last = &source.domain;
  }
  if (input.known.organization) names.find_organizations_by(input.known.organization);
  for (const auto& source : sources) {
    for (const auto& combination : source.combinations) {
      auto found = book.find(combination.results);
      if (found == book.end())
        found = book.emplace(combination.results, evidence_of(input.result_set(combination.results), names))
                    .first;
      evidence.push_back(&found->second);
    }
  }
  for (const auto& organization : input.own_organizations) own.insert(names.number(organization));
  names.settle_organizations();
  known = known_addresses(sources, input.known);
}

Judging::~Judging() = default;

std::vector<Judgement> Judging::run() {
  const auto& sources = work_->sources;
  std::vector<Judgement> judgements;
  judgements.reserve(sources.size());
  std::span<const Evidence* const> left{work_->evidence};
  auto modes = work_->modes.begin();
  for (std::size_t first = 0; first < sources.size(); ++modes) {
    auto end = first;
    std::size_t combinations = 0;
    for (; end < sources.size() && sources[end].domain == sources[first].domain; ++end)
      combinations += sources[end].combinations.size();
    const auto known = work_->known.empty() ? std::span<const KnownAddress>{}
                                            : std::span{work_->known}.subspan(first, end - first);
    DomainJudge(std::span{sources}.subspan(first, end - first), left.first(combinations), known, *modes,
                work_->names, work_->own, work_->input)
        .run(judgements);
    left = left.subspan(combinations);
    first = end;
  }
  return judgements;
}

std::vector<Judgement> judge(const std::vector<SourceCombinations>& sources, const JudgeInput& input) {
  return Judging(sources, input).run();
}

}  // namespace ruascope
