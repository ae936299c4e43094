// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"
#include "analysis/matched_rejection.hpp"
#include "analysis/quality.hpp"
#include "analysis/readiness.hpp"
#include "analysis/severity.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Something worth acting on, with the one next step.
struct Finding {
  Severity severity = Severity::info;
  std::string code;     // "dkim.unaligned": a contract with scripts
  std::string domain;   // the policy domain; empty where it concerns all
  std::string subject;  // a sender, an address, a reporter
  std::int64_t messages = 0;
  std::string what;
  std::string advice;
  std::optional<Day> last_day{};  // on which it was seen
  std::int64_t rejections = 0;    // of mail of its sources, from bounces and logs
};

struct FindingInput {
  const std::vector<JudgedSource>& sources;
  const std::vector<ReporterQuality>& reporters;
  std::int64_t unreadable = 0;
  Thresholds thresholds;
  std::optional<Cause> cause{};  // findings of this cause alone
  bool is_of_all = true;         // false: nothing but what concerns these sources
  const std::vector<MatchedRejection>* rejections = nullptr;  // of the window; null: none were asked for
};

// The findings, worst first, then by messages. Sources that the administrator ignores have none.
std::vector<Finding> findings_of(const FindingInput& input);

// That the next step may be taken; absent where it may not, or where none is left.
std::optional<Finding> ready_finding(const Readiness& readiness);

// By severity, then by messages.
void put_worst_first(std::vector<Finding>& findings);

}  // namespace ruascope
