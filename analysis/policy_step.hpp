// SPDX-License-Identifier: MIT
#pragma once

#include "store/totals.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// How much a policy asks for: 0 none, 1 quarantine, 2 reject. A policy that is not known asks for nothing.
int strictness(Policy policy);

// The next weaker and the next stronger; none and reject stay.
Policy weakened(Policy policy);
Policy strengthened(Policy policy);

// Which tag of a record a message falls under: p, sp, or np for names below the domain that do not exist (RFC
// 9989 section 4.7).
enum class Addressed { domain, subdomain, unused_name };
inline constexpr Addressed all_addressed[] = {Addressed::domain, Addressed::subdomain,
                                              Addressed::unused_name};

// Where the domain in a From: stands. `is_unused`: nothing passes under it and nobody sends from there, which
// stands for a name that does not exist as long as DNS was not asked.
Addressed addressed(std::string_view header_from, std::string_view policy_domain, bool is_unused);

// What a record asks for without its softening, np and sp standing in for each other as the RFC says.
Policy asked(const PolicyRecord& record, Addressed addressed);
// With t=y: one step weaker (RFC 9989).
Policy action_of(const PolicyRecord& record, Addressed addressed);
// What is done at least with all mail, by receivers of RFC 7489 and of RFC 9989 alike: with t=y or a pct
// below 100 one step less than what is asked.
Policy least_action(const PolicyRecord& record, Addressed addressed);
// Published with t=y, or for less than all mail (pct, RFC 7489).
bool is_softened(const PolicyRecord& record);

// The record with these policies and without softening; sp and np where they say something.
PolicyRecord with_policies(PolicyRecord record, Policy p, Policy sp, Policy np);
// The record that asks for what `least_action` says: no receiver does more by it than by `record`.
PolicyRecord unsoftened(const PolicyRecord& record);

// A record and the one to publish next.
struct PolicyStep {
  PolicyRecord from, to;
  bool is_change() const { return !(from == to); }
};

// The next step: `to` if it is not weaker than p, else what is next from there. p moves to it, sp and np
// where they are weaker by one step; pct and t=y go. Reporters write sp where none is published, so an sp
// that says what p says counts as not published. Never a weaker record than `record`.
PolicyStep next_step(const PolicyRecord& record, std::optional<Policy> to);

// The TXT record, as far as reports tell: "v=DMARC1; p=reject; rua=<as today>; adkim=s". What they do not
// tell is named, not left out: who publishes it as it is would get no more reports.
std::string record_text(const PolicyRecord& record);
// "p=quarantine sp=none pct=20": what a record says of policies.
std::string policy_text(const PolicyRecord& record);

}  // namespace ruascope
