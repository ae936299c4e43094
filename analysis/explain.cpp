// SPDX-License-Identifier: MIT
#include "analysis/explain.hpp"

#include "analysis/refusal_texts.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

class Explainer {
 public:
  explicit Explainer(const ExplainInput& input)
      : rejection_(input.rejection),
        refusal_(input.refusal),
        match_(input.match),
        sources_(input.sources),
        has_reports_(input.has_reports) {}

  Explanation run() {
    const bool is_inherited = !match_.policy_domain.empty() && match_.policy_domain != match_.domain;
    const RefusalNames names{
        refusal_.receiver,
        match_.domain,
        refusal_.kind,
        is_inherited ? match_.policy_domain : "",
        rejection_.reply.enhanced_code,
        rejection_.reply.stage == Stage::mail_from || rejection_.reply.stage == Stage::rcpt_to};
    result_.meaning = meaning_of(refusal_, names);
    result_.caution = caution_for(refusal_, names);
    result_.policy = applied_policy();
    if (is_authentication()) {
      tell_source();
      tell_repair(names);
      tell_policy_step(names);
    } else {
      result_.repair = repair_of(refusal_, names);
    }
    tell_limits();
    return std::move(result_);
  }

 private:
  bool is_authentication() const { return refusal_.check != Check::other; }
  const Judgement* judgement() const { return sources_.empty() ? nullptr : &sources_.front()->judgement; }

  // A refusal for the domain's policy says itself what that policy is.
  std::optional<Policy> applied_policy() const {
    if (match_.policy) return match_.policy;
    if (rejection_.reply.text.find("quarantine") != std::string::npos) return Policy::quarantine;
    const bool is_enforced = refusal_.refusal_class == RefusalClass::domain_policy;
    if (!is_enforced || refusal_.permanence == Permanence::temporary) return std::nullopt;
    return refusal_.permanence == Permanence::quarantined ? Policy::quarantine : Policy::reject;
  }

  std::string described(const SourceCandidate& candidate) const {
    auto text = candidate.source.text();
    const auto judged = std::find_if(sources_.begin(), sources_.end(), [&](const auto& one) {
      return one->judgement.source == candidate.source;
    });
    if (judged != sources_.end()) {
      const auto& sender = (*judged)->judgement.sender;
      text += fmt::format(" ({}{}{})", sender, sender.empty() ? "" : ", ",
                          name_of((*judged)->judgement.source_class));
    }
    if (candidate.messages > 0)
      text +=
          fmt::format(", {} failing message{} there", candidate.messages, candidate.messages == 1 ? "" : "s");
    return text;
  }

  // Who made the bounce, or whose log it is, handed the message to the receiver.
  std::string told_by() const {
    const auto& host = rejection_.reporting_host;
    if (host.empty() || rejection_.kind == RejectionKind::failure_report) return "";
    return rejection_.kind == RejectionKind::mail_log
               ? fmt::format("{} handed it to the receiver, by its own log", host)
               : fmt::format("{} handed it to the receiver: it made the bounce", host);
  }

  void tell_source() {
    if (match_.is_foreign || match_.candidates.empty()) {
      result_.source = told_by();
      return;
    }
    if (match_.is_backscatter) {
      result_.source =
          fmt::format("none of yours: {} sent in the name of {}; it came back to the forged sender",
                      match_.best()->source.text(), match_.domain);
      return;
    }
    constexpr std::size_t most_shown = 5;
    const auto shown = std::min(match_.candidates.size(), most_shown);
    const auto host = told_by();
    result_.source = (host.empty() ? "" : host + "; ") + match_.wording + ": ";
    for (std::size_t at = 0; at < shown; ++at)
      result_.source += (at == 0 ? "" : "; ") + described(match_.candidates[at]);
    if (shown < match_.candidates.size())
      result_.source += fmt::format("; and {} more", match_.candidates.size() - shown);
    const auto* judged = judgement();
    if (judged == nullptr || !match_.is_decided()) return;
    if (is_passed_on(*judged)) {
      result_.cause =
          fmt::format("It forwards mail of {}, and what proved the origin did not survive.", match_.domain);
      return;
    }
    const auto main = std::find_if(judged->causes.begin(), judged->causes.end(),
                                   [&](const CauseShare& share) { return share.cause == judged->cause; });
    if (main != judged->causes.end()) result_.cause = main->meaning;
  }

  bool is_known_by_address() const {
    const auto& source = match_.best()->source;
    return match_.level == Confidence::proven || refusal_.ip == source || rejection_.source_ip == source;
  }

