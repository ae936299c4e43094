// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/readiness_work.hpp"

#include <string>

namespace ruascope {

// Goes through the checks of readiness; each adds its row, and what it finds in the way.
class ReadinessJudge : private ReadinessWork {
 public:
  using ReadinessWork::ReadinessWork;

  Readiness run();

 private:
  // Is enough known? (readiness_data.cpp)
  void check_policy();
  void check_days();
  // Who saw nothing but strangers' mail tells nothing of the domain's own.
  void check_reporters();
  // Anybody can send a report. What holds only as long as one of them is believed does not hold.
  void check_without_one();
  void check_messages();

  // Does the mail pass? (readiness_mail.cpp)
  std::string aligned_why(const Shares& shares) const;
  void check_aligned();
  void check_forwarded();
  void check_dkim();
  void check_below();

  // Are all senders known? (readiness_inventory.cpp)
  void check_unknown();
  void check_quiet();
  bool holds_month_end() const;
  void check_seldom();
  void check_rejections();
  // The source that explains it; of a sender's addresses one that still fails, if any does.
  const Measured* measured_source(const MatchedRejection& rejection) const;

  // Are the records in order? (readiness_records.cpp)
  void check_records();

  bool has(CheckStatus status) const;
  void decide();

  bool is_small_ = false;
};

}  // namespace ruascope
