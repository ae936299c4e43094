// SPDX-License-Identifier: MIT
#include "reports/summary_view.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/time.hpp"
#include "reports/page.hpp"
#include "reports/policy_pages.hpp"
#include "reports/rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_senders = 12;
constexpr std::size_t most_reporters = 12;

std::string was(std::int64_t before) { return "was " + group_thousands(before); }

std::string rate_text(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "-";
  return share_text(static_cast<double>(part) / static_cast<double>(whole));
}

std::vector<ViewFact> facts_of(const DomainSummary& domain) {
  const auto& [now, before] = std::tie(domain.counts, domain.before);
  std::vector<ViewFact> facts;
  const auto add = [&](const char* label, std::int64_t value, std::int64_t then) {
    facts.push_back({label, group_thousands(value), was(then)});
  };
  add("Messages", now.messages, before.messages);
  facts.push_back({"Passed DMARC", rate_text(now.dmarc_pass, now.messages),
                   "was " + rate_text(before.dmarc_pass, before.messages)});
  add("Failed", now.dmarc_fail, before.dmarc_fail);
  add("Quarantined", now.quarantined, before.quarantined);
  add("Rejected", now.rejected, before.rejected);
  add("Reporters", domain.reporters, domain.reporters_before);
  return facts;
}

ViewItem item_of(const Finding& finding) {
  auto head = finding.subject.empty() ? finding.domain : finding.subject;
  if (finding.messages > 0) head += fmt::format(", {}", messages_text(finding.messages));
  if (finding.rejections > 0 && finding.rejections != finding.messages)
    head += fmt::format(" ({} seen refused)", group_thousands(finding.rejections));
  return {std::string{name_of(finding.severity)}, head, finding.what, finding.advice};
}

std::vector<ViewItem> items_of(const std::vector<Finding>& findings) {
  std::vector<ViewItem> items;
  for (const auto& finding : findings) items.push_back(item_of(finding));
  return items;
}

std::vector<std::string> rejection_lines(const SummaryRejections& rejections) {
  std::vector<std::string> lines;
  if (rejections.dmarc + rejections.dmarc_before + rejections.others == 0)
    return {"No bounce and no log that was imported tells of a rejection in this period."};
  lines.push_back(fmt::format(
      "{} for DMARC ({}){}.", group_thousands(rejections.dmarc), was(rejections.dmarc_before),
      rejections.others == 0 ? ""
                             : fmt::format(", {} for other reasons", group_thousands(rejections.others))));
  constexpr std::size_t most = 5;
  std::int64_t rest = 0;
  for (std::size_t at = 0; at < rejections.explained.size(); ++at) {
    const auto& [who, number] = rejections.explained[at];
    if (at < most)
      lines.push_back(fmt::format("{} explained by {}", group_thousands(number), who));
    else
      rest += number;
  }
  if (rest > 0) lines.push_back(fmt::format("{} explained by others", group_thousands(rest)));
  if (rejections.unmatched > 0)
    lines.push_back(fmt::format("{} matched with no source: ruascope rejections --unmatched",
                                group_thousands(rejections.unmatched)));
  return lines;
}

void add_checks(const Readiness& readiness, ViewDomain& view) {
  for (const auto& check : readiness.checks) {
    if (check.status == CheckStatus::pass)
      view.passed += (view.passed.empty() ? "" : ", ") + spaced(check.name);
    else
      view.checks.push_back({spaced(check.name), spaced(name_of(check.status)),
                             figure_text(check.value, check.is_share), needed_text(check), check.why});
  }
}

ViewSender sender_of(const SummarySender& sender) {
  ViewSender view;
  view.name = !sender.name.empty()                        ? sender.name
              : sender.source_class == SourceClass::abuse ? "strangers"
                                                          : "without a name";
  if (sender.sources > 1) view.name += fmt::format(" ({} addresses)", group_thousands(sender.sources));
  view.source_class = spaced(name_of(sender.source_class));
  view.cause = sender.counts.messages == 0 ? "not seen" : std::string{name_of(sender.cause)};
  view.messages = group_thousands(sender.counts.messages);
  view.messages_before = was(sender.before.messages);
  view.failed = group_thousands(sender.counts.dmarc_fail);
  view.failed_before = was(sender.before.dmarc_fail);
  view.trend = sender.trend;
  return view;
}

