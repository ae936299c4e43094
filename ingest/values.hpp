// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"
#include "ingest/notes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// The texts of aggregate reports turned into values. `element` names the element in the notes: "alias" for an
// obsolete spelling that was mapped, "enum" for a value outside the enumeration (kept as it came), "number",
// "ip", "period" and "domain" for what was mended.

Token<Disposition> read_disposition(std::string_view text, Notes& notes);
Token<Verdict> read_verdict(std::string_view text, std::string_view element, Notes& notes);
// Empty means absent (RFC 7489: the default applies).
std::optional<Token<Policy>> read_policy(std::string_view text, std::string_view element, Notes& notes);
std::optional<Token<AlignmentMode>> read_alignment(std::string_view text, std::string_view element,
                                                   Notes& notes);
std::optional<Token<Testing>> read_testing(std::string_view text, Notes& notes);
std::optional<Token<DiscoveryMethod>> read_discovery(std::string_view text, Notes& notes);
Token<DkimResult> read_dkim_result(std::string_view text, Notes& notes);
Token<SpfResult> read_spf_result(std::string_view text, Notes& notes);
Token<SpfScope> read_scope(std::string_view text, Notes& notes);
Token<ReasonType> read_reason_type(std::string_view text, Notes& notes);

// Messages: 0 to 2^63-1. nullopt if this is no such number.
std::optional<std::int64_t> read_count(std::string_view text, Notes& notes);
// Percent, 0 to 100; nullopt if empty or no such number.
std::optional<int> read_percent(std::string_view text, Notes& notes);
// Seconds since the epoch; fractions dropped, milliseconds and "2023-11-15[T00:00:00[Z]]" mended. nullopt if
// unreadable.
std::optional<std::int64_t> read_epoch(std::string_view text, Notes& notes);
// An address, also in brackets, with a port, a zone or "IPv6:" around it; nullopt if there is none.
std::optional<IpAddress> read_address(std::string_view text, Notes& notes);
// A domain name in the form it is compared in; the part behind "@" of an address, noted unless the element is
// an envelope address, where it is usual.
std::string read_domain(std::string_view text, std::string_view element, Notes& notes);
std::string read_envelope_domain(std::string_view text, std::string_view element, Notes& notes);
// True for the words that reporters write where SPF had no domain to check.
bool is_no_domain(std::string_view text);

}  // namespace ruascope
