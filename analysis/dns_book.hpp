// SPDX-License-Identifier: MIT
#pragma once

#include "store/totals.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What is known of DNS, as judgement reads it. What it lacks it remembers: who may ask, asks for that and
// reads again, until nothing is lacking. Nobody waits here.
class DnsBook {
 public:
  using LookUp = std::function<std::optional<KnownDns>(const DnsQuestion&)>;
  explicit DnsBook(LookUp look_up) : look_up_(std::move(look_up)) {}

  // Null, and lacking from now on, where nothing is known. Valid until the question is learnt anew.
  const KnownDns* find(const DnsQuestion& question);
  void learn(const DnsQuestion& question, std::optional<KnownDns> known);
  // The questions that were looked for in vain since the last call, in that order, each once.
  std::vector<DnsQuestion> take_lacking();

 private:
  LookUp look_up_;
  std::map<DnsQuestion, std::optional<KnownDns>> entries_;
  std::vector<DnsQuestion> lacking_;
};

// How a name that was looked for is known.
struct DnsState {
  std::optional<DnsStatus> status;  // absent: not asked yet
  std::int64_t since = 0, asked_at = 0;
  std::optional<DnsStatus> failure{};  // of a later attempt
  // True if DNS said what there is, or that there is nothing.
  bool is_answered() const { return status && is_answer(*status); }
};
DnsState state_of(const KnownDns* known);

}  // namespace ruascope
