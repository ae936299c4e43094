// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ruascope {

// Where judgement draws its lines; each is a key of the configuration ("analysis.steady-days").
struct Thresholds {
  // A source is steady on so many days in so many ISO weeks, or on some days at several reporters.
  std::int64_t steady_days = 5;
  std::int64_t steady_weeks = 2;
  std::int64_t steady_reported_days = 3;
  std::int64_t steady_reporters = 2;
  std::int64_t volume_messages = 20;  // a source sends in volume
  std::int64_t few_reporters = 2;     // so many or fewer see what is forwarded
  std::int64_t stable_days = 3;       // a service that sends in somebody's name goes on for so many days
  std::int64_t stable_reporters = 2;  // or is seen by so many reporters
  std::int64_t main_percent = 50;     // of a selector's messages: where its home is
  std::int64_t second_percent = 50;   // of the aligned messages that a service signs too
};

}  // namespace ruascope
