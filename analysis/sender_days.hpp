// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"

#include <string>
#include <vector>

namespace ruascope {

// On which days an own or third-party sender of a domain was seen: a service with all its addresses, own
// hosts and what nothing names by their network (/24, /64), as a new server of one's own is news.
struct SenderDays {
  std::string sender;     // empty where nothing names it
  std::string network;    // empty for a service
  std::vector<Day> days;  // sorted and distinct, never empty
  std::int64_t messages = 0;

  std::string name() const {
    if (network.empty()) return sender;
    return sender.empty() ? network : sender + " at " + network;
  }
  Day first() const { return days.front(); }
  Day last() const { return days.back(); }
  // True if the source is one of its addresses.
  bool holds(const JudgedSource& source) const;
};

// The /24 or /64 that an address lies in: "192.0.2.0/24".
std::string network_text(const IpAddress& address);

// The own and third-party senders of one domain's sources, which were judged with their mail; ignored ones
// left out.
std::vector<SenderDays> sender_days(const std::vector<JudgedSource>& sources);

}  // namespace ruascope
