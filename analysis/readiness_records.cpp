// SPDX-License-Identifier: MIT
// Are the records in order? By what DNS said last.
#include "analysis/dns_check.hpp"
#include "analysis/readiness_judge.hpp"

#include <fmt/format.h>

namespace ruascope {

void ReadinessJudge::check_records() {
  const auto* check = input_.check;
  if (check == nullptr) {
    add("records", CheckStatus::not_checked, {}, {},
        fmt::format("The DNS records were not looked up: ruascope check {}.", input_.domain));
    return;
  }
  std::int64_t broken = 0, doubtful = 0;
  std::string first;
  for (const auto& finding : check->findings) {  // worst first
    if (finding.is_of_policy() || finding.severity < Severity::warning) continue;
    ++(finding.severity >= Severity::serious ? broken : doubtful);
    if (first.empty()) first = fmt::format("{} ({}): {}", finding.name, finding.code, finding.what);
  }
  const auto others = broken + doubtful - 1;
  const auto as_of = format_day(day_of(check->records.dmarc.steps.front().state.asked_at));
  const auto why =
      first.empty()
          ? fmt::format("As of {} they are in order.", as_of)
          : fmt::format(
                "As of {}: {}{}", as_of, first,
                others == 0 ? "" : fmt::format(" And {} more: ruascope check {}.", others, input_.domain));
  add("records",
      broken > 0     ? CheckStatus::block
      : doubtful > 0 ? CheckStatus::warn
                     : CheckStatus::pass,
      static_cast<double>(broken), 0, why);
}

}  // namespace ruascope
