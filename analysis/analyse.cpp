// SPDX-License-Identifier: MIT
#include "analysis/analyse.hpp"

#include "analysis/alignment.hpp"
#include "analysis/analyse_changes.hpp"
#include "analysis/analyse_dns.hpp"
#include "analysis/analyse_knowledge.hpp"
#include "analysis/source_facts.hpp"
#include "ingest/model/messages.hpp"
#include "store/own.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <future>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <string_view>

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

std::vector<std::string> organizations_of(const std::vector<std::string>& domains) {
  std::set<std::string> organizations;
  for (const auto& domain : domains) organizations.insert(organizational_domain(domain));
  return {organizations.begin(), organizations.end()};
}

// What judging asks of the store, and judging itself, which needs it no more.
class StoreJudging {
 public:
  StoreJudging(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
               const std::vector<SourceCombinations>& sources)
      : own_(own_list(store, options)), judging_(sources, input_of(store, filter, options)) {}

  std::vector<Judgement> run() { return judging_.run(); }

 private:
  JudgeInput input_of(Sqlite& store, const Filter& filter, const AnalysisOptions& options) const {
    const auto results = std::make_shared<ResultSetReader>(store);
    return {
        [results](std::int64_t number) { return results->read(number); },
        [&store, &filter](const std::string& domain) { return published_range(store, filter, domain); },
        own_,
        options.services,
        options.thresholds,
        options.own_organizations ? *options.own_organizations : organizations_of(own_domains(store, own_)),
        options.explains,
        options.explains || options.keeps_mail || chooses_messages(filter),
        knowledge_of(store, filter, options)};
  }

  OwnList own_;
  Judging judging_;
};

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

// At which row each source stands: most messages first.
std::vector<std::size_t> ranks_of(const std::vector<SourceCombinations>& sources) {
  std::vector<std::int64_t> messages;
  messages.reserve(sources.size());
  for (const auto& source : sources) {
    messages.push_back(0);
    for (const auto& combination : source.combinations)
      messages.back() = add_messages(messages.back(), messages_of(combination));
  }
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t one, std::size_t other) { return messages[one] > messages[other]; });
  std::vector<std::size_t> ranks(sources.size());
  for (std::size_t rank = 0; rank < order.size(); ++rank) ranks[order[rank]] = rank;
  return ranks;
}

// The rows of the sources that a filter left, of those that are judged meanwhile; both may be the same.
class Rows {
 public:
  // Most messages first, with their figures.
  Rows(Sqlite& store, const std::vector<SourceCombinations>& left)
      : ranks_(ranks_of(left)), rows_(left.size()) {
    SourceTotalsReader totals(store);
    // Read as they lie in memory, and put where they belong.
    for (std::size_t at = 0; at < left.size(); ++at) rows_[ranks_[at]].totals = totals.read(left[at]);
  }

  // Gives each row its judgement; all three are used up.
  void judge(std::vector<SourceCombinations>& all, std::vector<SourceCombinations>& left,
             std::vector<Judgement>& judgements, bool keeps_mail) {
    for (std::size_t at = 0, place = 0; at < left.size(); ++at) {
      while (key_of(all[place]) != key_of(left[at])) ++place;
      auto& judgement = judgements[place];
      auto causes = std::move(judgement.combination_causes);
      if (&left != &all) {
        causes = causes_of(left[at], all[place], causes);
        leave_shares_of(left[at], causes, judgement);
      }
      auto& row = rows_[ranks_[at]];
      row.judgement = std::move(judgement);
      if (!keeps_mail) continue;
      row.mail_causes = std::move(causes);
    }
    if (!keeps_mail) return;
    for (std::size_t at = 0; at < left.size(); ++at) rows_[ranks_[at]].mail = std::move(left[at]);
  }

