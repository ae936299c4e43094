// SPDX-License-Identifier: MIT
#include "analysis/analyse_summary.hpp"

#include "analysis/analyse_readiness.hpp"
#include "analysis/analyse_rejections.hpp"
#include "analysis/judged_mail.hpp"
#include "analysis/rejection_findings.hpp"
#include "analysis/summary_sums.hpp"
#include "ingest/model/messages.hpp"
#include "store/queries.hpp"
#include "store/unreadable.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ruascope {
namespace {

Filter days_of(Filter filter, Day since, Day until) {
  filter.since = since;
  filter.until = until;
  return filter;
}

// Findings of something that happened on a day.
bool is_dated(const Finding& finding) {
  const auto& code = finding.code;
  return code == "source.new" || code == "source.turned_failing" || code == "policy.changed" ||
         code == "policy.weakened" || code == "volume.unusual" || code == "rejections.rose" ||
         code == "pass_rate.fell";
}

bool is_of(const Finding& finding, Day since, Day until) {
  return finding.last_day && *finding.last_day >= since && *finding.last_day <= until;
}

std::map<std::string, DomainSummary> summed(Sqlite& store, const Filter& filter, Day since, Day until,
                                            const AnalysisOptions& options) {
  const auto first = std::min(static_cast<Day>(until - charted_days + 1), first_before(since, until));
  const auto looked_at = days_of(filter, first, until);
  const auto sources = judged_mail(store, looked_at, options);
  const JudgedLookup lookup(sources);
  ResultSetReader results(store);
  TraitsBook traits([&](std::int64_t number) { return results.read(number); });
  std::map<std::string, DomainSums> sums;
  visit_daily_mail(store, looked_at, [&](const DailyMail& mail) {
    const auto found = lookup.find(mail);
    sums.try_emplace(found.source->judgement.domain, since, until)
        .first->second.take(mail, found, traits.of(mail.results));
  });
  // What was asked for by name is told, reported or not.
  for (const auto& name : filter.domains)
    if (!name.starts_with('.')) sums.try_emplace(name, since, until);
  std::map<std::string, DomainSummary> domains;
  for (auto& [name, of] : sums) {
    auto& summary = domains[name];
    summary.domain = name;
    of.finish(summary);
  }
  return domains;
}

// Which senders stand in the way, and with how many messages.
void count_at_risk(DomainSummary& summary) {
  std::set<std::string> senders, mended;
  for (const auto& blocker : summary.readiness.blockers) {
    if (blocker.lost == 0) continue;
    const auto& name = blocker.sender.empty() ? blocker.source_ip : blocker.sender;
    (blocker.is_mended ? mended : senders).insert(name);
    if (!blocker.is_mended) summary.messages_at_risk = add_messages(summary.messages_at_risk, blocker.lost);
  }
  for (const auto& sender : summary.senders) {
    mended.erase(senders.contains(sender.name) ? sender.name : std::string{});
    if (!senders.contains(sender.name)) continue;
    summary.failed_at_risk = add_messages(summary.failed_at_risk, sender.counts.dmarc_fail);
    summary.failed_at_risk_before = add_messages(summary.failed_at_risk_before, sender.before.dmarc_fail);
  }
  summary.senders_at_risk = static_cast<std::int64_t>(senders.size());
  summary.senders_mended = static_cast<std::int64_t>(mended.size());
}

bool is_mended(const DomainSummary& domain, const std::string& subject) {
  bool is_found = false;
  for (const auto& blocker : domain.readiness.blockers) {
    if (blocker.source_ip != subject && blocker.sender != subject) continue;
    if (!blocker.is_mended) return false;
    is_found = true;
  }
  return is_found;
}

// Two findings of one subject that ask for the same step are one thing to do.
void add_todo(Finding finding, std::vector<Finding>& todo) {
  const auto same = std::find_if(todo.begin(), todo.end(), [&](const Finding& one) {
    return one.subject == finding.subject && one.advice == finding.advice;
  });
  if (same == todo.end()) return todo.push_back(std::move(finding));
  same->what += " " + finding.what;
  same->messages = std::max(same->messages, finding.messages);
  same->rejections = std::max(same->rejections, finding.rejections);
}

void add_findings(std::vector<Finding> all, std::map<std::string, DomainSummary>& domains, Summary& summary) {
  for (auto& finding : all) {
    const auto found = domains.find(finding.domain);
    if (found == domains.end()) {
      summary.general.push_back(std::move(finding));
      continue;
    }
    auto& of = found->second;
    // What happened on other days is no news of the period; a sender that is gone was last seen before.
    if (is_dated(finding) && !is_of(finding, summary.since, summary.until)) continue;
    if (is_dated(finding) || finding.code == "source.gone") {
      of.changes.push_back(std::move(finding));
    } else if (is_mended(of, finding.subject)) {
      finding.severity = Severity::info;
      finding.advice = "Mended, it seems: it passes by now. Nothing is to be done but to wait.";
      of.noted.push_back(std::move(finding));
    } else if (finding.severity == Severity::info && finding.code != "policy.ready") {
      of.noted.push_back(std::move(finding));
    } else {
      add_todo(std::move(finding), of.todo);
    }
  }
}

void put_first_what_asks(std::vector<DomainSummary>& domains) {
  std::stable_sort(domains.begin(), domains.end(), [](const DomainSummary& one, const DomainSummary& other) {
    return std::tuple(urgency_of(other), other.messages_at_risk, other.counts.messages) <
           std::tuple(urgency_of(one), one.messages_at_risk, one.counts.messages);
  });
}

// The reporters of the days that readiness looks at: silent ones first, then by messages.
std::vector<ReporterQuality> reporters_of(Sqlite& store, const Filter& month,
                                          const AnalysisOptions& options) {
  auto reporters = judged_reporters(store, month, options.changes);
  std::stable_sort(reporters.begin(), reporters.end(),
                   [](const ReporterQuality& one, const ReporterQuality& other) {
                     return std::tuple(other.rhythm.is_silent, other.messages) <
                            std::tuple(one.rhythm.is_silent, one.messages);
                   });
  return reporters;
}

Filter month_to(Filter filter, Day until, const AnalysisOptions& options) {
  return days_of(std::move(filter), static_cast<Day>(until - options.readiness.window_days + 1), until);
}

void count_reports(Sqlite& store, const Filter& filter, Summary& summary) {
  const auto reported = published_periods(store, days_of(filter, summary.since, summary.until));
  summary.reports = static_cast<std::int64_t>(reported.size());
  summary.newest = newest_day(store, filter);
}

void count_silence(Day today, const ChangeThresholds& thresholds, Summary& summary) {
  if (!summary.newest) return;
  summary.silent_days = std::max<std::int64_t>(0, today - *summary.newest);
  summary.is_silent = summary.silent_days > thresholds.silent_days;
}

// What was read, and what could not be.
void count_inputs(Sqlite& store, const Filter& filter, Summary& summary) {
  count_reports(store, filter, summary);
  summary.unreadable_total = unreadable_count(store);
  // Whose they are is not known: who asks for one domain's mail is not shown another's.
  if (!filter.domains.empty()) return;
  list_unreadable(store, {"last_seen", true}, [&](const UnreadableRow& row) {
    constexpr std::size_t most_listed = 5;
    const auto day = day_of(row.last_seen);
    if (day >= summary.since && summary.unreadable.size() < most_listed) summary.unreadable.push_back(row);
  });
}

}  // namespace

