// SPDX-License-Identifier: MIT
#include "analysis/refusal_texts.hpp"

#include "ingest/model/text.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string who(const RefusalNames& names) {
  return names.receiver.empty() ? "The receiving server" : names.receiver;
}
std::string domain_of(const RefusalNames& names) {
  return names.domain.empty() ? "the domain in From:" : names.domain;
}

std::string of_domain_policy(const Refusal& refusal, const RefusalNames& names) {
  const auto checked =
      fmt::format("{} checked the domain in the From: line{}.",
                  names.receiver.empty() ? "The receiving server" : "The server (" + names.receiver + ")",
                  names.domain.empty() ? "" : " (" + names.domain + ")") +
      (names.policy_domain.empty() ? "" : fmt::format(" Its policy is that of {}.", names.policy_domain));
  if (refusal.permanence == Permanence::temporary)
    return fmt::format(
        "{} Its DMARC record or what it needs could not be fetched for the moment, so the message was "
        "put off: the sending server tries again by itself.",
        checked);
  if (refusal.permanence == Permanence::quarantined)
    return fmt::format(
        "{} The message proved its origin neither by SPF nor by DKIM for that domain, and the domain "
        "asks for such mail to be quarantined: it was accepted and held or filed as spam.",
        checked);
  return fmt::format(
      "{} That domain asks receivers to reject mail that proves its origin neither by SPF nor by DKIM "
      "for the same domain. This message had no such proof, so it was refused for good.",
      checked);
}

std::string tried_again(const Refusal& refusal) {
  return refusal.permanence == Permanence::temporary
             ? " The refusal is temporary: the sending server tries again."
             : "";
}

struct KindText {
  std::string_view kind;
  std::string_view meaning;
  std::string_view repair;
};
constexpr std::array<KindText, 13> kind_texts{{
    {"relay", "The server does not accept mail for that recipient from this client: a relay refusal.",
     "Send by the server that serves the recipient's domain (its MX), or log in to the one that relays for "
     "you."},
    {"login", "The server wanted the sending program to log in (SMTP AUTH) first.",
     "Set user name, password and the submission port in the program that sent it."},
    {"blocklist", "An address or domain of the message stands on a blocklist.",
     "Look up why at the list's own page, stop the cause, and ask to be taken off."},
    {"reputation", "The receiver mistrusts the sending address or domain for what came from it before.",
     "Find what was sent in bulk or complained about; authentication helps reputation but does not make it."},
    {"spam", "A filter took the message for spam.",
     "Look at content, links and list hygiene; nothing here says that authentication failed."},
    {"policy", "A rule of the receiving organisation refused it, by its content or its sender.",
     "Ask the recipient's administrator, by another way, which rule it was."},
    {"quota", "A limit on volume was exceeded.", "Send more slowly, or raise the limit where it is yours."},
    {"mailbox", "The recipient's mailbox does not exist or takes no mail.", "Correct the address."},
    {"syntax", "The message is not formed as RFC 5322 asks: a header field is missing, doubled or wrong.",
     "Repair the program that wrote the message."},
    {"tls", "The receiver demands an encrypted connection.", "Turn on TLS for outgoing mail."},
    {"sender", "The sender may not use that address at this server: a rule of submission.",
     "Use an address of the account, or have the server allow the other one."},
    {"network", "The connection or its address range was refused.",
     "Send by a server with a fixed, own address."},
    {"reverse_dns",
     "The sending address has no name in DNS, or one that does not lead back to it (PTR, A, AAAA).",
     "Have the owner of the address set a PTR record whose name resolves to the address again."},
}};

const KindText* text_of_kind(const std::string& kind) {
  for (const auto& one : kind_texts)
    if (one.kind == kind) return &one;
  return nullptr;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at)
    text += fmt::format("{}{}", at == 0 ? "" : at + 1 == words.size() ? " or " : ", ", words[at]);
  return text;
}

std::string of_ambiguous(const Refusal& refusal, const RefusalNames& names) {
  if (refusal.candidates.empty())
    return "The reply does not say why it was given; its code stands for many reasons, and DMARC is one of "
           "them at most.";
  return fmt::format("{} gives this reply for several reasons: it may be {}. The text alone cannot tell.",
                     who(names), listed(refusal.candidates));
}

// The three verdicts of Microsoft's 5.7.515.
std::string stated(const StatedVerdicts& verdicts) {
  std::vector<std::string> told;
  if (!verdicts.spf.empty()) told.push_back("SPF " + verdicts.spf);
  if (!verdicts.dkim.empty()) told.push_back("DKIM " + verdicts.dkim);
  if (!verdicts.dmarc.empty()) told.push_back("DMARC " + verdicts.dmarc);
  if (told.empty()) return "";
  std::string text = " It says: ";
  for (std::size_t at = 0; at < told.size(); ++at) text += (at == 0 ? "" : ", ") + told[at];
  return text + ".";
}

