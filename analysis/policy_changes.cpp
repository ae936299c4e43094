// SPDX-License-Identifier: MIT
#include "analysis/policy_changes.hpp"

#include "analysis/policy_step.hpp"
#include "analysis/published.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr Day days_of_week = 7;

constexpr std::size_t most_named = 5;

class PolicyChanges {
 public:
  PolicyChanges(const DomainSeries& domain, Day since, Day until, const ChangeThresholds& lines)
      : domain_(domain), since_(since), until_(until), lines_(lines) {}

  std::vector<Finding> run() {
    look_at_policy();
    return std::move(findings_);
  }

 private:
  static bool is_weaker(const PolicyRecord& now, const PolicyRecord& before) {
    for (const auto to : {Addressed::domain, Addressed::subdomain})
      if (strictness(asked(now, to)) < strictness(asked(before, to))) return true;
    const auto is_stronger =
        strictness(asked(now, Addressed::domain)) > strictness(asked(before, Addressed::domain));
    if (is_stronger) return false;  // a first step that is softened is no retreat
    if (strictness(asked(now, Addressed::domain)) == 0) return false;
    constexpr std::int64_t all = 100;
    return (now.is_testing && !before.is_testing) || now.pct.value_or(all) < before.pct.value_or(all);
  }

  // What says how hard a policy is; how it is spelled differs from reporter to reporter, and np few report.
  static PolicyRecord policy_of(const PolicyRecord& record) {
    PolicyRecord policy;
    policy.p = record.p;
    policy.sp = record.sp.value_or(record.p.value_or(Policy::unknown));
    if (record.pct.value_or(100) < 100) policy.pct = record.pct;
    policy.is_testing = record.is_testing;
    return policy;
  }
  static std::string text_of(const PolicyRecord& record) {
    auto shown = record;
    if (shown.sp == shown.p) shown.sp.reset();
    return policy_text(shown);
  }
  // What reports of one day say, by the number that says so. Those of several days tell of their last one
  // only where no other does.
  using Votes = std::vector<std::pair<PolicyRecord, int>>;
  std::map<Day, Votes> votes_by_day() const {
    std::map<Day, std::array<Votes, 2>> all;  // of short reports, and of long ones
    for (const auto& period : domain_.published) {
      if (!tells_policy(period)) continue;
      auto& votes = all[period.last_day][period.first_day < period.last_day ? 1 : 0];
      const auto policy = policy_of(period.record);
      const auto same =
          std::find_if(votes.begin(), votes.end(), [&](const auto& one) { return one.first == policy; });
      if (same == votes.end())
        votes.emplace_back(policy, 1);
      else
        ++same->second;
    }
    std::map<Day, Votes> days;
    for (auto& [day, votes] : all) days[day] = std::move(votes[0].empty() ? votes[1] : votes[0]);
    return days;
  }

  // A reporter saw the one until a day, and the other from then on.
  bool is_turned(const PolicyRecord& before, const PolicyRecord& now, Day day) const {
    std::map<std::string, PolicyRecord> last_seen;
    for (const auto& period : domain_.published) {
      if (!tells_policy(period)) continue;
      const auto policy = policy_of(period.record);
      const auto seen = last_seen.find(period.reporter);
      if (period.last_day < day)
        last_seen[period.reporter] = policy;
      else if (policy == now && seen != last_seen.end() && seen->second == before)
        return true;
    }
    return false;
  }

  // Once a change had its time to be seen.
  bool is_seen_later(const PolicyRecord& policy, Day day) const {
    const auto settled = day + lines_.settle_days;
    return std::any_of(
        domain_.published.begin(), domain_.published.end(), [&](const PublishedPeriod& period) {
          return tells_policy(period) && period.first_day > settled &&
                 period.last_day <= settled + days_of_week && policy_of(period.record) == policy;
        });
  }

  // What most say, if that is a change and not two reporters that see different records all along.
  std::optional<PolicyRecord> changed_to(const PolicyRecord& before, Day day, const Votes& votes) const {
    int most = 0;
    for (const auto& [policy, number] : votes) most = std::max(most, number);
    const bool is_held = std::find(votes.begin(), votes.end(), std::pair(before, most)) != votes.end();
    for (const auto& [policy, number] : votes) {
      if (number < most || policy == before) continue;
      if (is_turned(before, policy, day)) return policy;
      if (!is_held && !is_seen_later(before, day)) return policy;
    }
    return std::nullopt;
  }

  void look_at_policy() {
    Day changed = INT32_MIN;  // when it last did
    std::optional<PolicyRecord> before, current;
    for (const auto& [day, votes] : votes_by_day()) {
      if (!current) current = votes.front().first;
      const auto policy = changed_to(*current, day, votes);
      if (!policy) continue;
      // For some days the old record is still seen.
      if (before == policy && day <= changed + lines_.settle_days) continue;
      if (day >= since_) tell_change(*current, *policy, day);
      before = current;
      current = policy;
      changed = day;
    }
    look_at_differing(changed);
  }

  void tell_change(const PolicyRecord& before, const PolicyRecord& now, Day day) {
    const bool weaker = is_weaker(now, before);
    add(weaker ? Severity::serious : Severity::info, weaker ? "policy.weakened" : "policy.changed",
        text_of(now),
        fmt::format("The policy {} from {} to {} on {}.", weaker ? "was weakened" : "changed",
                    text_of(before), text_of(now), format_day(day)),
        weaker ? "If nobody of yours did it, look at who may edit the zone; if it was a retreat, mend the "
                 "source "
                 "and go back."
               : "Watch the senders that fail for a week: ruascope sources --failing",
        day);
  }

  // Long after a change reporters should see the same.
  void look_at_differing(Day changed) {
    const auto settled = static_cast<Day>(std::max<std::int64_t>(since_, changed + lines_.settle_days + 1));
    std::map<std::string, std::vector<std::string>> by_policy;
    Day last = INT32_MIN;
    for (const auto& period : domain_.published) {
      if (!tells_policy(period) || period.first_day < settled || period.last_day > until_) continue;
      // t= and pct stand in one dialect each; sp is not reported by all.
      PolicyRecord policy;
      policy.p = period.record.p;
      auto& reporters = by_policy[policy_text(policy)];
      if (std::find(reporters.begin(), reporters.end(), period.reporter) == reporters.end())
        reporters.push_back(period.reporter);
      last = std::max(last, period.last_day);
    }
    if (by_policy.size() < 2) return;
    std::string who;
    for (const auto& [policy, reporters] : by_policy)
      who += fmt::format("{}{} by {}", who.empty() ? "" : "; ", policy, first_of(reporters, most_named));
    add(Severity::warning, "policy.differs", domain_.domain,
        fmt::format("Reporters see different policies at the same time: {}.", who),
        "Look for a second DMARC record, and for name servers that do not have the same zone.", last);
  }

  void add(Severity severity, const char* code, const std::string& subject, std::string what,
           std::string advice, Day last_day) {
    findings_.push_back(
        {severity, code, domain_.domain, subject, 0, std::move(what), std::move(advice), last_day});
  }

  const DomainSeries& domain_;
  Day since_, until_;
  const ChangeThresholds& lines_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> policy_changes(const DomainSeries& domain, Day since, Day until,
                                    const ChangeThresholds& thresholds) {
  return PolicyChanges(domain, since, until, thresholds).run();
}

}  // namespace ruascope
