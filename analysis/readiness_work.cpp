// SPDX-License-Identifier: MIT
#include "analysis/readiness_work.hpp"

#include "ingest/model/time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string named(const JudgedSource& source) {
  const auto& sender = source.judgement.sender;
  return sender.empty() ? source.totals.source_ip : fmt::format("{} ({})", source.totals.source_ip, sender);
}

}  // namespace

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string percent(std::int64_t tenths_of_percent) {
  return tenths_of_percent % 10 == 0 ? fmt::format("{} %", tenths_of_percent / 10)
                                     : fmt::format("{}.{} %", tenths_of_percent / 10, tenths_of_percent % 10);
}

std::string names_of(const std::vector<const Measured*>& sources) {
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t at = 0; at < std::min(sources.size(), most); ++at)
    text += (at == 0 ? "" : ", ") + named(*sources[at]->source);
  if (sources.size() > most) text += fmt::format(" and {} more", sources.size() - most);
  return text;
}

ReadinessWork::ReadinessWork(const ReadinessInput& input) : input_(input), lines_(input.thresholds) {
  result_.domain = input.domain;
  result_.since = input.since;
  result_.until = input.until;
  result_.has_reports = !input.reported_days.empty();
  result_.step = next_step(input.published.record, input.to);
  TraitsBook traits(input.result_set);
  for (const auto& source : input.sources) measured_.push_back(measured(source, input.domain, traits));
  for (const auto& one : measured_) {
    if (!one.is_sender()) continue;
    senders_.take(one.all());
    senders_domain_.take(one.domain);
    senders_below_.take(one.below);
  }
  replay_step();
}

void ReadinessWork::replay_step() {
  auto& counts = result_.what_if;
  for (auto& one : measured_)
    for (std::size_t to = 0; to < one.by_addressed.size(); ++to) {
      const auto& mail = one.by_addressed[to];
      counts.messages = add_messages(counts.messages, mail.messages);
      const auto action = action_of(result_.step.to, static_cast<Addressed>(to));
      if (strictness(action) == 0) continue;
      auto& sum = action == Policy::reject ? counts.rejected : counts.quarantined;
      sum = add_messages(sum, mail.failed());
      one.lost = add_messages(one.lost, mail.failed());
      auto& of_class = counts.not_delivered[static_cast<std::size_t>(one.source->judgement.source_class)];
      of_class = add_messages(of_class, mail.failed());
    }
}

std::int64_t ReadinessWork::source_line() const {
  return is_to_reject() ? lines_.reject_source_aligned : lines_.quarantine_source_aligned;
}

std::int64_t ReadinessWork::total_line() const {
  return is_to_reject() ? lines_.reject_total_aligned : lines_.quarantine_total_aligned;
}

ReadinessCheck& ReadinessWork::add(std::string name, CheckStatus status, std::optional<double> value,
                                   std::optional<double> threshold, std::string why) {
  result_.checks.push_back({std::move(name), status, false, value, threshold, std::move(why)});
  return result_.checks.back();
}

void ReadinessWork::add_share(std::string name, CheckStatus status, std::optional<double> value,
                              std::int64_t tenths, std::string why) {
  constexpr double thousand = 1000;
  add(std::move(name), status, value, static_cast<double>(tenths) / thousand, std::move(why)).is_share = true;
}

void ReadinessWork::add_blocker(const JudgedSource& source, std::int64_t messages, std::int64_t lost,
                                std::string advice, bool is_mended) {
  auto& blockers = result_.blockers;
  const auto same = std::find_if(blockers.begin(), blockers.end(), [&](const Blocker& one) {
    return one.source_ip == source.totals.source_ip;
  });
  if (same != blockers.end()) {
    same->messages = std::max(same->messages, messages);
    same->lost = std::max(same->lost, lost);
    same->is_mended = same->is_mended && is_mended;
    return;
  }
  const auto& judgement = source.judgement;
  blockers.push_back({source.totals.source_ip, judgement.sender, judgement.source_class, judgement.cause,
                      messages, lost, std::move(advice), is_mended});
}

void ReadinessWork::add_blocker(const Measured& one, std::int64_t messages, const Lapse& lapse) {
  const auto& advice = one.source->judgement.advice;
  const auto own = advice.empty() ? std::string{} : advice.front();
  messages = std::max(messages, one.lost);
  if (!is_old(lapse.last)) return add_blocker(*one.source, messages, one.lost, own);
  if (!is_mended(lapse))
    return add_blocker(
        *one.source, messages, one.lost,
        own + fmt::format(" It was last seen on {}, and has not shown since that it is mended.",
                          format_day(lapse.last)));
  const auto length = input_.until - input_.since + 1;
  add_blocker(
      *one.source, messages, one.lost,
      fmt::format("Mended, it seems: last seen on {}. The mail from before has left the window by {}.",
                  format_day(lapse.last), format_day(static_cast<Day>(lapse.last + length))),
      true);
}

bool ReadinessWork::is_old(Day day) const { return day <= input_.until - lines_.still_days; }

// Silence does not mend: it has to be seen to do it right.
bool ReadinessWork::is_mended(const Lapse& lapse) const {
  return is_old(lapse.last) && lapse.right > lapse.last;
}

bool ReadinessWork::is_judged_alone(const Aligned& mail, const Aligned& all) const {
  return mail.messages >= lines_.source_messages ||
         (mail.messages > 0 && reaches(mail.messages, all.messages, lines_.source_share));
}

ReadinessWork::Shares ReadinessWork::shares_of(const Aligned Measured::* part, const Aligned& all) const {
  Shares shares;
  for (const auto& one : measured_) {
    const auto& mail = one.*part;
    if (!one.is_sender() || !is_judged_alone(mail, all)) continue;
    const auto of = share(mail.passed, mail.messages);
    if (!shares.lowest || *of < *shares.lowest) shares.lowest = of;
    if (!reaches(mail.passed, mail.messages, source_line())) shares.below.push_back(&one);
  }
  shares.is_total_reached = all.messages == 0 || reaches(all.passed, all.messages, total_line());
  return shares;
}

void ReadinessWork::block_failing(const Aligned Measured::* part, const Shares& shares) {
  for (const auto* one : shares.below) add_blocker(*one, (one->*part).failed(), one->failing);
  if (!shares.below.empty() || shares.is_total_reached) return;
  for (const auto& one : measured_)
    if (one.is_sender() && (one.*part).failed() > 0) add_blocker(one, (one.*part).failed(), one.failing);
}

}  // namespace ruascope
