// SPDX-License-Identifier: MIT
#include "analysis/published.hpp"

#include "analysis/policy_step.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace ruascope {
namespace {

void take_stricter(const std::optional<Policy>& seen, std::optional<Policy>& policy) {
  if (!seen || *seen == Policy::unknown) return;
  if (!policy || strictness(*seen) > strictness(*policy)) policy = seen;
}

constexpr std::size_t most_named = 3;

// Who sees which policy.
std::string told_by(const std::vector<const PublishedPeriod*>& periods) {
  std::map<Policy, std::vector<std::string>> reporters;
  for (const auto* period : periods) {
    auto& names = reporters[*period->record.p];
    if (std::find(names.begin(), names.end(), period->reporter) == names.end())
      names.push_back(period->reporter);
  }
  std::string text;
  for (const auto& [policy, names] : reporters)
    text +=
        fmt::format("{}p={} by {}", text.empty() ? "" : "; ", name_of(policy), first_of(names, most_named));
  return text;
}

template <class T>
void take_newer(const std::optional<T>& seen, std::optional<T>& value) {
  if (seen) value = seen;
}

}  // namespace

bool tells_policy(const PublishedPeriod& period) {
  return period.record.p && *period.record.p != Policy::unknown;
}

std::string first_of(const std::vector<std::string>& names, std::size_t most) {
  if (names.size() <= most) return fmt::format("{}", fmt::join(names, ", "));
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(most);
  return fmt::format("{} and {} more", fmt::join(names.begin(), end, ", "), names.size() - most);
}

PublishedNow published_now(const std::vector<PublishedPeriod>& periods,
                           const ReadinessThresholds& thresholds) {
  PublishedNow now;
  Day last = INT32_MIN;
  for (const auto& period : periods) last = std::max(last, period.last_day);
  std::vector<const PublishedPeriod*> recent;
  for (const auto& period : periods)
    if (tells_policy(period) && period.last_day >= last - thresholds.settle_days) recent.push_back(&period);
  auto& record = now.record;
  for (const auto* period : recent) take_stricter(period->record.p, record.p);
  now.is_known = record.p.has_value();
  now.is_agreed = std::all_of(recent.begin(), recent.end(),
                              [&](const PublishedPeriod* one) { return one->record.p == record.p; });
  if (!now.is_agreed) now.told = told_by(recent);
  if (!now.is_known) return now;
  // In the order of their ends: the newest that tells a tag wins, of policies the strictest of the last days.
  for (const auto& period : periods) {
    if (period.record.p != record.p) continue;
    take_newer(period.record.adkim, record.adkim);
    take_newer(period.record.aspf, record.aspf);
    take_newer(period.record.fo, record.fo);
    take_newer(period.record.pct, record.pct);
    if (period.tells_testing) record.is_testing = period.record.is_testing;
    take_newer(period.record.sp, record.sp);
    take_newer(period.record.np, record.np);
  }
  for (const auto* period : recent) {
    if (period->record.p != record.p) continue;
    // An sp that says what p says is written by reporters where none is published.
    if (period->record.sp != record.p || !record.sp) take_stricter(period->record.sp, record.sp);
    take_stricter(period->record.np, record.np);
  }
  return now;
}

}  // namespace ruascope
