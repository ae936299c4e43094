// SPDX-License-Identifier: MIT
#include "analysis/correlate.hpp"

#include "analysis/rejected_mail.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::int64_t hour = 3600;
constexpr std::int64_t slack = hour;                    // clocks, and zones at their turn
constexpr std::int64_t slack_without_zone = 26 * hour;  // a zone may be anything
constexpr std::int64_t reports_come_within = 72 * hour;

// How the source of a rejection is known before any report is asked.
struct KnownSource {
  IpAddress address;
  bool is_told_by_receiver = false;  // in the reply or in a failure report; else by the sender's own log
};

class Matcher {
 public:
  Matcher(const Rejection& rejection, const Rejection* failure_report, const Refusal& refusal,
          const MatchInput& input)
      : rejection_(rejection),
        failure_report_(failure_report),
        refusal_(refusal),
        input_(input),
        mail_(rejection, input.own_domains) {}

  RejectionMatch run() {
    find_domain();
    if (!can_be_reported() || !asks_reports()) return std::move(match_);
    find_reports();
    if (reports_.empty()) return std::move(match_);
    collect(of_receiver_.empty() ? reports_ : of_receiver_);
    leave_out_others();
    leave_out_delivered();
    rank();
    leave_best();
    judge_level();
    note_contradictions();
    return std::move(match_);
  }

 private:
  // What the header says outweighs the words of the reply, and those what was assumed.
  void find_domain() {
    const bool names_author = refusal_.check == Check::dmarc || refusal_.check == Check::sender_requirements;
    match_.domain = !rejection_.from_domain.empty() && !rejection_.is_from_assumed ? rejection_.from_domain
                    : names_author && !refusal_.domain.empty()                     ? refusal_.domain
                                                                                   : rejection_.from_domain;
    match_.policy_domain = policy_domain_of(match_.domain);
    mail_.set_domain(match_.domain);
    match_.is_told_by_own = mail_.is_told_by_own();
  }

  // The nearest domain with reports, at or above it.
  std::string policy_domain_of(const std::string& domain) const {
    std::string best;
    for (const auto& one : input_.policy_domains)
      if (is_same_or_below(domain, one) && one.size() > best.size()) best = one;
    return best;
  }

  bool can_be_reported() {
    if (rejection_.has_many_authors)
      limit("the From: header names several authors, which DMARC leaves undefined: receivers differ");
    if (refusal_.check == Check::other) return limit("it is not about authentication: no report tells of it");
    const auto stage = rejection_.reply.stage;
    if (stage != Stage::unknown && stage != Stage::end_of_data)
      return limit("it was refused before the message was sent: no report counts such mail");
    if (match_.domain.empty()) return limit("the domain in the From: header is not known");
    if (!input_.own_domains.empty() && !mail_.is_own(match_.domain)) {
      match_.is_foreign = true;
      match_.is_passed_on = rejection_.is_forwarded || mail_.has_envelope_of(match_.domain);
      return limit(fmt::format("{} is not your domain: its owner gets the reports, not you", match_.domain));
    }
    if (match_.policy_domain.empty())
      return limit(fmt::format("there are no reports about {}", match_.domain));
    return true;
  }

  // Reports tell of mail that failed DMARC. What was refused for something else need not be among it.
  bool asks_reports() {
    const bool may_be_dmarc = std::find(refusal_.candidates.begin(), refusal_.candidates.end(),
                                        name_of(Check::dmarc)) != refusal_.candidates.end();
    if (refusal_.verdicts.dmarc == "pass") {
      match_.contradictions.emplace_back(
          "DMARC passed, by the receiver's own words: no failing source explains it");
      return false;
    }
    switch (refusal_.check) {
      case Check::dmarc: return true;
      case Check::sender_requirements:
        return refusal_.refusal_class != RefusalClass::no_record ||
               limit("it is about the record of the domain, not about a source");
      case Check::unknown:
        return may_be_dmarc || limit("the reply does not speak of authentication: reports cannot explain it");
      default: break;
    }
    const auto known = known_source();
    if (!known)
      return limit(fmt::format("it was refused for {} alone: DMARC's reports do not single that out",
                               refusal_.check == Check::spf ? "SPF" : "DKIM"));
    match_.candidates.push_back({known->address});
    conclude(Confidence::strong);
    return false;
  }