  void tell_repair(const RefusalNames& names) {
    if (match_.is_passed_on) {
      result_.repair = {
          fmt::format("You pass on mail of {}: hand it on unchanged, rewrite the envelope (SRS) and seal it "
                      "(ARC), or let people fetch it instead.",
                      match_.domain)};
      return;
    }
    if (match_.is_foreign) {
      result_.repair = {
          fmt::format("Put an address of your own domain into From:, and that of the person into "
                      "Reply-To:, wherever your systems (a web form, a ticket system, a forwarder) "
                      "send as {}.",
                      match_.domain),
          "Nothing in your own DNS, and no policy of yours, changes it."};
      return;
    }
    if (match_.is_backscatter) {
      result_.repair = {"Nothing to repair: a stranger sent it, and the policy did what it is for."};
      return;
    }
    const auto* judged = judgement();
    const bool is_found = judged != nullptr && match_.is_decided();
    if (!match_.key_advice.empty()) result_.repair.push_back(match_.key_advice);
    if (is_found && is_passed_on(*judged)) return tell_forwarded();
    if (is_found && !take_advice(*judged)) return;
    for (auto& step : repair_of(refusal_, names))
      if (!is_found || !step.starts_with("Find")) result_.repair.push_back(std::move(step));
  }

  // By a forwarder, as its mail shows or this message says itself.
  bool is_passed_on(const Judgement& judged) const {
    return judged.source_class == SourceClass::forwarder ||
           (rejection_.is_forwarded && judged.source_class == SourceClass::abuse);
  }

  // False where nothing more is to be repaired on the domain's side. Whose host told of it need not be found
  // out.
  bool take_advice(const Judgement& judged) {
    const bool is_named = match_.is_told_by_own && !rejection_.reporting_host.empty();
    const bool is_doubted =
        judged.source_class == SourceClass::unknown || judged.source_class == SourceClass::abuse;
    if (is_named && is_doubted) {
      const auto address = judged.source.text();
      result_.repair.push_back(
          fmt::format("It is {}, by its own word. List it as yours: ruascope own add address {} "
                      "--note {}",
                      rejection_.reporting_host, address, rejection_.reporting_host));
      return true;
    }
    if (judged.source_class == SourceClass::abuse) {
      result_.repair.push_back(
          fmt::format("{0} looks like a stranger's. If it is yours after all: ruascope own add address "
                      "{0}; if not, there is nothing to repair.",
                      judged.source.text()));
      return false;
    }
    result_.repair.insert(result_.repair.end(), judged.advice.begin(), judged.advice.end());
    return judged.source_class != SourceClass::mailing_list;
  }

  // What a forwarder breaks is not repaired there.
  void tell_forwarded() {
    const bool is_unsigned = rejection_.has_original && rejection_.signatures.empty();
    if (is_unsigned)
      result_.repair.push_back(
          fmt::format("Sign all mail of {0} with DKIM (d={0}) where it leaves you: once it is "
                      "forwarded, SPF cannot pass.",
                      match_.domain));
    else if (match_.key_advice.empty())
      result_.repair.push_back(
          "The signature was on it and broke, or its key is not found: see that the selectors that "
          "you sign with are published, and sign last.");
    result_.repair.emplace_back(
        "The forwarder should keep the message as it is, rewrite the envelope (SRS) and seal "
        "it (ARC): that is theirs to do.");
  }

  void tell_policy_step(const RefusalNames& names) {
    if (match_.is_foreign || match_.is_backscatter) {
      if (match_.is_backscatter)
        result_.policy_step = "Keep the policy, or go on to p=reject: this is what it is for.";
      return;
    }
    const auto* judged = judgement();
    const bool is_known = judged != nullptr && match_.is_decided();
    result_.policy_step = policy_step_for(
        refusal_, names, is_known ? std::optional{judged->source_class} : std::nullopt, result_.policy);
  }

  void tell_limits() {
    result_.limits = match_.contradictions;
    result_.limits.insert(result_.limits.end(), match_.limits.begin(), match_.limits.end());
    if (!is_authentication()) {
      result_.limits.clear();
      return;
    }
    if (match_.domain.empty() && is_authentication())
      result_.limits = {
          "the domain in the From: header is not known: name it with --from, or explain the whole bounce"};
    if (!has_reports_) {
      result_.limits = {"the store holds no reports: import some, and the source can be looked for"};
    } else if (!match_.candidates.empty() && !is_known_by_address()) {
      result_.limits.emplace_back(
          "reports count messages and hold no single one: the source follows from domain, receiver and day");
    }
    if (refusal_.check == Check::unknown) result_.limits.push_back(what_would_decide(rejection_));
  }

  const Rejection& rejection_;
  const Refusal& refusal_;
  const RejectionMatch& match_;
  const std::vector<std::shared_ptr<const JudgedSource>>& sources_;
  bool has_reports_;
  Explanation result_;
};

}  // namespace

Explanation explain(const ExplainInput& input) { return Explainer(input).run(); }

}  // namespace ruascope
