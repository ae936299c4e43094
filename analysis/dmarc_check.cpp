// SPDX-License-Identifier: MIT
// The rules of `check` on DMARC records (RFC 9989, RFC 7489).
#include "analysis/alignment.hpp"
#include "analysis/check_rules.hpp"
#include "analysis/policy_step.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string dmarc_name(const std::string& domain) { return "_dmarc." + domain; }

bool is_removed_tag(std::string_view tag) { return tag == "pct" || tag == "rf" || tag == "ri"; }

// The records of a domain's own, each read.
const DmarcStep& own_step(const DomainRecords& records) { return records.dmarc.steps.front(); }

class DmarcCheck {
 public:
  explicit DmarcCheck(const CheckRules& rules)
      : rules_(rules), records_(rules.records), own_(own_step(rules.records)) {}

  void run() {
    if (!own_.state.is_answered())
      rules_.add_not_known("dmarc.not_known", dmarc_name(records_.domain), own_.state);
    if (own_.records.size() > 1) check_several();
    if (own_.records.size() == 1 && !own_.record) check_unheeded();
    const auto* policy = records_.dmarc.policy();
    if (policy == nullptr) return check_missing();
    if (policy != &own_ && own_.state.is_answered() && own_.records.empty()) check_inherited(*policy);
    if (policy == &own_) check_own(*policy->record);
    check_policy(*policy);
    check_seen(*policy);
  }

 private:
  RecordFinding& add(Severity severity, const char* code, std::string what, std::string why) const {
    return rules_.add(severity, code, dmarc_name(records_.domain), std::move(what), std::move(why));
  }

  void check_several() const {
    auto& finding = add(
        Severity::serious, "dmarc.several", fmt::format("There are {} DMARC records.", own_.records.size()),
        fmt::format("Receivers heed none of them (RFC 9989 section 4.10.1): {}.", in_their_place()));
    std::vector<DmarcRecord> read;
    for (const auto& text : own_.records) read.push_back(parse_dmarc(text));
    const auto joined = joined_dmarc(read);
    finding.advice = "Leave this one, which asks for no more than any of them, and remove the others.";
    if (asks_for_something(joined.policy))
      finding.advice += fmt::format(
          " What it asks for is not done today: ruascope readiness {} tells whether all mail passes.",
          records_.domain);
    offer(finding, joined);
  }

  // What applies where its own records count for nothing.
  std::string in_their_place() const {
    const auto* policy = records_.dmarc.policy();
    if (policy != nullptr) return fmt::format("that of {} applies", policy->domain);
    return "the domain is unprotected, and nobody sends reports";
  }

  void check_unheeded() const {
    const auto record = parse_dmarc(own_.records.front());
    std::vector<std::string> faults;
    for (const auto& fault : record.faults)
      if (fault.is_fatal) faults.push_back(text_of(fault));
    auto& finding = add(Severity::serious, "dmarc.unheeded",
                        fmt::format("Receivers take the record for none: {}.", faults_text(faults)),
                        fmt::format("As it stands {}.", in_their_place()));
    finding.advice = fmt::format(
        "Publish the record without the fault, with p=none first: nothing was asked for up to now. ruascope "
        "readiness {} tells when to ask for more.",
        records_.domain);
    offer(finding, joined_dmarc({record}));
  }

  void check_missing() const {
    if (!own_.records.empty()) return;
    if (!records_.dmarc.is_known) return check_above();
    auto& finding = add(
        Severity::serious, "dmarc.missing",
        fmt::format("Neither {} nor a domain above it has a DMARC record.", records_.domain),
        "Anybody may send in the name of the domain, receivers that ask for DMARC of large senders refuse "
        "its mail, and nobody sends reports.");
    const bool is_parked = rules_.sends_nothing();
    finding.advice = is_parked ? "Publish one: a domain that sends no mail has none to lose."
                               : "Publish one; it changes nothing for mail, and brings reports.";
    offer(finding, parse_dmarc(is_parked ? "v=DMARC1; p=reject; sp=none" : "v=DMARC1; p=none"));
  }

  // Where no record was found, and not all names above the domain could be looked up.
  void check_above() const {
    const auto& steps = records_.dmarc.steps;
    const auto lacking = std::find_if(steps.begin(), steps.end(),
                                      [](const DmarcStep& step) { return !step.state.is_answered(); });
    if (lacking != steps.begin() && lacking != steps.end())
      rules_.add_not_known("dmarc.not_known", dmarc_name(lacking->domain), lacking->state);
  }

  void check_inherited(const DmarcStep& policy) const {
    const auto asked_for = asked(policy.record->policy, Addressed::subdomain);
    add(Severity::info, "dmarc.inherited",
        fmt::format("It has no record of its own; that of {} applies, by which mail is under {}.",
                    policy.domain, name_of(asked_for)),
        "Reports on it come with those on the domain above.");
  }

