// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/catalogue.hpp"
#include "analysis/classes.hpp"
#include "ingest/model/rejection.hpp"

#include <string>
#include <vector>

namespace ruascope {

// What the general rules, which know no receiver's texts, make of a reply.
struct RuleVerdict {
  RefusalClass refusal_class = RefusalClass::ambiguous;
  Confidence confidence = Confidence::none;
  std::string why{};  // a sentence
  std::string kind{};
  std::vector<std::string> candidates{};  // of `ambiguous`, the likeliest first
  bool is_temporary = false;              // by its words
};

// Judges by words and codes alone. Precision comes before recall: what may be something else than DMARC is
// `ambiguous`. `is_google`: the reply is from Google, which gives some codes a meaning of its own.
RuleVerdict judge_reply(const Reply& reply, bool is_google);

}  // namespace ruascope
