// SPDX-License-Identifier: MIT
#include "analysis/readiness_parts.hpp"

#include "analysis/dns_check.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

// How hard names below the domain are treated, those that do not exist among them.
bool is_stronger_below(const PolicyRecord& now, const PolicyRecord& before) {
  return (now.sp && strictness(*now.sp) > strictness(asked(before, Addressed::subdomain))) ||
         (now.np && strictness(*now.np) > strictness(asked(before, Addressed::unused_name)));
}

bool is_weaker_anywhere(const PolicyRecord& now, const PolicyRecord& before) {
  for (const auto to : {Addressed::domain, Addressed::subdomain, Addressed::unused_name})
    if (strictness(action_of(now, to)) < strictness(action_of(before, to))) return true;
  return false;
}

void note_softening(const PolicyStep& step, std::vector<std::string>& notes) {
  const auto& from = step.from;
  const bool enforces = strictness(from.p.value_or(Policy::none)) > 0;
  if (from.pct && enforces)
    notes.push_back(
        fmt::format("pct={} goes: RFC 9989 has no pct, and receivers apply the policy to all mail. What pct "
                    "spared so far, {} "
                    "% of what fails, is spared no more.",
                    *from.pct, 100 - *from.pct));
  if (from.pct && !enforces) notes.push_back(fmt::format("pct={} goes: RFC 9989 has no pct.", *from.pct));
  if (from.is_testing)
    notes.emplace_back(
        "t=y goes: receivers that follow RFC 9989 then apply the policy itself, not one step less.");
  auto soft = step.to;
  soft.is_testing = true;
  const bool is_moved = strictness(*step.to.p) > strictness(from.p.value_or(Policy::none));
  if (is_moved && !is_weaker_anywhere(soft, from))
    notes.push_back(
        fmt::format("A soft step is the same record with t=y: receivers that follow RFC 9989 then apply {}, "
                    "but those that still "
                    "follow RFC 7489 ignore t= and enforce p={} in full.",
                    name_of(weakened(*step.to.p)), name_of(*step.to.p)));
}

// The domain's own record in DNS, where it says of policies what reporters saw; null where it does not: one
// of both is newer.
const DmarcRecord* record_in_force(const DnsCheck& check, const PolicyRecord& seen) {
  const auto& own = check.records.dmarc.steps.front();
  if (!own.record) return nullptr;
  const auto& said = own.record->policy;
  for (const auto to : {Addressed::domain, Addressed::subdomain, Addressed::unused_name})
    if (action_of(said, to) != action_of(seen, to)) return nullptr;
  return &*own.record;
}

}  // namespace

bool reaches(std::int64_t part, std::int64_t whole, std::int64_t tenths_of_percent) {
  constexpr std::int64_t thousand = 1000;
  return static_cast<long double>(part) * thousand >= static_cast<long double>(whole) * tenths_of_percent;
}

Measured measured(const JudgedSource& source, const std::string& policy_domain, TraitsBook& traits) {
  Measured one;
  one.source = &source;
  for (std::size_t at = 0; at < source.mail.combinations.size(); ++at) {
    const auto& combination = source.mail.combinations[at];
    const auto& says = traits.of(combination.results);
    const auto to =
        addressed(says.header_from, policy_domain, source.mail_causes[at] == Cause::spoof_subdomain);
    const auto messages = messages_of(combination);
    (to == Addressed::domain ? one.domain : one.below).take(messages, says);
    one.by_addressed[static_cast<std::size_t>(to)].take(messages, says);
    const auto last = combination.days.back();
    one.failing.take(last, says.passes);
    one.without_dkim.take(last, says.verdicts.dkim == Verdict::pass);
  }
  return one;
}

void advise(Readiness& readiness, const DnsCheck* check) {
  const auto& step = readiness.step;
  auto& notes = readiness.notes;
  if (!readiness.has_reports) return;
  if (!step.is_change()) {
    const bool is_all = !next_step(step.from, {}).is_change();
    notes.push_back(fmt::format("{} is published{}", policy_text(step.from),
                                is_all ? ": there is nothing left to tighten." : " already."));
    return;
  }
  if (const auto* record = check == nullptr ? nullptr : record_in_force(*check, step.from)) {
    readiness.next_record = with_tags(*record, step.to);
    readiness.is_next_complete = true;
  } else {
    readiness.next_record = record_text(step.to);
    notes.emplace_back(
        "Reports do not tell rua=, nor what else the record may hold (ruf=, psd=): take those from today's "
        "record, or "
        "the reports stop.");
  }
  note_softening(step, notes);
  if (is_stronger_below(step.to, step.from))
    notes.emplace_back(step.from.p == step.to.p
                           ? "Names below the domain follow by one step: they may not lag behind for good."
                           : "sp and np move by one step as well: they may not lag behind for good.");
  if (readiness.verdict != ReadinessVerdict::ready)
    notes.emplace_back("Publish it once nothing blocks any more.");
}

}  // namespace ruascope