  // False, for who returns it.
  bool limit(std::string text) {
    match_.limits.push_back(std::move(text));
    return false;
  }

  void find_reports() {
    auto since = input_.since;
    auto until = input_.until;
    if (rejection_.time) {
      const auto around = input_.slack.value_or(rejection_.is_zone_known ? slack : slack_without_zone);
      since = *rejection_.time - around;
      until = *rejection_.time + around;
    } else {
      limit("its time is not known: all days of the window were looked at");
    }
    reports_ = input_.reports(match_.policy_domain, since, until);
    const auto* receiver = input_.receivers.of_host(rejection_.reply.host);
    if (receiver == nullptr && rejection_.reply.host.empty() && !refusal_.receiver.empty())
      receiver = input_.receivers.of_name(refusal_.receiver);
    if (receiver == nullptr) receiver = input_.receivers.of_recipient(rejection_.recipient_domain);
    for (const auto& report : reports_)
      if (input_.receivers.reports_for(receiver, rejection_.reply.host, rejection_.recipient_domain,
                                       report.org_name, report.email))
        of_receiver_.push_back(report);
    if (of_receiver_.empty()) return note_missing_report(receiver);
    match_.reporter = of_receiver_.front().org_name;
    const auto newest = std::max_element(
        of_receiver_.begin(), of_receiver_.end(),
        [](const ReportPeriod& one, const ReportPeriod& other) { return one.end < other.end; });
    match_.policy = match_.domain == match_.policy_domain ? newest->policy : newest->subdomain_policy;
  }

  void note_missing_report(const Receiver* receiver) {
    const bool is_recent = rejection_.time && input_.now - *rejection_.time < reports_come_within;
    const auto name = receiver != nullptr                    ? receiver->name
                      : !rejection_.reply.host.empty()       ? rejection_.reply.host
                      : !rejection_.recipient_domain.empty() ? rejection_.recipient_domain
                                                             : std::string{"the receiver"};
    if (receiver != nullptr && receiver->reporting == Reporting::no)
      limit(fmt::format("{} is not known to send reports", name));
    else if (rejection_.reply.host.empty() && rejection_.recipient_domain.empty() && receiver == nullptr)
      limit("which receiver refused it is not known");
    else if (is_recent)
      limit(fmt::format("no report of {} for that day yet: they come a day or two later", name));
    else
      limit(
          fmt::format("there is no report of {} for {}", name, rejection_.time ? "that day" : "these days"));
  }

  std::optional<KnownSource> known_source() const {
    if (failure_report_ != nullptr && failure_report_->source_ip)
      return KnownSource{*failure_report_->source_ip, true};
    if (refusal_.ip) return KnownSource{*refusal_.ip, true};
    if (rejection_.source_ip)
      return KnownSource{*rejection_.source_ip, rejection_.kind == RejectionKind::failure_report};
    return std::nullopt;
  }

  void collect(const std::vector<ReportPeriod>& reports) {
    std::map<IpAddress, SourceCandidate> candidates;
    for (const auto& report : reports)
      for (const auto& failed : input_.failed_in(report.id)) {
        const auto results = input_.result_set(failed.results);
        if (!mail_.is_about_author(results.header_from)) continue;
        has_failed_mail_ = true;
        if (mail_.is_contradicted(results) || !fits_reason(results)) continue;
        auto& candidate = candidates[failed.source];
        candidate.source = failed.source;
        candidate.messages = add_messages(candidate.messages, failed.messages);
        if (failed.disposition == Disposition::reject)
          candidate.rejected = add_messages(candidate.rejected, failed.messages);
        candidate.has_same_signature |= mail_.has_same_signature(results);
        candidate.has_same_envelope |= mail_.has_same_envelope(results);
      }
    for (const auto& [source, candidate] : candidates) match_.candidates.push_back(candidate);
  }

