// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/classes.hpp"
#include "analysis/refusal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What the texts are filled in with; empty where it is not known.
struct RefusalNames {
  std::string receiver;
  std::string domain;         // in the From: header
  std::string kind;           // of another matter
  std::string policy_domain;  // whose policy is the domain's, where that is another one
  std::string enhanced_code{};
  bool is_before_message = false;  // refused at MAIL or RCPT
};

// What the refusal means, in two or three sentences.
std::string meaning_of(const Refusal& refusal, const RefusalNames& names);
// What it is not, against what is often believed; empty where nothing is.
std::string caution_for(const Refusal& refusal, const RefusalNames& names);
// What to do whatever the source, step by step. A step that begins with "Find" is for those who do not know
// it.
std::vector<std::string> repair_of(const Refusal& refusal, const RefusalNames& names);
// What may be done with the policy until the source is repaired. Never a weaker one as the cure.
std::string policy_step_for(const Refusal& refusal, const RefusalNames& names,
                            std::optional<SourceClass> of_source, std::optional<Policy> policy);
// What would have to be known of a reply that says too little.
std::string what_would_decide(const Rejection& rejection);

}  // namespace ruascope
