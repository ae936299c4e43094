// SPDX-License-Identifier: MIT
#include "analysis/readiness_judge.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

bool is_passed_on(SourceClass source_class) {
  return source_class == SourceClass::forwarder || source_class == SourceClass::mailing_list;
}

}  // namespace

std::string ReadinessJudge::aligned_why(const Shares& shares) const {
  if (!shares.lowest) return "No own or third-party source sends enough to be judged by itself.";
  if (shares.below.empty())
    return fmt::format("Each own or third-party source with {} or {} of the mail passes for {} of its own.",
                       counted(lines_.source_messages, "message"), percent(lines_.source_share),
                       percent(source_line()));
  const auto number = shares.below.size();
  return fmt::format("{} below {}: {}.",
                     number == 1 ? "One source is" : fmt::format("{} sources are", number),
                     percent(source_line()), names_of(shares.below));
}

void ReadinessJudge::check_aligned() {
  const auto shares = shares_of(&Measured::domain, senders_domain_);
  // Without any mail there is no success; all of it may have its From: below the domain.
  const auto unseen = senders_.messages > 0 ? CheckStatus::pass : CheckStatus::no_data;
  const auto status = !shares.below.empty() ? CheckStatus::block : shares.lowest ? CheckStatus::pass : unseen;
  add_share("aligned_sources", status, shares.lowest, source_line(), aligned_why(shares));
  const auto total = shares.is_total_reached ? CheckStatus::pass : CheckStatus::block;
  add_share(
      "aligned_total", senders_domain_.messages == 0 ? unseen : total,
      share(senders_domain_.passed, senders_domain_.messages), total_line(),
      fmt::format("{} of {} of own and third-party mail fail{}.", group_thousands(senders_domain_.failed()),
                  group_thousands(senders_domain_.messages), senders_domain_.failed() == 1 ? "s" : ""));
  block_failing(&Measured::domain, shares);
}

void ReadinessJudge::check_forwarded() {
  Aligned mail;
  std::int64_t lost = 0;
  for (const auto& one : measured_)
    if (is_passed_on(one.source->judgement.source_class)) {
      mail.take(one.all());
      lost = add_messages(lost, one.lost);
    }
  const bool is_reached = mail.messages == 0 || reaches(mail.dkim, mail.messages, lines_.forwarded_aligned);
  add_share(
      "forwarded_mail", is_reached ? CheckStatus::pass : CheckStatus::warn, share(mail.dkim, mail.messages),
      lines_.forwarded_aligned,
      mail.messages == 0 ? "No forwarded mail was seen."
      : mail.failed() == 0
          ? fmt::format("All {} that forwarders and lists handed on pass.", group_thousands(mail.messages))
          : fmt::format("{} of {} that forwarders and lists handed on fail, and {} would not be delivered.",
                        group_thousands(mail.failed()), counted(mail.messages, "message"),
                        group_thousands(lost)));
}

void ReadinessJudge::check_dkim() {
  const bool is_reached =
      senders_.messages > 0 && reaches(senders_.dkim, senders_.messages, lines_.dkim_aligned);
  const auto short_of = is_to_reject() ? CheckStatus::block : CheckStatus::warn;
  const auto status = senders_.messages == 0 ? CheckStatus::no_data
                      : is_reached           ? CheckStatus::pass
                                             : short_of;
  add_share(
      "dkim_carries", status, share(senders_.dkim, senders_.messages), lines_.dkim_aligned,
      senders_.messages == 0 ? "No own or third-party mail was seen."
      : senders_.dkim == senders_.messages
          ? "All own and third-party mail that was seen has an aligned DKIM signature."
          : fmt::format(
                "{} of {} of own and third-party mail have no aligned DKIM signature: SPF alone breaks "
                "when forwarded.",
                group_thousands(senders_.messages - senders_.dkim), group_thousands(senders_.messages)));
  if (status != CheckStatus::block) return;
  const auto add_if = [&](const auto& is_chosen) {
    const auto before = result_.blockers.size();
    for (const auto& one : measured_)
      if (const auto mail = one.all(); one.is_sender() && is_chosen(mail))
        add_blocker(one, mail.messages - mail.dkim, one.without_dkim);
    return result_.blockers.size() > before;
  };
  const bool has_large = add_if([&](const Aligned& mail) {
    return is_judged_alone(mail, senders_) && !reaches(mail.dkim, mail.messages, lines_.dkim_aligned);
  });
  if (!has_large) add_if([](const Aligned& mail) { return mail.dkim < mail.messages; });
}

void ReadinessJudge::check_below() {
  const auto& step = result_.step;
  const auto before = asked(step.from, Addressed::subdomain);
  const auto after = asked(step.to, Addressed::subdomain);
  const auto tag = step.to.sp ? "sp" : "p";
  const auto shares = shares_of(&Measured::below, senders_below_);
  const bool is_met = shares.below.empty() && shares.is_total_reached;
  const bool is_softer_now = is_softened(step.from) && !is_softened(step.to);
  const bool is_moved = strictness(after) > strictness(before) || (is_softer_now && strictness(after) > 0);
  const auto failing =
      fmt::format("{} of {} with a From: below the domain fail", group_thousands(senders_below_.failed()),
                  counted(senders_below_.messages, "message"));
  const auto under = fmt::format("they come under {}={}", tag, name_of(after));
  if (senders_below_.messages == 0)
    add_share("sub_domains", CheckStatus::pass, std::nullopt, total_line(),
              "No own or third-party mail has a From: below the domain.");
  else if (!is_met && !is_moved)
    add_share("sub_domains", CheckStatus::warn, share(senders_below_.passed, senders_below_.messages),
              total_line(), fmt::format("{}; {} as before.", failing, under));
  else
    add_share("sub_domains", is_met ? CheckStatus::pass : CheckStatus::block,
              share(senders_below_.passed, senders_below_.messages), total_line(),
              fmt::format("{}; {}.", failing, under));
  if (!is_met && is_moved) block_failing(&Measured::below, shares);
}

}  // namespace ruascope