  // What the reply says of the results themselves.
  bool fits_reason(const ResultSet& results) const {
    const auto has_spf = [&](SpfResult wanted) {
      return std::any_of(results.spf_results.begin(), results.spf_results.end(),
                         [&](const SpfEntry& one) { return one.result.value == wanted; });
    };
    const auto has_dkim = [&](DkimResult wanted) {
      return std::any_of(results.dkim_results.begin(), results.dkim_results.end(),
                         [&](const DkimEntry& one) { return one.result.value == wanted; });
    };
    if (refusal_.refusal_class == RefusalClass::unauthenticated)
      return !has_spf(SpfResult::pass) && !has_dkim(DkimResult::pass);
    const bool is_of_dns = refusal_.check == Check::dmarc && refusal_.permanence == Permanence::temporary;
    return !is_of_dns || has_spf(SpfResult::temperror) || has_dkim(DkimResult::temperror);
  }

  // What was refused for good for the domain's policy is reported as rejected.
  void leave_out_delivered() {
    const bool is_final =
        refusal_.refusal_class == RefusalClass::domain_policy && refusal_.permanence == Permanence::permanent;
    const auto is_delivered = [](const SourceCandidate& one) { return one.rejected == 0; };
    const bool are_all_delivered =
        std::all_of(match_.candidates.begin(), match_.candidates.end(), is_delivered);
    const bool may_be_another = refusal_.check == Check::unknown;
    if (!known_source() && (may_be_another || (is_final && !are_all_delivered)))
      std::erase_if(match_.candidates, is_delivered);
  }

  // What an own host tells of it sent itself: no stranger did, nor whoever passes mail on.
  void leave_out_others() {
    if (!mail_.is_told_by_own() || known_source() || !input_.class_of) return;
    const auto is_other = [&](const SourceCandidate& one) {
      const auto its_class = input_.class_of(match_.policy_domain, one.source);
      return its_class == SourceClass::abuse || its_class == SourceClass::forwarder ||
             its_class == SourceClass::mailing_list;
    };
    are_others_alone_ = std::all_of(match_.candidates.begin(), match_.candidates.end(), is_other);
    if (!are_others_alone_) std::erase_if(match_.candidates, is_other);
  }

  static int score(const SourceCandidate& one) {
    return (one.has_same_signature ? 4 : 0) + (one.has_same_envelope ? 2 : 0);
  }

  void rank() {
    const auto known = known_source();
    const auto is_known = [&](const SourceCandidate& one) { return known && one.source == known->address; };
    std::stable_sort(match_.candidates.begin(), match_.candidates.end(),
                     [&](const SourceCandidate& one, const SourceCandidate& other) {
                       return std::tuple(is_known(other), score(other), other.rejected > 0, other.messages) <
                              std::tuple(is_known(one), score(one), one.rejected > 0, one.messages);
                     });
  }

  // Those that fit best; the others are named only where none does.
  void leave_best() {
    const auto most = match_.candidates.empty() ? 0 : score(match_.candidates.front());
    if (most > 0 && !known_source())
      std::erase_if(match_.candidates, [&](const SourceCandidate& one) { return score(one) < most; });
  }

  void judge_level() {
    if (const auto known = known_source()) return judge_known(*known);
    if (match_.candidates.empty()) {
      if (!of_receiver_.empty() && !has_failed_mail_)
        match_.contradictions.push_back(
            fmt::format("all mail of {} that {} reported passes DMARC", match_.domain, match_.reporter));
      else
        limit("no failing mail that was reported fits this message");
      return;
    }
    // Where none of the failing sources looks like an own one, one of them is it all the same, or the report
    // lacks it.
    if (of_receiver_.empty() || !rejection_.time || are_others_alone_) return conclude(Confidence::possible);
    const auto& best = match_.candidates.front();
    if (match_.candidates.size() == 1)
      return conclude(best.has_same_signature ? Confidence::strong : Confidence::likely);
    conclude(is_of_one_sender() ? Confidence::likely : Confidence::possible);
  }

