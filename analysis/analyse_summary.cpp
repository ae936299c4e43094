// SPDX-License-Identifier: MIT
#include "analysis/analyse_summary.hpp"

#include "analysis/analyse_readiness.hpp"
#include "analysis/analyse_rejections.hpp"
#include "analysis/analyse_trend.hpp"
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

bool is_change(const Finding& finding) {
  const auto& code = finding.code;
  return code == "source.new" || code == "source.gone" || code == "source.turned_failing" ||
         code.starts_with("policy.") || code.starts_with("volume.") || code == "rejections.rose" ||
         code == "reporter.silent";
}

// Sums by (name, class) of one domain's senders.
using SenderKey = std::pair<std::string, SourceClass>;

class DomainSums {
 public:
  DomainSums(Day since, Day until) : since_(since), until_(until) {}

  void take(const DailyMail& mail, const JudgedSource& source, const ResultTraits& traits) {
    const auto& judgement = source.judgement;
    const auto first_charted = static_cast<Day>(until_ - charted_days + 1);
    if (mail.day >= first_charted)
      count_messages(days_[mail.day], mail.messages, traits.verdicts, mail.disposition);
    auto& sender = senders_[{judgement.sender, judgement.source_class}];
    sender.trend.resize(static_cast<std::size_t>(charted_days));
    if (mail.day >= first_charted) {
      auto& of_day = sender.trend[static_cast<std::size_t>(mail.day - first_charted)];
      of_day = add_messages(of_day, mail.messages);
    }
    const bool is_now = mail.day >= since_;
    const bool is_before = !is_now && mail.day >= since_ - (until_ - since_ + 1);
    if (!is_now && !is_before) return;
    for (auto* counts : {is_now ? &sender.counts : &sender.before, is_now ? &now_ : &before_})
      count_messages(*counts, mail.messages, traits.verdicts, mail.disposition);
    (is_now ? reporters_ : reporters_before_).insert(mail.organization);
    if (!is_now) return;
    sources_[{judgement.sender, judgement.source_class}].insert(mail.source);
    auto& of_class = by_class_[static_cast<std::size_t>(judgement.source_class)];
    of_class = add_messages(of_class, mail.messages);
    auto& causes = causes_[{judgement.sender, judgement.source_class}];
    auto& of_cause = causes[judgement.cause];
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
      for (const auto& [cause, messages] : causes_[key])
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
  std::map<SenderKey, std::map<Cause, std::int64_t>> causes_;
  std::array<std::int64_t, names<SourceClass>.size()> by_class_{};
};

std::map<std::string, DomainSummary> summed(Sqlite& store, const Filter& filter, Day since, Day until,
                                            const AnalysisOptions& options) {
  const auto first =
      std::min(static_cast<Day>(until - charted_days + 1), static_cast<Day>(2 * since - until - 1));
  const auto looked_at = days_of(filter, first, until);
  auto quiet = options;
  quiet.explains = false;
  quiet.keeps_mail = true;
  const auto sources = judged_sources(store, looked_at, quiet);
  const JudgedLookup lookup(sources);
  ResultSetReader results(store);
  TraitsBook traits([&](std::int64_t number) { return results.read(number); });
  std::map<std::string, DomainSums> sums;
  visit_daily_mail(store, looked_at, [&](const DailyMail& mail) {
    const auto* source = lookup.find(mail).source;
    sums.try_emplace(source->judgement.domain, since, until)
        .first->second.take(mail, *source, traits.of(mail.results));
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
  std::set<std::string> senders;
  for (const auto& blocker : summary.readiness.blockers) {
    if (blocker.is_mended) continue;
    senders.insert(blocker.sender.empty() ? blocker.source_ip : blocker.sender);
    summary.messages_at_risk = add_messages(summary.messages_at_risk, blocker.messages);
  }
  summary.senders_at_risk = static_cast<std::int64_t>(senders.size());
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
      if (is_dmarc && day >= 2 * since - until - 1) ++summary.dmarc_before;
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
    auto& list = is_change(finding) ? of.changes : finding.severity == Severity::info ? of.noted : of.todo;
    list.push_back(std::move(finding));
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
  const auto month = days_of(filter, static_cast<Day>(until - options.readiness.window_days + 1), until);
  std::vector<MatchedRejection> rejections, concerning;
  visit_rejections(store, month, {}, options, now, [&](MatchedRejection one) {
    if (concerns_findings(one)) concerning.push_back(one);
    rejections.push_back(std::move(one));
  });
  for (auto& [name, domain] : domains) {
    domain.readiness = readiness(store, name, {month.since, month.until, {}}, {}, options, rejections);
    domain.rejections = rejections_of(rejections, name, since, until);
    count_at_risk(domain);
  }
  add_findings(findings(store, month, options, {}, &concerning, now), domains, summary);
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
    if (day >= since && day <= until && summary.unreadable.size() < most_listed)
      summary.unreadable.push_back(row);
  });
  return summary;
}

}  // namespace ruascope
