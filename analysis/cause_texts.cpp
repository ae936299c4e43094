// SPDX-License-Identifier: MIT
#include "analysis/cause_texts.hpp"

#include "ingest/model/text.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

namespace ruascope {
namespace {

struct Texts {
  const char* meaning;
  const char* advice;
};

// In the order of Cause.
constexpr std::array<Texts, names<Cause>.size()> texts{{
    {"SPF and DKIM pass for {from}.", "Nothing to do."},
    {"DKIM passes for {from}; the envelope is {envelope}'s, so SPF speaks for that domain.",
     "Nothing to do; if the service offers a return-path below {from}, SPF counts as well."},
    {"DKIM passes; SPF passes for {envelope}, which aspf=s does not take for {from}.",
     "Nothing is lost while DKIM passes. To let SPF count publish aspf=r in _dmarc.{policy}."},
    {"Forwarded: the signature of {from} survived, SPF cannot.", "Forwarded, DKIM aligned, nothing to do."},
    {"DKIM passes, but {address} {is_ours} and is not in the SPF record of {envelope}.",
     "{if_ours}Add it to the TXT record of {envelope}, before its \"all\": {mechanism}"},
    {"DKIM passes; there was no SPF to count: an empty return-path, or no record at {envelope}.",
     "Nothing to do while DKIM passes; a host that sends bounces may publish TXT \"v=spf1 a -all\" at its "
     "own name."},
    {"DKIM passes, but the SPF record of {envelope} cannot be evaluated: too many look-ups or a wrong term.",
     "Repair the TXT record of {envelope}: at most 10 look-ups, one record: ruascope check {policy_word}"},
    {"DKIM alone passes for {from}.", "Nothing to do."},
    {"SPF alone passes: the mail is not signed, so it fails as soon as it is forwarded.",
     "Turn on DKIM signing at {sender} with d={from} and publish its key as TXT at "
     "SELECTOR._domainkey.{from}"},
    {"SPF alone passes: {sender} signs as {signer}, not as {from}.",
     "Let {service} sign as {from} (custom DKIM): {setting}"},
    {"SPF alone passes: the signature {signature} fails everywhere, so its key is wrong or "
     "missing.",
     "Publish the public key that {sender} signs with as TXT at {selector}._domainkey.{signer}"},
    {"SPF alone passes: the signature {signature} is broken on this path and passes on others.",
     "Look for what changes mail behind the signer at {address}: a footer, a rewriting gateway; sign last."},
    {"SPF alone passes: the key {signature} cannot be used.",
     "Repair the TXT record at {selector}._domainkey.{signer}: syntax, an empty p=, or a key that is too "
     "short."},
    {"SPF passes; a second signature uses an algorithm that this receiver does not know.", "Nothing to do."},
    {"SPF passes; DKIM passes for {signer}, which adkim=s does not take for {from}.",
     "Sign with d={from}, or publish adkim=r in _dmarc.{policy}."},
    {"A DNS look-up failed for a moment at the receiver.", "Watch whether it goes on; it needs no change."},
    {"SPF alone passes for {from}.",
     "See that {sender} signs with d={from}: SPF alone breaks when mail is forwarded."},
    {"Forwarded, as the receiver says itself: the way of the mail broke it.",
     "Nothing to change at your side. Under p=reject such mail lives by the receiver's leniency; count it "
     "before tightening."},
    {"A mailing list or a forwarder that signs anew: the signature of {from} broke, {envelope} passes SPF.",
     "Nothing to change at your side; the list should rewrite the From: header (Mailman: "
     "dmarc_moderation_action = Munge From)."},
    {"Forwarded and changed on the way: the signature {signature} passes elsewhere and is broken here.",
     "Nothing to change at your side; leave the body to be signed without l=, and few header fields."},
    {"Your own sender fails on both legs: the signature {signature} passes nowhere, SPF does not "
     "either.",
     "Publish the public key of {address} as TXT at {selector}._domainkey.{signer}, and add to the SPF "
     "record of {from}: {mechanism}"},
    {"Legitimate mail is lost to strict alignment: {authenticated} is not {from}.",
     "Publish adkim=r; aspf=r in _dmarc.{policy}, or authenticate as {from} itself."},
    {"A DNS look-up failed at the receiver, so nothing was decided on the evidence.",
     "Watch whether it goes on; if it does, see whether the name servers of {from} answer."},
    {"{sender} sends as {from} and authenticates as itself alone: a service in use that was never set up for "
     "it.",
     "If you use {sender}, let it sign as {from}: {setting}. If you do not, stop it."},
    {"{sender} was used to send as {from}, authenticated as itself: too briefly for a service in use.",
     "Find out whether somebody of yours tried {sender}; if not, p=reject stops it."},
    {"{address} {is_ours}, signs nothing and is not in the SPF record of {from}.",
     "Sign with d={from} at {address}, and add to the TXT record of {envelope}, before its \"all\": "
     "{mechanism}"},
    {"Somebody sends as {from}, a name below {policy} that passes DMARC nowhere.",
     "If nobody of yours sends as {from}, nothing is to repair: np=reject in _dmarc.{policy} stops it; "
     "sp=reject too, once all your sub-domains pass."},
    {"{address} sends as {from}{again}, and nothing of it is authenticated.",
     "Find out whose it is before tightening: it may be a forgotten server. If it is yours: ruascope own add "
     "address {address}"},
    {"Somebody else sends as {from}.", "Nothing to repair: an enforcing policy stops it."},
    {"It fails for no cause that is known.", "Look at the evidence: ruascope sources {address}"},
}};

std::string mechanism(const std::string& address) {
  return (address.find(':') == std::string::npos ? "ip4:" : "ip6:") + address;
}

// Who authenticates as itself is no riddle: it was never set up for the domain.
constexpr Texts of_named_sender{
    "{sender} sends as {from}{again}, and authenticates as itself alone.",
    "If you use {sender}, let it sign as {from}: {setting}. If you do not, it is not yours to repair."};

// What fails at a forwarder left somebody else first.
constexpr Texts of_forwarder{
    "{address} forwards mail as {from}, and nothing that proved its origin survived.",
    "Sign all mail of {from} with DKIM (d={from}) where it leaves you: once it is forwarded, SPF cannot "
    "pass."};

const Texts& texts_of(Cause cause, const CauseNames& names) {
  const bool is_riddle = cause == Cause::unknown_steady || cause == Cause::unclassified_failure ||
                         cause == Cause::spoof || cause == Cause::own_server_unauthenticated;
  if (names.is_forwarder && is_riddle) return of_forwarder;
  const bool is_named = cause == Cause::unknown_steady && !names.sender.empty();
  return is_named ? of_named_sender : texts[static_cast<std::size_t>(cause)];
}

const std::string& either(const std::string& one, const std::string& other) {
  return one.empty() ? other : one;
}

std::string fill(const char* text, const CauseNames& names) {
  fmt::dynamic_format_arg_store<fmt::format_context> values;
  const auto put = [&](const char* name, const std::string& value) {
    values.push_back(fmt::arg(name, value));
  };
  put("policy", names.policy_domain);
  put("policy_word", command_word(names.policy_domain));
  put("from", names.from);
  put("address", names.address);
  put("sender", either(names.sender, names.address));
  // Who is the domain itself cannot be asked to sign as it.
  const bool is_itself = names.sender.empty() || names.from.ends_with(names.sender);
  put("service", either(is_itself ? names.signer : names.sender, names.address));
  put("setting", either(names.setting, "its settings for domain authentication"));
  put("signer", either(names.signer, names.from));
  put("signature",
      (names.selector.empty() ? "" : names.selector + " ") + "of " + either(names.signer, names.from));
  put("selector", either(names.selector, "SELECTOR"));
  put("envelope", either(names.envelope, names.from));
  put("authenticated", either(names.signer, names.envelope));
  put("is_ours", names.is_surely_ours ? "is yours" : "looks like yours");
  put("if_ours", names.is_surely_ours ? "" : "If it is yours and no forwarder: ");
  put("again", names.is_steady ? " again and again" : ", from beside a source that sends for you");
  put("mechanism", mechanism(names.address));
  return fmt::vformat(text, values);
}

// In the order of the enumeration.
constexpr std::array<std::string_view, names<Cause>.size()> titles{
    "SPF and DKIM aligned",
    "DKIM aligned, bounces go to the service",
    "DKIM aligned, SPF of a neighbouring domain",
    "forwarded, DKIM aligned",
    "DKIM aligned, SPF record incomplete",
    "DKIM aligned, no SPF",
    "DKIM aligned, SPF record broken",
    "DKIM aligned, SPF is not",
    "SPF aligned, unsigned",
    "SPF aligned, signed by the service's domain",
    "SPF aligned, DKIM key missing or wrong",
    "SPF aligned, signature broken on the way",
    "SPF aligned, DKIM record or policy",
    "SPF aligned, DKIM algorithm unknown",
    "SPF aligned, DKIM of a neighbouring domain",
    "SPF aligned, DKIM hit by a DNS failure",
    "SPF aligned, DKIM is not",
    "forwarded, as the receiver says",
    "mailing list",
    "forwarded and changed",
    "own sender, broken",
    "fails strict alignment",
    "DNS failed",
    "service not set up for the domain",
    "a service, perhaps used by a stranger",
    "own server, unauthenticated",
    "spoofed sub-domain",
    "unknown, steady",
    "spoofed",
    "fails, no known pattern",
};

}  // namespace

std::string_view title_of(Cause cause) { return titles[static_cast<std::size_t>(cause)]; }

std::string meaning_of(Cause cause, const CauseNames& names) {
  return fill(texts_of(cause, names).meaning, names);
}

std::string advice_for(Cause cause, const CauseNames& names) {
  return fill(texts_of(cause, names).advice, names);
}

}  // namespace ruascope
