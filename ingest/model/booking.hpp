// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/time.hpp"

#include <cstdint>
#include <vector>

namespace ruascope {

// The UTC days a report is booked on. Reports count messages of a period; people ask for days.
struct Booking {
  struct Share {
    Day day;
    std::int64_t seconds;  // of the period that fall on the day
  };
  std::vector<Share> shares;  // ascending, at least one
  bool odd = false;           // a period of more than 36 hours: the days are an estimate

  Day first_day() const { return shares.front().day; }
  Day last_day() const { return shares.back().day; }
};

// A period of up to 36 hours belongs to the day of its midpoint; one of up to 31 days is spread over its days
// by time; a longer one stands on its last day. Whether `end` belongs to the period no RFC says: it does
// where it is the last second of a minute.
Booking book_period(std::int64_t begin, std::int64_t end);

// `messages` spread over the shares: integers by largest remainder, the earlier day first. The sum is exact.
std::vector<std::int64_t> spread(std::int64_t messages, const Booking& booking);

// Calls take(day, part) for each day that gets a part of `messages`.
template <class Take>
void for_each_day(std::int64_t messages, const Booking& booking, const Take& take) {
  if (booking.shares.size() == 1) return take(booking.first_day(), messages);
  const auto parts = spread(messages, booking);
  for (std::size_t index = 0; index < parts.size(); ++index)
    if (parts[index] > 0) take(booking.shares[index].day, parts[index]);
}

}  // namespace ruascope