// DMARC passed on one leg; the receiver wants both.
std::vector<std::string> repair_of_stated(const StatedVerdicts& verdicts, const std::string& domain) {
  std::vector<std::string> steps;
  if (verdicts.spf != "pass")
    steps.push_back(fmt::format(
        "SPF did not pass: add the sending host to the SPF record of the envelope's domain, or send "
        "with an envelope address of {}.",
        domain));
  if (verdicts.dkim != "pass")
    steps.push_back(
        fmt::format("DKIM did not pass: sign with d={}, and see that the key is published.", domain));
  return steps;
}

}  // namespace

std::string meaning_of(const Refusal& refusal, const RefusalNames& names) {
  switch (refusal.refusal_class) {
    case RefusalClass::domain_policy: return of_domain_policy(refusal, names);
    case RefusalClass::unauthenticated:
      return fmt::format(
          "{} wants every message to pass SPF or DKIM; this one passed neither. It is the receiver's "
          "own rule: it holds whatever DMARC policy {} publishes, also p=none.{}",
          who(names), domain_of(names), tried_again(refusal));
    case RefusalClass::spf:
      return fmt::format(
          "{} refused it for SPF alone: the sending address is not one that the envelope sender's "
          "domain allows.{}",
          who(names), tried_again(refusal));
    case RefusalClass::dkim:
      return fmt::format("{} refused it for DKIM alone: no signature, or none that verifies.{}", who(names),
                         tried_again(refusal));
    case RefusalClass::alignment:
      return fmt::format(
          "{} wants SPF or DKIM to pass for {} itself (alignment), whatever DMARC policy the domain "
          "publishes: a rule for those who send much.{}{}",
          who(names), domain_of(names), stated(refusal.verdicts), tried_again(refusal));
    case RefusalClass::no_record:
      return fmt::format(
          "{} wants {} to publish a DMARC record with a policy; there is none, or none that can be "
          "read.{}",
          who(names), domain_of(names), tried_again(refusal));
    case RefusalClass::mailing_list:
      return fmt::format(
          "A mailing list takes no mail from {}: its policy would have the list's subscribers refuse "
          "what the list passes on.",
          domain_of(names));
    case RefusalClass::ambiguous: return of_ambiguous(refusal, names);
    case RefusalClass::reverse_dns:
    case RefusalClass::other: break;
  }
  const auto* text = text_of_kind(names.kind);
  return text != nullptr ? std::string{text->meaning} + tried_again(refusal)
                         : "It was refused for a reason that has nothing to do with authentication.";
}

std::string caution_for(const Refusal& refusal, const RefusalNames& names) {
  switch (refusal.refusal_class) {
    case RefusalClass::domain_policy:
      if (refusal.permanence == Permanence::temporary)
        return "It says nothing about whether the message would have passed.";
      return fmt::format(
          "The policy is that of {} (or of the organizational domain above it), never the recipient's: "
          "the receiver only applies it.{}",
          domain_of(names),
          names.enhanced_code == "5.7.1" ? " The code 5.7.1 alone would not have told this; the words do."
                                         : "");
    case RefusalClass::unauthenticated:
    case RefusalClass::alignment: return "A weaker DMARC policy, as p=none, does not help against it.";
    case RefusalClass::no_record:
      return "This is no refusal by a policy: there is none to apply. A record with p=none is enough for it.";
    case RefusalClass::spf:
      return names.is_before_message ? "This is not DMARC: SPF was refused before DMARC could be looked at, "
                                       "and no aggregate report counts it."
                                     : "This is not DMARC, and a weaker DMARC policy does not help against "
                                       "it. What SPF refuses at MAIL FROM "
                                       "no aggregate report counts.";
    case RefusalClass::dkim: return "This is not DMARC: it is the receiver's own rule on signatures.";
    case RefusalClass::mailing_list: return "No receiver refused it: the list did, to spare its subscribers.";
    case RefusalClass::ambiguous: return "An enhanced code as 5.7.1 or 5.7.0 does not say DMARC.";
    case RefusalClass::reverse_dns:
    case RefusalClass::other: return "This is not DMARC.";
  }
  return "";
}

