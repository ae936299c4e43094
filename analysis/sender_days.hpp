// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"

#include <string>
#include <vector>

namespace ruascope {

// On which days an own or third-party sender of a domain was seen, all its addresses together.
struct SenderDays {
  std::string sender;     // empty: an address that nothing names
  std::string address;    // of that one
  std::vector<Day> days;  // sorted and distinct, never empty
  std::int64_t messages = 0;

  const std::string& name() const { return sender.empty() ? address : sender; }
  Day first() const { return days.front(); }
  Day last() const { return days.back(); }
  // True if the source is one of its addresses.
  bool holds(const JudgedSource& source) const;
};

// The own and third-party senders of one domain's sources, which were judged with their mail; ignored ones
// left out.
std::vector<SenderDays> sender_days(const std::vector<JudgedSource>& sources);

}  // namespace ruascope