  void offer(RecordFinding& finding, const DmarcRecord& record) const {
    offer_dmarc(finding, record, records_);
  }

  static std::string text_of(const RecordFault& fault) {
    return fault.tag.empty() ? fault.text : fmt::format("{} {}", fault.tag, fault.text);
  }

  void check_own(const DmarcRecord& record) const {
    std::vector<std::string> no_policy, unknown, faulty, removed;
    for (const auto& fault : record.faults) {
      const bool is_policy = fault.tag == "p" || fault.tag == "sp" || fault.tag == "np";
      auto& list = is_policy && !record.has_policy ? no_policy
                   : fault.is_unknown_tag          ? unknown
                   : is_removed_tag(fault.tag)     ? removed
                                                   : faulty;
      list.push_back(text_of(fault));
    }
    mend(record, "dmarc.no_policy", no_policy, Severity::warning,
         fmt::format("It says no policy that is known: {}.", faults_text(no_policy)),
         "What was meant to be quarantined or rejected is delivered.");
    const auto of = [](const char* lead, const std::vector<std::string>& faults) {
      return fmt::format("{}: {}.", lead, faults_text(faults));
    };
    mend(record, "dmarc.syntax", faulty, Severity::warning, of("Not as the RFC wants it", faulty),
         "Receivers read such parts differently, or not at all.");
    mend(record, "dmarc.tag_unknown", unknown, Severity::warning, of("Unknown tags", unknown),
         "Receivers pass them over; what was meant by them does not happen.");
    check_removed(record, removed);
    check_rua(record);
  }

  void check_rua(const DmarcRecord& record) const {
    const auto mended = mended_dmarc(record);
    if (has_report_uri(mended)) return;
    auto& finding =
        add(rules_.sends_nothing() ? Severity::info : Severity::warning, "dmarc.rua_missing",
            "No address for aggregate reports (rua).", "Nobody tells who sends in the name of the domain.");
    finding.advice = "Say where reports are to go.";
    offer(finding, mended);
  }

  // One finding for all faults of a kind; none for none.
  void mend(const DmarcRecord& record, const char* code, const std::vector<std::string>& faults,
            Severity severity, std::string what, std::string why) const {
    if (faults.empty()) return;
    auto& finding = add(severity, code, std::move(what), std::move(why));
    finding.advice = "Publish the record as it is meant.";
    if (!record.has_policy)
      finding.advice = fmt::format(
          "Publish the record as receivers take it; ruascope readiness {} tells when to ask for more.",
          records_.domain);
    const auto mended = mended_dmarc(record);
    if (has_repeated_tag(record) && asks_for_something(mended.policy))
      finding.advice += fmt::format(
          " Receivers may take one with a tag twice for none, and do what it asks for from now on: ruascope "
          "readiness {} tells whether all mail passes.",
          records_.domain);
    offer(finding, mended);
  }

  // pct is heeded by older receivers still: without it they would do to all mail what they do to part of it.
  void check_removed(const DmarcRecord& record, const std::vector<std::string>& faults) const {
    if (faults.empty()) return;
    auto mended = mended_dmarc(record);
    const bool is_partly = mended.policy.pct.has_value();
    auto& finding = add(
        is_partly ? Severity::warning : Severity::info, "dmarc.tag_removed",
        fmt::format("Tags that are gone: {}.", faults_text(faults)),
        is_partly
            ? "Receivers that follow RFC 9989 apply the policy to all mail, older ones to this part of it."
            : "They say nothing any more.");
    finding.advice = "Publish the record as it is meant.";
    if (is_partly) {
      finding.advice = fmt::format(
          "Publish what all mail is under today, one step less; ruascope readiness {} tells when to go on.",
          records_.domain);
      mended.policy = unsoftened(mended.policy);
    }
    offer(finding, mended);
  }

  void check_policy(const DmarcStep& step) const {
    const auto& policy = step.record->policy;
    const auto p = policy.p.value_or(Policy::none);
    // Where its own record counts for nothing, or is not known, that has to be seen to first.
    const bool is_clear = &step == &own_ || (own_.state.is_answered() && own_.records.empty());
    if (is_clear && rules_.sends_nothing()) return check_no_sender(step);
    if (&step != &own_) return;
    if (p == Policy::none) check_none();
    if (policy.sp && strictness(*policy.sp) < strictness(p)) check_weaker("sp", *policy.sp, p, *step.record);
    const auto sp = policy.sp.value_or(p);
    if (policy.np && strictness(*policy.np) < strictness(sp))
      check_weaker("np", *policy.np, sp, *step.record);
    if (policy.sp && records_.dmarc.is_known && records_.dmarc.organizational != records_.domain)
      add(Severity::info, "dmarc.sp_ignored",
          fmt::format("It has sp={}, but {} is the organizational domain.", name_of(*policy.sp),
                      records_.dmarc.organizational),
          "Receivers look for sp there alone.");
    if (!policy.is_testing) return;
    auto& finding =
        add(Severity::warning, "dmarc.testing", "The record says t=y: the policy is tried out.",
            "Receivers that follow RFC 9989 do one step less than p says, older ones apply it in full.");
    finding.advice = fmt::format(
        "Once reports show no mail lost (ruascope readiness {}), publish it without t.", records_.domain);
    auto to = policy;
    to.is_testing = false;
    finding.replacement = with_tags(*step.record, to);
  }

