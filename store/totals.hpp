// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/dns_fact.hpp"
#include "ingest/model/ip_address.hpp"
#include "ingest/model/rejection.hpp"
#include "ingest/model/sink.hpp"
#include "ingest/model/time.hpp"
#include "ingest/model/tokens.hpp"
#include "store/result_json.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Messages by outcome. dmarc_pass + dmarc_fail = messages, and the four dispositions sum to messages too.
struct MessageCounts {
  std::int64_t messages = 0;
  std::int64_t dmarc_pass = 0;
  std::int64_t dmarc_fail = 0;
  std::int64_t dkim_aligned = 0;
  std::int64_t spf_aligned = 0;
  std::int64_t delivered = 0;  // DMARC took no action; the receiver may still have filtered
  std::int64_t quarantined = 0;
  std::int64_t rejected = 0;
  std::int64_t disposition_unknown = 0;
  std::int64_t overridden = 0;          // failed, delivered all the same, and the receiver gave a reason
  std::int64_t failed_delivered = 0;    // failed, and DMARC took no action
  std::int64_t failed_quarantined = 0;  // failed, and was quarantined

  bool operator==(const MessageCounts&) const = default;
};

// One policy domain in a window.
struct DomainTotals {
  std::string domain;
  std::optional<Policy> policy;            // of the newest report
  std::optional<Policy> subdomain_policy;  // the same; p where sp is not published
  MessageCounts counts;
  std::int64_t sources = 0;
  std::int64_t reporters = 0;
  Day first_day = 0;
  Day last_day = 0;
};

// One source address of one policy domain in a window. Lists are sorted and distinct.
struct SourceTotals {
  std::string domain;
  std::string source_ip;
  MessageCounts counts;
  std::vector<std::string> header_from;
  std::vector<std::string> envelope_from;
  std::vector<Signature> signatures;
  std::vector<std::string> reporters;
  Day first_day = 0;
  Day last_day = 0;
};

// What one source of one policy domain sent in a window with one result set.
struct Combination {
  std::int64_t results = 0;  // the result set: the same number, the same results
  std::array<std::int64_t, names<Disposition>.size()> messages{};  // by disposition
  std::vector<std::int64_t> reporters;                             // by number, sorted and distinct
  std::vector<Day> days;                                           // the same
};

// All of its messages, of any disposition.
std::int64_t messages_of(const Combination& combination);

struct SourceCombinations {
  std::string domain;
  IpAddress source;
  std::int64_t domain_number = 0;  // of both in the store
  std::int64_t source_number = 0;
  std::vector<Combination> combinations;  // by result set
};

// Messages of one day, source, result set, disposition and reporter: a row of the daily totals. All but the
// day and the disposition are numbers of the store.
struct DailyMail {
  std::int64_t domain = 0, source = 0, results = 0, organization = 0, messages = 0;
  Day day = 0;
  Disposition disposition = Disposition::unknown;
};

// A DMARC record as far as reports tell it (RFC 7489 section 6.3, RFC 9989 section 4.7). rua, ruf and what
// else it has they do not tell.
struct PolicyRecord {
  std::optional<Policy> p, sp, np;
  std::optional<AlignmentMode> adkim, aspf;
  std::optional<std::int64_t> pct;
  bool is_testing = false;  // t=y
  std::optional<std::string> fo;
  bool operator==(const PolicyRecord&) const = default;
};

// The days on which one reporter says that a record was published.
struct PublishedPeriod {
  std::string domain;
  std::int64_t organization = 0;  // its number in the store
  std::string reporter;
  Day first_day = 0, last_day = 0;  // that the report is booked on
  std::int64_t end = 0;             // of the report, seconds since the epoch
  PolicyRecord record;
  bool tells_testing = false;  // it says whether t=y is published, which few dialects can
};

// On which days a reporter's reports are booked.
struct ReporterDays {
  std::string reporter;
  Day since = 0;          // the first ever, in whatever window
  std::vector<Day> days;  // in the window, sorted and distinct
  std::vector<Day> ends;  // the last days of its reports, likewise: a weekly one ends on one day of seven
};

// What decides how messages count.
struct Verdicts {
  Verdict dkim = Verdict::unknown, spf = Verdict::unknown;
  bool has_reasons = false;
};
// Adds messages with these verdicts and this disposition.
void count_messages(MessageCounts& counts, std::int64_t messages, const Verdicts& verdicts,
                    Disposition disposition);
// The same for a combination: its messages of each disposition.
void count_messages(MessageCounts& counts, const Combination& combination, const Verdicts& verdicts);

// What reports of a window say was published for a domain: all that occurs.
struct PublishedRange {
  bool relaxed_dkim = false, strict_dkim = false;
  bool relaxed_spf = false, strict_spf = false;
  struct Actions {
    bool none = false;
    bool enforcing = false;  // quarantine or reject
  };
  Actions domain;        // p
  Actions subdomains;    // sp, else p
  bool is_soft = false;  // pct below 100, or t=y: a weaker action is right as well
};