  // Addresses of one service or organization.
  bool is_of_one_sender() const {
    const auto sender = sender_of(match_.candidates.front());
    return !sender.empty() &&
           std::all_of(match_.candidates.begin(), match_.candidates.end(),
                       [&](const SourceCandidate& one) { return sender_of(one) == sender; });
  }
  std::string sender_of(const SourceCandidate& one) const {
    return input_.sender_of ? input_.sender_of(match_.policy_domain, one.source) : std::string{};
  }

  void judge_known(const KnownSource& known) {
    const auto found = std::find_if(match_.candidates.begin(), match_.candidates.end(),
                                    [&](const SourceCandidate& one) { return one.source == known.address; });
    const bool is_reported = found != match_.candidates.end();
    if (!is_reported) {
      match_.candidates.insert(match_.candidates.begin(), SourceCandidate{known.address});
      limit(fmt::format("{} is not among the failing sources of the reports that were looked at",
                        known.address.text()));
    }
    match_.candidates.resize(1);
    const bool is_proven =
        is_reported && !of_receiver_.empty() && known.is_told_by_receiver && rejection_.time;
    conclude(is_proven ? Confidence::proven : Confidence::strong);
  }

  void conclude(Confidence level) {
    match_.level = level;
    const auto count = match_.candidates.size();
    const auto& best = match_.candidates.front();
    switch (level) {
      case Confidence::proven: match_.wording = "this source"; break;
      case Confidence::strong: match_.wording = "almost certainly this source"; break;
      case Confidence::likely:
        match_.wording =
            count > 1 ? fmt::format("one of the {} addresses of the only failing sender that fits", count)
            : best.has_same_envelope ? "the only failing source with its envelope that receiver saw"
                                     : "the only failing source that receiver saw";
        break;
      default: match_.wording = count == 1 ? "perhaps this source" : fmt::format("one of these {}", count);
    }
    if (best.has_same_signature && level == Confidence::strong) match_.wording += ", by its signature";
  }

  void note_contradictions() {
    if (refusal_.refusal_class == RefusalClass::domain_policy && match_.policy == Policy::none &&
        rejection_.time)
      match_.contradictions.push_back(fmt::format(
          "the reply speaks of the domain's policy, but {} found p=none for {}: the policy was changed, the "
          "text is used for something else, or the From: domain is another",
          match_.reporter, match_.domain));
    note_backscatter();
  }

  // A bounce that a strange host made of mail in the domain's name, which nobody passed on.
  void note_backscatter() {
    const auto& host = rejection_.reporting_host;
    const bool is_strange = rejection_.kind == RejectionKind::bounce && !host.empty() &&
                            !mail_.is_own(host) && !rejection_.is_forwarded && !rejection_.is_list &&
                            !mail_.has_own_signature();
    if (!is_strange || !input_.class_of || match_.candidates.empty()) return;
    match_.is_backscatter =
        input_.class_of(match_.policy_domain, match_.best()->source) == SourceClass::abuse;
    const bool is_id_strange = !rejection_.message_host.empty() && !mail_.is_own(rejection_.message_host);
    if (!match_.is_backscatter && is_id_strange && !match_.is_explained())
      limit(
          "neither the host that made the bounce nor the Message-ID is of your domains: a stranger may have "
          "sent it");
  }

  const Rejection& rejection_;
  const Rejection* failure_report_;
  const Refusal& refusal_;
  const MatchInput& input_;
  RejectedMail mail_;
  RejectionMatch match_;
  std::vector<ReportPeriod> reports_, of_receiver_;
  bool has_failed_mail_ = false;   // of the author, in the reports that were looked at
  bool are_others_alone_ = false;  // strangers and forwarders
};

}  // namespace

RejectionMatch match_rejection(const Rejection& rejection, const Rejection* failure_report,
                               const Refusal& refusal, const MatchInput& input) {
  return Matcher(rejection, failure_report, refusal, input).run();
}

}  // namespace ruascope
