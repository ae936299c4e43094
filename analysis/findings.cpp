// SPDX-License-Identifier: MIT
#include "analysis/findings.hpp"

#include "analysis/rejection_findings.hpp"
#include "analysis/source_facts.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Which causes are findings, for whose mail, and how bad.
enum class Whose { senders, strangers, anybody };  // senders: own and third party
struct CauseRule {
  Cause cause;
  Whose whose;
  const char* code;
  Severity severity;
};

constexpr std::array<CauseRule, 21> cause_rules{{
    {Cause::own_server_unauthenticated, Whose::senders, "own.unauthenticated", Severity::critical},
    {Cause::own_sender_broken, Whose::senders, "dkim.broken", Severity::critical},
    {Cause::strict_mismatch_fails, Whose::anybody, "alignment.strict", Severity::critical},
    {Cause::unconfigured_service, Whose::anybody, "dkim.unaligned", Severity::serious},
    {Cause::unknown_steady, Whose::senders, "sender.unauthenticated", Severity::serious},
    {Cause::unknown_steady, Whose::strangers, "source.unknown_steady", Severity::serious},
    {Cause::dkim_key_problem, Whose::anybody, "dkim.broken", Severity::serious},
    {Cause::dkim_record_or_policy, Whose::anybody, "dkim.record", Severity::serious},
    {Cause::spf_broken, Whose::senders, "spf.permerror", Severity::serious},
    {Cause::unclassified_failure, Whose::senders, "source.unclassified", Severity::warning},
    {Cause::without_signature, Whose::senders, "spf.only", Severity::warning},
    {Cause::esp_signs_own_domain, Whose::anybody, "dkim.unaligned", Severity::warning},
    {Cause::dkim_modified, Whose::senders, "dkim.modified", Severity::warning},
    {Cause::dkim_strict_mismatch, Whose::anybody, "alignment.strict", Severity::warning},
    {Cause::spf_incomplete, Whose::anybody, "spf.incomplete", Severity::warning},
    {Cause::undetermined_dns, Whose::senders, "dns.undetermined", Severity::warning},
    {Cause::spf_alone, Whose::senders, "spf.only", Severity::warning},
    {Cause::spf_strict_mismatch, Whose::anybody, "alignment.strict", Severity::info},
    {Cause::suspect_service_abuse, Whose::anybody, "service.suspect", Severity::info},
    {Cause::spoof_subdomain, Whose::anybody, "subdomain.spoofed", Severity::info},
    {Cause::spoof, Whose::anybody, "domain.spoofed", Severity::info},
}};

const CauseRule* rule_of(Cause cause, SourceClass source_class) {
  for (const auto& rule : cause_rules) {
    if (rule.cause != cause) continue;
    if (rule.whose == Whose::senders && !sends_for_domain(source_class)) continue;
    if (rule.whose == Whose::strangers && source_class != SourceClass::unknown) continue;
    return &rule;
  }
  return nullptr;
}

// A few broken signatures among thousands, or a single time-out, is weather.
bool is_worth_telling(const CauseRule& rule, const CauseShare& share, const Judgement& judgement,
                      const Thresholds& thresholds) {
  const bool is_weather = rule.cause == Cause::dkim_modified || rule.cause == Cause::undetermined_dns ||
                          rule.cause == Cause::spf_alone || rule.cause == Cause::unclassified_failure;
  if (!is_weather) return true;
  constexpr std::int64_t least_percent = 5;
  return share.messages >= thresholds.volume_messages &&
         is_share(share.messages, judgement.messages, least_percent);
}

struct Grouped {
  std::int64_t messages = 0;
  std::int64_t sources = 0;
  std::int64_t most = -1;  // of the source whose words are taken
  std::string what, advice;
  Day last_day = 0;
  std::int64_t rejections = 0;
};
using GroupKey = std::tuple<std::string, std::string, std::string, Severity>;  // domain, code, subject

// Strangers are told together: which of them it was is not worth a line.
std::string subject_of(const Judgement& judgement, Cause cause) {
  if (cause == Cause::spoof || cause == Cause::spoof_subdomain) return judgement.domain;
  return judgement.sender.empty() ? judgement.source.text() : judgement.sender;
}

