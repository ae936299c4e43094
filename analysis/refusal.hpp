// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/catalogue.hpp"
#include "analysis/classes.hpp"
#include "analysis/receivers.hpp"
#include "ingest/model/rejection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What a receiver says in a 5.7.515 of Microsoft, in lower case ("pass", "fail"); empty where it is not told.
struct StatedVerdicts {
  std::string spf{};
  std::string dkim{};
  std::string dmarc{};
  bool operator==(const StatedVerdicts&) const = default;
};

// What a receiver's reply means.
struct Refusal {
  RefusalClass refusal_class = RefusalClass::ambiguous;
  Check check = Check::unknown;
  // strong: a known text, or the word DMARC with what was done for it; likely: other general rules;
  // possible: one of `candidates`; none: nothing tells.
  Confidence confidence = Confidence::none;
  Permanence permanence = Permanence::unknown;
  std::string receiver{};         // display name; empty if not known
  std::string kind{};             // of check `other`: "relay", "login", "reverse_dns" ...
  std::string entry_id{};         // of the catalogue; empty where the general rules judged
  std::string why{};              // what decided, a sentence for people
  std::string note{};             // of the catalogue
  std::string domain{};           // that the text names, lower case; empty if none
  std::optional<IpAddress> ip{};  // of the sender, that the text names
  std::vector<std::string>
      candidates{};  // of check `unknown`: "dmarc", "dkim", "spam" ..., the likeliest first
  StatedVerdicts verdicts{};
};

// Judges a reply by the catalogue, else by general rules. What was refused before the message itself was sent
// is never DMARC (RFC 9989 section 7.1). Codes alone never make DMARC, but Microsoft's 5.7.509.
Refusal refusal_of(const Reply& reply, const Catalogue& catalogue, const Receivers& receivers);

}  // namespace ruascope
