// SPDX-License-Identifier: MIT
#include "analysis/changes.hpp"

#include "analysis/policy_changes.hpp"
#include "analysis/rhythm.hpp"
#include "analysis/source_facts.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <string_view>

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
  explicit Changes(const ChangesInput& input) : input_(input), lines_(input.thresholds) {
    for (const auto& domain : input.domains) domains_.emplace(domain.domain, &domain);
  }

  std::vector<Finding> run() {
    for (const auto& domain : input_.domains) {
      add_all(policy_changes(domain, input_.since, input_.until, lines_));
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

  void add_all(std::vector<Finding> more) {
    findings_.insert(findings_.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
  }

  const DomainSeries* domain_of(const std::string& name) const {
    const auto found = domains_.find(name);
    return found == domains_.end() ? nullptr : found->second;
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
                    words_for(sender.source_class), format_day(first), group_thousands(counts.failed),
                    group_thousands(counts.messages)),
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
    const auto& steady = input_.steadiness;
    if (static_cast<std::int64_t>(days.size()) < steady.steady_days || !is_steady(days, 0, steady)) return;
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
    const auto last_sound = std::prev(sender.days.find(*since))->first;
    const auto before = sum_of(sender.days, sender.days.begin()->first, last_sound);
    const auto after = sum_of(sender.days, *since, input_.until);
    const auto least = input_.steadiness.volume_messages;
    const bool was_sound = before.messages >= least &&
                           is_share(before.messages - before.failed, before.messages, lines_.sound_percent);
    const auto broken_days = std::distance(sender.days.lower_bound(*since), sender.days.end());
    if (!was_sound || (after.failed < least && broken_days < 2)) return;
    const bool is_known = sender.source_class != SourceClass::unknown;
    add(is_known ? Severity::critical : Severity::serious, "source.turned_failing", sender.domain,
        sender.subject, after.failed,
        fmt::format("{}, {}, passed until {} and fails since {}: {} of {} messages.", sender.subject,
                    words_for(sender.source_class), format_day(last_sound), format_day(*since),
                    group_thousands(after.failed), group_thousands(after.messages)),
        fmt::format(
            "Look at what was changed there on {}: the DKIM key or selector, the envelope domain, the SPF "
            "record. See: ruascope sources --domain {} --failing",
            format_day(*since), command_word(sender.domain)))
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

  // Each of the last days against the same weekday before.
  void look_at_volume(const DomainSeries& domain) {
    const auto least = input_.steadiness.volume_messages;  // less is no news
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
          fmt::format("{} messages on {}; {} is usual on that weekday.", group_thousands(messages),
                      format_day(day), group_thousands(middle)),
          is_more ? fmt::format("See who sent them: ruascope sources --since {0} --until {0} --domain {1}",
                                format_day(day), command_word(domain.domain))
                  : "See whether a sender is gone or a reporter silent: ruascope reporters")
          .last_day = day;
    }
  }

  Day last_until(const std::vector<Day>& days) const {
    Day last = INT32_MIN;
    for (const auto day : days)
      if (day <= input_.until) last = std::max(last, day);
    return last;
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
        .last_day = last_until(days);
  }

  const ChangesInput& input_;
  const ChangeThresholds& lines_;
  std::map<std::string_view, const DomainSeries*> domains_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> changes_of(const ChangesInput& input) { return Changes(input).run(); }

}  // namespace ruascope
