// SPDX-License-Identifier: MIT
#include "analysis/analyse_readiness.hpp"

#include "analysis/analyse_dns.hpp"
#include "analysis/analyse_rejections.hpp"
#include "analysis/judged_mail.hpp"
#include "analysis/readiness_parts.hpp"
#include "ingest/model/messages.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace ruascope {
namespace {

Filter window_of(const std::string& domain, std::optional<Day> since, std::optional<Day> until) {
  Filter filter;
  filter.domains = {domain};
  filter.since = since;
  filter.until = until;
  return filter;
}

// Those of a domain, from one day to another; those without a time count.
std::vector<const MatchedRejection*> of_domain(const std::vector<MatchedRejection>& rejections,
                                               const std::string& domain, std::optional<Day> since,
                                               std::optional<Day> until) {
  std::vector<const MatchedRejection*> chosen;
  for (const auto& one : rejections) {
    if (policy_domain_of(one) != domain) continue;
    const auto& time = one.row.what.time;
    const bool is_outside = time && ((since && day_of(*time) < *since) || (until && day_of(*time) > *until));
    if (!is_outside) chosen.push_back(&one);
  }
  return chosen;
}

std::vector<Day> days_of(const std::vector<PublishedPeriod>& periods, Day since, Day until) {
  std::set<Day> days;
  for (const auto& period : periods)
    for (auto day = std::max(period.first_day, since); day <= std::min(period.last_day, until); ++day)
      days.insert(day);
  return {days.begin(), days.end()};
}

// Own and third-party mail by the reporter that saw it.
std::vector<ReporterShare> shares_by_reporter(Sqlite& store, const Filter& filter,
                                              const std::vector<JudgedSource>& sources) {
  ResultSetReader results(store);
  TraitsBook traits([&](std::int64_t number) { return results.read(number); });
  const JudgedLookup lookup(sources);
  std::map<std::int64_t, ReporterShare> shares;
  visit_daily_mail(store, filter, [&](const DailyMail& mail) {
    const auto& judgement = lookup.find(mail).source->judgement;
    if (!sends_for_domain(judgement.source_class) || judgement.is_ignored) return;
    auto& share = shares[mail.organization];
    const auto& says = traits.of(mail.results);
    share.messages = add_messages(share.messages, mail.messages);
    if (says.passes) share.passed = add_messages(share.passed, mail.messages);
    if (says.verdicts.dkim == Verdict::pass) share.dkim = add_messages(share.dkim, mail.messages);
  });
  std::vector<ReporterShare> result;
  for (auto& [organization, share] : shares) {
    share.reporter = results.reporter(organization);
    result.push_back(std::move(share));
  }
  return result;
}

// Which records a reporter saw on a day.
class PublishedBook {
 public:
  explicit PublishedBook(const std::vector<PublishedPeriod>& periods) {
    for (const auto& period : periods)
      for (auto day = period.first_day; day <= period.last_day; ++day) {
        auto& records = by_day_[{period.organization, day}];
        const bool is_known = std::any_of(records.begin(), records.end(),
                                          [&](const PolicyRecord* one) { return *one == period.record; });
        if (!is_known) records.push_back(&period.record);
      }
  }
  const std::vector<const PolicyRecord*>& of(std::int64_t organization, Day day) const {
    static const std::vector<const PolicyRecord*> none;
    const auto found = by_day_.find({organization, day});
    return found == by_day_.end() ? none : found->second;
  }

