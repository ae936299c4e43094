// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"
#include "ingest/model/shared.hpp"
#include "ingest/model/tokens.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// The first 16 bytes of a SHA-256.
using Digest = std::array<std::uint8_t, 16>;

// Its bytes; valid as long as the digest.
inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// The policy as the reporter found it (RFC 7489 appendix C, RFC 9990 section 3.1.1.5). Absent elements stay
// absent; the defaults of the RFCs are applied where a value is used, never where it is kept.
struct PublishedPolicy {
  std::string domain;      // A-label, lower case, no trailing dot
  std::string domain_raw;  // as it came, only where the A-label form differs by more than case or dot
  std::optional<Token<Policy>> p;
  std::optional<Token<Policy>> sp;
  std::optional<Token<Policy>> np;
  std::optional<Token<AlignmentMode>> adkim;
  std::optional<Token<AlignmentMode>> aspf;
  std::optional<int> pct;  // 0 to 100
  std::optional<std::string> fo;
  std::optional<Token<Testing>> testing;
  std::optional<Token<DiscoveryMethod>> discovery_method;
  std::optional<std::string> psd;  // RFC 9989's tag, which no schema of reports has

  bool operator==(const PublishedPolicy&) const = default;
};

// Stands for the name of a reporter that gave none.
inline constexpr std::string_view unknown_organization = "unknown";

// A report without its records.
struct ReportHead {
  std::string org_name;  // free text, trimmed; not a domain
  std::string email;
  std::optional<std::string> extra_contact_info;
  std::string report_id;   // trimmed, without one pair of <>
  std::int64_t begin = 0;  // seconds since the epoch, UTC
  std::int64_t end = 0;
  std::vector<std::string> errors;
  std::optional<std::string> generator;
  std::optional<std::string> version;
  std::string xml_namespace;  // of the root element, empty if none
  PublishedPolicy policy;

  bool operator==(const ReportHead&) const = default;
};

// Why a receiver did something else than the policy says.
struct Reason {
  Token<ReasonType> type;
  std::optional<std::string> comment;
  bool operator==(const Reason&) const = default;
};

struct DkimEntry {
  std::string domain;  // d=, folded as header_from is; empty if the reporter gave none
  std::optional<std::string> selector;
  Token<DkimResult> result;
  std::optional<std::string> human_result;
  bool operator==(const DkimEntry&) const = default;
};

struct SpfEntry {
  std::string domain;  // empty if the reporter gave none
  std::optional<Token<SpfScope>> scope;
  Token<SpfResult> result;
  std::optional<std::string> human_result;
  std::string domain_raw{};  // what stood in the place of the domain ("not.evaluated"), if anything
  bool operator==(const SpfEntry&) const = default;
};

// All of a record but its address, count and disposition. Reports repeat few of these many times, so stores
// keep each distinct one once.
struct ResultSet {
  std::string header_from;                   // A-label, lower case, no trailing dot
  std::optional<std::string> envelope_from;  // domain; empty for the null reverse-path
  std::optional<std::string> envelope_to;
  Token<Verdict> dkim;  // the aligned verdicts of policy_evaluated
  Token<Verdict> spf;
  bool dkim_derived = false;  // the reporter gave no verdict; ours stands in its place
  bool spf_derived = false;
  std::vector<Reason> reasons;
  std::vector<DkimEntry> dkim_results;
  std::vector<SpfEntry> spf_results;

  bool derived() const { return dkim_derived || spf_derived; }
  bool operator==(const ResultSet&) const = default;
};

// DMARC passes when either aligned verdict is a pass (RFC 7489 section 4.2, RFC 9989 section 4.4).
inline bool passes_dmarc(Verdict dkim, Verdict spf) { return dkim == Verdict::pass || spf == Verdict::pass; }

// One row of a report. `count` is messages, at least 1.
struct Record {
  IpAddress source_ip;
  std::int64_t count = 0;
  Token<Disposition> disposition{Disposition::unknown, {}};
  Shared<ResultSet> results;  // reports repeat few of them many times
  Digest results_key{};       // equal exactly when `results` and the disposition's raw spelling are equal
  Digest results_content{};   // the same without the order of its lists and without what we derived

  bool operator==(const Record&) const = default;
};

// Something mended or odd in a report, e.g. {"enum", "disposition=softfail", 3}: kind, subject, how often.
struct Warning {
  std::string kind;
  std::string subject;
  std::int64_t times = 1;
  auto operator<=>(const Warning&) const = default;
};

// What is known once a report was read to its end.
struct ReportEnd {
  Digest identity{};              // of (org_name in any letter case, policy domain, report_id, begin, end)
  Digest content{};               // of identity, policy and the multiset of records
  Digest multiset{};              // of the multiset of records alone
  Digest document{};              // of the bytes of the XML document
  Schema schema = Schema::draft;  // the dialect, for display only; records take part in telling it
  std::vector<Warning> warnings;  // sorted
  bool partial = false;           // records may be missing at the end
  std::optional<std::string> report_id{};  // made from the content where the report brought none
  // Set on the last report of a document, once all of it was read: how many it holds.
  std::optional<std::int64_t> reports_of_document{};
};

}  // namespace ruascope
