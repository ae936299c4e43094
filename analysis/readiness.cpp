// SPDX-License-Identifier: MIT
#include "analysis/readiness.hpp"

#include "analysis/judged_mail.hpp"
#include "analysis/sender_days.hpp"
#include "ingest/model/messages.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

bool is_sender_class(SourceClass source_class) {
  return source_class == SourceClass::own || source_class == SourceClass::third_party;
}

bool is_passed_on(SourceClass source_class) {
  return source_class == SourceClass::forwarder || source_class == SourceClass::mailing_list;
}

// Messages of one kind, and how they fared.
struct Aligned {
  std::int64_t messages = 0, passed = 0, dkim = 0;

  void take(std::int64_t number, const ResultTraits& traits) {
    messages = add_messages(messages, number);
    if (traits.passes) passed = add_messages(passed, number);
    if (traits.verdicts.dkim == Verdict::pass) dkim = add_messages(dkim, number);
  }
  void take(const Aligned& other) {
    messages = add_messages(messages, other.messages);
    passed = add_messages(passed, other.passed);
    dkim = add_messages(dkim, other.dkim);
  }
  std::int64_t failed() const { return messages - passed; }
};

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

constexpr std::int64_t thousand = 1000;

// Without rounding: 0.995 is reached or not.
bool reaches(std::int64_t part, std::int64_t whole, std::int64_t tenths_of_percent) {
  return static_cast<long double>(part) * thousand >= static_cast<long double>(whole) * tenths_of_percent;
}

double line(std::int64_t tenths_of_percent) {
  return static_cast<double>(tenths_of_percent) / static_cast<double>(thousand);
}

std::string percent(std::int64_t tenths_of_percent) {
  return tenths_of_percent % 10 == 0 ? fmt::format("{} %", tenths_of_percent / 10)
                                     : fmt::format("{}.{} %", tenths_of_percent / 10, tenths_of_percent % 10);
}

std::string messages_text(std::int64_t number) {
  return fmt::format("{} message{}", number, number == 1 ? "" : "s");
}

std::string named(const JudgedSource& source) {
  const auto& sender = source.judgement.sender;
  return sender.empty() ? source.totals.source_ip : fmt::format("{} ({})", source.totals.source_ip, sender);
}

// A source of the window with its mail by what it is addressed as.
struct Measured {
  const JudgedSource* source = nullptr;
  Aligned domain, below;  // From: the policy domain itself, and names below it
  std::array<Aligned, 3> by_addressed{};
  Day last_failing = INT32_MIN;
  Day last_without_dkim = INT32_MIN;

  Aligned all() const {
    auto sum = domain;
    sum.take(below);
    return sum;
  }
  bool is_sender() const {
    return is_sender_class(source->judgement.source_class) && !source->judgement.is_ignored;
  }
};

class ReadinessJudge {
 public:
  explicit ReadinessJudge(const ReadinessInput& input)
      : input_(input), lines_(input.thresholds), traits_(input.result_set) {
    result_.domain = input.domain;
    result_.since = input.since;
    result_.until = input.until;
    result_.has_reports = !input.reported_days.empty();
    result_.step = next_step(input.published, input.to);
    for (const auto& source : input.sources) measure(source);
    for (const auto& one : measured_) {
      if (!one.is_sender()) continue;
      senders_.take(one.all());
      senders_domain_.take(one.domain);
      senders_below_.take(one.below);
    }
  }

  Readiness run() {
    replay_step();
    check_days();
    check_reporters();
    check_messages();
    check_aligned();
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
    advise();
    std::stable_sort(result_.blockers.begin(), result_.blockers.end(),
                     [](const Blocker& one, const Blocker& other) { return one.messages > other.messages; });
    return std::move(result_);
  }

 private:
  void measure(const JudgedSource& source) {
    auto& one = measured_.emplace_back();
    one.source = &source;
    for (std::size_t at = 0; at < source.mail.combinations.size(); ++at) {
      const auto& combination = source.mail.combinations[at];
      const auto& traits = traits_.of(combination.results);
      const auto to =
          addressed(traits.header_from, input_.domain, source.mail_causes[at] == Cause::spoof_subdomain);
      const auto messages = messages_of(combination);
      (to == Addressed::domain ? one.domain : one.below).take(messages, traits);
      one.by_addressed[static_cast<std::size_t>(to)].take(messages, traits);
      const auto last = combination.days.back();
      if (!traits.passes) one.last_failing = std::max(one.last_failing, last);
      if (traits.verdicts.dkim != Verdict::pass)
        one.last_without_dkim = std::max(one.last_without_dkim, last);
    }
  }

