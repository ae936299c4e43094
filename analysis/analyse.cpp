// SPDX-License-Identifier: MIT
#include "analysis/analyse.hpp"

#include "analysis/analyse_changes.hpp"
#include "analysis/source_facts.hpp"
#include "ingest/model/messages.hpp"
#include "store/own.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <iterator>

namespace ruascope {
namespace {

using SourceKey = std::pair<std::int64_t, std::int64_t>;  // domain and source in the store

SourceKey key_of(const SourceCombinations& source) { return {source.domain_number, source.source_number}; }

OwnList own_list(Sqlite& store, const AnalysisOptions& options) {
  auto entries = own_entries(store);
  entries.insert(entries.end(), options.own.begin(), options.own.end());
  return OwnList(std::move(entries));
}

// While none is listed: the policy domains of all reports.
std::vector<std::string> own_domains(Sqlite& store, const OwnList& own) {
  auto listed = own.domains();
  return listed.empty() ? policy_domains(store) : listed;
}

std::vector<Judgement> judge_all(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                 const std::vector<SourceCombinations>& sources) {
  ResultSetReader results(store);
  const auto own = own_list(store, options);
  const JudgeInput input{[&](std::int64_t number) { return results.read(number); },
                         [&](const std::string& domain) { return published_range(store, filter, domain); },
                         own,
                         options.services,
                         options.thresholds,
                         own_domains(store, own),
                         options.explains};
  return judge(sources, input);
}

// The filter without what chooses messages: class and cause go by all mail of a domain in the window.
Filter whole_window(const Filter& filter) {
  Filter whole;
  whole.domains = filter.domains;
  whole.since = filter.since;
  whole.until = filter.until;
  return whole;
}

// The causes of the combinations that the filter left.
std::vector<Cause> causes_of(const SourceCombinations& left, const SourceCombinations& all,
                             const std::vector<Cause>& all_causes) {
  std::vector<Cause> causes;
  std::size_t at = 0;  // both are in the order of their result sets
  for (const auto& combination : left.combinations) {
    while (all.combinations[at].results != combination.results) ++at;
    causes.push_back(all_causes[at]);
  }
  return causes;
}

// The causes of the mail that the filter left: their figures sum to the row's.
void leave_shares_of(const SourceCombinations& left, const std::vector<Cause>& causes, Judgement& judgement) {
  for (auto& share : judgement.causes) {
    share.messages = 0;
    for (std::size_t at = 0; at < causes.size(); ++at)
      if (causes[at] == share.cause)
        share.messages = add_messages(share.messages, messages_of(left.combinations[at]));
  }
  std::erase_if(judgement.causes, [](const CauseShare& share) { return share.messages == 0; });
  std::stable_sort(
      judgement.causes.begin(), judgement.causes.end(),
      [](const CauseShare& one, const CauseShare& other) { return one.messages > other.messages; });
}

// A row to come: a source's place in those left and in all, which are in the same order.
struct Place {
  std::int64_t messages;
  std::size_t left;
  std::size_t all;
};

// The rows of the sources that are `left`, of `all` that were judged; both may be the same, and are used up.
std::vector<JudgedSource> rows_of(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                  const JudgedFilter& chosen, std::vector<SourceCombinations>& all,
                                  std::vector<SourceCombinations>& left, std::vector<Judgement>& judgements) {
  auto totals = source_totals_of(store, left);
  std::vector<Place> places;
  for (std::size_t at = 0, place = 0; at < left.size(); ++at) {
    while (key_of(all[place]) != key_of(left[at])) ++place;
    if (chosen.takes(judgements[place]) && !(filter.failing && totals[at].counts.dmarc_fail == 0))
      places.push_back({totals[at].counts.messages, at, place});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& one, const Place& other) { return one.messages > other.messages; });
  std::vector<JudgedSource> sources;
  sources.reserve(places.size());
  for (const auto& place : places) {
    auto& judgement = judgements[place.all];
    auto causes = std::move(judgement.combination_causes);
    if (&left != &all) {
      causes = causes_of(left[place.left], all[place.all], causes);
      leave_shares_of(left[place.left], causes, judgement);
    }
    auto& row = sources.emplace_back();
    row.totals = std::move(totals[place.left]);
    row.judgement = std::move(judgement);
    if (!options.keeps_mail) continue;
    row.mail = std::move(left[place.left]);
    row.mail_causes = std::move(causes);
  }
  return sources;
}

}  // namespace

bool JudgedFilter::takes(const Judgement& judgement) const {
  if (source_class && judgement.source_class != *source_class) return false;
  return !cause || std::any_of(judgement.causes.begin(), judgement.causes.end(),
                               [&](const CauseShare& share) { return share.cause == *cause; });
}

std::vector<JudgedSource> judged_sources(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                         const JudgedFilter& chosen) {
  auto all = source_combinations(store, whole_window(filter));
  auto judgements = judge_all(store, filter, options, all);
  if (!chooses_messages(filter)) return rows_of(store, filter, options, chosen, all, all, judgements);
  auto left = source_combinations(store, filter);
  return rows_of(store, filter, options, chosen, all, left, judgements);
}

void choose_judged(Sqlite& store, Filter& filter, const AnalysisOptions& options,
                   const JudgedFilter& chosen) {
  std::vector<std::string> keys;
  for (const auto& source : judged_sources(store, whole_window(filter), options, chosen))
    for (std::size_t index = 0; index < source.mail.combinations.size(); ++index)
      if (!chosen.cause || source.mail_causes[index] == *chosen.cause)
        keys.push_back(combination_key(source.mail, source.mail.combinations[index]));
  filter.combinations = std::move(keys);
}

std::vector<ReporterQuality> judged_reporters(Sqlite& store, const Filter& filter,
                                              const ChangeThresholds& thresholds) {
  ResultSetReader results(store);
  auto reporters =
      reporter_quality(reporter_mail(store, filter),
                       {[&](const std::string& domain) { return published_range(store, filter, domain); },
                        [&](std::int64_t number) { return results.read(number); }});
  const auto days = reported_days(store, filter);
  const auto until = filter.until.value_or(days ? days->second : 0);
  for (const auto& of : reporter_days(store, filter))
    for (auto& reporter : reporters)
      if (reporter.reporter == of.reporter) reporter.rhythm = rhythm_of(of, until, thresholds);
  return reporters;
}

std::vector<Finding> findings(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                              const JudgedFilter& chosen, const std::vector<MatchedRejection>* rejections) {
  const auto sources = judged_sources(store, filter, options, chosen);
  const bool is_of_all =
      filter.domains.empty() && !chooses_messages(filter) && !filter.failing && chosen.is_empty();
  const auto reporters =
      is_of_all ? judged_reporters(store, filter, options.changes) : std::vector<ReporterQuality>{};
  auto found = findings_of(
      {sources, reporters, unreadable_count(store), options.thresholds, chosen.cause, is_of_all, rejections});
  if (chooses_messages(filter) || filter.failing || !chosen.is_empty()) return found;
  const auto add = [&](std::vector<Finding> more) {
    found.insert(found.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  add(changes(store, filter, options, rejections));
  if (rejections != nullptr) add(ready_to_tighten(store, filter, options, *rejections));
  put_worst_first(found);
  return found;
}

std::vector<std::string> listed_domains(Sqlite& store, const AnalysisOptions& options) {
  auto domains = own_list(store, options).domains();
  std::sort(domains.begin(), domains.end());
  domains.erase(std::unique(domains.begin(), domains.end()), domains.end());
  return domains;
}

}  // namespace ruascope
