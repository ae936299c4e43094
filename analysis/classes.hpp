// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/cause.hpp"
#include "analysis/own_list.hpp"
#include "analysis/services.hpp"
#include "analysis/source_facts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Whose a source is.
enum class SourceClass : std::uint8_t { own, third_party, forwarder, mailing_list, unknown, abuse };
template <>
inline constexpr std::array<std::string_view, 6> names<SourceClass>{
    "own", "third_party", "forwarder", "mailing_list", "unknown", "abuse"};
std::optional<SourceClass> class_named(std::string_view label);

// Own and third party: the mail that has to arrive.
constexpr bool sends_for_domain(SourceClass source_class) {
  return source_class == SourceClass::own || source_class == SourceClass::third_party;
}

// How sure a judgement is.
enum class Confidence : std::uint8_t { none, possible, likely, strong, proven };
template <>
inline constexpr std::array<std::string_view, 5> names<Confidence>{"none", "possible", "likely", "strong",
                                                                   "proven"};

struct Classified {
  SourceClass source_class = SourceClass::unknown;
  Confidence confidence = Confidence::none;
  std::vector<std::string> evidence;  // short sentences with figures
};

// What classification asks beside the facts of a source.
struct ClassContext {
  Names& names;
  const OwnList& own;
  const Services& services;
  const SelectorHomes& homes;
  const Identities& identities;
  const Thresholds& thresholds;
  bool explains = true;  // false: nobody reads the evidence
};

// The class of a source that sends for the domain: own or third party. Nullopt where nothing says so.
std::optional<Classified> class_of_sender(const SourceFacts& facts, const ClassContext& context);

// The class of any other source.
Classified class_of_other(const SourceFacts& facts, bool is_neighbour, const ClassContext& context);

// The service whose domains pass in a source's mail, the envelope's first; null if none is known.
const Service* service_of(const SourceFacts& facts, const ClassContext& context);

}  // namespace ruascope