  void replay_step() {
    auto& counts = result_.what_if;
    for (const auto& one : measured_)
      for (std::size_t to = 0; to < one.by_addressed.size(); ++to) {
        const auto& mail = one.by_addressed[to];
        counts.messages = add_messages(counts.messages, mail.messages);
        const auto action = action_of(result_.step.to, static_cast<Addressed>(to));
        if (strictness(action) == 0) continue;
        auto& sum = action == Policy::reject ? counts.rejected : counts.quarantined;
        sum = add_messages(sum, mail.failed());
        auto& of_class = counts.not_delivered[static_cast<std::size_t>(one.source->judgement.source_class)];
        of_class = add_messages(of_class, mail.failed());
      }
  }

  bool is_to_reject() const { return result_.step.to.p == Policy::reject; }
  std::int64_t source_line() const {
    return is_to_reject() ? lines_.reject_source_aligned : lines_.quarantine_source_aligned;
  }
  std::int64_t total_line() const {
    return is_to_reject() ? lines_.reject_total_aligned : lines_.quarantine_total_aligned;
  }

  ReadinessCheck& add(std::string name, CheckStatus status, std::optional<double> value,
                      std::optional<double> threshold, std::string why) {
    result_.checks.push_back({std::move(name), status, false, value, threshold, std::move(why)});
    return result_.checks.back();
  }
  void add_share(std::string name, CheckStatus status, std::optional<double> value, std::int64_t tenths,
                 std::string why) {
    add(std::move(name), status, value, line(tenths), std::move(why)).is_share = true;
  }

  void add_blocker(const JudgedSource& source, std::int64_t messages, std::string advice) {
    auto& blockers = result_.blockers;
    const auto same = std::find_if(blockers.begin(), blockers.end(), [&](const Blocker& one) {
      return one.source_ip == source.totals.source_ip;
    });
    if (same != blockers.end()) {
      same->messages = std::max(same->messages, messages);
      return;
    }
    const auto& judgement = source.judgement;
    blockers.push_back({source.totals.source_ip, judgement.sender, judgement.source_class, judgement.cause,
                        messages, std::move(advice)});
  }

  // With the step that its cause asks for. What was last seen before `still_days` needs none but time.
  void add_blocker(const Measured& one, std::int64_t messages, Day last) {
    const auto& advice = one.source->judgement.advice;
    if (last > input_.until - lines_.still_days)
      return add_blocker(*one.source, messages, advice.empty() ? "" : advice.front());
    const auto length = input_.until - input_.since + 1;
    add_blocker(
        *one.source, messages,
        fmt::format("Mended, it seems: last seen on {}. The mail from before has left the window by {}.",
                    format_day(last), format_day(static_cast<Day>(last + length))));
  }

  void check_days() {
    const auto days = static_cast<std::int64_t>(input_.reported_days.size());
    const bool is_enough = days >= lines_.days;
    add("enough_days", is_enough ? CheckStatus::pass : CheckStatus::no_data, static_cast<double>(days),
        static_cast<double>(lines_.days),
        fmt::format("Reports cover {} of the {} days; {} are enough.", days, input_.until - input_.since + 1,
                    lines_.days));
  }

