// SPDX-License-Identifier: MIT
#include "analysis/what_if.hpp"

#include "ingest/model/messages.hpp"

#include <algorithm>

namespace ruascope {
namespace {

// What was done, as the policy that asks for it; nullopt: not reported.
std::optional<Policy> done(Disposition disposition) {
  switch (disposition) {
    case Disposition::none:
    case Disposition::pass: return Policy::none;
    case Disposition::quarantine: return Policy::quarantine;
    case Disposition::reject: return Policy::reject;
    case Disposition::unknown: break;
  }
  return std::nullopt;
}

template <class Fits>
bool any_of(const std::vector<const PolicyRecord*>& published, Fits fits) {
  return std::any_of(published.begin(), published.end(), [&](const PolicyRecord* one) { return fits(*one); });
}

Difference difference(const ReportedMessages& mail, const std::vector<const PolicyRecord*>& published,
                      Policy expected) {
  const auto happened = done(mail.disposition);
  if (!happened || expected == Policy::unknown) return Difference::unknown;
  if (*happened == expected) return Difference::none;
  const auto is_asked = [&](const PolicyRecord& one) {
    return !one.is_testing && asked(one, mail.addressed) == *happened;
  };
  const auto is_softer = [&](const PolicyRecord& one) {
    return is_softened(one) && weakened(asked(one, mail.addressed)) == *happened;
  };
  if (!mail.passes && !mail.is_sampled && any_of(published, is_asked)) return Difference::other_policy;
  if (!mail.passes && (mail.is_sampled || any_of(published, is_softer))) return Difference::sampled;
  return mail.is_overridden ? Difference::overridden : Difference::unexplained;
}

}  // namespace

std::int64_t Outcomes::not_delivered() const { return add_messages(quarantined, rejected); }

void add_outcome(Outcomes& outcomes, Policy action, std::int64_t messages) {
  auto& counter = action == Policy::none         ? outcomes.delivered
                  : action == Policy::quarantine ? outcomes.quarantined
                  : action == Policy::reject     ? outcomes.rejected
                                                 : outcomes.unknown;
  counter = add_messages(counter, messages);
}

void replay(const ReportedMessages& mail, const std::vector<const PolicyRecord*>& published,
            const PolicyRecord& policy, ReplayCounts& counts) {
  const auto under = mail.passes ? Policy::none : action_of(policy, mail.addressed);
  const auto ignoring_t = mail.passes ? Policy::none : asked(policy, mail.addressed);
  counts.messages = add_messages(counts.messages, mail.messages);
  auto& verdict = mail.passes ? counts.dmarc_pass : counts.dmarc_fail;
  verdict = add_messages(verdict, mail.messages);
  add_outcome(counts.under, under, mail.messages);
  add_outcome(counts.ignoring_t, ignoring_t, mail.messages);
  const auto happened = done(mail.disposition);
  add_outcome(counts.reported, happened.value_or(Policy::unknown), mail.messages);
  const auto why = difference(mail, published, under);
  auto& differing = counts.differences[static_cast<std::size_t>(why)];
  differing = add_messages(differing, mail.messages);
  if (why == Difference::overridden && strictness(*happened) < strictness(under))
    counts.let_through = add_messages(counts.let_through, mail.messages);
}

const std::vector<WhatIfRow>& rows_of(const WhatIf& replayed, WhatIfBy by) {
  switch (by) {
    case WhatIfBy::source_class: break;
    case WhatIfBy::sender: return replayed.by_sender;
    case WhatIfBy::reporter: return replayed.by_reporter;
    case WhatIfBy::day: return replayed.by_day;
  }
  return replayed.by_class;
}

}  // namespace ruascope