Summary summarize(Sqlite& store, const Filter& filter, Day since, Day until, const AnalysisOptions& options,
                  std::int64_t now) {
  Summary summary;
  summary.since = since;
  summary.until = until;
  if (monday_of(since) == since && until == since + 6) summary.week = format_iso_week(since);
  auto domains = summed(store, filter, since, until, options);
  auto prepared = options;
  prepared.own_organizations = own_organizations(store, options);
  const auto month = month_to(filter, until, options);
  const auto first = std::min(*month.since, first_before(since, until));
  std::vector<MatchedRejection> rejections, concerning;
  RejectionSums sums(since, until);
  visit_rejections(store, days_of(filter, first, until), {}, prepared, now, [&](MatchedRejection one) {
    const auto& time = one.row.what.time;
    const bool is_of_month = !time || day_of(*time) >= std::min(*month.since, since);
    sums.take(one);
    if (is_of_month && concerns_findings(one)) concerning.push_back(one);
    rejections.push_back(std::move(one));
  });
  // What changed is news of all of a longer period.
  auto found = findings_of_mail(store, days_of(filter, std::min(*month.since, since), until), prepared, {},
                                &concerning);
  for (auto& [name, domain] : domains) {
    domain.readiness = readiness(store, name, {month.since, month.until, {}}, {}, prepared, rejections);
    domain.rejections = sums.take_out(name);
    count_at_risk(domain);
    if (auto fall = fall_of(domain, options.changes, until)) found.push_back(std::move(*fall));
    if (auto ready = ready_finding(domain.readiness)) found.push_back(std::move(*ready));
  }
  put_worst_first(found);
  add_findings(std::move(found), domains, summary);
  summary.rejections_undated = sums.undated();
  if (filter.domains.empty()) summary.rejections_elsewhere = sums.left();
  for (auto& [name, domain] : domains) summary.domains.push_back(std::move(domain));
  put_first_what_asks(summary.domains);
  summary.reporters = reporters_of(store, month, options);
  summary.month_days = options.readiness.window_days;
  count_inputs(store, filter, summary);
  count_silence(day_of(now), options.changes, summary);
  return summary;
}

Summary only(Sqlite& store, const Summary& summary, const DomainSummary& domain,
             const AnalysisOptions& options) {
  Filter filter;
  filter.domains = {domain.domain};
  Summary page;
  page.since = summary.since;
  page.until = summary.until;
  page.week = summary.week;
  page.domains = {domain};
  page.unreadable_total = summary.unreadable_total;
  page.month_days = summary.month_days;
  page.reporters = reporters_of(store, month_to(filter, summary.until, options), options);
  count_reports(store, filter, page);
  if (summary.newest)
    count_silence(static_cast<Day>(*summary.newest + summary.silent_days), options.changes, page);
  return page;
}

}  // namespace ruascope
