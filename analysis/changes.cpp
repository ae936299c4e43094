// SPDX-License-Identifier: MIT
#include "analysis/changes.hpp"

#include "analysis/policy_step.hpp"
#include "analysis/rhythm.hpp"
#include "analysis/source_facts.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr Day days_of_week = 7;

DayCounts sum_of(const DaySeries& days, Day first, Day last) {
  DayCounts sum;
  for (auto day = days.lower_bound(first); day != days.end() && day->first <= last; ++day) {
    sum.messages = add_messages(sum.messages, day->second.messages);
    sum.failed = add_messages(sum.failed, day->second.failed);
  }
  return sum;
}

// How far the values lie from their median, in the middle.
std::int64_t deviation(const std::vector<std::int64_t>& values, std::int64_t around) {
  std::vector<std::int64_t> distances;
  for (const auto value : values) distances.push_back(std::abs(value - around));
  return median(std::move(distances));
}

std::vector<Day> days_with_mail(const DaySeries& series) {
  std::vector<Day> days;
  for (const auto& [day, counts] : series) days.push_back(day);
  return days;
}

const char* words_for(SourceClass source_class) {
  if (source_class == SourceClass::own) return "one of your own senders";
  return source_class == SourceClass::third_party ? "a service that sends for you"
                                                  : "a source that nobody knows";
}

class Changes {
 public:
  explicit Changes(const ChangesInput& input) : input_(input), lines_(input.thresholds) {}

  std::vector<Finding> run() {
    for (const auto& domain : input_.domains) {
      look_at_policy(domain);
      look_at_volume(domain);
    }
    for (const auto& sender : input_.senders) {
      if (sender.days.empty()) continue;
      look_if_new(sender);
      look_if_gone(sender);
      look_if_turned(sender);
    }
    for (const auto& reporter : input_.reporters) look_if_silent(reporter);
    for (const auto& [domain, days] : input_.rejections) look_at_rejections(domain, days);
    return std::move(findings_);
  }

 private:
  Finding& add(Severity severity, const char* code, const std::string& domain, const std::string& subject,
               std::int64_t messages, std::string what, std::string advice) {
    findings_.push_back({severity, code, domain, subject, messages, std::move(what), std::move(advice)});
    return findings_.back();
  }

  const DomainSeries* domain_of(const std::string& name) const {
    const auto found = std::find_if(input_.domains.begin(), input_.domains.end(),
                                    [&](const DomainSeries& one) { return one.domain == name; });
    return found == input_.domains.end() ? nullptr : &*found;
  }

  void look_if_new(const SenderSeries& sender) {
    const auto first = sender.days.begin()->first;
    const auto* domain = domain_of(sender.domain);
    const bool was_reported_before = domain != nullptr && domain->first_reported < first;
    if (first <= input_.until - lines_.new_days || !was_reported_before) return;
    const auto counts = sum_of(sender.days, first, input_.until);
    const auto severity = sender.source_class == SourceClass::unknown ? Severity::warning : Severity::info;
    add(severity, "source.new", sender.domain, sender.subject, counts.messages,
        fmt::format("{}, {}, was first seen on {}; {} of its {} messages fail.", sender.subject,
                    words_for(sender.source_class), format_day(first), counts.failed, counts.messages),
        "If it is meant to send, see that it passes before the policy is tightened: ruascope sources --by "
        "sender")
        .last_day = sender.days.rbegin()->first;
  }

  void look_if_gone(const SenderSeries& sender) {
    if (sender.source_class == SourceClass::unknown) return;
    const auto days = days_with_mail(sender.days);
    const auto last = days.back();
    const auto silent = static_cast<std::int64_t>(input_.until - last);
    if (silent < lines_.gone_days || silent < lines_.gaps * usual_gap(days)) return;
    std::set<Day> weeks;
    for (const auto day : days) weeks.insert(monday_of(day));
    constexpr std::size_t steady_days = 5;
    if (days.size() < steady_days || weeks.size() < 2) return;
    // What it was silent for must have been reported.
    const auto* domain = domain_of(sender.domain);
    if (domain == nullptr || sum_of(domain->days, static_cast<Day>(last + 1), input_.until).messages == 0)
      return;
    const auto counts = sum_of(sender.days, days.front(), last);
    add(Severity::warning, "source.gone", sender.domain, sender.subject, counts.messages,
        fmt::format("{}, {}, was last seen on {}, after {} days with mail.", sender.subject,
                    words_for(sender.source_class), format_day(last), days.size()),
        "If it was shut down, take it out of SPF and revoke its DKIM key; if not, find out what its mail "
        "sends as "
        "now.")
        .last_day = last;
  }

