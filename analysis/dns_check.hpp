// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/domain_records.hpp"
#include "analysis/published.hpp"
#include "analysis/severity.hpp"
#include "analysis/thresholds.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// A selector of the domain's organization that reports name; counts are messages.
struct SelectorUse {
  SelectorName name;
  std::int64_t messages = 0, passed = 0;
  Day last_passed = 0;  // where some passed
};

// What reports tell of a domain, for its records to be held against.
struct ReportedDomain {
  bool has_reports = false;
  PublishedNow published;              // in the window
  std::int64_t last_end = 0;           // of the newest report, seconds since the epoch
  Day last_day = 0;                    // that it is booked on
  std::int64_t newest_end = 0;         // of the newest report on any domain
  std::optional<Day> none_since;       // reporters have seen nothing but p=none from this day on
  std::int64_t messages = 0;           // of the window, with the domain itself in From:
  std::int64_t passed = 0;             // of them, those that pass DMARC
  std::vector<SelectorUse> selectors;  // of the window, by name
};

// Something wrong with a record, or worth knowing of it.
struct RecordFinding {
  Severity severity = Severity::info;
  std::string code;  // "spf.lookups": a contract with scripts
  std::string name;  // the name in DNS
  std::string what, why;
  std::string advice;       // the next step; empty where there is none
  std::string replacement;  // the TXT record to publish at `name`; empty where the step is another
  std::string about{};      // what of the record it is about, where it may have several such faults

  // True if it says how much the policy asks for, and not that a record is wrong; or that no reports come.
  bool is_of_policy() const;
  bool operator==(const RecordFinding&) const = default;
};

struct DnsCheck {
  DomainRecords records;
  ReportedDomain reported;
  std::vector<RecordFinding> findings;  // worst first

  Severity worst() const;  // info where there is none
};

// Judges the records of a domain. `now`: seconds since the epoch.
DnsCheck check_records(DomainRecords records, ReportedDomain reported, const CheckThresholds& thresholds,
                       std::int64_t now);

// True if SPF says that the domain sends no mail: nothing but "-all".
bool sends_no_mail(const SpfTree& spf);

// How a failed or missing look-up is told: "SERVFAIL", "no reply in time".
std::string_view status_text(DnsStatus status);

}  // namespace ruascope
