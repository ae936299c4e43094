// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/correlate.hpp"
#include "analysis/judge.hpp"
#include "analysis/refusal.hpp"
#include "ingest/model/rejection.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What an explanation goes by.
struct ExplainInput {
  const Rejection& rejection;
  const Refusal& refusal;
  const RejectionMatch& match;
  const std::vector<std::shared_ptr<const JudgedSource>>&
      sources;               // of the match's candidates, where they were judged
  bool has_reports = false;  // the store has reports at all
};

// One rejection in words: what it is and what not, who refused, whose policy was applied, which source it
// was, what to repair, and what cannot be known.
struct Explanation {
  std::string meaning;             // the verdict, in two or three sentences
  std::string caution;             // what it is not, or what is often believed and wrong; may be empty
  std::optional<Policy> policy{};  // of the author domain, as applied or as reports of that day say
  std::string source{};            // which source it was, and how sure that is; empty where nothing is known
  std::string cause{};             // why it fails there; empty where it is not known
  std::vector<std::string> repair{};  // steps, the first one first
  std::string policy_step{};  // what may be done with the policy meanwhile; empty where it is no matter
  std::vector<std::string> limits{};  // what the evidence cannot show
};

Explanation explain(const ExplainInput& input);

}  // namespace ruascope
