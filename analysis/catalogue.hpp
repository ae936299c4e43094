// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"
#include "ingest/model/tokens.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What a receiver's refusal is about, as `explain` and `rejections` name it.
enum class Check : std::uint8_t { dmarc, spf, dkim, sender_requirements, other, unknown };
template <>
inline constexpr std::array<std::string_view, 6> names<Check>{
    "dmarc", "spf", "dkim", "sender_requirements", "other", "unknown"};

// The classes of data/rejections.tsv, where their letters stand.
enum class RefusalClass : std::uint8_t {
  domain_policy,    // D: the domain owner's DMARC policy was applied
  unauthenticated,  // A: neither SPF nor DKIM passed, and the receiver demands one of them
  spf,              // S
  dkim,             // K
  alignment,        // N: alignment is demanded whatever the domain's policy
  no_record,        // R: the domain has no usable DMARC record
  reverse_dns,      // P
  mailing_list,     // M: a list's rule for authors whose domain has a strict policy
  ambiguous,        // X: authentication is one of several possible reasons
  other             // O
};
template <>
inline constexpr std::array<std::string_view, 10> names<RefusalClass>{
    "domain_policy", "unauthenticated", "spf",          "dkim",      "alignment",
    "no_record",     "reverse_dns",     "mailing_list", "ambiguous", "other"};

Check check_of(RefusalClass refusal_class);

// Whether the sender's server will try again. As a property of a text, `unknown` means that the reply code
// decides.
enum class Permanence : std::uint8_t { permanent, temporary, quarantined, unknown };
template <>
inline constexpr std::array<std::string_view, 4> names<Permanence>{"permanent", "temporary", "quarantined",
                                                                   "unknown"};

// A text with which receivers refuse mail: a row of data/rejections.tsv.
struct CatalogueEntry {
  std::string id;
  std::string receiver;  // empty where the text is not tied to one
  RefusalClass refusal_class = RefusalClass::ambiguous;
  std::string kind;                     // of `other` and `reverse_dns`: "relay", "login", "reverse_dns" ...
  std::vector<std::string> candidates;  // of `ambiguous`: names of checks or kinds
  Permanence permanence = Permanence::unknown;
  std::vector<std::string> codes;           // seen with the text; they need not be met
  std::vector<std::string> enhanced_codes;  // the same
  std::vector<std::string> hosts;           // suffixes of hosts for which alone it counts; empty: any
  std::string pattern;                      // with {domain}, {ip}, {address}, {url}, {id}, {any}
  char grade = '-';                         // O, S, B, C, as in the file; - for none
  std::string first_seen;
  std::string verified;
  std::string note;
};

struct CatalogueMatch {
  const CatalogueEntry* entry;  // valid as long as a catalogue that has it
  std::string domain;           // that the text names, lower case; empty if none, or none in ASCII
  std::optional<IpAddress> ip;
};

// The known texts. Copies share what they hold; the patterns are compiled when something is matched for the
// first time. Several threads may match at once.
class Catalogue {
 public:
  Catalogue();
  // The table that the program brings.
  static Catalogue well_known();

  // Rows in the form of data/rejections.tsv. They come before those that are there, and replace those with
  // their ids. Throws Error naming `origin` and the line of a bad row; nothing is added then.
  void add(std::string_view text, const std::string& origin);

  // The first entry whose pattern is in `text`, which is as read_reply() gives it. Time is linear in `text`,
  // of which the first 16 KiB count.
  std::optional<CatalogueMatch> match(std::string_view text, std::string_view host) const;

  const std::vector<CatalogueEntry>& entries() const;

 private:
  struct Table;
  std::shared_ptr<const Table> table_;
};

}  // namespace ruascope
