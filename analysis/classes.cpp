// SPDX-License-Identifier: MIT
#include "analysis/classes.hpp"

#include "analysis/classes_dns.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Words are made where somebody reads them.
template <class Words>
std::vector<std::string> evidence(const ClassContext& context, const Words& words) {
  if (!context.explains) return {};
  return words();
}
using Lines = std::vector<std::string>;

// Percent of mail that goes wrong on the way of any sender.
constexpr std::int64_t most_weather = 5;

bool is_in_volume(std::int64_t messages, const ClassContext& context) {
  return messages >= context.thresholds.volume_messages;
}

const Service* service_among(const std::map<NameNumber, std::int64_t>& organizations,
                             const ClassContext& context) {
  for (const auto& [organization, messages] : organizations)
    if (const auto* service = context.services.of_domain(context.names.text(organization))) return service;
  return nullptr;
}

// Somebody else's signature on the mail, or a service that is known: the mail is sent for the domain.
std::optional<std::string> sign_of_service(const SourceFacts& facts, const ClassContext& context) {
  const auto percent = context.thresholds.second_percent;
  for (const auto* organizations : {&facts.spf_passes, &facts.dkim_passes})
    for (const auto& [organization, messages] : *organizations) {
      const auto* service = context.services.of_domain(context.names.text(organization));
      if (service != nullptr && is_share(messages, facts.messages, percent))
        return fmt::format("it is {}, a known service", service->name);
    }
  if (const auto* service = service_of_host(facts, context))
    return fmt::format("its name is {}, of {}, a known service", facts.known.host->name, service->name);
  if (facts.second_signed == 0 || !is_share(facts.second_signed, facts.aligned, percent)) return std::nullopt;
  return fmt::format("{} signs its mail as well", context.names.text(most_frequent(facts.dkim_passes)));
}

Classified own_or_served(const SourceFacts& facts, Confidence confidence, std::string evidence,
                         const ClassContext& context) {
  if (const auto sign = sign_of_service(facts, context))
    return {SourceClass::third_party, std::min(confidence, Confidence::strong), {std::move(evidence), *sign}};
  return {SourceClass::own, confidence, {std::move(evidence)}};
}

// A forwarder hands on signatures; what passes SPF as well is where they were made.
bool is_at_origin(const SourceFacts& facts, const ClassContext& context) {
  if (facts.spf_own > 0) return true;
  const bool is_widely_seen = facts.reporter_count > context.thresholds.few_reporters;
  for (const auto& [selector, messages] : facts.selectors) {
    const auto home = context.homes.home_of(selector, context.thresholds);
    // Nowhere else is it at home.
    if (home == 0 ? is_widely_seen : facts.spf_passes.contains(home)) return true;
  }
  if (facts.selectors.empty() && is_widely_seen) return true;
  return std::any_of(facts.dkim_passes.begin(), facts.dkim_passes.end(),
                     [&](const auto& signer) { return facts.spf_passes.contains(signer.first); });
}

std::optional<Classified> of_listed(const SourceFacts& facts, const ClassContext& context) {
  const auto* entry = context.own.entry_of(facts, context.names);
  if (entry == nullptr) return std::nullopt;
  if (entry->kind == OwnKind::dkim && !is_at_origin(facts, context)) return std::nullopt;
  const auto note = entry->note.empty() ? "" : fmt::format(": {}", entry->note);
  // An include says who may use our envelope; one of theirs may be any of their customers'.
  const bool is_service = entry->kind == OwnKind::include;
  return Classified{is_service ? SourceClass::third_party : SourceClass::own,
                    is_service ? Confidence::likely : Confidence::proven,
                    {fmt::format("listed as own ({} {}){}", name_of(entry->kind), entry->value, note)}};
}

std::optional<Classified> of_aligned_spf(const SourceFacts& facts, const ClassContext& context) {
  const auto reporters = facts.spf_reporter_count;
  const bool is_widely_seen = reporters >= context.thresholds.steady_reporters;
  const auto main_percent = context.thresholds.main_percent;
  // A single report is soon forged: little that passes among much that does not says nothing.
  if (facts.both_own > 0 && (is_widely_seen || is_share(facts.both_own, facts.messages, main_percent))) {
    const bool is_much = is_in_volume(facts.both_own, context) && is_widely_seen;
    return own_or_served(
        facts, is_much ? Confidence::proven : Confidence::strong,
        fmt::format("SPF and DKIM pass for the domain: {} of {} at {}", group_thousands(facts.both_own),
                    counted(facts.messages, "message"), counted(reporters, "reporter")),
        context);
  }
  if (facts.spf_own == 0 || !(is_widely_seen || is_share(facts.spf_own, facts.messages, main_percent)))
    return std::nullopt;
  const bool is_much = is_in_volume(facts.spf_own, context) && is_widely_seen;
  if (!is_much && !facts.is_steady) return std::nullopt;
  return own_or_served(
      facts, is_much ? Confidence::strong : Confidence::likely,
      fmt::format("SPF passes for the domain: {} of {} at {}", group_thousands(facts.spf_own),
                  counted(facts.messages, "message"), counted(reporters, "reporter")),
      context);
}

