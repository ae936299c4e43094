// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/sink.hpp"
#include "ingest/model/time.hpp"
#include "ingest/model/tokens.hpp"
#include "store/result_json.hpp"

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
  std::int64_t overridden = 0;  // failed, delivered all the same, and the receiver gave a reason

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