std::map<GroupKey, Grouped> grouped_causes(const FindingInput& input) {
  std::map<GroupKey, Grouped> groups;
  const auto rejections =
      input.rejections == nullptr ? RejectionCounts{} : count_explained(*input.rejections);
  for (const auto& source : input.sources) {
    const auto& judgement = source.judgement;
    if (judgement.is_ignored) continue;
    for (const auto& share : judgement.causes) {
      if (input.cause && share.cause != *input.cause) continue;
      const auto* rule = rule_of(share.cause, judgement.source_class);
      if (rule == nullptr || !is_worth_telling(*rule, share, judgement, input.thresholds)) continue;
      auto& group =
          groups[{judgement.domain, rule->code, subject_of(judgement, share.cause), rule->severity}];
      group.messages = add_messages(group.messages, share.messages);
      group.last_day = group.sources == 0 ? share.last_day : std::max(group.last_day, share.last_day);
      ++group.sources;
      // They belong to what fails most: a rejection names no cause.
      const auto refused = rejections.find({judgement.domain, judgement.source.text()});
      if (share.cause == judgement.cause && refused != rejections.end()) group.rejections += refused->second;
      if (share.messages <= group.most) continue;
      group.most = share.messages;
      group.what = share.meaning;
      group.advice = share.advice;
    }
  }
  return groups;
}

void add_reporters(const FindingInput& input, std::vector<Finding>& findings) {
  constexpr std::int64_t much_percent = 5;
  for (const auto& reporter : input.reporters) {
    if (reporter.disagreeing == 0) continue;
    const bool is_much = reporter.disagreeing >= input.thresholds.volume_messages &&
                         is_share(reporter.disagreeing, reporter.messages, much_percent);
    findings.push_back(
        {is_much ? Severity::warning : Severity::info, "reporter.disagrees", "", reporter.reporter,
         reporter.disagreeing,
         fmt::format("{} gives verdicts that its own evidence does not bear out.", reporter.reporter),
         "Its figures count as it reports them. See: ruascope reporters --quality"});
  }
}

void add_unreadable(const FindingInput& input, std::vector<Finding>& findings) {
  if (input.unreadable == 0) return;
  findings.push_back({Severity::warning, "input.unreadable", "",
                      fmt::format("{} unreadable inputs", input.unreadable), 0,
                      fmt::format("{} input{} could not be read, and may hold reports.", input.unreadable,
                                  input.unreadable == 1 ? "" : "s"),
                      "See which and why: ruascope unreadable list"});
}

}  // namespace

std::optional<Severity> severity_named(std::string_view name) { return value_named<Severity>(name); }

std::vector<Finding> findings_of(const FindingInput& input) {
  std::vector<Finding> findings;
  for (auto& [key, group] : grouped_causes(input)) {
    const auto& [domain, code, subject, severity] = key;
    auto what = group.what;
    if (group.sources > 1) what += fmt::format(" ({} addresses)", group.sources);
    findings.push_back({severity, code, domain, subject, group.messages, std::move(what), group.advice,
                        group.last_day, group.rejections});
  }
  if (input.rejections != nullptr) add_rejections(*input.rejections, findings);
  if (input.is_of_all) {
    add_reporters(input, findings);
    add_unreadable(input, findings);
  }
  put_worst_first(findings);
  return findings;
}

std::optional<Finding> ready_finding(const Readiness& readiness) {
  const auto& step = readiness.step;
  if (readiness.verdict != ReadinessVerdict::ready || !step.is_change()) return std::nullopt;
  return Finding{
      Severity::info,
      "policy.ready",
      readiness.domain,
      readiness.domain,
      readiness.what_if.messages,
      fmt::format("Nothing stands in the way of the next step, from {} to {}.", policy_text(step.from),
                  policy_text(step.to)),
      fmt::format("Look at the answer in full, and publish the record there: ruascope readiness {}",
                  command_word(readiness.domain))};
}

void put_worst_first(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& one, const Finding& other) {
    return std::tie(other.severity, other.messages) < std::tie(one.severity, one.messages);
  });
}

}  // namespace ruascope
