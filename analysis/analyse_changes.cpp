// SPDX-License-Identifier: MIT
#include "analysis/analyse_changes.hpp"

#include "analysis/analyse_readiness.hpp"
#include "analysis/judged_mail.hpp"
#include "ingest/model/messages.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

void count(DaySeries& days, Day day, std::int64_t messages, bool passes) {
  auto& counts = days[day];
  counts.messages = add_messages(counts.messages, messages);
  if (!passes) counts.failed = add_messages(counts.failed, messages);
}

// Whose days are followed: senders, and what sends steadily and is not known. Strangers come and go.
bool is_followed(const Judgement& judgement) {
  if (judgement.is_ignored) return false;
  return sends_for_domain(judgement.source_class) ||
         (judgement.source_class == SourceClass::unknown && judgement.is_steady);
}

// A new server of one's own is news, whatever the others do.
std::string subject_of(const Judgement& judgement) {
  const bool is_service = judgement.source_class == SourceClass::third_party && !judgement.sender.empty();
  return is_service ? judgement.sender : judgement.source.text();
}

template <class Map>
std::vector<typename Map::mapped_type> values_of(Map& map) {
  std::vector<typename Map::mapped_type> values;
  for (auto& [key, value] : map) values.push_back(std::move(value));
  return values;
}

// Sums the days of domains and of their senders.
class Series {
 public:
  Series(Sqlite& store, const Filter& filter, const AnalysisOptions& options)
      : results_(store),
        traits_([this](std::int64_t number) { return results_.read(number); }),
        sources_(judged_mail(store, filter, options)),
        lookup_(sources_) {
    visit_daily_mail(store, filter, [&](const DailyMail& mail) { take(mail); });
    for (auto& period : published_periods(store, filter))
      if (const auto found = domains_.find(period.domain); found != domains_.end())
        found->second.published.push_back(std::move(period));
    for (auto& [name, domain] : domains_) {
      Filter of;
      of.domains = {name};
      domain.first_reported = reported_days(store, of)->first;
    }
  }

  std::vector<SenderSeries> senders() { return values_of(senders_); }
  std::vector<DomainSeries> domains() { return values_of(domains_); }

 private:
  void take(const DailyMail& mail) {
    const auto* source = lookup_.find(mail).source;
    const auto& judgement = source->judgement;
    const bool passes = traits_.of(mail.results).passes;
    auto& domain = domains_[judgement.domain];
    domain.domain = judgement.domain;
    count(domain.days, mail.day, mail.messages, passes);
    if (!is_followed(judgement)) return;
    auto subject = subject_of(judgement);
    auto& sender = senders_[{judgement.domain, subject, judgement.source_class}];
    if (sender.days.empty()) sender = {judgement.domain, std::move(subject), judgement.source_class};
    count(sender.days, mail.day, mail.messages, passes);
  }

  ResultSetReader results_;
  TraitsBook traits_;
  std::vector<JudgedSource> sources_;
  JudgedLookup lookup_;
  std::map<std::string, DomainSeries> domains_;
  std::map<std::tuple<std::string, std::string, SourceClass>, SenderSeries> senders_;
};

std::map<std::string, std::vector<Day>> dmarc_days(const std::vector<MatchedRejection>* rejections) {
  std::map<std::string, std::vector<Day>> days;
  if (rejections == nullptr) return days;
  for (const auto& one : *rejections)
    if (one.refusal.check == Check::dmarc && one.row.what.time && !one.match.policy_domain.empty())
      days[one.match.policy_domain].push_back(day_of(*one.row.what.time));
  return days;
}

}  // namespace

std::vector<Finding> changes(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                             const std::vector<MatchedRejection>* rejections) {
  Filter looked_at;
  looked_at.domains = filter.domains;
  const auto days = reported_days(store, looked_at);
  if (!days) return {};
  const auto newest = newest_day(store, looked_at).value_or(days->second);
  const auto until = std::min(filter.until.value_or(newest), newest);
  const auto since = std::min(std::max(filter.since.value_or(days->first), days->first), until);
  looked_at.until = until;
  looked_at.since = std::min(since, static_cast<Day>(until - options.changes.lookback_days + 1));
  Series series(store, looked_at, options);
  const auto senders = series.senders();
  const auto domains = series.domains();
  const auto reporters =
      filter.domains.empty() ? reporter_days(store, looked_at) : std::vector<ReporterDays>{};
  return changes_of({since, until, senders, domains, reporters, dmarc_days(rejections), options.changes,
                     options.thresholds});
}

std::vector<Finding> ready_to_tighten(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                      std::int64_t now) {
  const auto newest = newest_day(store, filter);
  if (!newest) return {};
  const auto until = std::min(filter.until.value_or(*newest), *newest);
  auto window = filter;
  window.until = until;
  window.since = static_cast<Day>(until - options.readiness.window_days + 1);
  auto quiet = options;
  quiet.explains = false;
  quiet.own_organizations = own_organizations(store, options);
  std::optional<std::vector<MatchedRejection>> rejections;
  std::vector<Finding> ready;
  for (const auto& domain : domain_totals(store, window)) {
    // What cannot be ready is not judged.
    if (domain.reporters < options.readiness.reporters ||
        domain.counts.messages < options.readiness.small_messages)
      continue;
    const auto published = published_record(store, window, domain.domain, options.readiness);
    if (!published || !next_step(*published, {}).is_change()) continue;
    if (!rejections) rejections = matched_rejections(store, window, quiet, now);
    const auto answer =
        readiness(store, domain.domain, {window.since, window.until, {}}, {}, quiet, *rejections);
    if (auto finding = ready_finding(answer)) ready.push_back(std::move(*finding));
  }
  return ready;
}

}  // namespace ruascope
