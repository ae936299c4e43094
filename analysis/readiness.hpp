// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/domain_records.hpp"
#include "analysis/matched_rejection.hpp"
#include "analysis/policy_step.hpp"
#include "analysis/published.hpp"
#include "analysis/thresholds.hpp"
#include "analysis/what_if.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

struct DnsCheck;

enum class CheckStatus : std::uint8_t { pass, warn, block, no_data, not_checked };
template <>
inline constexpr std::array<std::string_view, 5> names<CheckStatus>{"pass", "warn", "block", "no_data",
                                                                    "not_checked"};

enum class ReadinessVerdict : std::uint8_t { ready, not_ready, not_enough_data };
template <>
inline constexpr std::array<std::string_view, 3> names<ReadinessVerdict>{"ready", "not_ready",
                                                                         "not_enough_data"};

struct ReadinessCheck {
  std::string name;  // "enough_days": a contract with scripts
  CheckStatus status = CheckStatus::not_checked;
  bool is_share = false;        // value and threshold are 0 to 1, else plain numbers
  std::optional<double> value;  // absent: nothing to measure
  std::optional<double> threshold;
  std::string why;
};

// A source that stands in the way, with the one next step.
struct Blocker {
  std::string source_ip;
  std::string sender;  // empty where none is known
  SourceClass source_class = SourceClass::unknown;
  Cause cause = Cause::unclassified_failure;
  std::int64_t messages = 0;  // of its mail, that stand in the way
  std::int64_t lost = 0;      // and that the step would keep from arriving
  std::string advice;
  bool is_mended = false;  // it passes by now: nothing but time is needed
};

// What the step would do to the window's mail.
struct StepCounts {
  std::int64_t messages = 0, rejected = 0, quarantined = 0;
  std::array<std::int64_t, names<SourceClass>.size()> not_delivered{};  // by class
};

struct Readiness {
  std::string domain;
  std::optional<Day> since, until;
  bool has_reports = false;
  PolicyStep step;
  ReadinessVerdict verdict = ReadinessVerdict::not_enough_data;
  Confidence confidence = Confidence::none;  // in the verdict
  std::vector<ReadinessCheck> checks;
  std::vector<Blocker> blockers;  // most messages first
  StepCounts what_if;
  std::string next_record;               // empty where nothing is left to tighten
  bool is_next_complete = false;         // it holds all that today's record holds
  std::vector<std::string> notes;        // what to know beside the checks
  std::optional<DomainRecords> records;  // in DNS; absent where they were not looked up
};

// What one reporter saw of own and third-party mail; counts are messages.
struct ReporterShare {
  std::string reporter;
  std::int64_t messages = 0, passed = 0, dkim = 0;
};

// One domain's mail and all that readiness asks beside it.
struct ReadinessInput {
  std::string domain;
  Day since = 0, until = 0;
  const std::vector<JudgedSource>& sources;  // of the window, with their mail
  const std::vector<JudgedSource>& earlier;  // of the days before it and the window's, likewise
  std::optional<Day> first_reported;         // of all days
  std::vector<Day> reported_days;            // in the window
  Day fresh_until = 0;  // up to which reports should have come: the window's end, or the store's newest day
  std::vector<ReporterShare> by_reporter;           // own and third-party mail by who saw it
  std::vector<const MatchedRejection*> rejections;  // of the domain, in the window
  std::function<ResultSet(std::int64_t)> result_set;
  PublishedNow published;
  std::optional<Policy> to;  // absent: the next step
  ReadinessThresholds thresholds;
  const DnsCheck* check = nullptr;  // of the domain's records; null where they were not looked up
};

// May the policy be tightened? The domain's own and third-party mail decides; forwarded mail is shown apart,
// spoofing never blocks. Silence is no success: what was not seen is `no_data`.
Readiness readiness_of(const ReadinessInput& input);

}  // namespace ruascope
