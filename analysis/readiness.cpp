// SPDX-License-Identifier: MIT
#include "analysis/readiness.hpp"

#include "analysis/readiness_work.hpp"
#include "analysis/sender_days.hpp"
#include "ingest/model/messages.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

bool is_passed_on(SourceClass source_class) {
  return source_class == SourceClass::forwarder || source_class == SourceClass::mailing_list;
}

std::string messages_text(std::int64_t number) {
  return fmt::format("{} message{}", number, number == 1 ? "" : "s");
}

class ReadinessJudge : private ReadinessWork {
 public:
  using ReadinessWork::ReadinessWork;

  Readiness run() {
    check_policy();
    check_days();
    check_reporters();
    check_messages();
    check_aligned();
    check_without_one();
    check_unknown();
    check_quiet();
    check_seldom();
    check_forwarded();
    check_dkim();
    check_below();
    check_rejections();
    add("records", CheckStatus::not_checked, {}, {},
        "The DNS records were not looked at: the reports alone tell what is published.");
    decide();
    advise(result_);
    std::stable_sort(result_.blockers.begin(), result_.blockers.end(),
                     [](const Blocker& one, const Blocker& other) { return one.messages > other.messages; });
    return std::move(result_);
  }

 private:
  void check_policy() {
    const auto& published = input_.published;
    if (published.is_known && published.is_agreed)
      return void(add("policy_known", CheckStatus::pass, {}, {}, "All reporters see the same policy."));
    add("policy_known", CheckStatus::no_data, {}, {},
        published.is_known
            ? fmt::format("Reporters see different policies: {}. The strictest counts here.", published.told)
            : "No report of the last days tells a policy.");
  }