// Mail of one domain that one reporter saw with one result set.
struct ReporterMail {
  std::string reporter;
  std::string domain;
  std::int64_t results = 0;
  std::array<std::int64_t, names<Disposition>.size()> messages{};  // by disposition
  Day first_day = 0, last_day = 0;
};

// Messages of one source of one domain by day or by reporter.
struct ActivityRow {
  std::string key;  // an ISO day, or a reporter
  std::int64_t messages = 0;
  std::int64_t dmarc_fail = 0;
};
struct SourceActivity {
  std::string domain;
  std::string source_ip;
  std::vector<ActivityRow> days;       // in order
  std::vector<ActivityRow> reporters;  // most messages first
};

// A report as matching asks for it: who made it, of which time, under which policy. Times are its own period,
// not the days that it is booked on.
struct ReportPeriod {
  std::int64_t id = 0;
  std::string org_name, email;
  std::int64_t begin = 0, end = 0;
  std::optional<Policy> policy, subdomain_policy;
};

// What failed DMARC in a report, by source, result set and disposition.
struct FailedMail {
  IpAddress source;
  std::int64_t results = 0;
  Disposition disposition = Disposition::unknown;
  std::int64_t messages = 0;
};

// A report without its records, as listings show it; enumerations by name, lists as JSON text.
struct ReportRow {
  std::int64_t id = 0;
  std::string org_name, email, report_id, domain;
  std::int64_t begin = 0, end = 0;
  Schema schema = Schema::draft;
  std::optional<Policy> policy, subdomain_policy, nonexistent_policy;
  std::optional<AlignmentMode> adkim, aspf;
  std::optional<std::int64_t> pct;
  std::optional<Testing> testing;
  std::optional<std::string> fo;
  std::optional<DiscoveryMethod> discovery_method;
  std::optional<std::string> generator, extra_contact_info;
  std::vector<std::string> errors;
  std::int64_t records = 0, messages = 0;
  std::string origin;
  std::int64_t imported_at = 0;
  std::vector<std::string> warnings;
};

// One record as listings show it. The lists are JSON texts, shared by all records with the same results.
struct RecordRow {
  const std::string* org_name = nullptr;  // never null in a row; valid during the call that hands it out
  const std::string* report_id = nullptr;
  const std::string* domain = nullptr;
  std::int64_t begin = 0, end = 0;
  std::string source_ip;
  std::int64_t count = 0;
  Disposition disposition = Disposition::unknown;
  struct Results {
    std::string header_from;
    std::optional<std::string> envelope_from, envelope_to;
    Verdict dkim = Verdict::unknown, spf = Verdict::unknown;
    bool derived = false;
    std::string reasons, dkim_results, spf_results;
  };
  const Results* results = nullptr;
};

// What the administrator knows and the reports cannot tell.
enum class OwnKind : std::uint8_t { domain, address, dkim, include, ignore };
template <>
inline constexpr std::array<std::string_view, 5> names<OwnKind>{"domain", "address", "dkim", "include",
                                                                "ignore"};
struct OwnEntry {
  OwnKind kind = OwnKind::domain;
  // A domain; an address or block; "d=" or "d=/selector"; the domain of an SPF include; an address to ignore.
  std::string value;
  std::string note;
  bool operator==(const OwnEntry&) const = default;
};

// A rejection as stored: without identities and Message-ID.
struct RejectionRow {
  std::int64_t id = 0;
  Rejection what;
  std::string message;  // the digest of the Message-ID; empty if there was none
  std::string origin;
};

// What is known of a DNS question.
struct KnownDns {
  DnsFact fact;            // the last answer, a failure where there never was one; asked_at: the last time
  std::int64_t since = 0;  // first told so, seconds since the epoch
  std::int64_t expires_at = 0;
  std::optional<DnsFact> failure{};  // asked after the answer, in vain
  bool operator==(const KnownDns&) const = default;
};

// What a scheduled run did.
struct RunRow {
  std::int64_t id = 0;
  std::int64_t started_at = 0;  // seconds since the epoch
  std::int64_t milliseconds = 0;
  std::int64_t inputs = 0;
  std::int64_t reports_new = 0, reports_duplicate = 0, rejections_new = 0, unreadable = 0;
  std::int64_t findings_new = 0;
  std::int64_t reports_pruned = 0;
  std::int64_t errors = 0;
  std::string error;    // the first of them
  std::string summary;  // "2026-W46": the summary that was made
};

// An input that could not be read, as kept.
struct UnreadableRow {
  std::int64_t id = 0;
  Unreadable what;
  std::int64_t first_seen = 0;  // seconds since the epoch
  std::int64_t last_seen = 0;
  std::optional<std::int64_t> input{};       // the input whose bytes are kept
  std::optional<std::int64_t> kept_bytes{};  // how many
};

}  // namespace ruascope
