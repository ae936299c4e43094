// SPDX-License-Identifier: MIT
#include "analysis/refusal_rules.hpp"

#include "analysis/reply_words.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace ruascope {
namespace {

using Found = std::optional<RuleVerdict>;

RuleVerdict ambiguous(std::string why, std::vector<std::string> candidates) {
  return {RefusalClass::ambiguous, Confidence::possible, std::move(why), {}, std::move(candidates)};
}

// How a text speaks of DMARC, SPF or DKIM at one place; the later, the more it says of the reason.
enum class Mention { none, aside, demand, statement };

// "DMARC= Pass", "SPF check passed"; not "neither SPF nor DKIM passed".
bool is_passing(const ReplyWords& words, std::size_t place) {
  return words.has_behind(place, 2, {"pass", "passed", "passes", "ok"}) &&
         !words.has_behind(place, 2, {"not", "didn't", "doesn't"}) &&
         !words.has_before(place, 4,
                           {"neither", "nor", "not", "no", "must", "require*", "didn't", "doesn't"});
}

// "To learn about the DMARC initiative", "please set up DKIM", "the DMARC report was rejected".
bool is_advice(const ReplyWords& words, std::size_t place) {
  return words.has_before(place, 5,
                          {"learn",   "about",  "publish*",   "configur*", "set",    "setup", "implement*",
                           "deploy*", "enabl*", "recommend*", "improv*",   "ensure", "guide", "please",
                           "visit",   "add",    "create",     "fix",       "review", "see"}) ||
         words.has_behind(place, 1,
                          {"initiative", "guide*", "help", "documentation", "setup", "settings",
                           "information", "faq", "aggregate", "report", "reports"});
}

bool is_demand(const ReplyWords& words, std::size_t place) {
  return words.has_before(place, 5, {"must", "requir*", "need", "needs", "should", "demand*"}) ||
         words.has_behind(place, 4, {"required", "mandatory", "requirement*", "needed"});
}

Mention mention_at(const ReplyWords& words, std::size_t place) {
  if (is_passing(words, place) || is_advice(words, place)) return Mention::aside;
  return is_demand(words, place) ? Mention::demand : Mention::statement;
}

Mention strongest_mention(const ReplyWords& words, ReplyWords::Any names_of_it) {
  auto strongest = Mention::none;
  for (const auto place : words.places_of(names_of_it))
    strongest = std::max(strongest, mention_at(words, place));
  return strongest;
}

// Reasons beside authentication that the words name.
std::vector<std::string> other_reasons(const ReplyWords& words) {
  std::vector<std::string> kinds;
  if (words.has({"spam*", "antispam", "junk", "ube", "unsolicited", "bulk"})) kinds.emplace_back("spam");
  if (words.has({"virus*", "malware", "attachment*", "content"})) kinds.emplace_back("policy");
  if (words.has({"reputation"})) kinds.emplace_back("reputation");
  if (words.has({"blacklist*", "blocklist*", "denylist*", "dnsbl", "rbl", "spamhaus"}))
    kinds.emplace_back("blocklist");
  return kinds;
}

std::vector<std::string> joined(std::vector<std::string> first, const std::vector<std::string>& more) {
  for (const auto& one : more)
    if (std::find(first.begin(), first.end(), one) == first.end()) first.push_back(one);
  return first;
}

// "doesn't have a DMARC record", "no valid DMARC record", "DMARC record not found".
bool says_record_is_missing(const ReplyWords& words, std::size_t place) {
  if (!words.has_behind(place, 2, {"record*"})) return false;
  const ReplyWords::Any negations{"not", "no", "doesn't", "don't", "didn't", "without", "lacks", "lacking"};
  const bool before =
      words.has_before(place, 4, negations) &&
      words.has_before(place, 3, {"have", "has", "publish*", "no", "without", "lacks", "lacking"});
  const bool behind = words.has_behind(place, 4, {"missing", "absent"}) ||
                      (words.has_behind(place, 4, negations) &&
                       words.has_behind(place, 5, {"found", "exist*", "published", "specify", "contain"}));
  return before || behind || words.has_before(place, 3, {"missing"});
}

// "no DMARC policy found", "does not have a DMARC policy", "DMARC policy for ... not found". Stricter than
// for a record, as a refusal by a policy speaks of one too: "has not passed the DMARC policy".
bool says_policy_is_missing(const ReplyWords& words, std::size_t place) {
  if (!words.has_behind(place, 1, {"policy", "policies"})) return false;
  if (words.has_before(place, 2, {"no", "without", "lacks", "lacking"})) return true;
  if (words.has_before(place, 2, {"have", "publish"}) &&
      words.has_before(place, 4, {"not", "doesn't", "don't", "didn't"}))
    return true;
  for (const auto negation : words.places_of({"not", "doesn't"}))
    if (negation > place && negation <= place + 5 && words.has_behind(negation, 1, {"found", "exist*"}))
      return true;
  return false;
}

// DMARC is spoken of as what was applied: a verb of refusal or a noun of examination stands close by.
bool says_dmarc_was_applied(const ReplyWords& words, std::size_t place) {
  return mention_at(words, place) == Mention::statement &&
         (words.has_near(place, 6,
                         {"fail*", "reject*", "refus*", "violat*", "block*", "denied", "deny", "denies",
                          "prohibit*", "quarantin*", "unauthenticated", "temperror", "permerror"}) ||
          words.has_near(place, 4, {"policy", "policies", "verification", "evaluation", "validation"}) ||
          words.has_behind(place, 3, {"check", "checks", "test", "tests", "lookup"}));
}

bool is_temporary(const ReplyWords& words) {
  return words.has({"temp*", "dns", "unable", "lookup", "timeout", "later", "greylist*"});
}

// What stands against DMARC as the only reason, although it is said to have been applied.
Found doubt_about_dmarc(const ReplyWords& words, const std::vector<std::size_t>& places) {
  if (const auto others = other_reasons(words); !others.empty())
    return ambiguous("The text names DMARC and another reason.", joined({"dmarc"}, others));
  const auto any_place = [&](auto test) { return std::any_of(places.begin(), places.end(), test); };
  if (any_place([&](std::size_t place) {
        return words.has_behind(place, 5, {"none"}) && !words.has_behind(place, 5, {"spf", "dkim"});
      }))
    return ambiguous("The text names DMARC, and a policy of none, for which nothing is to be refused.",
                     {"sender_requirements", "dmarc"});
  if (any_place([&](std::size_t place) { return words.has_near(place, 3, {"policy", "policies"}); }))
    return {};
  if (words.has({"align*", "unaligned", "misaligned"}))
    return ambiguous("The text misses alignment, and does not tell whether the domain's policy asked for it.",
                     {"dmarc", "sender_requirements"});
  const auto methods = words.places_of({"spf", "dkim", "domainkey*"});
  if (!methods.empty() && methods.front() < places.front())
    return ambiguous("The text names DMARC beside SPF or DKIM, and not which of them decided.",
                     {"dmarc", "spf", "dkim"});
  return {};
}

Found judge_dmarc(const ReplyWords& words) {
  std::vector<std::size_t> applied;
  for (const auto place : words.places_of({"dmarc"})) {
    if ((says_record_is_missing(words, place) || says_policy_is_missing(words, place)) &&
        !is_temporary(words))
      return RuleVerdict{RefusalClass::no_record, Confidence::likely,
                         "The text says that the domain has no usable DMARC record."};
    if (says_dmarc_was_applied(words, place)) applied.push_back(place);
  }
  if (!applied.empty()) {
    if (auto doubt = doubt_about_dmarc(words, applied)) return doubt;
    return RuleVerdict{RefusalClass::domain_policy,
                       Confidence::strong,
                       "The text names DMARC as what the message was refused for.",
                       {},
                       {},
                       is_temporary(words)};
  }
  if (strongest_mention(words, {"dmarc"}) != Mention::demand) return {};
  return ambiguous("The text demands DMARC, and does not tell whether a record or a pass is missing.",
                   joined({"sender_requirements", "dmarc"}, other_reasons(words)));
}

// "192.0.2.44 is not permitted to send mail for example.com": SPF in other words, if a host is what may not.
bool says_host_may_not_send(const ReplyWords& words) {
  if (!words.has_address() && !words.has({"ip", "host", "server"})) return false;
  const auto places = words.places_of({"allowed", "authorized", "authorised", "permitted"});
  return std::any_of(places.begin(), places.end(), [&](std::size_t place) {
    return words.has_before(place, 1, {"not"}) && words.has_behind(place, 2, {"send"}) &&
           words.has_behind(place, 4, {"from", "for"});
  });
}

bool names_spf(const ReplyWords& words) {
  if (strongest_mention(words, {"spf"}) > Mention::aside || says_host_may_not_send(words)) return true;
  if (words.has_phrase("sender policy framework")) return true;
  const auto places = words.has_phrase("sender id") ? words.places_of({"id"}) : std::vector<std::size_t>{};
  return std::any_of(places.begin(), places.end(), [&](std::size_t place) {
    return words.has_before(place, 1, {"sender"}) &&
           words.has_behind(place, 3, {"fail*", "validation", "check", "verification", "pra", "reject*"});
  });
}

Found judge_spf_and_dkim(const ReplyWords& words) {
  const bool spf = names_spf(words);
  const bool dkim = strongest_mention(words, {"dkim", "domainkey*"}) > Mention::aside;
  if (!spf && !dkim) return {};
  std::vector<std::string> named;
  if (spf) named.emplace_back("spf");
  if (dkim) named.emplace_back("dkim");
  if (const auto others = other_reasons(words); !others.empty())
    return ambiguous("The text names SPF or DKIM and another reason.", joined(others, named));
  if (!dkim) return RuleVerdict{RefusalClass::spf, Confidence::likely, "The text names SPF alone."};
  if (!spf) return RuleVerdict{RefusalClass::dkim, Confidence::likely, "The text names DKIM alone."};
  if (words.has({"authenticat*", "unauthenticat*", "neither", "both", "requir*", "must"}))
    return RuleVerdict{RefusalClass::unauthenticated, Confidence::likely,
                       "The text says that neither SPF nor DKIM proves the sender."};
  return ambiguous("The text names SPF and DKIM, and not which of them decided.", named);
}

// A person or program was to log in (RFC 4954), which is no authentication of a domain.
bool asks_for_login(const ReplyWords& words, const Reply& reply) {
  if (reply.code == 530 || reply.code == 534 || reply.code == 535 || reply.code == 538) return true;
  if (reply.enhanced_code == "5.7.8" || words.has({"authrequired"})) return true;
  for (const auto place : words.places_of({"client"}))
    if (words.has_behind(place, 5, {"authenticated"}) &&
        words.has_behind(place, 4, {"not", "wasn't", "isn't"}))
      return true;
  for (const auto place : words.places_of({"authentication"}))
    if (words.has_behind(place, 2, {"required"}) &&
        !words.has_before(place, 2, {"email", "mail", "message", "domain", "sender"}))
      return true;
  return words.has_phrase("senders not allowed") || words.has_phrase("smtp auth");
}

Found judge_login_and_names(const ReplyWords& words, const Reply& reply) {
  if (asks_for_login(words, reply))
    return RuleVerdict{RefusalClass::other, Confidence::likely,
                       "The sending program was to log in, which has nothing to do with DMARC.", "login"};
  if (words.has({"ptr", "rdns"}) || words.has_phrase("reverse dns"))
    return RuleVerdict{RefusalClass::reverse_dns, Confidence::likely,
                       "The text is about the name of the sending address in DNS.", "reverse_dns"};
  return {};
}

Found judge_authentication(const ReplyWords& words) {
  for (const auto place : words.places_of({"unauthenticated"}))
    if (words.has_near(place, 3, {"mail*", "email*", "message*", "sender*"}) &&
        !words.has({"client", "relay*", "user*"}) && other_reasons(words).empty())
      return RuleVerdict{RefusalClass::unauthenticated, Confidence::likely,
                         "The text calls the message unauthenticated and names no policy of the domain."};
  if (!words.has({"authenticat*", "unauthenticat*"})) return {};
  return ambiguous("The text speaks of authentication, and not of which.",
                   joined({"sender_requirements", "dmarc", "login"}, other_reasons(words)));
}

struct CodeMeaning {
  std::string_view code;  // without its class
  RefusalClass refusal_class;
  std::string_view kind;
};
// RFC 7372 section 3.
constexpr std::array<CodeMeaning, 6> registered_codes{{{".7.20", RefusalClass::dkim, ""},
                                                       {".7.21", RefusalClass::dkim, ""},
                                                       {".7.22", RefusalClass::dkim, ""},
                                                       {".7.23", RefusalClass::spf, ""},
                                                       {".7.24", RefusalClass::spf, ""},
                                                       {".7.25", RefusalClass::reverse_dns, "reverse_dns"}}};
// The registry gives .27, .29 and .30 other meanings.
constexpr std::array<CodeMeaning, 5> codes_of_google{{{".7.27", RefusalClass::spf, ""},
                                                      {".7.29", RefusalClass::other, "tls"},
                                                      {".7.30", RefusalClass::dkim, ""},
                                                      {".7.32", RefusalClass::alignment, ""},
                                                      {".7.40", RefusalClass::no_record, ""}}};
constexpr std::array<CodeMeaning, 2> codes_of_microsoft{
    {{".7.509", RefusalClass::domain_policy, ""}, {".7.515", RefusalClass::alignment, ""}}};

template <std::size_t Size>
Found judge_code(const Reply& reply, const std::array<CodeMeaning, Size>& meanings, const char* whose) {
  if (reply.enhanced_code.empty()) return {};
  const auto code = std::string_view{reply.enhanced_code}.substr(1);
  for (const auto& meaning : meanings)
    if (code == meaning.code)
      return RuleVerdict{meaning.refusal_class, Confidence::likely,
                         fmt::format("The code {} stands for this {}.", reply.enhanced_code, whose),
                         std::string{meaning.kind}};
  return {};
}

RuleVerdict unknown_reason(const ReplyWords& words, const Reply& reply) {
  if (reply.enhanced_code.ends_with(".7.26"))
    return ambiguous("The code " + reply.enhanced_code + " leaves open which authentication failed.",
                     {"dmarc", "sender_requirements", "spf"});
  auto candidates = other_reasons(words);
  if (strongest_mention(words, {"dmarc"}) != Mention::none) candidates.emplace_back("dmarc");
  const auto code = reply.enhanced_code.empty() ? std::to_string(reply.code) : reply.enhanced_code;
  auto why = code == "0"
                 ? std::string{"The text does not tell the reason, and there is no code."}
                 : fmt::format("The text does not tell the reason, and the code {} is used for many.", code);
  return {RefusalClass::ambiguous, Confidence::none, std::move(why), {}, std::move(candidates)};
}

}  // namespace

RuleVerdict judge_reply(const Reply& reply, bool is_google) {
  const ReplyWords words(reply.text);
  Found found = judge_code(reply, codes_of_microsoft, "at Microsoft");
  if (!found && is_google) found = judge_code(reply, codes_of_google, "at Google");
  if (!found) found = judge_dmarc(words);
  if (!found) found = judge_spf_and_dkim(words);
  if (!found) found = judge_login_and_names(words, reply);
  if (!found) found = judge_authentication(words);
  if (!found) found = judge_code(reply, registered_codes, "in the registry of codes");
  return found ? *found : unknown_reason(words, reply);
}

}  // namespace ruascope
