// SPDX-License-Identifier: MIT
#include "reports/summary_view.hpp"

#include "analysis/cause_texts.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/check_page.hpp"
#include "reports/page.hpp"
#include "reports/policy_pages.hpp"
#include "reports/rows.hpp"
#include "reports/svg.hpp"

#include <algorithm>
#include <span>
#include <tuple>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t days_of_week = 7;

std::int64_t as_count(std::size_t number) { return static_cast<std::int64_t>(number); }

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

std::vector<std::string> rejection_lines(const SummaryRejections& rejections) {
  const auto told = [](const char* words, std::int64_t now, std::int64_t before) {
    return fmt::format("{} {} ({})", group_thousands(now), words, was(before));
  };
  std::vector<std::string> lines;
  if (rejections.dmarc + rejections.dmarc_before + rejections.others + rejections.others_before == 0)
    return {"No bounce and no log that was imported tells of a rejection in this period."};
  lines.push_back(told("for DMARC", rejections.dmarc, rejections.dmarc_before));
  constexpr std::size_t most = 5;
  ExplainedRejections rest;
  for (std::size_t at = 0; at < rejections.explained.size(); ++at) {
    const auto& by = rejections.explained[at];
    if (at < most)
      lines.push_back(told(("of them explained by " + by.who).c_str(), by.number, by.before));
    else
      rest = {"", rest.number + by.number, rest.before + by.before};
  }
  if (rest.number + rest.before > 0)
    lines.push_back(told("of them explained by others", rest.number, rest.before));
  if (rejections.unmatched + rejections.unmatched_before > 0)
    lines.push_back(
        told("of them matched with no source", rejections.unmatched, rejections.unmatched_before) +
        ": ruascope rejections --unmatched");
  if (rejections.others + rejections.others_before > 0)
    lines.push_back(told("for other reasons", rejections.others, rejections.others_before));
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
  view.cause = sender.counts.messages == 0 ? "not seen" : std::string{title_of(sender.cause)};
  view.messages = group_thousands(sender.counts.messages);
  view.messages_before = was(sender.before.messages);
  view.failed = group_thousands(sender.counts.dmarc_fail);
  view.failed_before = was(sender.before.dmarc_fail);
  view.trend = sender.trend;
  for (std::size_t at = 0; at < sender.trend.size(); at += days_of_week) {
    std::int64_t sum = 0;
    for (auto day = at; day < std::min(at + days_of_week, sender.trend.size()); ++day)
      sum = add_messages(sum, sender.trend[day]);
    view.weeks += (at == 0 ? "" : " / ") + group_thousands(sum);
  }
  return view;
}

// Parts of the mail and their shares.
class Parts {
 public:
  explicit Parts(std::int64_t whole) : whole_(whole) {}
  void add(std::string style, std::string label, std::int64_t messages, std::string before = {}) {
    constexpr double percent = 100;
    const auto share = whole_ <= 0 ? 0.0 : static_cast<double>(messages) / static_cast<double>(whole_);
    parts_.push_back({std::move(style), std::move(label), group_thousands(messages), std::move(before),
                      static_cast<int>(share * percent + 0.5)});
  }
  std::vector<ViewPart> finish() { return std::move(parts_); }

 private:
  std::int64_t whole_;
  std::vector<ViewPart> parts_;
};

std::vector<ViewPart> classes_of(const DomainSummary& domain) {
  Parts parts(domain.counts.messages);
  for (std::size_t at = 0; at < domain.by_class.size(); ++at)
    if (domain.by_class[at] + domain.by_class_before[at] > 0)
      parts.add(fmt::format("class{}", at), spaced(names<SourceClass>[at]), domain.by_class[at],
                was(domain.by_class_before[at]));
  return parts.finish();
}

// Of some days, those outcomes of which `shown` has any.
std::vector<ViewPart> outcomes_of(std::span<const SummaryDay> days, std::span<const SummaryDay> shown) {
  const auto sum = [](std::span<const SummaryDay> of, auto count) {
    std::int64_t messages = 0;
    for (const auto& day : of) messages = add_messages(messages, count(day.counts));
    return messages;
  };
  Parts parts(sum(days, [](const MessageCounts& counts) { return counts.messages; }));
  for (const auto& outcome : outcomes())
    if (sum(shown, outcome.of) > 0) parts.add(outcome.style, outcome.name, sum(days, outcome.of));
  return parts.finish();
}

// The charted days by seven, to the period's end.
std::vector<ViewWeek> weeks_of(std::span<const SummaryDay> days) {
  std::vector<ViewWeek> weeks;
  for (std::size_t at = 0; at + days_of_week <= days.size(); at += days_of_week) {
    const auto week = days.subspan(at, days_of_week);
    std::int64_t messages = 0;
    for (const auto& day : week) messages = add_messages(messages, day.counts.messages);
    weeks.push_back(
        {format_day(week.back().day).substr(5), group_thousands(messages), outcomes_of(week, days)});
  }
  return weeks;
}

// "DMARC _dmarc.example.com: v=DMARC1; p=none (since 2026-11-02)". A key's text says nothing to people.
std::vector<std::string> records_of(const DomainRecords& records) {
  std::vector<std::string> lines;
  for (const auto& line : record_lines(records)) {
    const bool has_text = !line.text.empty() && line.kind != "DKIM";
    lines.push_back(has_text ? fmt::format("{} {}: {} ({})", line.kind, line.name, line.text, line.state)
                             : fmt::format("{} {}: {}", line.kind, line.name, line.state));
  }
  return lines;
}

