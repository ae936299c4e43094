// SPDX-License-Identifier: MIT
#include "analysis/readiness_judge.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
void ReadinessJudge::check_policy() {
  const auto& published = input_.published;
  if (published.is_known && published.is_agreed)
    return void(add("policy_known", CheckStatus::pass, {}, {}, "All reporters see the same policy."));
  add("policy_known", CheckStatus::no_data, {}, {},
      published.is_known
          ? fmt::format("Reporters see different policies: {}. The strictest counts here.", published.told)
          : "No report of the last days tells a policy.");
}

void ReadinessJudge::check_days() {
  const auto first = static_cast<Day>(input_.until - lines_.window_days + 1);
  const auto& all = input_.reported_days;
  const auto days = static_cast<std::int64_t>(all.end() - std::lower_bound(all.begin(), all.end(), first));
  const bool is_fresh = !all.empty() && all.back() + lines_.fresh_days >= input_.fresh_until;
  const bool is_enough = days >= lines_.days && is_fresh;
  auto why = fmt::format("Reports cover {} of the last {} days; {} are enough.", days, lines_.window_days,
                         lines_.days);
  if (!all.empty() && !is_fresh) why += fmt::format(" None came since {}.", format_day(all.back()));
  add("enough_days", is_enough ? CheckStatus::pass : CheckStatus::no_data, static_cast<double>(days),
      static_cast<double>(lines_.days), std::move(why));
}

void ReadinessJudge::check_reporters() {
  const auto reporters = static_cast<std::int64_t>(input_.by_reporter.size());
  const bool is_enough = reporters >= lines_.reporters;
  add("enough_reporters", is_enough ? CheckStatus::pass : CheckStatus::no_data,
      static_cast<double>(reporters), static_cast<double>(lines_.reporters),
      fmt::format("{} organization{} saw own or third-party mail; {} are enough.", reporters,
                  reporters == 1 ? "" : "s", lines_.reporters));
}

void ReadinessJudge::check_without_one() {
  std::optional<double> lowest;
  const ReporterShare* needed = nullptr;
  for (const auto& one : input_.by_reporter) {
    const auto passed = share(senders_.passed - one.passed, senders_.messages - one.messages);
    if (!passed || (lowest && *passed >= *lowest)) continue;
    lowest = passed;
    needed = &one;
  }
  const bool falls_short = !reaches(senders_.passed, senders_.messages, lines_.alone_aligned);
  const bool holds =
      needed == nullptr || falls_short ||
      reaches(senders_.passed - needed->passed, senders_.messages - needed->messages, lines_.alone_aligned);
  const auto status = needed == nullptr ? CheckStatus::no_data
                      : holds           ? CheckStatus::pass
                                        : CheckStatus::block;
  add_share("without_one_reporter", status, falls_short ? std::nullopt : lowest, lines_.alone_aligned,
            needed == nullptr ? "There is no second reporter to compare with."
            : falls_short     ? "With all of them less passes: no single reporter decides."
            : holds ? fmt::format("So much passes without {}, on whom most depends.", needed->reporter)
                    : fmt::format("So much passes without {}: do not build on one alone.", needed->reporter));
}

void ReadinessJudge::check_messages() {
  const bool is_small = senders_.messages < lines_.messages;
  const auto needed = is_small ? std::min(lines_.small_messages, lines_.messages) : lines_.messages;
  const bool is_enough = senders_.messages >= needed;
  is_small_ = is_small;
  add("enough_messages", is_enough ? CheckStatus::pass : CheckStatus::no_data,
      static_cast<double>(senders_.messages), static_cast<double>(needed),
      fmt::format(
          "{} of own and third-party mail{}.", counted(senders_.messages, "message"),
          is_small && is_enough
              ? fmt::format(": fewer than {} make a small domain, judged less surely", lines_.messages)
              : ""));
}

}  // namespace ruascope
