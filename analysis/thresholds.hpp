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

// Where readiness draws them ("readiness.days"). Shares are in tenths of a percent.
struct ReadinessThresholds {
  std::int64_t window_days = 28;      // that are looked at
  std::int64_t days = 21;             // of these that were reported
  std::int64_t reporters = 3;         // who did
  std::int64_t messages = 100;        // of own and third-party mail
  std::int64_t small_messages = 30;   // of a small domain, which is judged less surely
  std::int64_t source_share = 10;     // of that mail: from here on a source is judged by itself
  std::int64_t source_messages = 20;  // or from so many messages on
  std::int64_t reject_source_aligned = 990;
  std::int64_t reject_total_aligned = 995;
  std::int64_t quarantine_source_aligned = 980;
  std::int64_t quarantine_total_aligned = 990;
  std::int64_t forwarded_aligned = 950;  // by DKIM, of forwarded mail
  std::int64_t dkim_aligned = 950;       // by DKIM, of own and third-party mail
  std::int64_t quiet_days = 14;          // without a new sender
  std::int64_t still_days = 7;           // a source that failed so lately still fails
  std::int64_t lookback_days = 92;       // that tell who sends but seldom
  std::int64_t fresh_days = 7;           // without a report: what is known is too old
  std::int64_t settle_days = 2;          // for which reporters may still see an older record
  std::int64_t alone_aligned = 980;      // of own and third-party mail, whichever reporter is left out
};

// What counts as a change ("changes.gone-days").
struct ChangeThresholds {
  std::int64_t lookback_days = 56;    // that tell what is usual, the window among them
  std::int64_t new_days = 14;         // a sender is new for so long
  std::int64_t gone_days = 7;         // a steady one is gone after so many
  std::int64_t gaps = 3;              // and after so many times its usual gap
  std::int64_t turned_percent = 50;   // of a day's mail fail once a sender was broken
  std::int64_t sound_percent = 95;    // of the mail passed before
  std::int64_t silent_days = 3;       // after which a regular reporter is silent
  std::int64_t regular_percent = 60;  // of its days on which a regular one reports
  std::int64_t regular_days = 7;      // with a report's end, that it takes to be called regular
  std::int64_t settle_days = 2;       // that a new record takes to be seen by all
  std::int64_t volume_factor = 5;     // median absolute deviations: far from usual
  std::int64_t volume_days = 4;       // of the same weekday that tell what is usual
  std::int64_t rejections = 5;        // in a week: fewer are no rise
  std::int64_t fallen_percent = 2;    // points of the pass rate, from a period to the next
  std::int64_t fallen_messages = 10;  // that failed more: fewer are no fall
};

// What `check` holds records against ("check.none-days").
struct CheckThresholds {
  std::int64_t window_days = 28;    // of reports that tell which selectors are in use
  std::int64_t none_days = 30;      // under p=none: time to go on
  std::int64_t silent_days = 3;     // without a report on the domain
  std::int64_t settle_days = 2;     // that a new record takes to be seen by all
  std::int64_t current_days = 7;    // since a selector passed: it is in use
  std::int64_t rsa_bits = 2048;     // of a key: fewer are weak (RFC 8301 section 3.2)
  std::int64_t record_bytes = 450;  // of an SPF record: more may not fit a packet (RFC 7208 section 3.4)
};

}  // namespace ruascope
