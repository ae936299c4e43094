// SPDX-License-Identifier: MIT
#include "ingest/model/booking.hpp"

#include <algorithm>
#include <numeric>

namespace ruascope {
namespace {

__extension__ using Wide = __int128;  // counts reach 2^63 and are multiplied by seconds

constexpr std::int64_t longest_single_day = 36 * 3600;
constexpr std::int64_t longest_spread = 31 * seconds_per_day;

// Instants beyond these are kept in reports but stand for nonsense; days must fit their type.
constexpr std::int64_t earliest = -62'135'596'800;  // 0001-01-01
constexpr std::int64_t latest = 253'402'300'799;    // 9999-12-31

}  // namespace

Booking book_period(std::int64_t begin, std::int64_t end) {
  begin = std::clamp(begin, earliest, latest);
  end = std::clamp(end, earliest, latest);
  const bool end_belongs = (end - begin) % 60 == 59;
  const std::int64_t length = end - begin + (end_belongs ? 1 : 0);
  if (length <= longest_single_day) return {{{day_of(begin + length / 2), length}}, false};
  const Day last = day_of(begin + length - 1);
  if (length > longest_spread) return {{{last, length}}, true};
  Booking booking{{}, true};
  for (Day day = day_of(begin); day <= last; ++day) {
    const std::int64_t midnight = std::int64_t{day} * seconds_per_day;
    const auto from = std::max(begin, midnight);
    const auto until = std::min(begin + length, midnight + seconds_per_day);
    booking.shares.push_back({day, until - from});
  }
  return booking;
}

std::vector<std::int64_t> spread(std::int64_t messages, const Booking& booking) {
  const auto& shares = booking.shares;
  if (shares.size() == 1) return {messages};
  std::int64_t length = 0;
  for (const auto& share : shares) length += share.seconds;
  std::vector<std::int64_t> parts;
  std::vector<Wide> remainders;
  std::int64_t left = messages;
  for (const auto& share : shares) {
    const auto product = static_cast<Wide>(messages) * share.seconds;
    parts.push_back(static_cast<std::int64_t>(product / length));
    remainders.push_back(product % length);
    left -= parts.back();
  }
  std::vector<std::size_t> order(shares.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t one, std::size_t other) { return remainders[one] > remainders[other]; });
  for (std::size_t index = 0; left > 0; ++index, --left) ++parts[order[index]];
  return parts;
}

}  // namespace ruascope
