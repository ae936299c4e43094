// SPDX-License-Identifier: MIT
#include "analysis/summary.hpp"

#include "analysis/readiness_parts.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace ruascope {
namespace {

const std::string no_report = "No report came of this period: nobody knows what was sent.";

std::string how_many_ask(const Summary& summary) {
  const auto number = std::count_if(summary.domains.begin(), summary.domains.end(),
                                    [](const DomainSummary& one) { return urgency_of(one) >= 3; });
  return fmt::format("{} of {} domains ask{} for a look", number, summary.domains.size(),
                     number == 1 ? "s" : "");
}

double share_of(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Checks that stand for senders, which are told already.
bool is_of_senders(const std::string& check) {
  return check == "aligned_sources" || check == "aligned_total" || check == "sub_domains" ||
         check == "explained_rejections" || check == "unknown_sources";
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
  const auto days = readiness.since && readiness.until ? *readiness.until - *readiness.since + 1 : 0;
  if (!readiness.step.is_change() && domain.failed_at_risk == 0)
    return fmt::format("{} lost mail under {} within {} days, none in this period ({} in the one before).",
                       senders, to, days, counted(domain.failed_at_risk_before, "message"));
  if (!readiness.step.is_change())
    return fmt::format("{} lose{} mail under {}: {} failed in this period, {} in the one before.", senders,
                       domain.senders_at_risk == 1 ? "s" : "", to, counted(domain.failed_at_risk, "message"),
                       group_thousands(domain.failed_at_risk_before));
  return fmt::format("{} would have lost {} of {} days under {}", senders,
                     counted(domain.messages_at_risk, "message"), days, to) +
         and_else(domain);
}

}  // namespace

int urgency_of(const DomainSummary& domain) {
  if (domain.counts.messages == 0 && domain.before.messages > 0) return 4;
  const bool has_fallen_silent = std::any_of(domain.days.begin(), domain.days.end(),
                                             [](const SummaryDay& day) { return day.counts.messages > 0; });
  if (domain.counts.messages == 0 && has_fallen_silent) return 3;
  if (domain.readiness.verdict == ReadinessVerdict::not_ready) return 3;
  if (domain.counts.messages == 0) return 2;
  return domain.readiness.verdict == ReadinessVerdict::not_enough_data ? 1 : 0;
}

std::string verdict_of(const DomainSummary& domain) {
  const auto& readiness = domain.readiness;
  const auto to = policy_text(readiness.step.to);
  if (domain.counts.messages == 0)
    return domain.before.messages == 0
               ? no_report
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
               : fmt::format("Too little was reported to judge {}, which is published.", to);
  return readiness.step.is_change() ? fmt::format("Nothing stands in the way of {}.", to)
                                    : fmt::format("All is well under {}; nothing is left to tighten.", to);
}

std::string verdict_of(const Summary& summary) {
  if (summary.domains.empty()) return no_report;
  const auto& worst = summary.domains.front();
  if (summary.domains.size() == 1) return verdict_of(worst);
  return fmt::format("{}. {}: {}", how_many_ask(summary), worst.domain, verdict_of(worst));
}

std::string subject_of(const Summary& summary) {
  const auto period = summary.week.empty()
                          ? fmt::format("{} to {}", format_day(summary.since), format_day(summary.until))
                          : "week " + summary.week;
  if (summary.domains.empty()) return fmt::format("DMARC, {}: no report came", period);
  const auto& worst = summary.domains.front();
  const auto silence =
      summary.is_silent ? fmt::format("no report since {}; ", format_day(*summary.newest)) : "";
  // Up to its first colon or full stop; what it stands on is in the mail.
  auto verdict = verdict_of(worst);
  const auto end = std::min({verdict.find(": "), verdict.find(". "), verdict.find("; ")});
  verdict.resize(std::min(end, verdict.size()));
  if (verdict.ends_with('.')) verdict.pop_back();
  const auto all = summary.domains.size() == 1 ? "" : fmt::format(" ({})", how_many_ask(summary));
  return fmt::format("DMARC, {}: {}{}: {}{}", period, silence, worst.domain, verdict, all);
}

std::optional<Finding> fall_of(const DomainSummary& domain, const ChangeThresholds& thresholds, Day until) {
  const auto& [now, before] = std::tie(domain.counts, domain.before);
  if (now.messages == 0 || before.messages == 0) return std::nullopt;
  const auto passed = share_of(now.dmarc_pass, now.messages);
  const auto passed_before = share_of(before.dmarc_pass, before.messages);
  constexpr double percent = 100;
  if ((passed_before - passed) * percent < static_cast<double>(thresholds.fallen_percent))
    return std::nullopt;
  // A share may fall because what passed has ended: then no more fails than before.
  const auto more = now.dmarc_fail - before.dmarc_fail;
  if (more < thresholds.fallen_messages) return std::nullopt;
  return Finding{
      Severity::warning,
      "pass_rate.fell",
      domain.domain,
      domain.domain,
      more,
      fmt::format("{:.1f} % of the mail passed DMARC, {:.1f} % in the period before; {} more failed.",
                  passed * percent, passed_before * percent, counted(more, "message")),
      fmt::format("See which sources they come from: ruascope sources --failing --domain {}",
                  command_word(domain.domain)),
      until};
}

}  // namespace ruascope
