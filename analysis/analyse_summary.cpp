// SPDX-License-Identifier: MIT
#include "analysis/analyse_summary.hpp"

#include "analysis/analyse_readiness.hpp"
#include "analysis/analyse_rejections.hpp"
#include "analysis/judged_mail.hpp"
#include "analysis/rejection_findings.hpp"
#include "ingest/model/messages.hpp"
#include "store/queries.hpp"
#include "store/unreadable.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ruascope {
namespace {

constexpr Day charted_days = 35;

Filter days_of(Filter filter, Day since, Day until) {
  filter.since = since;
  filter.until = until;
  return filter;
}

// The first of as many days before a period as it has itself.
Day first_before(Day since, Day until) { return static_cast<Day>(2 * since - until - 1); }

// Findings of something that happened on a day.
bool is_dated(const Finding& finding) {
  const auto& code = finding.code;
  return code == "source.new" || code == "source.turned_failing" || code == "policy.changed" ||
         code == "policy.weakened" || code == "volume.unusual" || code == "rejections.rose";
}

bool is_of(const Finding& finding, Day since, Day until) {
  return finding.last_day && *finding.last_day >= since && *finding.last_day <= until;
}

// Sums by (name, class) of one domain's senders.
using SenderKey = std::pair<std::string, SourceClass>;

// Strangers, forwarders and lists that nothing names stand together; any other is told by its address.
SenderKey key_of(const Judgement& judgement) {
  const bool is_told =
      sends_for_domain(judgement.source_class) || judgement.source_class == SourceClass::unknown;
  const bool has_name = !judgement.sender.empty() || !is_told;
  return {has_name ? judgement.sender : judgement.source.text(), judgement.source_class};
}

class DomainSums {
 public:
  DomainSums(Day since, Day until) : since_(since), until_(until) {}

  void take(const DailyMail& mail, const JudgedLookup::Found& found, const ResultTraits& traits) {
    const auto& judgement = found.source->judgement;
    const auto key = key_of(judgement);
    const auto first_charted = static_cast<Day>(until_ - charted_days + 1);
    if (mail.day >= first_charted)
      count_messages(days_[mail.day], mail.messages, traits.verdicts, mail.disposition);
    auto& sender = senders_[key];
    sender.trend.resize(static_cast<std::size_t>(charted_days));
    if (mail.day >= first_charted) {
      auto& of_day = sender.trend[static_cast<std::size_t>(mail.day - first_charted)];
      of_day = add_messages(of_day, mail.messages);
    }
    const bool is_now = mail.day >= since_;
    const bool is_before = !is_now && mail.day >= first_before(since_, until_);
    if (!is_now && !is_before) return;
    for (auto* counts : {is_now ? &sender.counts : &sender.before, is_now ? &now_ : &before_})
      count_messages(*counts, mail.messages, traits.verdicts, mail.disposition);
    (is_now ? reporters_ : reporters_before_).insert(mail.organization);
    if (!is_now) return;
    sources_[key].insert(mail.source);
    auto& of_class = by_class_[static_cast<std::size_t>(judgement.source_class)];
    of_class = add_messages(of_class, mail.messages);
    auto& causes = (traits.passes ? passing_ : failing_)[key];
    auto& of_cause = causes[found.cause];
    of_cause = add_messages(of_cause, mail.messages);
  }

  void finish(DomainSummary& summary) {
    summary.counts = now_;
    summary.before = before_;
    summary.reporters = static_cast<std::int64_t>(reporters_.size());
    summary.reporters_before = static_cast<std::int64_t>(reporters_before_.size());
    summary.by_class = by_class_;
    for (auto day = static_cast<Day>(until_ - charted_days + 1); day <= until_; ++day)
      summary.days.push_back({day, days_[day]});
    for (auto& [key, sender] : senders_) {
      if (sender.counts.messages == 0 && sender.before.messages == 0) continue;
      sender.name = key.first;
      sender.source_class = key.second;
      sender.sources = static_cast<std::int64_t>(sources_[key].size());
      std::int64_t most = -1;
      for (const auto& [cause, messages] : failing_.contains(key) ? failing_[key] : passing_[key])
        if (messages > most) std::tie(most, sender.cause) = std::pair(messages, cause);
      summary.senders.push_back(std::move(sender));
    }
    std::stable_sort(summary.senders.begin(), summary.senders.end(),
                     [](const SummarySender& one, const SummarySender& other) {
                       return one.counts.messages > other.counts.messages;
                     });
  }

