// SPDX-License-Identifier: MIT
#include "analysis/readiness.hpp"

#include "analysis/readiness_judge.hpp"

#include <algorithm>

namespace ruascope {

Readiness ReadinessJudge::run() {
  check_policy();
  check_days();
  check_reporters();
  check_messages();
  check_aligned();
  check_without_one();
  check_unknown();
  check_quiet();
  check_seldom();
  check_forwarded();
  check_dkim();
  check_below();
  check_rejections();
  check_records();
  decide();
  advise(result_, input_.check);
  std::stable_sort(result_.blockers.begin(), result_.blockers.end(),
                   [](const Blocker& one, const Blocker& other) { return one.messages > other.messages; });
  return std::move(result_);
}

bool ReadinessJudge::has(CheckStatus status) const {
  return std::any_of(result_.checks.begin(), result_.checks.end(),
                     [&](const ReadinessCheck& check) { return check.status == status; });
}

void ReadinessJudge::decide() {
  result_.verdict = has(CheckStatus::block)     ? ReadinessVerdict::not_ready
                    : has(CheckStatus::no_data) ? ReadinessVerdict::not_enough_data
                                                : ReadinessVerdict::ready;
  if (result_.verdict == ReadinessVerdict::not_enough_data) return;
  const bool is_sure = !is_small_ && !has(CheckStatus::no_data) && !has(CheckStatus::warn);
  result_.confidence = is_sure ? Confidence::strong : Confidence::likely;
}

Readiness readiness_of(const ReadinessInput& input) { return ReadinessJudge(input).run(); }

}  // namespace ruascope
