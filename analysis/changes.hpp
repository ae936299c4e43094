// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/thresholds.hpp"
#include "store/totals.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Messages of one day.
struct DayCounts {
  std::int64_t messages = 0, failed = 0;
};
using DaySeries = std::map<Day, DayCounts>;  // days with mail alone

// A sender of a domain, all its addresses together, over the days that are looked at.
struct SenderSeries {
  std::string domain;
  std::string subject;  // its name, or an address that nothing names
  SourceClass source_class = SourceClass::unknown;
  DaySeries days{};
};

// One domain over the days that are looked at.
struct DomainSeries {
  std::string domain;
  Day first_reported = 0;  // of all days
  DaySeries days{};
  std::vector<PublishedPeriod> published{};  // by end
};

// What is compared. The window's last days are held against the days before them.
struct ChangesInput {
  Day since = 0, until = 0;  // of the window
  const std::vector<SenderSeries>& senders;
  const std::vector<DomainSeries>& domains;
  const std::vector<ReporterDays>& reporters;  // empty where the question chooses among reporters
  // Days of DMARC rejections by policy domain; a day stands as often as it had some.
  std::map<std::string, std::vector<Day>> rejections;
  ChangeThresholds thresholds{};
  Thresholds steadiness{};  // what is steady, and what a volume
};

// What changed and is worth a look: a sender new or gone, one that passed and now fails, a reporter silent, a
// policy changed, weakened or seen differently, volume far from usual, more rejections than before.
std::vector<Finding> changes_of(const ChangesInput& input);

}  // namespace ruascope