 private:
  std::map<std::pair<std::int64_t, Day>, std::vector<const PolicyRecord*>> by_day_;
};

template <class Key>
std::vector<WhatIfRow> rows_by_loss(std::map<Key, WhatIfRow>& rows) {
  std::vector<WhatIfRow> result;
  for (auto& [key, row] : rows) result.push_back(std::move(row));
  std::stable_sort(result.begin(), result.end(), [](const WhatIfRow& one, const WhatIfRow& other) {
    return std::tuple(other.counts.under.not_delivered(), other.counts.messages) <
           std::tuple(one.counts.under.not_delivered(), one.counts.messages);
  });
  return result;
}

// Replays a domain's window, and sums by whatever is asked for.
class WhatIfReplay {
 public:
  WhatIfReplay(Sqlite& store, const Filter& filter, const AnalysisOptions& options, WhatIf& result)
      : results_(store),
        traits_([this](std::int64_t number) { return results_.read(number); }),
        sources_(judged_mail(store, filter, options)),
        lookup_(sources_),
        periods_(published_periods(store, filter)),
        published_(periods_),
        result_(result) {}

  void take(const DailyMail& mail) {
    const auto found = lookup_.find(mail);
    const auto& traits = traits_.of(mail.results);
    ReportedMessages messages{mail.messages, traits.passes, traits.is_overridden, traits.is_sampled};
    messages.addressed = addressed(traits.header_from, result_.domain, found.cause == Cause::spoof_subdomain);
    messages.disposition = mail.disposition;
    result_.has_unused_names |= messages.addressed == Addressed::unused_name;
    const auto& records = published_.of(mail.organization, mail.day);
    const auto& judgement = found.source->judgement;
    const auto of_class = judgement.source_class;
    const auto& reporter = results_.reporter(mail.organization);
    for (auto* row :
         {&row_of(by_class_, static_cast<int>(of_class), std::string{name_of(of_class)}),
          &row_of(by_reporter_, reporter, reporter), &row_of(by_day_, mail.day, format_day(mail.day)),
          &row_of(by_sender_, std::pair(judgement.sender, static_cast<int>(of_class)), judgement.sender,
                  of_class)})
      replay(messages, records, result_.policy, row->counts);
    replay(messages, records, result_.policy, result_.total);
  }

  void finish() {
    result_.by_class = rows_by_loss(by_class_);
    result_.by_sender = rows_by_loss(by_sender_);
    result_.by_reporter = rows_by_loss(by_reporter_);
    for (auto& [day, row] : by_day_) result_.by_day.push_back(std::move(row));
  }

 private:
  template <class Key>
  static WhatIfRow& row_of(std::map<Key, WhatIfRow>& rows, const Key& key, const std::string& name,
                           std::optional<SourceClass> source_class = std::nullopt) {
    return rows.try_emplace(key, WhatIfRow{name, source_class, {}}).first->second;
  }

  ResultSetReader results_;
  TraitsBook traits_;
  std::vector<JudgedSource> sources_;
  JudgedLookup lookup_;
  std::vector<PublishedPeriod> periods_;
  PublishedBook published_;
  WhatIf& result_;
  std::map<int, WhatIfRow> by_class_;
  std::map<std::string, WhatIfRow> by_reporter_;
  std::map<Day, WhatIfRow> by_day_;
  std::map<std::pair<std::string, int>, WhatIfRow> by_sender_;
};

ReplayedRejections replayed(const std::vector<const MatchedRejection*>& rejections, const std::string& domain,
                            const PolicyRecord& policy) {
  ReplayedRejections counts;
  for (const auto* one : rejections) {
    const auto& rejection = *one;
    if (rejection.refusal.check != Check::dmarc) {
      ++counts.others;
      continue;
    }
    ++counts.rejections;
    const auto to = addressed(rejection.match.domain, domain, false);
    add_outcome(counts.under, action_of(policy, to), 1);
    add_outcome(counts.ignoring_t, asked(policy, to), 1);
  }
  return counts;
}

}  // namespace

std::optional<PolicyRecord> published_record(Sqlite& store, const Filter& window, const std::string& domain,
                                             const ReadinessThresholds& thresholds) {
  const auto periods = published_periods(store, window_of(domain, window.since, window.until));
  if (periods.empty()) return std::nullopt;
  return published_now(periods, thresholds).record;
}