// A selector that signs nothing but the mail of this service.
std::optional<Classified> of_own_selector(const SourceFacts& facts, const ClassContext& context) {
  for (const auto& signed_as : facts.selectors) {
    const auto& selector = signed_as.first;
    const auto home = context.homes.home_of(selector, context.thresholds);
    const bool has_envelope = facts.spf_passes.contains(home);
    const bool is_widely_seen = facts.reporter_count > context.thresholds.few_reporters;
    if (home == 0 || (!has_envelope && !(facts.dkim_passes.contains(home) && is_widely_seen))) continue;
    return Classified{SourceClass::third_party, has_envelope ? Confidence::strong : Confidence::likely,
                      evidence(context, [&] {
                        const auto& organization = context.names.text(home);
                        return Lines{fmt::format("it signs as {} with a selector of its own ({})",
                                                 context.names.text(selector.domain),
                                                 context.names.text(selector.selector)),
                                     has_envelope ? fmt::format("SPF passes for {}: {}", organization,
                                                                counted(facts.spf_passes.at(home), "message"))
                                                  : fmt::format("{} signs its mail as well", organization)};
                      })};
  }
  return std::nullopt;
}

// The domain's own signature and envelope, at too many receivers for a forwarder: SPF forgot this host.
std::optional<Classified> of_own_signature(const SourceFacts& facts, const ClassContext& context) {
  constexpr std::int64_t least_part = 10;  // of the mail with this selector
  if (facts.selectors.empty() || facts.own_envelope == 0 || facts.declared_forwarded > 0) return std::nullopt;
  if (facts.reporter_count <= context.thresholds.few_reporters) return std::nullopt;
  if (!is_in_volume(facts.dkim_aligned, context) ||
      is_share(facts.own_broken, facts.dkim_aligned, most_weather + 1))
    return std::nullopt;
  for (const auto& [selector, messages] : facts.selectors) {
    const bool is_at_home = context.homes.home_of(selector, context.thresholds) == 0;
    if (!is_at_home && messages < context.homes.messages_of(selector) / least_part) continue;
    return Classified{SourceClass::own,
                      Confidence::likely,
                      {fmt::format("the domain's own signature ({}) and envelope: {}",
                                   context.names.text(selector.selector), seen_text(facts)),
                       "SPF does not pass for it"}};
  }
  return std::nullopt;
}

// Always the same identity that is not ours, and nothing of ours that broke on the way.
std::optional<Classified> of_steady_identity(const SourceFacts& facts, const ClassContext& context) {
  const auto is_much = [&](std::int64_t part) {
    return part > 0 && is_share(part, facts.messages, most_weather + 1);
  };
  if (is_much(facts.own_broken) || is_much(facts.declared_list) || is_much(facts.declared_forwarded))
    return std::nullopt;
  if (facts.dkim_aligned > 0) return std::nullopt;
  const auto& identities = facts.spf_passes.empty() ? facts.dkim_passes : facts.spf_passes;
  const auto most = most_frequent(identities);
  constexpr std::int64_t half = 50;
  if (most == 0 || !is_share(identities.at(most), facts.messages, half)) return std::nullopt;
  const auto* identity = context.identities.of(most);
  if (identity == nullptr || !identity->is_steady) return std::nullopt;
  if (static_cast<std::int64_t>(identity->reporters.size()) < context.thresholds.steady_reporters)
    return std::nullopt;
  const auto* service = service_of(facts, context);
  return Classified{SourceClass::third_party, service != nullptr ? Confidence::strong : Confidence::likely,
                    evidence(context, [&] {
                      Lines lines{fmt::format("{} passes {} steadily: {}", context.names.text(most),
                                              facts.spf_passes.empty() ? "DKIM" : "SPF", seen_text(facts))};
                      if (service != nullptr)
                        lines.push_back(fmt::format("it is {}, a known service", service->name));
                      return lines;
                    })};
}

