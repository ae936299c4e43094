// SPDX-License-Identifier: MIT
#include "analysis/summary.hpp"

#include "analysis/readiness_parts.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Checks that stand for senders, which are told already.
bool is_of_senders(const std::string& check) {
  return check == "aligned_sources" || check == "aligned_total" || check == "sub_domains" ||
         check == "explained_rejections" || check == "dkim_carries" || check == "unknown_sources";
}

std::string names_of(const Readiness& readiness, CheckStatus status) {
  std::string text;
  for (const auto& check : readiness.checks) {
    if (check.status != status || is_of_senders(check.name)) continue;
    auto name = check.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

// What stands in the way beside the senders.
std::string and_else(const DomainSummary& domain) {
  const auto blocks = names_of(domain.readiness, CheckStatus::block);
  const auto missing = names_of(domain.readiness, CheckStatus::no_data);
  std::string text;
  if (domain.senders_mended > 0)
    text += fmt::format("; {} mended and have to leave the window", counted(domain.senders_mended, "sender"));
  if (!blocks.empty()) text += "; and: " + blocks;
  if (!missing.empty()) text += "; too little is known: " + missing;
  return text.empty() ? "; nothing else stands in the way." : text + ".";
}

std::string at_risk(const DomainSummary& domain) {
  const auto& readiness = domain.readiness;
  const auto to = policy_text(readiness.step.to);
  const auto senders = counted(domain.senders_at_risk, "sender");
  if (!readiness.step.is_change())
    return fmt::format("{} lose mail under {}: {} failed in this period, {} in the one before.", senders, to,
                       counted(domain.failed_at_risk, "message"), domain.failed_at_risk_before);
  const auto days = readiness.since && readiness.until ? *readiness.until - *readiness.since + 1 : 0;
  return fmt::format("{} would have lost {} of {} days under {}", senders,
                     counted(domain.messages_at_risk, "message"), days, to) +
         and_else(domain);
}

}  // namespace

int urgency_of(const DomainSummary& domain) {
  if (domain.counts.messages == 0 && domain.before.messages > 0) return 4;
  if (domain.readiness.verdict == ReadinessVerdict::not_ready) return 3;
  if (domain.counts.messages == 0) return 2;
  return domain.readiness.verdict == ReadinessVerdict::not_enough_data ? 1 : 0;
}

std::string verdict_of(const DomainSummary& domain) {
  const auto& readiness = domain.readiness;
  const auto to = policy_text(readiness.step.to);
  if (domain.counts.messages == 0)
    return domain.before.messages == 0
               ? "No report came of this period: nobody knows what was sent."
               : fmt::format(
                     "No report came of this period, after {} in the one before: nobody knows what was "
                     "sent.",
                     counted(domain.before.messages, "message"));
  if (readiness.verdict == ReadinessVerdict::not_ready && domain.senders_at_risk > 0) return at_risk(domain);
  if (readiness.verdict == ReadinessVerdict::not_ready)
    return domain.senders_mended > 0
               ? fmt::format("What stood in the way of {} is mended: wait until it has left the window.", to)
               : fmt::format("Not ready for {}: {}.", to, names_of(readiness, CheckStatus::block));
  if (readiness.verdict == ReadinessVerdict::not_enough_data)
    return readiness.step.is_change()
               ? fmt::format("Too little was reported to judge the step to {}.", to)
               : fmt::format("{} is published; too little was reported to judge it.", to);
  return readiness.step.is_change() ? fmt::format("Nothing stands in the way of {}.", to)
                                    : fmt::format("All is well under {}; nothing is left to tighten.", to);
}

std::string verdict_of(const Summary& summary) {
  if (summary.domains.empty()) return "No report came of this period: nobody knows what was sent.";
  const auto& worst = summary.domains.front();
  if (summary.domains.size() == 1) return verdict_of(worst);
  const auto number = std::count_if(summary.domains.begin(), summary.domains.end(),
                                    [](const DomainSummary& one) { return urgency_of(one) >= 3; });
  return fmt::format("{} of {} domains ask for a look. {}: {}", number, summary.domains.size(), worst.domain,
                     verdict_of(worst));
}

}  // namespace ruascope
