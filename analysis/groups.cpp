// SPDX-License-Identifier: MIT
#include "analysis/groups.hpp"

#include "analysis/evidence.hpp"
#include "analysis/sender_days.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace ruascope {
namespace {

struct Sums {
  SourceGroup group;
  std::set<std::string> sources;
  std::map<Cause, std::int64_t> causes;
  bool is_mixed = false;  // of several classes
  bool is_new = true;
};

// The signature that a message stands under: one that passes before one that does not, ours before others'.
std::string selector_of(const Evidence& evidence, const Names& names) {
  const SignatureEvidence* best = nullptr;
  const auto rank = [](const SignatureEvidence& one) {
    return std::tuple(one.result == DkimResult::pass, one.is_own);
  };
  for (const auto& signature : evidence.signatures)
    if (signature.domain != 0 && (best == nullptr || rank(signature) > rank(*best))) best = &signature;
  if (best == nullptr) return {};
  return fmt::format("{}/{}", names.text(best->domain), names.text(best->selector));
}

std::string envelope_of(const Evidence& evidence, const Names& names) {
  return names.text(evidence.envelope != 0 ? evidence.envelope : evidence.spf_domain);
}

class Grouping {
 public:
  Grouping(GroupBy by, const std::function<ResultSet(std::int64_t)>& result_set)
      : by_(by), result_set_(result_set) {}

  void take(const JudgedSource& source) {
    for (std::size_t index = 0; index < source.mail.combinations.size(); ++index) {
      const auto& evidence = evidence_of_results(source.mail.combinations[index].results);
      const auto cause = source.mail_causes[index];
      auto& sums = sums_of(source, key_of(source, evidence, cause));
      take_combination(source, source.mail.combinations[index], evidence, sums);
      sums.causes[cause] = add_messages(sums.causes[cause], messages_of(source.mail.combinations[index]));
    }
  }

  std::vector<SourceGroup> groups() {
    std::vector<SourceGroup> result;
    for (auto& [key, sums] : sums_) {
      auto& group = sums.group;
      group.sources = static_cast<std::int64_t>(sums.sources.size());
      if (sums.is_mixed) group.source_class.reset();
      for (const auto& [cause, messages] : sums.causes) group.causes.push_back({cause, messages});
      std::stable_sort(
          group.causes.begin(), group.causes.end(),
          [](const CauseShare& one, const CauseShare& other) { return one.messages > other.messages; });
      result.push_back(std::move(group));
    }
    std::stable_sort(result.begin(), result.end(), [](const SourceGroup& one, const SourceGroup& other) {
      return one.counts.messages > other.counts.messages;
    });
    return result;
  }

 private:
  // Sources without a name stay apart by class: a forgotten host is not lost among strangers.
  using Key = std::tuple<std::string, std::string, int>;

  const Evidence& evidence_of_results(std::int64_t results) {
    if (const auto found = evidence_.find(results); found != evidence_.end()) return found->second;
    return evidence_.emplace(results, evidence_of(result_set_(results), names_)).first->second;
  }

  std::string key_of(const JudgedSource& source, const Evidence& evidence, Cause cause) const {
    switch (by_) {
      case GroupBy::sender: return source.judgement.sender;
      case GroupBy::address: return source.totals.source_ip;
      case GroupBy::network: return network_text(source.mail.source);
      case GroupBy::cause: return std::string{name_of(cause)};
      case GroupBy::source_class: return std::string{name_of(source.judgement.source_class)};
      case GroupBy::selector: return selector_of(evidence, names_);
      case GroupBy::envelope: return envelope_of(evidence, names_);
    }
    return {};
  }

  Sums& sums_of(const JudgedSource& source, const std::string& key) {
    const auto source_class = source.judgement.source_class;
    const int apart = by_ == GroupBy::sender && key.empty() ? static_cast<int>(source_class) : -1;
    auto& sums = sums_[{source.totals.domain, key, apart}];
    auto& group = sums.group;
    if (sums.is_new) {
      group.by = by_;
      group.domain = source.totals.domain;
      group.key = key;
      group.source_class = source_class;
    }
    auto& classes = group.classes;
    if (std::find(classes.begin(), classes.end(), source_class) == classes.end())
      classes.push_back(source_class);
    sums.is_mixed = sums.is_mixed || group.source_class != source_class;
    return sums;
  }

  static void take_combination(const JudgedSource& source, const Combination& combination,
                               const Evidence& evidence, Sums& sums) {
    auto& group = sums.group;
    count_messages(group.counts, combination,
                   {evidence.dkim_passes ? Verdict::pass : Verdict::fail,
                    evidence.spf_passes ? Verdict::pass : Verdict::fail, evidence.has_reasons});
    sums.sources.insert(source.totals.source_ip);
    const auto first = combination.days.front();
    const auto last = combination.days.back();
    group.first_day = sums.is_new ? first : std::min(group.first_day, first);
    group.last_day = sums.is_new ? last : std::max(group.last_day, last);
    sums.is_new = false;
  }

  GroupBy by_;
  const std::function<ResultSet(std::int64_t)>& result_set_;
  Names names_;
  std::unordered_map<std::int64_t, Evidence> evidence_;
  std::map<Key, Sums> sums_;
};

}  // namespace

std::optional<GroupBy> group_named(std::string_view name) { return value_named<GroupBy>(name); }

bool SourceGroup::is_taken_by(const JudgedFilter& judged) const {
  if (judged.source_class && std::find(classes.begin(), classes.end(), *judged.source_class) == classes.end())
    return false;
  return !judged.cause || std::any_of(causes.begin(), causes.end(),
                                      [&](const CauseShare& share) { return share.cause == *judged.cause; });
}

std::vector<SourceGroup> group_sources(const std::vector<JudgedSource>& sources, GroupBy by,
                                       const std::function<ResultSet(std::int64_t)>& result_set) {
  Grouping grouping(by, result_set);
  for (const auto& source : sources) grouping.take(source);
  return grouping.groups();
}

}  // namespace ruascope