std::optional<Classified> of_list(const SourceFacts& facts, const ClassContext& context) {
  Classified found{SourceClass::mailing_list, Confidence::likely, {}};
  if (facts.declared_list > 0)
    found.evidence.push_back(
        fmt::format("receivers call it a mailing list: {}", counted(facts.declared_list, "message")));
  if (facts.list_host != 0 && (facts.own_broken > 0 || facts.declared_list > 0))
    found.evidence.push_back(
        fmt::format("the envelope is that of a list: {}", context.names.text(facts.list_host)));
  if (found.evidence.empty()) return std::nullopt;
  if (facts.own_broken > 0)
    found.evidence.push_back(
        fmt::format("it breaks the domain's signature: {}", counted(facts.own_broken, "message")));
  if (found.evidence.size() > 2) found.confidence = Confidence::strong;
  return found;
}

std::optional<Classified> of_forwarder(const SourceFacts& facts, const ClassContext& context) {
  if (facts.both_own > 0) return std::nullopt;  // no forwarder passes SPF
  Classified found{SourceClass::forwarder, Confidence::likely, {}};
  const auto say = [&](std::string text) { found.evidence.push_back(std::move(text)); };
  if (facts.declared_forwarded > 0)
    say(fmt::format("receivers say that it forwards: {}", counted(facts.declared_forwarded, "message")));
  if (facts.dkim_aligned > 0 && facts.own_broken > 0)
    say(fmt::format("some signatures of the domain pass ({}), others are broken ({})", facts.dkim_aligned,
                    facts.own_broken));
  else if (facts.dkim_aligned > 0)
    say(fmt::format("the domain's signature passes ({}), SPF does not",
                    counted(facts.dkim_aligned, "message")));
  else if (facts.has_broken_elsewhere_sound && facts.is_steady)
    say(fmt::format("signatures that pass elsewhere arrive broken: {}",
                    counted(facts.own_broken, "message")));
  if (found.evidence.empty()) return std::nullopt;
  const auto foreign = most_frequent(facts.spf_passes);
  if (foreign != 0) say(fmt::format("the envelope was rewritten to {}", context.names.text(foreign)));
  if (found.evidence.size() > 1) found.confidence = Confidence::strong;
  const bool few = facts.reporter_count <= context.thresholds.few_reporters;
  if (found.evidence.size() == 1 && !few) found.confidence = Confidence::possible;
  say(fmt::format("seen by {}", counted(facts.reporter_count, "reporter")));
  return found;
}

}  // namespace

std::optional<SourceClass> class_named(std::string_view label) { return value_named<SourceClass>(label); }

const Service* service_of(const SourceFacts& facts, const ClassContext& context) {
  if (const auto* service = service_among(facts.spf_passes, context)) return service;
  return service_among(facts.dkim_passes, context);
}

std::optional<Classified> class_of_sender(const SourceFacts& facts, const ClassContext& context) {
  if (auto found = of_listed(facts, context)) return found;
  if (auto found = of_aligned_spf(facts, context)) return found;
  if (auto found = of_own_name(facts, context)) return found;
  if (auto found = of_own_selector(facts, context)) return found;
  if (auto found = of_own_signature(facts, context)) return found;
  if (auto found = of_steady_identity(facts, context)) return found;
  return of_spf_record(facts, context);
}

Classified class_of_other(const SourceFacts& facts, bool is_neighbour, const ClassContext& context) {
  if (auto found = of_list(facts, context)) return *found;
  if (auto found = of_forwarder(facts, context)) return *found;
  if (auto found = of_included_spf(facts, context)) return *found;
  Classified rest{SourceClass::unknown, Confidence::none, {}};
  const auto say = [&](const auto& words) {
    if (context.explains) rest.evidence.push_back(words());
  };
  if (facts.spf_own > 0)
    say([&] {
      return fmt::format("SPF passes for the domain: {}, too few to say whose it is",
                         counted(facts.spf_own, "message"));
    });
  else if (facts.passed > 0)
    say([&] {
      return fmt::format("{} of {} pass, by no evidence that the reports hold", group_thousands(facts.passed),
                         counted(facts.messages, "message"));
    });
  else
    say([&] { return fmt::format("nothing of it passes: {}", seen_text(facts)); });
  if (const auto& host = facts.known.host; host && !host->is_confirmed)
    say([&] { return fmt::format("it is called {}, which does not name it in turn", host->name); });
  if (facts.is_steady) say([] { return "it comes again and again: it may be a forgotten server"; });
  if (is_neighbour) say([] { return "a source that sends for the domain is its neighbour"; });
  if (facts.has_broken_elsewhere_sound)
    say([] { return "it carries broken signatures of the domain: a forwarder, or a copy"; });
  const bool is_stranger = facts.passed == 0 && !facts.is_steady && !is_neighbour &&
                           !is_in_volume(facts.messages, context) && !facts.has_broken_elsewhere_sound;
  if (!is_stranger) return rest;
  rest.source_class = SourceClass::abuse;
  rest.confidence = facts.spf_passes.empty() ? Confidence::likely : Confidence::possible;
  return rest;
}

}  // namespace ruascope
