// SPDX-License-Identifier: MIT
#include "analysis/judged_mail.hpp"

#include "ingest/model/error.hpp"

#include <algorithm>

namespace ruascope {

ResultTraits traits_of(const ResultSet& results) {
  ResultTraits traits;
  traits.verdicts = {results.dkim.value, results.spf.value, !results.reasons.empty()};
  traits.passes = passes_dmarc(results.dkim.value, results.spf.value);
  for (const auto& reason : results.reasons) {
    const bool is_sampling =
        reason.type.value == ReasonType::sampled_out || reason.type.value == ReasonType::policy_test_mode;
    (is_sampling ? traits.is_sampled : traits.is_overridden) = true;
  }
  traits.header_from = results.header_from;
  return traits;
}

const ResultTraits& TraitsBook::of(std::int64_t results) {
  if (const auto found = traits_.find(results); found != traits_.end()) return found->second;
  return traits_.emplace(results, traits_of(result_set_(results))).first->second;
}

std::size_t JudgedLookup::HashOfKey::operator()(const Key& key) const {
  constexpr std::size_t factor = 0x9E3779B97F4A7C15U;
  return (static_cast<std::size_t>(key.domain) * factor ^ static_cast<std::size_t>(key.source)) * factor;
}

JudgedLookup::JudgedLookup(const std::vector<JudgedSource>& sources) {
  sources_.reserve(sources.size());
  for (const auto& source : sources)
    sources_.emplace(Key{source.mail.domain_number, source.mail.source_number}, &source);
}

JudgedLookup::Found JudgedLookup::find(const DailyMail& mail) const {
  const auto found = sources_.find({mail.domain, mail.source});
  if (found == sources_.end()) throw Error("the store changed while it was read");
  const auto& combinations = found->second->mail.combinations;
  const auto at =
      std::lower_bound(combinations.begin(), combinations.end(), mail.results,
                       [](const Combination& one, std::int64_t results) { return one.results < results; });
  if (at == combinations.end() || at->results != mail.results)
    throw Error("the store changed while it was read");
  return {found->second, found->second->mail_causes[static_cast<std::size_t>(at - combinations.begin())]};
}

}  // namespace ruascope
