// SPDX-License-Identifier: MIT
#include "cli/new_findings.hpp"

#include "analysis/analyse_rejections.hpp"
#include "analysis/rejection_findings.hpp"
#include "cli/analysis_options.hpp"
#include "cli/options.hpp"
#include "store/rejections.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace ruascope {
namespace {

using Key = std::tuple<std::string, std::string, std::string>;

// The worst severity of each finding that was told.
std::map<Key, std::int64_t> worst_told(Sqlite& store) {
  std::map<Key, std::int64_t> worst;
  for (const auto& told : told_findings(store)) worst[{told.code, told.domain, told.subject}] = told.severity;
  return worst;
}

}  // namespace

std::vector<ToldFinding> told_of(const std::vector<Finding>& findings) {
  std::map<Key, std::int64_t> worst;
  for (const auto& finding : findings) {
    auto& severity = worst[{finding.code, finding.domain, finding.subject}];
    severity = std::max(severity, static_cast<std::int64_t>(finding.severity));
  }
  std::vector<ToldFinding> told;
  for (const auto& [key, severity] : worst)
    told.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), severity});
  return told;
}

void leave_new(Sqlite& store, std::vector<Finding>& findings) {
  const auto worst = worst_told(store);
  std::erase_if(findings, [&](const Finding& finding) {
    const auto found = worst.find({finding.code, finding.domain, finding.subject});
    return found != worst.end() && found->second >= static_cast<std::int64_t>(finding.severity);
  });
}

std::vector<Finding> findings_of_all(const Context& context) {
  auto filter = FilterOptions{}.resolve(*context.store, "28d");
  auto until_rejected = filter;
  if (const auto newest = newest_rejection_day(*context.store); newest && filter.until)
    until_rejected.until = std::max(*filter.until, *newest);
  const auto options = analysis_options(context.config());
  std::vector<MatchedRejection> rejections;
  visit_rejections(*context.store, until_rejected, {}, options, context.now(), [&](MatchedRejection one) {
    if (concerns_findings(one)) rejections.push_back(std::move(one));
  });
  return findings(*context.store, filter, options, {}, &rejections, context.now());
}

}  // namespace ruascope
