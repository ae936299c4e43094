// SPDX-License-Identifier: MIT
#include "analysis/refusal.hpp"

#include "analysis/refusal_rules.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/text.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t longest_text = 8 << 10;

// True where the receiver had not seen the From: header when it refused. DATA itself is not among them:
// sendmail names it for what was answered to the end of the message.
bool is_before_message(Stage stage) {
  return stage == Stage::connect || stage == Stage::ehlo || stage == Stage::mail_from ||
         stage == Stage::rcpt_to;
}

std::string_view command_of(Stage stage) {
  switch (stage) {
    case Stage::connect: return "the connection was made";
    case Stage::ehlo: return "EHLO";
    case Stage::mail_from: return "MAIL FROM";
    default: return "RCPT TO";
  }
}

// Google signs its replies; the host tells it where the end was cut off.
bool is_google(const Reply& reply) {
  return reply.text.find("- gsmtp") != std::string::npos || is_same_or_below(reply.host, "google.com") ||
         is_same_or_below(reply.host, "googlemail.com");
}

std::string_view words_of_grade(char grade) {
  switch (grade) {
    case 'O': return "from official documentation";
    case 'S': return "from the program's source";
    case 'B': return "from bounces and logs that were seen";
    case 'C': return "from collections of such texts";
    default: return "well known";
  }
}

void take_entry(const CatalogueMatch& match, Refusal& refusal) {
  const auto& entry = *match.entry;
  refusal.refusal_class = entry.refusal_class;
  refusal.confidence =
      entry.refusal_class == RefusalClass::ambiguous ? Confidence::possible : Confidence::strong;
  refusal.permanence = entry.permanence;
  refusal.receiver = entry.receiver;
  refusal.kind = entry.kind;
  refusal.entry_id = entry.id;
  refusal.why =
      fmt::format("This is a text of {}, {}.", entry.receiver.empty() ? "several receivers" : entry.receiver,
                  words_of_grade(entry.grade));
  refusal.note = entry.note;
  refusal.domain = match.domain;
  refusal.ip = match.ip;
  refusal.candidates = entry.candidates;
}

void take_judgement(RuleVerdict judgement, Refusal& refusal) {
  refusal.refusal_class = judgement.refusal_class;
  refusal.confidence = judgement.confidence;
  if (judgement.is_temporary) refusal.permanence = Permanence::temporary;
  refusal.kind = std::move(judgement.kind);
  refusal.why = std::move(judgement.why);
  refusal.candidates = std::move(judgement.candidates);
}

// The codes decide, for administrators change texts and receivers reuse them: the reply code first, which is
// what the sender's server acts on.
Permanence permanence_of(const Reply& reply, Permanence by_text) {
  if (by_text == Permanence::quarantined) return by_text;
  if (reply.code >= 500) return Permanence::permanent;
  if (reply.code >= 400) return Permanence::temporary;
  if (reply.enhanced_code.starts_with('5')) return Permanence::permanent;
  if (reply.enhanced_code.starts_with('4')) return Permanence::temporary;
  return by_text;
}

// The letters behind "word=", blanks aside.
std::string verdict_behind(std::string_view text, std::string_view word) {
  constexpr std::size_t longest_verdict = 16;
  const auto at = text.find(word);
  if (at == std::string_view::npos) return {};
  const auto value = trim(text.substr(at + word.size(), longest_verdict));
  const auto end = value.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  return std::string{value.substr(0, end)};
}

StatedVerdicts stated_verdicts(const Reply& reply) {
  if (reply.enhanced_code != "5.7.515") return {};
  const auto text = lower_ascii(reply.text.substr(0, longest_text));
  return {verdict_behind(text, "spf="), verdict_behind(text, "dkim="), verdict_behind(text, "dmarc=")};
}

// Takes back what cannot be.
void take_back_dmarc(Stage stage, Refusal& refusal) {
  refusal.refusal_class = RefusalClass::ambiguous;
  refusal.confidence = Confidence::none;
  refusal.entry_id.clear();
  refusal.note.clear();
  refusal.why = fmt::format(
      "The text speaks of DMARC, but it answered when {}: the From: header was not sent yet, so no DMARC "
      "policy can have been applied.",
      stage == Stage::connect ? std::string{command_of(stage)}
                              : fmt::format("{} was sent", command_of(stage)));
  refusal.candidates = {"sender_requirements", "policy"};
}

}  // namespace

Refusal refusal_of(const Reply& reply, const Catalogue& catalogue, const Receivers& receivers) {
  Refusal refusal;
  if (const auto match = catalogue.match(reply.text, reply.host))
    take_entry(*match, refusal);
  else
    take_judgement(judge_reply(reply, is_google(reply)), refusal);
  if (check_of(refusal.refusal_class) == Check::dmarc && is_before_message(reply.stage))
    take_back_dmarc(reply.stage, refusal);
  refusal.check = check_of(refusal.refusal_class);
  refusal.permanence = permanence_of(reply, refusal.permanence);
  refusal.verdicts = stated_verdicts(reply);
  if (const auto* receiver = receivers.of_host(reply.host); refusal.receiver.empty() && receiver != nullptr)
    refusal.receiver = receiver->name;
  return refusal;
}

}  // namespace ruascope
