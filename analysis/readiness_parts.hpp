// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judged_mail.hpp"
#include "analysis/policy_step.hpp"
#include "analysis/readiness.hpp"
#include "ingest/model/messages.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace ruascope {

// True if so many tenths of a percent of `whole` are reached, without rounding.
bool reaches(std::int64_t part, std::int64_t whole, std::int64_t tenths_of_percent);

// Messages of one kind, and how they fared.
struct Aligned {
  std::int64_t messages = 0, passed = 0, dkim = 0;

  void take(std::int64_t number, const ResultTraits& traits) {
    messages = add_messages(messages, number);
    if (traits.passes) passed = add_messages(passed, number);
    if (traits.verdicts.dkim == Verdict::pass) dkim = add_messages(dkim, number);
  }
  void take(const Aligned& other) {
    messages = add_messages(messages, other.messages);
    passed = add_messages(passed, other.passed);
    dkim = add_messages(dkim, other.dkim);
  }
  std::int64_t failed() const { return messages - passed; }
};

// The last day on which mail had a fault, and the last on which mail had not.
struct Lapse {
  Day last = INT32_MIN;
  Day right = INT32_MIN;
  void take(Day day, bool is_right) { (is_right ? right : last) = std::max(is_right ? right : last, day); }
};

// A source of the window with its mail by what it is addressed as.
struct Measured {
  const JudgedSource* source = nullptr;
  Aligned domain, below;  // From: the policy domain itself, and names below it
  std::array<Aligned, 3> by_addressed{};
  Lapse failing;          // DMARC
  Lapse without_dkim;     // no aligned signature
  std::int64_t lost = 0;  // that the step would not deliver

  Aligned all() const {
    auto sum = domain;
    sum.take(below);
    return sum;
  }
  bool is_sender() const {
    return sends_for_domain(source->judgement.source_class) && !source->judgement.is_ignored;
  }
};

Measured measured(const JudgedSource& source, const std::string& policy_domain, TraitsBook& traits);

// The next record and what to know of it. `check`: of the records that stand in DNS; null where they are not
// known.
void advise(Readiness& readiness, const DnsCheck* check);

}  // namespace ruascope