std::vector<std::string> repair_of(const Refusal& refusal, const RefusalNames& names) {
  const auto domain = domain_of(names);
  const auto tag =
      names.domain.empty() ? std::string{"DOMAIN"} : names.domain;  // where a name alone can stand
  const auto find = fmt::format(
      "Find which of your systems sent it: the bounce or that system's own log names the host, and the "
      "aggregate reports of that day list the failing sources: ruascope sources --failing --domain {}",
      command_word(tag));
  const auto align = fmt::format(
      "Make it sign with DKIM as d={} (that survives forwarding), or send with an envelope address under {} "
      "that its SPF record allows for the sending host.",
      tag, domain);
  switch (refusal.refusal_class) {
    case RefusalClass::domain_policy:
      if (refusal.permanence != Permanence::temporary) return {find, align};
      return {
          fmt::format("Nothing, if the message arrives in the end; if it goes on, see that the name servers "
                      "of {} answer.",
                      domain)};
    case RefusalClass::alignment:
      if (refusal.verdicts.dmarc == "pass") return repair_of_stated(refusal.verdicts, tag);
      return {find, align};
    case RefusalClass::unauthenticated: return {find, align};
    case RefusalClass::spf:
      return {"Find which of your systems sent it: the bounce or that system's own log names the host.",
              fmt::format("Add the sending address to the SPF record of the envelope's domain, or send by a "
                          "host that it names. Where mail is forwarded SPF cannot pass: the forwarder should "
                          "rewrite the envelope (SRS), or the record end with ~all while DKIM signs for {}.",
                          domain)};
    case RefusalClass::dkim:
      return {find, fmt::format("Turn on DKIM there with d={}, and see that the key is published and nothing "
                                "changes the message behind the signer.",
                                tag)};
    case RefusalClass::no_record:
      return {
          fmt::format("Publish TXT \"v=DMARC1; p=none; rua=mailto:YOUR-ADDRESS\" at _dmarc.{}, and read the "
                      "reports before tightening it.",
                      tag)};
    case RefusalClass::mailing_list:
      return {
          "Ask the list to rewrite the From: header for such domains (Mailman: dmarc_moderation_action = "
          "Munge "
          "From), or write to it from another domain."};
    case RefusalClass::ambiguous:
      if (refusal.candidates.empty()) return {};
      return {find, "If that source fails DMARC there: " + align};
    case RefusalClass::reverse_dns:
    case RefusalClass::other: break;
  }
  const auto* text = text_of_kind(names.kind);
  return text == nullptr ? std::vector<std::string>{} : std::vector<std::string>{std::string{text->repair}};
}

std::string policy_step_for(const Refusal& refusal, const RefusalNames& names,
                            std::optional<SourceClass> of_source, std::optional<Policy> policy) {
  switch (refusal.refusal_class) {
    case RefusalClass::domain_policy: break;
    case RefusalClass::unauthenticated:
    case RefusalClass::alignment:
    case RefusalClass::no_record: return "Leave the policy as it is: this rule does not ask for it.";
    case RefusalClass::spf:
    case RefusalClass::dkim: return "The DMARC policy is no part of it.";
    default: return "";
  }
  if (refusal.permanence == Permanence::temporary) return "Leave it as it is.";
  if (of_source == SourceClass::forwarder)
    return "Stay where you are until your own mail is signed with DKIM everywhere: SPF alone cannot pass "
           "when mail "
           "is forwarded, so p=reject must not rest on it.";
  if (of_source == SourceClass::mailing_list)
    return "A domain whose people write to mailing lists should weigh that mail before p=reject (RFC 9989 "
           "section "
           "7.4); p=quarantine loses less of it.";
  if (of_source == SourceClass::abuse) return "Keep it: this is what it is for.";
  if (!names.policy_domain.empty())
    return fmt::format(
        "{} inherits the policy of {}: set sp= in _dmarc.{} deliberately, or publish a record with "
        "p=none at _dmarc.{} until it passes. Tighten no further before.",
        names.domain, names.policy_domain, names.policy_domain, names.domain);
  const auto retreat =
      policy == Policy::reject
          ? "If mail that matters is being lost, p=quarantine for the days of the repair is a retreat, "
            "not a cure: it takes the protection away and leaves the cause."
          : "Do not weaken the policy as a cure: it takes the protection away and leaves the cause.";
  return std::string{retreat} + " Tighten no further before this source passes.";
}

std::string what_would_decide(const Rejection& rejection) {
  std::vector<std::string> missing;
  if (rejection.reply.text.empty()) missing.emplace_back("the full text of the reply");
  if (rejection.reply.stage == Stage::unknown) missing.emplace_back("the command that it answered");
  if (rejection.reply.host.empty()) missing.emplace_back("the host that gave it");
  if (!rejection.time) missing.emplace_back("its date");
  if (missing.empty()) return "the receiver's postmaster page may tell what the reply means";
  return "what would decide it: " + listed(missing) + " (in the bounce, or in the sender's log)";
}

}  // namespace ruascope