ViewDomain domain_of(const DomainSummary& domain, const Summary& summary) {
  ViewDomain view;
  view.summary = &domain;
  view.name = domain.domain;
  view.verdict = verdict_of(domain);
  view.facts = facts_of(domain);
  view.changes = items_of(domain.changes);
  view.todo = items_of(domain.todo);
  view.noted = items_of(domain.noted);
  view.rejections = rejection_lines(domain.rejections);
  view.readiness = readiness_verdict(domain.readiness);
  view.what_if = what_if_sentence(domain.readiness);
  view.next_record = domain.readiness.next_record;
  add_checks(domain.readiness, view);
  view.notes = domain.readiness.notes;
  for (std::size_t at = 0; at < std::min(domain.senders.size(), most_senders); ++at)
    view.senders.push_back(sender_of(domain.senders[at]));
  if (domain.senders.size() > most_senders)
    view.more_senders =
        fmt::format("and {} more: ruascope sources --by sender --domain {} --since {} --until {}",
                    group_thousands(static_cast<std::int64_t>(domain.senders.size() - most_senders)),
                    domain.domain, format_day(summary.since), format_day(summary.until));
  view.policy = domain.readiness.has_reports ? policy_text(domain.readiness.step.from) : "not known";
  return view;
}

ViewReporter reporter_of(const ReporterQuality& reporter) {
  const auto& rhythm = reporter.rhythm;
  std::string remark;
  if (rhythm.is_silent)
    remark = fmt::format("silent for {} days", rhythm.silent_days);
  else if (!rhythm.missing_days.empty())
    remark = fmt::format("{} day{} missing", rhythm.missing_days.size(),
                         rhythm.missing_days.size() == 1 ? "" : "s");
  else
    remark = rhythm.is_regular ? "regular" : "now and then";
  return {reporter.reporter, group_thousands(reporter.messages), format_day(reporter.last_day), remark};
}

std::vector<std::string> unreadable_lines(const Summary& summary) {
  if (summary.unreadable_total == 0) return {"All that was imported could be read."};
  std::vector<std::string> lines{
      fmt::format("{} kept as unreadable: ruascope unreadable list",
                  summary.unreadable_total == 1 ? "1 input is"
                                                : group_thousands(summary.unreadable_total) + " inputs are")};
  for (const auto& row : summary.unreadable) lines.push_back(row.what.origin + ": " + row.what.message);
  return lines;
}

std::vector<std::string> method_lines(const Summary& summary) {
  const auto length = summary.until - summary.since + 1;
  return {
      fmt::format(
          "Figures count messages, as {} report{} of {} to {} (UTC) tell them; \"was\" is the {} days "
          "before.",
          group_thousands(summary.reports), summary.reports == 1 ? "" : "s", format_day(summary.since),
          format_day(summary.until), length),
      "Readiness, findings and reporters go by the 28 days to the period's end; charts show 35.",
      "Only receivers that send reports are seen. Verdicts are the receivers' own; delivered means that "
      "DMARC "
      "took no action.",
      "Whose a source is, and why its mail fails, is judged from the reports alone: ruascope sources ADDRESS "
      "has the evidence."};
}

}  // namespace

SummaryView view_of(const Summary& summary) {
  SummaryView view;
  view.title = summary.week.empty() ? "DMARC summary" : "DMARC summary, week " + summary.week;
  view.period = fmt::format("{} to {} (UTC)", format_day(summary.since), format_day(summary.until));
  view.verdict = verdict_of(summary);
  for (const auto& domain : summary.domains) view.domains.push_back(domain_of(domain, summary));
  view.general = items_of(summary.general);
  for (std::size_t at = 0; at < std::min(summary.reporters.size(), most_reporters); ++at)
    view.reporters.push_back(reporter_of(summary.reporters[at]));
  if (summary.reporters.size() > most_reporters)
    view.more_reporters =
        fmt::format("and {} more: ruascope reporters", summary.reporters.size() - most_reporters);
  view.unreadable = unreadable_lines(summary);
  view.method = method_lines(summary);
  return view;
}

}  // namespace ruascope