  // Since which day nearly all failed without a break; absent if the last day with mail does not.
  std::optional<Day> failing_since(const DaySeries& days) const {
    std::optional<Day> since;
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
      if (!is_share(day->second.failed, day->second.messages, lines_.turned_percent)) break;
      since = day->first;
    }
    return since;
  }

  void look_if_turned(const SenderSeries& sender) {
    const auto since = failing_since(sender.days);
    if (!since || *since == sender.days.begin()->first || *since < input_.since) return;
    const auto before = sum_of(sender.days, sender.days.begin()->first, static_cast<Day>(*since - 1));
    const auto after = sum_of(sender.days, *since, input_.until);
    constexpr std::int64_t least = 20;
    const bool was_sound = before.messages >= least &&
                           is_share(before.messages - before.failed, before.messages, lines_.sound_percent);
    const auto broken_days = std::distance(sender.days.lower_bound(*since), sender.days.end());
    if (!was_sound || (after.failed < least && broken_days < 2)) return;
    const bool is_known = sender.source_class != SourceClass::unknown;
    add(is_known ? Severity::critical : Severity::serious, "source.turned_failing", sender.domain,
        sender.subject, after.failed,
        fmt::format("{}, {}, passed until {} and fails since {}: {} of {} messages.", sender.subject,
                    words_for(sender.source_class), format_day(static_cast<Day>(*since - 1)),
                    format_day(*since), after.failed, after.messages),
        fmt::format(
            "Look at what was changed there on {}: the DKIM key or selector, the envelope domain, the SPF "
            "record. See: ruascope sources --domain {} --failing",
            format_day(*since), sender.domain))
        .last_day = sender.days.rbegin()->first;
  }

  void look_if_silent(const ReporterDays& reporter) {
    const auto rhythm = rhythm_of(reporter, input_.until, lines_);
    if (!rhythm.is_silent) return;
    add(Severity::warning, "reporter.silent", "", reporter.reporter, 0,
        fmt::format("{} reported regularly until {} and is silent since, {} days.", reporter.reporter,
                    format_day(reporter.days.back()), rhythm.silent_days),
        "If others report on, wait a day or two; then look whether its reports reach the rua mailbox: a size "
        "limit, a spam folder, a changed rua.")
        .last_day = reporter.days.back();
  }

  static bool is_weaker(const PolicyRecord& now, const PolicyRecord& before) {
    for (const auto to : {Addressed::domain, Addressed::subdomain, Addressed::unused_name})
      if (strictness(action_of(now, to)) < strictness(action_of(before, to))) return true;
    return is_softened(now) && !is_softened(before) && strictness(asked(now, Addressed::domain)) > 0;
  }

  // What says how hard a policy is; how it is spelled differs from reporter to reporter.
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

  // The record that most reports of a day saw.
  static std::map<Day, PolicyRecord> by_day(const DomainSeries& domain) {
    std::map<Day, std::vector<std::pair<PolicyRecord, int>>> votes;
    for (const auto& period : domain.published) {
      auto& of_day = votes[period.last_day];
      const auto policy = policy_of(period.record);
      const auto same =
          std::find_if(of_day.begin(), of_day.end(), [&](const auto& one) { return one.first == policy; });
      if (same == of_day.end())
        of_day.emplace_back(policy, 1);
      else
        ++same->second;
    }
    std::map<Day, PolicyRecord> days;
    for (const auto& [day, of_day] : votes)
      days[day] = std::max_element(of_day.begin(), of_day.end(), [](const auto& one, const auto& other) {
                    return one.second < other.second;
                  })->first;
    return days;
  }

  void look_at_policy(const DomainSeries& domain) {
    const auto days = by_day(domain);
    if (days.empty()) return;
    Day changed = INT32_MIN;  // when it last did
    const PolicyRecord* before = nullptr;
    for (const auto& [day, policy] : days) {
      if (before != nullptr && !(*before == policy)) {
        // A day that saw the old record again is no change back, but the tail of the one before.
        const bool is_tail = day <= changed + lines_.settle_days;
        if (!is_tail && day >= input_.since) tell_change(domain, *before, policy, day);
        if (!is_tail) changed = day;
      }
      before = &policy;
    }
    look_at_differing(domain, changed);
  }

  void tell_change(const DomainSeries& domain, const PolicyRecord& before, const PolicyRecord& now, Day day) {
    const bool weaker = is_weaker(now, before);
    add(weaker ? Severity::serious : Severity::info, weaker ? "policy.weakened" : "policy.changed",
        domain.domain, text_of(now), 0,
        fmt::format("The policy {} from {} to {} on {}.", weaker ? "was weakened" : "changed",
                    text_of(before), text_of(now), format_day(day)),
        weaker ? "If nobody of yours did it, look at who may edit the zone; if it was a retreat, mend the "
                 "source "
                 "and go back."
               : "Watch the senders that fail for a week: ruascope sources --failing")
        .last_day = day;
  }

  // Long after a change reporters should see the same.
  void look_at_differing(const DomainSeries& domain, Day changed) {
    const auto settled =
        static_cast<Day>(std::max<std::int64_t>(input_.since, changed + lines_.settle_days + 1));
    std::map<std::string, std::vector<std::string>> by_policy;
    Day last = INT32_MIN;
    for (const auto& period : domain.published) {
      if (period.first_day < settled || period.last_day > input_.until) continue;
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
      who += fmt::format("{}{} by {}", who.empty() ? "" : "; ", policy, fmt::join(reporters, ", "));
    add(Severity::warning, "policy.differs", domain.domain, domain.domain, 0,
        fmt::format("Reporters see different policies at the same time: {}.", who),
        "Look for a second DMARC record, and for name servers that do not have the same zone.")
        .last_day = last;
  }

  // Each of the last days against the same weekday before.
  void look_at_volume(const DomainSeries& domain) {
    constexpr std::int64_t least = 20;       // messages: less is no news
    constexpr double to_deviation = 1.4826;  // of a median absolute deviation, for normal figures
    for (auto day = static_cast<Day>(input_.until); day > input_.until - days_of_week && day >= input_.since;
         --day) {
      // Where no report came nothing is known of the volume.
      const auto reported = domain.days.find(day);
      if (reported == domain.days.end()) continue;
      std::vector<std::int64_t> usual;
      for (auto before = static_cast<Day>(day - days_of_week);
           before > input_.until - lines_.lookback_days && before >= domain.first_reported;
           before -= days_of_week)
        if (const auto found = domain.days.find(before); found != domain.days.end())
          usual.push_back(found->second.messages);
      if (static_cast<std::int64_t>(usual.size()) < lines_.volume_days) continue;
      const auto middle = median(usual);
      const auto spread = deviation(usual, middle);
      const auto messages = reported->second.messages;
      // Figures that hardly differ make any other look far off: a tenth of them is not.
      constexpr double tenth = 0.1;
      const auto width =
          std::max(to_deviation * static_cast<double>(spread), tenth * static_cast<double>(middle));
      const auto distance = static_cast<double>(std::abs(messages - middle));
      if (distance < static_cast<double>(least) ||
          distance <= static_cast<double>(lines_.volume_factor) * width)
        continue;
      const bool is_more = messages > middle;
      // The newest days wait for reports of others.
      if (!is_more && day > input_.until - lines_.settle_days) continue;
      add(Severity::warning, "volume.unusual", domain.domain, format_day(day), messages,
          fmt::format("{} messages on {}; {} is usual on that weekday.", messages, format_day(day), middle),
          is_more ? fmt::format("See who sent them: ruascope sources --since {0} --until {0} --domain {1}",
                                format_day(day), domain.domain)
                  : "See whether a sender is gone or a reporter silent: ruascope reporters")
          .last_day = day;
    }
  }

  void look_at_rejections(const std::string& domain, const std::vector<Day>& days) {
    const auto in_week = [&](int weeks_ago) {
      const auto last = static_cast<Day>(input_.until - weeks_ago * days_of_week);
      return static_cast<std::int64_t>(std::count_if(
          days.begin(), days.end(), [&](Day day) { return day <= last && day > last - days_of_week; }));
    };
    constexpr std::int64_t twice = 2;
    const auto now = in_week(0);
    const auto before = median({in_week(1), in_week(2), in_week(3)});
    if (now < lines_.rejections || now < twice * std::max<std::int64_t>(before, 1)) return;
    add(Severity::serious, "rejections.rose", domain, domain, now,
        fmt::format("{} rejections for DMARC in the last 7 days, {} a week before.", now, before),
        "See which of your senders they are: ruascope rejections --check dmarc")
        .last_day = *std::max_element(days.begin(), days.end());
  }

  const ChangesInput& input_;
  const ChangeThresholds& lines_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> changes_of(const ChangesInput& input) { return Changes(input).run(); }

}  // namespace ruascope
