// SPDX-License-Identifier: MIT
#include "analysis/readiness_judge.hpp"
#include "analysis/sender_days.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {

void ReadinessJudge::check_unknown() {
  std::vector<const Measured*> steady, heavy;
  for (const auto& one : measured_) {
    const auto& judgement = one.source->judgement;
    const auto mail = one.all();
    if (judgement.source_class != SourceClass::unknown || judgement.is_ignored || mail.failed() == 0)
      continue;
    if (judgement.is_steady) {
      steady.push_back(&one);
      add_blocker(one, mail.failed(), Lapse{input_.until});
    } else if (mail.failed() >= lines_.source_messages &&
               reaches(mail.failed(), senders_.messages, lines_.source_share)) {
      heavy.push_back(&one);
    }
  }
  const auto status = !steady.empty() ? CheckStatus::block
                      : heavy.empty() ? CheckStatus::pass
                                      : CheckStatus::warn;
  std::string why = steady.empty() ? "No source sends steadily that nobody knows."
                                   : fmt::format(
                                         "Unknown and steady: {}. Find out whose they are: ruascope "
                                         "sources ADDRESS, then ruascope own add address or ignore.",
                                         names_of(steady));
  if (!heavy.empty()) why += fmt::format(" Unknown, and much: {}. Is one of them yours?", names_of(heavy));
  add("unknown_sources", status, static_cast<double>(steady.size()), 0, std::move(why));
}

void ReadinessJudge::check_quiet() {
  const auto first_quiet = static_cast<Day>(input_.until - lines_.quiet_days + 1);
  std::vector<const SenderDays*> fresh;
  const auto all = sender_days(input_.earlier);
  for (const auto& sender : all)
    if (sender.first() >= first_quiet && sender.first() > input_.first_reported.value_or(INT32_MAX))
      fresh.push_back(&sender);
  std::string who;
  for (const auto* sender : fresh) {
    who +=
        fmt::format("{}{} (since {})", who.empty() ? "" : ", ", sender->name(), format_day(sender->first()));
    const auto source =
        std::find_if(input_.sources.begin(), input_.sources.end(), [&](const JudgedSource& one) {
          return sender->holds(one) && sends_for_domain(one.judgement.source_class);
        });
    if (source == input_.sources.end()) continue;
    add_blocker(*source, sender->messages, 0,
                fmt::format("New since {}. See it pass until {} before the policy is tightened.",
                            format_day(sender->first()),
                            format_day(static_cast<Day>(sender->first() + lines_.quiet_days))));
  }
  add("quiet_inventory", fresh.empty() ? CheckStatus::pass : CheckStatus::block,
      static_cast<double>(fresh.size()), 0,
      fresh.empty() ? fmt::format("No new own or third-party sender in {} days.", lines_.quiet_days)
                    : fmt::format("New within {} days: {}.", lines_.quiet_days, who));
}

bool ReadinessJudge::holds_month_end() const {
  const auto behind = static_cast<Day>(input_.until + 1);
  return first_of_month(behind) > input_.since;
}

void ReadinessJudge::check_seldom() {
  std::string who;
  std::int64_t number = 0;
  for (const auto& sender : sender_days(input_.earlier)) {
    if (sender.last() >= input_.since) continue;
    ++number;
    who +=
        fmt::format("{}{} (last on {})", who.empty() ? "" : ", ", sender.name(), format_day(sender.last()));
  }
  const bool has_end = holds_month_end();
  const auto status = number > 0 || !has_end ? CheckStatus::warn : CheckStatus::pass;
  std::string why = number == 0 ? "All senders of the months before were seen in the window."
                                : fmt::format(
                                      "Sent before and not in the window: {}. Its mail is not judged "
                                      "here; look at an earlier window: --until.",
                                      who);
  if (!has_end) why += " The window holds no end of a month: who sends monthly may not be in it.";
  add("seldom_senders", status, static_cast<double>(number), 0, why);
}

void ReadinessJudge::check_rejections() {
  std::int64_t explained = 0, repaired = 0, unmatched = 0, of_others = 0;
  std::string reason;
  for (const auto* one : input_.rejections) {
    const auto& rejection = *one;
    if (rejection.refusal.check != Check::dmarc) continue;
    const auto* source = rejection.match.is_explained() ? measured_source(rejection) : nullptr;
    if (source == nullptr) {
      ++unmatched;
      if (reason.empty() && !rejection.match.limits.empty()) reason = rejection.match.limits.front();
    } else if (!source->is_sender()) {
      ++of_others;
    } else if (is_mended(source->failing)) {
      ++repaired;
    } else {
      ++explained;
      add_blocker(*source, source->all().failed(), source->failing);
    }
  }
  const auto status = explained > 0   ? CheckStatus::block
                      : unmatched > 0 ? CheckStatus::warn
                                      : CheckStatus::pass;
  std::string why =
      explained == 0
          ? "No rejection of the window is matched with an own or third-party source that still "
            "fails."
          : fmt::format("{} of receivers matched with own or third-party sources that still fail.",
                        explained == 1 ? "1 rejection is" : fmt::format("{} rejections are", explained));
  if (repaired > 0) why += fmt::format(" Of sources that are mended, and have passed since: {}.", repaired);
  if (of_others > 0) why += fmt::format(" Of forwarders, strangers and unknown sources: {}.", of_others);
  if (unmatched > 0)
    why +=
        fmt::format(" Matched with no source: {}{}.", unmatched, reason.empty() ? "" : " (" + reason + ")");
  add("explained_rejections", status, static_cast<double>(explained), 0, why);
}

const Measured* ReadinessJudge::measured_source(const MatchedRejection& rejection) const {
  const Measured* found = nullptr;
  for (const auto& candidate : rejection.match.candidates)
    for (const auto& one : measured_)
      if (one.source->judgement.source == candidate.source &&
          (found == nullptr || (found->failing.last < one.failing.last && one.is_sender())))
        found = &one;
  return found;
}

}  // namespace ruascope
