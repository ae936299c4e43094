// SPDX-License-Identifier: MIT
#include "analysis/analyse_trend.hpp"

#include "analysis/judged_mail.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace ruascope {
namespace {

bool asks_judgement(TrendOf of) {
  return of == TrendOf::sender || of == TrendOf::source || of == TrendOf::source_class ||
         of == TrendOf::cause;
}

class Trend {
 public:
  Trend(Sqlite& store, const Filter& filter, const AnalysisOptions& options, const JudgedFilter& chosen,
        TrendOf of, std::vector<TrendPeriod> periods)
      : results_(store),
        traits_([this](std::int64_t number) { return results_.read(number); }),
        chosen_(chosen),
        of_(of),
        periods_(std::move(periods)),
        is_judged_(asks_judgement(of) || !chosen.is_empty()) {
    // By all mail of the domains, whatever messages the filter chooses of it.
    if (is_judged_) sources_ = judged_mail(store, filter, options);
    lookup_ = std::make_unique<JudgedLookup>(sources_);
    if (of == TrendOf::domain) name_domains(store, filter);
    if (of != TrendOf::all) return;
    for (std::size_t at = 0; at < periods_.size(); ++at) sums_[{at, {}, none}].row.period = periods_[at];
  }

  void take(const DailyMail& mail) {
    const auto found = is_judged_ ? lookup_->find(mail) : JudgedLookup::Found{};
    if (is_judged_ && !is_chosen(found)) return;
    const auto& traits = traits_.of(mail.results);
    const auto of_class = class_of(found);
    auto& sum = sums_[{period_at(mail.day), key_of(mail, found), of_class}];
    if (sum.row.counts.messages == 0) {
      sum.row.period = periods_[period_at(mail.day)];
      sum.row.key = key_of(mail, found);
      if (of_class != none) sum.row.source_class = static_cast<SourceClass>(of_class);
    }
    count_messages(sum.row.counts, mail.messages, traits.verdicts, mail.disposition);
    sum.reporters.insert(mail.organization);
  }

  // `failing`: of what has failures in the window.
  std::vector<TrendRow> rows(bool failing) {
    std::set<std::pair<std::string, int>> failed;
    for (const auto& [key, sum] : sums_)
      if (sum.row.counts.dmarc_fail > 0) failed.emplace(std::get<1>(key), std::get<2>(key));
    std::vector<TrendRow> rows;
    for (auto& [key, sum] : sums_) {
      const bool is_failing = of_ == TrendOf::all ? sum.row.counts.dmarc_fail > 0
                                                  : failed.contains({std::get<1>(key), std::get<2>(key)});
      if (failing && !is_failing) continue;
      sum.row.reporters = static_cast<std::int64_t>(sum.reporters.size());
      rows.push_back(std::move(sum.row));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const TrendRow& one, const TrendRow& other) {
      return std::tuple(one.period.first_day, other.counts.messages) <
             std::tuple(other.period.first_day, one.counts.messages);
    });
    return rows;
  }

 private:
  static constexpr int none = -1;
  using Key = std::tuple<std::size_t, std::string, int>;  // period, key, class
  struct Sum {
    TrendRow row;
    std::set<std::int64_t> reporters;
  };

  void name_domains(Sqlite& store, const Filter& filter) {
    for (const auto& source : source_combinations(store, filter))
      domains_.emplace(source.domain_number, source.domain);
  }

  bool is_chosen(const JudgedLookup::Found& found) const {
    if (chosen_.source_class && found.source->judgement.source_class != *chosen_.source_class) return false;
    return !chosen_.cause || found.cause == *chosen_.cause;
  }

  std::size_t period_at(Day day) const {
    const auto behind =
        std::upper_bound(periods_.begin(), periods_.end(), day,
                         [](Day of, const TrendPeriod& period) { return of < period.first_day; });
    return static_cast<std::size_t>(behind - periods_.begin()) - 1;
  }

  // Sources without a name stay apart by class, as a forgotten host must not be lost among strangers.
  int class_of(const JudgedLookup::Found& found) const {
    if (of_ != TrendOf::sender && of_ != TrendOf::source) return none;
    return static_cast<int>(found.source->judgement.source_class);
  }

  std::string key_of(const DailyMail& mail, const JudgedLookup::Found& found) {
    switch (of_) {
      case TrendOf::all: break;
      case TrendOf::domain: return domains_.at(mail.domain);
      case TrendOf::sender: return found.source->judgement.sender;
      case TrendOf::source: return found.source->totals.source_ip;
      case TrendOf::source_class: return std::string{name_of(found.source->judgement.source_class)};
      case TrendOf::cause: return std::string{name_of(found.cause)};
      case TrendOf::reporter: return results_.reporter(mail.organization);
      case TrendOf::disposition: return std::string{name_of(mail.disposition)};
    }
    return {};
  }

  ResultSetReader results_;
  TraitsBook traits_;
  const JudgedFilter& chosen_;
  TrendOf of_;
  std::vector<TrendPeriod> periods_;
  bool is_judged_;
  std::vector<JudgedSource> sources_;
  std::unique_ptr<JudgedLookup> lookup_;
  std::unordered_map<std::int64_t, std::string> domains_;
  std::map<Key, Sum> sums_;
};

}  // namespace

std::vector<TrendRow> trend(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                            const JudgedFilter& chosen, TrendBy by, TrendOf of) {
  const auto days = reported_days(store, filter);
  const auto newest = newest_day(store, filter);
  if (!days || !newest) return {};
  // No further than reports go: who asks for all of time gets no century of empty days, and who reports of
  // the year 5000 is not followed there.
  auto window = filter;
  window.since = std::max(filter.since.value_or(days->first), days->first);
  window.until = std::min(filter.until.value_or(*newest), std::max(*newest, *window.since));
  Trend trend(store, window, options, chosen, of, trend_periods(*window.since, *window.until, by));
  visit_daily_mail(store, window, [&](const DailyMail& mail) { trend.take(mail); });
  return trend.rows(filter.failing);
}

}  // namespace ruascope
