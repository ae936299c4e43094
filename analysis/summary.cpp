// SPDX-License-Identifier: MIT
#include "analysis/summary.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string counted(std::int64_t number, const char* noun) {
  return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// Which checks block, beside those that stand for the senders that are told already.
std::string further_blocks(const Readiness& readiness) {
  std::string text;
  for (const auto& check : readiness.checks) {
    const bool is_of_senders = check.name == "aligned_sources" || check.name == "aligned_total" ||
                               check.name == "sub_domains" || check.name == "explained_rejections" ||
                               check.name == "dkim_carries" || check.name == "unknown_sources";
    if (check.status != CheckStatus::block || is_of_senders) continue;
    auto name = check.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

std::string at_risk(const DomainSummary& domain) {
  const auto& step = domain.readiness.step;
  const auto to = policy_text(step.to);
  const auto text = step.is_change()
                        ? fmt::format("{} would lose {} under {}", counted(domain.senders_at_risk, "sender"),
                                      counted(domain.messages_at_risk, "message"), to)
                        : fmt::format("{} fail for {} under {}, which is published",
                                      counted(domain.senders_at_risk, "sender"),
                                      counted(domain.messages_at_risk, "message"), to);
  const auto more = further_blocks(domain.readiness);
  return text + (more.empty() ? "; nothing else stands in the way." : fmt::format("; and: {}.", more));
}

}  // namespace

int urgency_of(const DomainSummary& domain) {
  if (domain.readiness.verdict == ReadinessVerdict::not_ready) return 3;
  if (domain.counts.messages == 0) return 2;
  return domain.readiness.verdict == ReadinessVerdict::not_enough_data ? 1 : 0;
}

std::string verdict_of(const DomainSummary& domain) {
  const auto& readiness = domain.readiness;
  const auto to = policy_text(readiness.step.to);
  if (readiness.verdict == ReadinessVerdict::not_ready && domain.senders_at_risk > 0) return at_risk(domain);
  if (readiness.verdict == ReadinessVerdict::not_ready) {
    const auto blocks = further_blocks(readiness);
    return blocks.empty()
               ? fmt::format("What stood in the way of {} is mended: wait until it has left the window.", to)
               : fmt::format("Not ready for {}: {}.", to, blocks);
  }
  if (domain.counts.messages == 0) return "No report came of this period: nobody knows what was sent.";
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
  return summary.domains.size() == 1 ? verdict_of(worst)
                                     : fmt::format("{}: {}", worst.domain, verdict_of(worst));
}

}  // namespace ruascope