 private:
  Day since_, until_;
  MessageCounts now_, before_;
  std::set<std::int64_t> reporters_, reporters_before_;
  std::map<Day, MessageCounts> days_;
  std::map<SenderKey, SummarySender> senders_;
  std::map<SenderKey, std::set<std::int64_t>> sources_;
  std::map<SenderKey, std::map<Cause, std::int64_t>> passing_, failing_;  // messages by cause
  std::array<std::int64_t, names<SourceClass>.size()> by_class_{};
};

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
    const auto& name = blocker.sender.empty() ? blocker.source_ip : blocker.sender;
    (blocker.is_mended ? mended : senders).insert(name);
    if (!blocker.is_mended)
      summary.messages_at_risk = add_messages(summary.messages_at_risk, blocker.messages);
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

SummaryRejections rejections_of(const std::vector<MatchedRejection>& all, const std::string& domain,
                                Day since, Day until) {
  SummaryRejections summary;
  std::map<std::string, std::int64_t> explained;
  for (const auto& one : all) {
    if (!one.row.what.time || policy_domain_of(one) != domain) continue;
    const auto day = day_of(*one.row.what.time);
    const bool is_dmarc = one.refusal.check == Check::dmarc;
    if (day > until) continue;
    if (day < since) {
      if (is_dmarc && day >= first_before(since, until)) ++summary.dmarc_before;
      continue;
    }
    if (!is_dmarc) {
      ++summary.others;
      continue;
    }
    ++summary.dmarc;
    const auto* judgement = one.judgement();
    if (!one.match.is_explained() || judgement == nullptr)
      ++summary.unmatched;
    else
      ++explained[judgement->sender.empty() ? judgement->source.text() : judgement->sender];
  }
  summary.explained.assign(explained.begin(), explained.end());
  std::stable_sort(summary.explained.begin(), summary.explained.end(),
                   [](const auto& one, const auto& other) { return one.second > other.second; });
  return summary;
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
  const auto month = days_of(filter, static_cast<Day>(until - options.readiness.window_days + 1), until);
  const auto first = std::min(*month.since, first_before(since, until));
  std::vector<MatchedRejection> rejections, concerning;
  visit_rejections(store, days_of(filter, first, until), {}, prepared, now, [&](MatchedRejection one) {
    const auto& time = one.row.what.time;
    const bool is_of_month = !time || day_of(*time) >= *month.since;
    if (is_of_month && concerns_findings(one)) concerning.push_back(one);
    rejections.push_back(std::move(one));
  });
  for (auto& [name, domain] : domains) {
    domain.readiness = readiness(store, name, {month.since, month.until, {}}, {}, prepared, rejections);
    domain.rejections = rejections_of(rejections, name, since, until);
    count_at_risk(domain);
  }
  add_findings(findings(store, month, prepared, {}, &concerning, now), domains, summary);
  for (auto& [name, domain] : domains) summary.domains.push_back(std::move(domain));
  std::stable_sort(summary.domains.begin(), summary.domains.end(),
                   [](const DomainSummary& one, const DomainSummary& other) {
                     return std::tuple(urgency_of(other), other.messages_at_risk, other.counts.messages) <
                            std::tuple(urgency_of(one), one.messages_at_risk, one.counts.messages);
                   });
  summary.reporters = judged_reporters(store, days_of(filter, month.since.value(), until), options.changes);
  std::stable_sort(
      summary.reporters.begin(), summary.reporters.end(),
      [](const ReporterQuality& one, const ReporterQuality& other) { return one.messages > other.messages; });
  summary.reports = static_cast<std::int64_t>(published_periods(store, days_of(filter, since, until)).size());
  summary.unreadable_total = unreadable_count(store);
  list_unreadable(store, {"last_seen", true}, [&](const UnreadableRow& row) {
    constexpr std::size_t most_listed = 5;
    const auto day = day_of(row.last_seen);
    if (day >= since && summary.unreadable.size() < most_listed) summary.unreadable.push_back(row);
  });
  return summary;
}

}  // namespace ruascope