  void check_days() {
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

  // Who saw nothing but strangers' mail tells nothing of the domain's own.
  void check_reporters() {
    const auto reporters = static_cast<std::int64_t>(input_.by_reporter.size());
    const bool is_enough = reporters >= lines_.reporters;
    add("enough_reporters", is_enough ? CheckStatus::pass : CheckStatus::no_data,
        static_cast<double>(reporters), static_cast<double>(lines_.reporters),
        fmt::format("{} organization{} saw own or third-party mail; {} are enough.", reporters,
                    reporters == 1 ? "" : "s", lines_.reporters));
  }

  // Anybody can send a report. What holds only as long as one of them is believed does not hold.
  void check_without_one() {
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
    add_share("without_one_reporter", status, lowest, lines_.alone_aligned,
              needed == nullptr ? "There is no second reporter to compare with."
              : falls_short     ? "With all of them less passes: no single reporter decides."
              : holds
                  ? fmt::format("So much passes without {}, on whom most depends.", needed->reporter)
                  : fmt::format("So much passes without {}: do not build on one alone.", needed->reporter));
  }

  void check_messages() {
    const bool is_small = senders_.messages < lines_.messages;
    const auto needed = is_small ? std::min(lines_.small_messages, lines_.messages) : lines_.messages;
    const bool is_enough = senders_.messages >= needed;
    is_small_ = is_small;
    add("enough_messages", is_enough ? CheckStatus::pass : CheckStatus::no_data,
        static_cast<double>(senders_.messages), static_cast<double>(needed),
        fmt::format(
            "{} of own and third-party mail{}.", messages_text(senders_.messages),
            is_small && is_enough
                ? fmt::format(": fewer than {} make a small domain, judged less surely", lines_.messages)
                : ""));
  }

  std::string aligned_why(const Shares& shares) const {
    if (!shares.lowest) return "No own or third-party source sends enough to be judged by itself.";
    if (shares.below.empty())
      return fmt::format("Each own or third-party source with {} or {} of the mail passes for {} of its own.",
                         messages_text(lines_.source_messages), percent(lines_.source_share),
                         percent(source_line()));
    const auto number = shares.below.size();
    return fmt::format("{} below {}: {}.",
                       number == 1 ? "One source is" : fmt::format("{} sources are", number),
                       percent(source_line()), names_of(shares.below));
  }

  void check_aligned() {
    const auto shares = shares_of(&Measured::domain, senders_domain_);
    // Without any mail there is no success; all of it may have its From: below the domain.
    const auto unseen = senders_.messages > 0 ? CheckStatus::pass : CheckStatus::no_data;
    const auto status = !shares.below.empty() ? CheckStatus::block
                        : shares.lowest       ? CheckStatus::pass
                                              : unseen;
    add_share("aligned_sources", status, shares.lowest, source_line(), aligned_why(shares));
    const auto total = shares.is_total_reached ? CheckStatus::pass : CheckStatus::block;
    add_share("aligned_total", senders_domain_.messages == 0 ? unseen : total,
              share(senders_domain_.passed, senders_domain_.messages), total_line(),
              fmt::format("{} of {} of own and third-party mail fail{}.", senders_domain_.failed(),
                          senders_domain_.messages, senders_domain_.failed() == 1 ? "s" : ""));
    block_failing(&Measured::domain, shares);
  }

  void check_unknown() {
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

  void check_quiet() {
    const auto first_quiet = static_cast<Day>(input_.until - lines_.quiet_days + 1);
    std::vector<const SenderDays*> fresh;
    const auto all = sender_days(input_.earlier);
    for (const auto& sender : all)
      if (sender.first() >= first_quiet && sender.first() > input_.first_reported.value_or(INT32_MAX))
        fresh.push_back(&sender);
    std::string who;
    for (const auto* sender : fresh) {
      who += fmt::format("{}{} (since {})", who.empty() ? "" : ", ", sender->name(),
                         format_day(sender->first()));
      const auto source =
          std::find_if(input_.sources.begin(), input_.sources.end(), [&](const JudgedSource& one) {
            return sender->holds(one) && sends_for_domain(one.judgement.source_class);
          });
      if (source == input_.sources.end()) continue;
      add_blocker(*source, sender->messages,
                  fmt::format("New since {}. See it pass until {} before the policy is tightened.",
                              format_day(sender->first()),
                              format_day(static_cast<Day>(sender->first() + lines_.quiet_days))));
    }
    add("quiet_inventory", fresh.empty() ? CheckStatus::pass : CheckStatus::block,
        static_cast<double>(fresh.size()), 0,
        fresh.empty() ? fmt::format("No new own or third-party sender in {} days.", lines_.quiet_days)
                      : fmt::format("New within {} days: {}.", lines_.quiet_days, who));
  }

  bool holds_month_end() const {
    const auto behind = static_cast<Day>(input_.until + 1);
    return first_of_month(behind) > input_.since;
  }

  void check_seldom() {
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

  void check_forwarded() {
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
            ? fmt::format("All {} that forwarders and lists handed on pass.", mail.messages)
            : fmt::format("{} of {} that forwarders and lists handed on fail, and {} would not be delivered.",
                          mail.failed(), messages_text(mail.messages), lost));
  }

  void check_dkim() {
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
                  senders_.messages - senders_.dkim, senders_.messages));
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

  void check_below() {
    const auto& step = result_.step;
    const auto before = asked(step.from, Addressed::subdomain);
    const auto after = asked(step.to, Addressed::subdomain);
    const auto tag = step.to.sp ? "sp" : "p";
    const auto shares = shares_of(&Measured::below, senders_below_);
    const bool is_met = shares.below.empty() && shares.is_total_reached;
    const bool is_softer_now = is_softened(step.from) && !is_softened(step.to);
    const bool is_moved = strictness(after) > strictness(before) || (is_softer_now && strictness(after) > 0);
    const auto failing = fmt::format("{} of {} with a From: below the domain fail", senders_below_.failed(),
                                     messages_text(senders_below_.messages));
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

  void check_rejections() {
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

  // The source that explains it; of a sender's addresses one that still fails, if any does.
  const Measured* measured_source(const MatchedRejection& rejection) const {
    const Measured* found = nullptr;
    for (const auto& candidate : rejection.match.candidates)
      for (const auto& one : measured_)
        if (one.source->judgement.source == candidate.source &&
            (found == nullptr || (found->failing.last < one.failing.last && one.is_sender())))
          found = &one;
    return found;
  }

  bool has(CheckStatus status) const {
    return std::any_of(result_.checks.begin(), result_.checks.end(),
                       [&](const ReadinessCheck& check) { return check.status == status; });
  }

  void decide() {
    result_.verdict = has(CheckStatus::block)     ? ReadinessVerdict::not_ready
                      : has(CheckStatus::no_data) ? ReadinessVerdict::not_enough_data
                                                  : ReadinessVerdict::ready;
    if (result_.verdict == ReadinessVerdict::not_enough_data) return;
    const bool is_sure = !is_small_ && !has(CheckStatus::no_data) && !has(CheckStatus::warn);
    result_.confidence = is_sure ? Confidence::strong : Confidence::likely;
  }

  bool is_small_ = false;
};

}  // namespace

Readiness readiness_of(const ReadinessInput& input) { return ReadinessJudge(input).run(); }

}  // namespace ruascope
