// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/readiness.hpp"
#include "analysis/readiness_parts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Part of a whole, 0 to 1; absent where there is nothing.
std::optional<double> share(std::int64_t part, std::int64_t whole);
// "99.5 %" of 995.
std::string percent(std::int64_t tenths_of_percent);
// Their addresses with their senders, the first few.
std::string names_of(const std::vector<const Measured*>& sources);

// What the checks of readiness work with: the mail, measured, and the answer that grows.
class ReadinessWork {
 public:
  explicit ReadinessWork(const ReadinessInput& input);

 protected:
  // The lines that this step has to reach.
  bool is_to_reject() const { return result_.step.to.p == Policy::reject; }
  std::int64_t source_line() const;
  std::int64_t total_line() const;

  ReadinessCheck& add(std::string name, CheckStatus status, std::optional<double> value,
                      std::optional<double> threshold, std::string why);
  void add_share(std::string name, CheckStatus status, std::optional<double> value, std::int64_t tenths,
                 std::string why);

  void add_blocker(const JudgedSource& source, std::int64_t messages, std::int64_t lost, std::string advice,
                   bool is_mended = false);
  // With the step that its cause asks for. What was mended needs none but time.
  void add_blocker(const Measured& one, std::int64_t messages, const Lapse& lapse);
  // Longer ago than a source needs to be called mended.
  bool is_old(Day day) const;
  bool is_mended(const Lapse& lapse) const;

  // True if a source has enough of the mail to be judged by itself.
  bool is_judged_alone(const Aligned& mail, const Aligned& all) const;
  struct Shares {
    std::vector<const Measured*> below;  // sources below their line
    std::optional<double> lowest;        // share of any
    bool is_total_reached = true;
  };
  Shares shares_of(const Aligned Measured::* part, const Aligned& all) const;
  // The sources below their line. Where the sum falls short and none of the larger ones is to blame: all that
  // fail.
  void block_failing(const Aligned Measured::* part, const Shares& shares);

  const ReadinessInput& input_;
  const ReadinessThresholds& lines_;
  std::vector<Measured> measured_;
  Aligned senders_, senders_domain_, senders_below_;  // own and third-party mail, by its From:
  Readiness result_;

 private:
  void replay_step();
};

}  // namespace ruascope