  std::vector<JudgedSource> chosen(const JudgedFilter& chosen, bool failing) {
    if (!chosen.is_empty() || failing)
      std::erase_if(rows_, [&](const JudgedSource& row) {
        return !chosen.takes(row.judgement) || (failing && row.totals.counts.dmarc_fail == 0);
      });
    return std::move(rows_);
  }

 private:
  std::vector<std::size_t> ranks_;
  std::vector<JudgedSource> rows_;
};

// Whether a part of the mail is asked for: what its domain's whole mail tells is left out then.
bool is_of_some(const Filter& filter, const JudgedFilter& chosen) {
  return chooses_messages(filter) || filter.failing || !chosen.is_empty();
}

void append(std::vector<Finding> more, std::vector<Finding>& findings) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
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
  std::vector<SourceCombinations> less;
  const bool is_whole = !chooses_messages(filter);
  if (!is_whole) less = source_combinations(store, filter);
  auto& left = is_whole ? all : less;
  // The figures are read while another thread judges, where there may be one: that needs no store.
  StoreJudging judging(store, filter, options, all);
  auto judged = std::async(std::launch::async | std::launch::deferred, [&] { return judging.run(); });
  Rows rows(store, left);
  auto judgements = judged.get();
  rows.judge(all, left, judgements, options.keeps_mail);
  return rows.chosen(chosen, filter.failing);
}

std::vector<JudgedSource> judged_mail(Sqlite& store, const Filter& filter, const AnalysisOptions& options) {
  auto quiet = options;
  quiet.explains = false;
  quiet.keeps_mail = true;
  return judged_sources(store, whole_window(filter), quiet);
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
  auto reporters = reporter_quality(
      reporter_mail(store, filter),
      {[&](const std::string& domain) { return published_range(store, filter, domain); },
       [&](std::int64_t number) { return results.read(number); }, walked_organizations(store, filter)});
  const auto days = reported_days(store, filter);
  const auto newest = newest_day(store, filter);
  const auto until = std::min(filter.until.value_or(INT32_MAX), newest.value_or(days ? days->second : 0));
  std::map<std::string_view, ReporterQuality*> by_name;
  for (auto& reporter : reporters) by_name.emplace(reporter.reporter, &reporter);
  for (const auto& of : reporter_days(store, filter))
    if (const auto found = by_name.find(of.reporter); found != by_name.end())
      found->second->rhythm = rhythm_of(of, until, thresholds);
  return reporters;
}

std::vector<Finding> findings_of_mail(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                      const JudgedFilter& chosen,
                                      const std::vector<MatchedRejection>* rejections) {
  const auto sources = judged_sources(store, filter, options, chosen);
  const bool is_of_all = filter.domains.empty() && !is_of_some(filter, chosen);
  const auto reporters =
      is_of_all ? judged_reporters(store, filter, options.changes) : std::vector<ReporterQuality>{};
  auto found = findings_of(
      {sources, reporters, unreadable_count(store), options.thresholds, chosen.cause, is_of_all, rejections});
  if (is_of_some(filter, chosen)) return found;
  append(changes(store, filter, options, rejections), found);
  append(record_findings(store, filter, options), found);
  put_worst_first(found);
  return found;
}

std::vector<Finding> findings(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                              const JudgedFilter& chosen, const std::vector<MatchedRejection>* rejections,
                              std::int64_t now) {
  auto found = findings_of_mail(store, filter, options, chosen, rejections);
  if (rejections == nullptr || is_of_some(filter, chosen)) return found;
  append(ready_to_tighten(store, filter, options, now), found);
  put_worst_first(found);
  return found;
}

std::vector<std::string> own_organizations(Sqlite& store, const AnalysisOptions& options) {
  return organizations_of(own_domains(store, own_list(store, options)));
}

std::vector<std::string> listed_domains(Sqlite& store, const AnalysisOptions& options) {
  auto domains = own_list(store, options).domains();
  std::sort(domains.begin(), domains.end());
  domains.erase(std::unique(domains.begin(), domains.end()), domains.end());
  return domains;
}

}  // namespace ruascope