  void check_weaker(const char* tag, Policy weaker, Policy stronger, const DmarcRecord& record) const {
    const bool is_sp = std::string_view{tag} == "sp";
    auto& finding =
        add(is_sp ? Severity::warning : Severity::info, is_sp ? "dmarc.sp_weaker" : "dmarc.np_weaker",
            fmt::format("{}={} is weaker than the {} that stands above it.", tag, name_of(weaker),
                        name_of(stronger)),
            is_sp ? "Who forges mail takes a name below the domain."
                  : "Who forges mail takes a name that does not exist.");
    finding.advice =
        fmt::format("Once the mail of the names below the domain passes, publish it without {}.", tag);
    auto to = record.policy;
    (is_sp ? to.sp : to.np).reset();
    finding.replacement = with_tags(record, to);
  }

  // What is asked of the names below the domain, which may send, stays as it is.
  void check_no_sender(const DmarcStep& step) const {
    const bool is_own = &step == &own_;
    const auto& policy = step.record->policy;
    const auto addressed = is_own ? Addressed::domain : Addressed::subdomain;
    if (least_action(policy, addressed) == Policy::reject) return;
    auto& finding = add(Severity::warning, "dmarc.not_rejected",
                        "SPF says that the domain sends no mail, yet DMARC does not ask to reject it.",
                        "What is sent in its name is forged, and is delivered.");
    finding.advice = "Publish p=reject: there is no mail to lose.";
    auto record = is_own ? mended_dmarc(*step.record) : parse_dmarc("v=DMARC1; p=reject");
    // With a record of its own it may become the organizational domain of those below it.
    const bool is_organizational = records_.dmarc.organizational == records_.domain ||
                                   organizational_domain(records_.domain) == records_.domain;
    if (is_own || is_organizational)
      record.policy = with_policies(record.policy, Policy::reject, least_action(policy, Addressed::subdomain),
                                    least_action(policy, Addressed::unused_name));
    offer(finding, record);
  }

  void check_none() const {
    const auto today = day_of(rules_.now);
    auto since = day_of(own_.state.since);
    if (rules_.reported.none_since) since = std::min(since, *rules_.reported.none_since);
    const auto days = today - since;
    const bool is_long = days >= rules_.thresholds.none_days;
    auto& finding =
        add(is_long ? Severity::warning : Severity::info, "dmarc.policy_none",
            fmt::format("p=none, since {} at least ({}).", format_day(since), counted(days, "day")),
            "It asks receivers to report and to do nothing else: forged mail is delivered.");
    finding.advice = fmt::format("ruascope readiness {} tells whether to go on.", records_.domain);
  }

  // What reporters saw against what stands in DNS.
  void check_seen(const DmarcStep& step) const {
    const auto& seen = rules_.reported;
    if (!seen.published.is_known || &step != &own_) return;
    const auto& said = *step.record;
    const auto p = said.policy.p.value_or(Policy::none);
    const auto seen_p = seen.published.record.p.value_or(Policy::none);
    if (p == seen_p && (said.policy.sp.value_or(p) == seen.published.record.sp.value_or(seen_p))) return;
    // Who sees another record than that which stood there long before is asked by another name server.
    const bool is_settled =
        own_.state.since + rules_.thresholds.settle_days * seconds_per_day < seen.last_end - seconds_per_day;
    auto& finding = add(is_settled ? Severity::warning : Severity::info, "dmarc.differs",
                        fmt::format("DNS says {}; reporters saw {} up to {}.", policy_text(said.policy),
                                    policy_text(seen.published.record), format_day(seen.last_day)),
                        is_settled ? "Not all name servers of the domain tell the same."
                                   : "The record may be newer than the reports.");
    if (is_settled) finding.advice = "Ask each name server of the domain for the record.";
  }

  const CheckRules& rules_;
  const DomainRecords& records_;
  const DmarcStep& own_;
};

}  // namespace

void CheckRules::check_dmarc() { DmarcCheck(*this).run(); }

}  // namespace ruascope