std::vector<MatchedRejection> matched_rejections(Sqlite& store, const Filter& filter,
                                                 const AnalysisOptions& options, std::int64_t now) {
  auto quiet = options;
  quiet.explains = false;
  std::vector<MatchedRejection> rejections;
  visit_rejections(store, filter, {}, quiet, now,
                   [&](MatchedRejection one) { rejections.push_back(std::move(one)); });
  return rejections;
}

Readiness readiness(Sqlite& store, const std::string& domain, const ReadinessWindow& window,
                    std::optional<Policy> to, const AnalysisOptions& options,
                    const std::vector<MatchedRejection>& rejections) {
  const auto filter = window_of(domain, window.since, window.until);
  const auto days = reported_days(store, filter);
  const auto until = window.until.value_or(days ? days->second : 0);
  const auto since = window.since.value_or(days ? days->first : until);
  const auto first_looked_at = static_cast<Day>(until - options.readiness.lookback_days + 1);
  auto with_words = options;
  with_words.explains = true;
  with_words.keeps_mail = true;
  const auto sources = judged_sources(store, filter, with_words);
  const auto earlier =
      judged_mail(store, window_of(domain, std::min(since, first_looked_at), until), options);
  const auto periods = published_periods(store, filter);
  auto check = stored_check(store, domain, options, until);
  ResultSetReader results(store);
  auto answer = readiness_of(
      {domain, since, until, sources, earlier, days ? std::optional{days->first} : std::nullopt,
       days_of(periods, since, until), window.fresh_until.value_or(until),
       shares_by_reporter(store, filter, sources), of_domain(rejections, domain, since, until),
       [&](std::int64_t number) { return results.read(number); }, published_now(periods, options.readiness),
       to, options.readiness, check ? &*check : nullptr});
  if (check) answer.records = std::move(check->records);
  if (!days) {  // nothing says which days were meant
    answer.since = window.since;
    answer.until = window.until;
  }
  return answer;
}

std::vector<Readiness> readiness_of_all(Sqlite& store, const Filter& window, std::optional<Policy> to,
                                        const AnalysisOptions& options, std::int64_t now) {
  const auto newest = newest_day(store, {});
  if (!newest) return {};
  auto prepared = options;
  prepared.own_organizations = own_organizations(store, options);
  const auto until = window.until.value_or(*newest);
  const auto months = static_cast<Day>(until - options.readiness.lookback_days + 1);
  auto looked_at = window_of({}, months, until);
  looked_at.domains.clear();
  const auto rejections = matched_rejections(store, looked_at, prepared, now);
  std::vector<Readiness> answers;
  for (const auto& domain : policy_domains(store)) {
    const auto last = newest_day(store, window_of(domain, {}, {}));
    if (!last || *last < months) continue;
    ReadinessWindow days{window.since, window.until, {}};
    if (!window.until) days = {static_cast<Day>(*last - options.readiness.window_days + 1), last, newest};
    answers.push_back(readiness(store, domain, days, to, prepared, rejections));
  }
  return answers;
}

WhatIf what_if(Sqlite& store, const std::string& domain, const Filter& window, const PolicyChoice& choice,
               const AnalysisOptions& options, const std::vector<MatchedRejection>& rejections) {
  WhatIf result;
  result.domain = domain;
  result.since = window.since;
  result.until = window.until;
  // An sp that only says what p says is no choice of its own.
  result.published =
      next_step(published_record(store, window, domain, options.readiness).value_or(PolicyRecord{}), {}).from;
  result.policy = result.published;
  result.policy.p = choice.p;
  if (choice.sp) result.policy.sp = choice.sp;
  if (choice.np) result.policy.np = choice.np;
  result.policy.pct.reset();
  result.policy.is_testing = choice.is_testing;
  const auto filter = window_of(domain, window.since, window.until);
  WhatIfReplay replay(store, filter, options, result);
  visit_daily_mail(store, filter, [&](const DailyMail& mail) { replay.take(mail); });
  replay.finish();
  result.rejections =
      replayed(of_domain(rejections, domain, window.since, window.until), domain, result.policy);
  return result;
}

}  // namespace ruascope
