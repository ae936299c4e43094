// SPDX-License-Identifier: MIT
#include "analysis/rejection_findings.hpp"

#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include <fmt/format.h>

namespace ruascope {
namespace {

enum class Told { lost, unexplained, web_form, passed_on, demanded, no_record, backscatter };

struct Rule {
  Told told;
  const char* code;
  Severity severity;
};
constexpr std::array<Rule, 7> rules{{
    {Told::lost, "rejection.dmarc", Severity::critical},
    {Told::demanded, "rejection.sender_requirements", Severity::serious},
    {Told::no_record, "rejection.no_record", Severity::serious},
    {Told::web_form, "rejection.foreign_from", Severity::serious},
    {Told::unexplained, "rejection.unexplained", Severity::warning},
    {Told::passed_on, "rejection.passed_on", Severity::info},
    {Told::backscatter, "rejection.backscatter", Severity::info},
}};

bool is_senders(const MatchedRejection& one) {
  const auto* judgement = one.judgement();
  if (judgement == nullptr || judgement->is_ignored) return false;
  const auto its_class = judgement->source_class;
  const bool is_unknown = its_class == SourceClass::unknown && judgement->is_steady;
  return its_class == SourceClass::own || its_class == SourceClass::third_party || is_unknown;
}

std::optional<Told> told_by(const MatchedRejection& one) {
  const auto& [row, refusal, match, sources] = one;
  if (match.is_backscatter) return Told::backscatter;
  const bool is_dmarc = refusal.check == Check::dmarc;
  if (match.is_foreign && !is_dmarc) return std::nullopt;
  if (match.is_foreign) return match.is_passed_on ? Told::passed_on : Told::web_form;
  if (refusal.refusal_class == RefusalClass::no_record) return Told::no_record;
  if (refusal.check == Check::sender_requirements) return Told::demanded;
  if (!is_dmarc || refusal.permanence == Permanence::temporary) return std::nullopt;
  // A host that tells of it itself sent it, whatever the mail of its address looks like.
  if (match.is_explained())
    return is_senders(one) || match.is_told_by_own ? std::optional{Told::lost} : std::nullopt;
  return Told::unexplained;
}

struct Sum {
  std::int64_t number = 0;
  std::optional<Day> last_day;
  std::string receiver;
  const MatchedRejection* example = nullptr;
};

std::string receiver_of(const MatchedRejection& one) {
  if (!one.refusal.receiver.empty()) return one.refusal.receiver;
  return one.row.what.reply.host.empty() ? "a receiver" : one.row.what.reply.host;
}

std::string subject_of(Told told, const MatchedRejection& one) {
  const auto& match = one.match;
  const bool is_of_source = (told == Told::lost || told == Told::demanded) && match.is_explained();
  if (is_of_source) {
    const auto* judgement = one.judgement();
    return judgement != nullptr && !judgement->sender.empty() ? judgement->sender
                                                              : match.best()->source.text();
  }
  return told == Told::unexplained ? receiver_of(one) : match.domain;
}

std::string what_of(Told told, const Sum& sum) {
  const auto& match = sum.example->match;
  const auto counted =
      fmt::format("{} message{}", group_thousands(sum.number), sum.number == 1 ? " was" : "s were");
  switch (told) {
    case Told::lost:
      return fmt::format("{} refused for the DMARC policy of {}, by {}{}.", counted, match.domain,
                         sum.receiver, sum.number > 1 ? " and others" : "");
    case Told::unexplained:
      return fmt::format(
          "{} refused for the DMARC policy of {}, and no report tells which source it was: {}.", counted,
          match.domain.empty() ? "the domain in From:" : match.domain,
          match.limits.empty() ? "several fit" : match.limits.front());
    case Told::web_form:
      return fmt::format("{} refused because a system of yours put {} into From:, which is not your domain.",
                         counted, match.domain);
    case Told::passed_on:
      return fmt::format(
          "{} refused that you pass on for others: mail of {}, changed or sent on without its proof.",
          counted, match.domain);
    case Told::demanded:
      return fmt::format(
          "{} refused by {} for want of SPF or DKIM that passes and is aligned, whatever the policy.",
          counted, sum.receiver);
    case Told::no_record:
      return fmt::format("{} refused because {} has no DMARC record.", counted, match.domain);
    case Told::backscatter:
      return fmt::format("{} bounce{} came back of mail that strangers sent as {}.", sum.number,
                         sum.number == 1 ? "" : "s", match.domain);
  }
  return "";
}

std::string advice_of(Told told, const Sum& sum) {
  const auto* judgement = sum.example->judgement();
  switch (told) {
    case Told::lost:
    case Told::demanded:
      if (judgement != nullptr && !judgement->advice.empty()) return judgement->advice.front();
      return "See which and why: ruascope rejections";
    case Told::unexplained: return "See the candidates: ruascope rejections --unmatched";
    case Told::web_form: return "Put your own address into From:, and the visitor's into Reply-To:.";
    case Told::passed_on:
      return "Pass mail on unchanged, rewrite the envelope (SRS) and seal it (ARC); or let people fetch it "
             "instead.";
    case Told::no_record:
      return fmt::format("Publish TXT \"v=DMARC1; p=none; rua=mailto:YOUR-ADDRESS\" at _dmarc.{}",
                         sum.example->match.domain);
    case Told::backscatter: return "Nothing to repair: an enforcing policy stops it.";
  }
  return "";
}

}  // namespace

bool concerns_findings(const MatchedRejection& rejection) {
  return rejection.match.is_explained() || told_by(rejection).has_value();
}

void add_rejections(const std::vector<MatchedRejection>& rejections, std::vector<Finding>& findings) {
  std::map<std::tuple<Told, std::string, std::string>, Sum> sums;  // by policy domain and subject
  for (const auto& one : rejections) {
    const auto told = told_by(one);
    if (!told) continue;
    const auto& domain = one.match.policy_domain.empty() ? one.match.domain : one.match.policy_domain;
    auto& sum = sums[{*told, domain, subject_of(*told, one)}];
    ++sum.number;
    if (one.row.what.time) sum.last_day = std::max(sum.last_day.value_or(0), day_of(*one.row.what.time));
    if (sum.example != nullptr) continue;
    sum.example = &one;
    sum.receiver = receiver_of(one);
  }
  for (const auto& [key, sum] : sums) {
    const auto& [told, domain, subject] = key;
    const auto& rule = *std::find_if(rules.begin(), rules.end(),
                                     [&, kind = told](const Rule& one) { return one.told == kind; });
    findings.push_back({rule.severity, rule.code, domain, subject.empty() ? "unknown" : subject, sum.number,
                        what_of(told, sum), advice_of(told, sum), sum.last_day, sum.number});
  }
}

}  // namespace ruascope