  void check_reporters() {
    const bool is_enough = input_.reporters >= lines_.reporters;
    add("enough_reporters", is_enough ? CheckStatus::pass : CheckStatus::no_data,
        static_cast<double>(input_.reporters), static_cast<double>(lines_.reporters),
        fmt::format("{} organization{} reported; {} are enough.", input_.reporters,
                    input_.reporters == 1 ? "" : "s", lines_.reporters));
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

  bool is_judged_alone(const Aligned& mail, const Aligned& all) const {
    return mail.messages >= lines_.source_messages ||
           (mail.messages > 0 && reaches(mail.messages, all.messages, lines_.source_share));
  }

  // The sources below the line, worst first by messages, and the lowest share of any.
  struct Shares {
    std::vector<const Measured*> below;
    std::optional<double> lowest;
    bool is_total_reached = true;
  };
  Shares shares_of(const Aligned Measured::* part, const Aligned& all) const {
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

  // Where the sum falls short and none of the larger ones is to blame: all that fail.
  void block_failing(const Aligned Measured::* part, const Shares& shares) {
    for (const auto* one : shares.below) add_blocker(*one, (one->*part).failed(), one->last_failing);
    if (!shares.below.empty() || shares.is_total_reached) return;
    for (const auto& one : measured_)
      if (one.is_sender() && (one.*part).failed() > 0)
        add_blocker(one, (one.*part).failed(), one.last_failing);
  }

  static std::string names_of(const std::vector<const Measured*>& sources) {
    constexpr std::size_t most = 3;
    std::string text;
    for (std::size_t at = 0; at < std::min(sources.size(), most); ++at)
      text += (at == 0 ? "" : ", ") + named(*sources[at]->source);
    if (sources.size() > most) text += fmt::format(" and {} more", sources.size() - most);
    return text;
  }

  void check_aligned() {
    const auto shares = shares_of(&Measured::domain, senders_domain_);
    const auto status = !shares.below.empty()       ? CheckStatus::block
                        : shares.lowest.has_value() ? CheckStatus::pass
                                                    : CheckStatus::no_data;
    // Without mail of the domain itself there is no success: below it there may be some.
    const auto empty = senders_below_.messages > 0 ? CheckStatus::pass : CheckStatus::no_data;
    add_share("aligned_sources", status == CheckStatus::no_data ? empty : status, shares.lowest,
              source_line(),
              !shares.lowest ? "No own or third-party source sends enough to be judged by itself."
              : shares.below.empty()
                  ? fmt::format("Each own or third-party source with {} or more passes for {} of its mail.",
                                messages_text(lines_.source_messages), percent(source_line()))
                  : fmt::format("{} below {}: {}.",
                                shares.below.size() == 1 ? "One source is"
                                                         : fmt::format("{} sources are", shares.below.size()),
                                percent(source_line()), names_of(shares.below)));
    const auto total = shares.is_total_reached ? CheckStatus::pass : CheckStatus::block;
    add_share("aligned_total", senders_domain_.messages == 0 ? empty : total,
              share(senders_domain_.passed, senders_domain_.messages), total_line(),
              fmt::format("{} of {} of own and third-party mail fail{}.", senders_domain_.failed(),
                          senders_domain_.messages, senders_domain_.failed() == 1 ? "s" : ""));
    block_failing(&Measured::domain, shares);
  }

  void check_unknown() {
    std::vector<const Measured*> steady;
    for (const auto& one : measured_) {
      const auto& judgement = one.source->judgement;
      if (judgement.source_class != SourceClass::unknown || !judgement.is_steady || judgement.is_ignored)
        continue;
      if (one.all().failed() == 0) continue;
      steady.push_back(&one);
      add_blocker(one, one.all().failed(), input_.until);
    }
    add("unknown_sources", steady.empty() ? CheckStatus::pass : CheckStatus::block,
        static_cast<double>(steady.size()), 0,
        steady.empty()
            ? "No source sends steadily that nobody knows."
            : fmt::format("Unknown and steady: {}. Find out whose they are: ruascope sources ADDRESS, "
                          "then ruascope own add address or ignore.",
                          names_of(steady)));
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
            return sender->holds(one) && is_sender_class(one.judgement.source_class);
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
    for (const auto& one : measured_)
      if (is_passed_on(one.source->judgement.source_class)) mail.take(one.all());
    const bool is_reached = mail.messages == 0 || reaches(mail.dkim, mail.messages, lines_.forwarded_aligned);
    add_share("forwarded_mail", is_reached ? CheckStatus::pass : CheckStatus::warn,
              share(mail.dkim, mail.messages), lines_.forwarded_aligned,
              mail.messages == 0 ? "No forwarded mail was seen."
              : mail.failed() == 0
                  ? fmt::format("All {} that forwarders and lists handed on pass.", mail.messages)
                  : fmt::format("{} of {} that forwarders and lists handed on would be lost.", mail.failed(),
                                messages_text(mail.messages)));
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
        fmt::format("{} of {} of own and third-party mail have no aligned DKIM signature: SPF alone breaks "
                    "when forwarded.",
                    senders_.messages - senders_.dkim, senders_.messages));
    if (status != CheckStatus::block) return;
    for (const auto& one : measured_) {
      const auto mail = one.all();
      if (one.is_sender() && is_judged_alone(mail, senders_) &&
          !reaches(mail.dkim, mail.messages, lines_.dkim_aligned))
        add_blocker(one, mail.messages - mail.dkim, one.last_without_dkim);
    }
  }

  void check_below() {
    const auto& step = result_.step;
    const auto before = asked(step.from, Addressed::subdomain);
    const auto after = asked(step.to, Addressed::subdomain);
    const auto tag = step.to.sp ? "sp" : "p";
    const auto shares = shares_of(&Measured::below, senders_below_);
    const bool is_met = shares.below.empty() && shares.is_total_reached;
    const bool is_softer_now = is_softened(step.from) && !is_softened(step.to);
    const bool is_moved = strictness(after) > strictness(before) || is_softer_now;
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
      } else if (source->last_failing <= input_.until - lines_.still_days) {
        ++repaired;
      } else {
        ++explained;
        add_blocker(*source, source->all().failed(), source->last_failing);
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
    if (repaired > 0)
      why += fmt::format(" Of sources that have not failed for {} days: {}.", lines_.still_days, repaired);
    if (of_others > 0) why += fmt::format(" Of forwarders, strangers and unknown sources: {}.", of_others);
    if (unmatched > 0)
      why +=
          fmt::format(" Matched with no source: {}{}.", unmatched, reason.empty() ? "" : " (" + reason + ")");
    add("explained_rejections", status, static_cast<double>(explained), 0, why);
  }

  const Measured* measured_source(const MatchedRejection& rejection) const {
    const auto* best = rejection.match.best();
    const auto found = std::find_if(measured_.begin(), measured_.end(), [&](const Measured& one) {
      return best != nullptr && one.source->judgement.source == best->source;
    });
    return found == measured_.end() ? nullptr : &*found;
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

  void advise() {
    const auto& step = result_.step;
    if (!result_.has_reports) return;
    if (!step.is_change()) {
      result_.notes.push_back(
          fmt::format("{} is published: there is nothing left to tighten.", policy_text(step.from)));
      return;
    }
    result_.next_record = record_text(step.to);
    result_.notes.emplace_back(
        "Reports do not tell rua= and ruf=: put in what is published today, or the reports stop.");
    if (step.from.pct && step.from.pct != 100)
      result_.notes.push_back(fmt::format(
          "pct={} goes: RFC 9989 has no pct, and receivers apply the policy to all mail. What pct spared "
          "so far, {} % of what fails, is spared no more.",
          *step.from.pct, 100 - *step.from.pct));
    if (step.from.is_testing)
      result_.notes.emplace_back(
          "t=y goes: receivers that follow RFC 9989 then apply the policy itself, not one step less.");
    if (strictness(*step.to.p) > strictness(step.from.p.value_or(Policy::none)))
      result_.notes.push_back(
          fmt::format("A soft step is the same record with t=y: receivers that follow RFC 9989 apply one "
                      "step less, but those "
                      "that still follow RFC 7489 ignore t= and enforce p={} in full.",
                      name_of(*step.to.p)));
    const bool has_lower = step.to.sp.has_value() || step.to.np.has_value();
    if (has_lower && !(step.to.sp == step.from.sp && step.to.np == step.from.np))
      result_.notes.emplace_back("sp and np move by one step as well: they may not lag behind for good.");
    if (result_.verdict != ReadinessVerdict::ready)
      result_.notes.emplace_back("Publish it once nothing blocks any more.");
  }

  const ReadinessInput& input_;
  const ReadinessThresholds& lines_;
  TraitsBook traits_;
  std::vector<Measured> measured_;
  Aligned senders_, senders_domain_, senders_below_;
  bool is_small_ = false;
  Readiness result_;
};

}  // namespace

Readiness readiness_of(const ReadinessInput& input) { return ReadinessJudge(input).run(); }

}  // namespace ruascope
