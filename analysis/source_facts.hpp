// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/evidence.hpp"
#include "analysis/host_name.hpp"
#include "analysis/thresholds.hpp"
#include "ingest/model/source_network.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace ruascope {

// A signature of ours by d= and selector.
struct SelectorKey {
  NameNumber domain = 0;
  NameNumber selector = 0;
  auto operator<=>(const SelectorKey&) const = default;
};

// What is known of an address beside the reports.
struct KnownAddress {
  std::optional<HostName> host{};
  std::optional<SourceNetwork> network{};
  // The domain whose SPF record names the address; of it or of the organization's other domains where it is
  // `is_own_spf`, else of one that it includes. Empty where none does.
  std::string spf_domain{};
  bool is_own_spf = false;
  bool is_direct_spf =
      false;  // the policy domain's own record does, or one it redirects to; not one that it includes

  // What the address is called by its own records' leave; empty where it is by none.
  std::string confirmed_name() const { return host && host->is_confirmed ? host->name : std::string{}; }
};

// What one source of one domain does all over the window; counts are messages.
struct SourceFacts {
  IpAddress address;
  std::int64_t messages = 0;
  std::int64_t passed = 0;
  std::int64_t dkim_aligned = 0;
  std::int64_t spf_own = 0;       // SPF passes for the domain or, where strict alignment wants more, its kin
  std::int64_t both_own = 0;      // and DKIM does
  std::int64_t own_broken = 0;    // a signature of ours failed
  std::int64_t own_envelope = 0;  // SPF was asked of our domain and did not pass
  std::int64_t declared_forwarded = 0;  // said the reporter, or ARC told it
  std::int64_t declared_list = 0;
  std::int64_t aligned = 0;                        // on either leg
  std::int64_t second_signed = 0;                  // of these, what somebody else signs too
  std::map<SelectorKey, std::int64_t> selectors;   // of ours that pass
  std::set<SelectorKey> foreign_selectors;         // of others that pass
  std::map<NameNumber, std::int64_t> spf_passes;   // by foreign organization of the envelope
  std::map<NameNumber, std::int64_t> dkim_passes;  // by foreign organization that signs
  NameNumber list_host = 0;                        // a passing envelope that is named as lists are
  NameNumber header_from = 0;                      // of its first result set
  std::int64_t reporter_count = 0;
  std::int64_t spf_reporter_count = 0;  // those who saw SPF pass for us
  std::int64_t day_count = 0;
  bool has_broken_elsewhere_sound = false;  // a broken signature of ours whose selector passes elsewhere
  bool is_steady = false;
  KnownAddress known{};
};

// Organizational domains of the administrator's own domains.
using OwnDomains = std::set<NameNumber>;

// The facts of a source; `evidence` has that of each of its combinations. What passes for another domain of
// the administrator counts as ours, not as a stranger's.
SourceFacts facts_of(const SourceCombinations& source, std::span<const Evidence* const> evidence,
                     Names& names, const OwnDomains& own, const Thresholds& thresholds);

// Where the mail that a selector signs comes from, all over a domain's window: the organization of the
// envelopes that pass SPF with it, ours where SPF is aligned; else of a second signature that passes.
class SelectorHomes {
 public:
  void take(const Evidence& evidence, std::int64_t messages, Names& names);
  // 0 where none has its share.
  NameNumber home_of(const SelectorKey& selector, const Thresholds& thresholds) const;
  std::int64_t messages_of(const SelectorKey& selector) const;

 private:
  struct Home {
    std::int64_t messages = 0;
    std::map<NameNumber, std::int64_t> by_organization;
  };
  std::map<SelectorKey, Home> homes_;
};

// What passes for somebody else again and again, whatever the addresses: addresses of one service are one
// sender.
class Identities {
 public:
  void take(const Evidence& evidence, const Combination& combination);
  // Once all was taken.
  void finish(const Thresholds& thresholds);
  struct Seen {
    std::vector<std::int64_t> reporters;  // sorted
    std::vector<Day> days;                // sorted
    bool is_steady = false;
  };
  // Null if nothing passed for this organization.
  const Seen* of(NameNumber organization) const;

 private:
  std::unordered_map<NameNumber, Seen> seen_;
};

// True if days and reporters come up to what is called steady.
bool is_steady(const std::vector<Day>& days, std::size_t reporters, const Thresholds& thresholds);

// "12 messages on 3 days at 2 reporters".
std::string seen_text(const SourceFacts& facts);

// True if `part` is at least so many percent of `whole`.
bool is_share(std::int64_t part, std::int64_t whole, std::int64_t percent);

// The name with the most messages; 0 for none.
NameNumber most_frequent(const std::map<NameNumber, std::int64_t>& counts);

}  // namespace ruascope