ViewDomain domain_of(const DomainSummary& domain, const Summary& summary, const ViewLimits& limits) {
  ViewDomain view;
  view.summary = &domain;
  view.name = domain.domain;
  view.verdict = verdict_of(domain);
  view.facts = facts_of(domain);
  view.changes = items_of(domain.changes, limits.items);
  view.todo = items_of(domain.todo, limits.items);
  view.noted = items_of(domain.noted, limits.items);
  if (domain.changes.empty() && domain.counts.messages > 0)
    view.no_change = "No sender is new, gone or broken; the policy and the volume are as they were.";
  view.rejections = rejection_lines(domain.rejections);
  view.readiness = readiness_verdict(domain.readiness);
  view.what_if = what_if_sentence(domain.readiness);
  view.next_record = domain.readiness.next_record;
  add_checks(domain.readiness, view);
  view.notes = domain.readiness.notes;
  view.weeks = weeks_of(domain.days);
  view.outcomes = outcomes_of(domain.days, domain.days);
  view.classes = classes_of(domain);
  for (std::size_t at = 0; at < std::min(domain.senders.size(), limits.senders); ++at)
    view.senders.push_back(sender_of(domain.senders[at]));
  if (domain.senders.size() > limits.senders)
    view.more_senders =
        fmt::format("and {} more: ruascope sources --by sender --domain {} --since {} --until {}",
                    group_thousands(as_count(domain.senders.size() - limits.senders)),
                    command_word(domain.domain), format_day(summary.since), format_day(summary.until));
  if (domain.readiness.records) view.records = records_of(*domain.readiness.records);
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

ViewRow row_of(const DomainSummary& domain) {
  return {domain.domain,
          group_thousands(domain.counts.messages),
          was(domain.before.messages),
          rate_text(domain.counts.dmarc_pass, domain.counts.messages),
          "was " + rate_text(domain.before.dmarc_pass, domain.before.messages),
          verdict_of(domain)};
}

// What stands in no section.
void add_left_out(const Summary& summary, std::vector<std::string>& lines) {
  const auto add = [&](std::int64_t number, const char* words) {
    if (number > 0)
      lines.push_back(fmt::format("{} {}: ruascope rejections", counted(number, "rejection"), words));
  };
  add(summary.rejections_elsewhere, "of the period are of domains without a section, and in no figure here");
  add(summary.rejections_undated, "without a time are in no figure here");
}

std::vector<std::string> method_lines(const Summary& summary) {
  const auto length = summary.until - summary.since + 1;
  std::vector<std::string> lines{
      fmt::format(
          "Figures count messages, as {} report{} of {} to {} (UTC) tell them; \"was\" is the {} days "
          "before.",
          group_thousands(summary.reports), summary.reports == 1 ? "" : "s", format_day(summary.since),
          format_day(summary.until), length),
      fmt::format(
          "Readiness and reporters go by the {} days to the period's end, findings by these or by a longer "
          "period; charts show 35.",
          summary.month_days),
      "Only receivers that send reports are seen. Verdicts are the receivers' own; delivered means that "
      "DMARC "
      "took no action.",
      "Whose a source is, and why its mail fails, is judged from the reports alone: ruascope sources ADDRESS "
      "has the evidence."};
  add_left_out(summary, lines);
  return lines;
}

}  // namespace

std::vector<ViewItem> items_of(const std::vector<Finding>& findings, std::size_t most) {
  std::vector<ViewItem> items;
  for (std::size_t at = 0; at < std::min(findings.size(), most); ++at) items.push_back(item_of(findings[at]));
  if (findings.size() > most)
    items.push_back({"info", fmt::format("and {} more", group_thousands(as_count(findings.size() - most))),
                     "", "All of them: ruascope findings"});
  return items;
}

SummaryView view_of(const Summary& summary, const ViewLimits& limits) {
  SummaryView view;
  view.title = summary.week.empty() ? "DMARC summary" : "DMARC summary, week " + summary.week;
  view.period = fmt::format("{} to {} (UTC)", format_day(summary.since), format_day(summary.until));
  view.verdict = verdict_of(summary);
  if (summary.is_silent)
    view.silence = fmt::format(
        "The newest report tells of {}; none has come in the {} since. Look at the mailbox that rua= names.",
        format_day(*summary.newest), counted(summary.silent_days, "day"));
  const auto& domains = summary.domains;
  const auto with_section = std::min(domains.size(), limits.domains);
  const auto with_row = std::min(domains.size(), with_section + limits.rows);
  for (std::size_t at = 0; at < with_section; ++at)
    view.domains.push_back(domain_of(domains[at], summary, limits));
  for (auto at = with_section; at < with_row; ++at) view.rest.push_back(row_of(domains[at]));
  if (domains.size() > with_row)
    view.more_domains = fmt::format("and {} more: ruascope domains --since {} --until {}",
                                    group_thousands(as_count(domains.size() - with_row)),
                                    format_day(summary.since), format_day(summary.until));
  view.general = items_of(summary.general, limits.items);
  for (std::size_t at = 0; at < std::min(summary.reporters.size(), limits.reporters); ++at)
    view.reporters.push_back(reporter_of(summary.reporters[at]));
  if (summary.reporters.size() > limits.reporters)
    view.more_reporters = fmt::format("and {} more: ruascope reporters",
                                      group_thousands(as_count(summary.reporters.size() - limits.reporters)));
  view.unreadable = unreadable_lines(summary);
  view.method = method_lines(summary);
  return view;
}

}  // namespace ruascope
