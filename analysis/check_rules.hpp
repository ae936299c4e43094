// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_check.hpp"

#include <string>
#include <vector>

namespace ruascope {

// What the rules of `check` go by. Each adds what it finds.
struct CheckRules {
  const DomainRecords& records;
  const ReportedDomain& reported;
  const CheckThresholds& thresholds;
  std::int64_t now;
  std::vector<RecordFinding>& findings;

  void check_dmarc();
  void check_report_targets();
  void check_reports();
  void check_spf();
  void check_keys();

  RecordFinding& add(Severity severity, std::string code, std::string name, std::string what,
                     std::string why) const;
  // That a name was not looked up, or in vain.
  void add_not_known(const char* code, const std::string& name, const DnsState& state) const;
};

// The record without what is wrong with it, its policy as it is; with an address for reports on `domain`.
std::string mended_dmarc(const DmarcRecord& record, const std::string& domain);

// The SPF record without what is wrong with it: of several one, without what fails, ending in ~all unless
// each is stricter. The record as it is where nothing would be left of it.
std::string mended_spf(const SpfTree& spf);

// The record with the addresses of its own hosts written out, which cost no look-up; empty where that does
// not bring it to 10 look-ups.
std::string flattened_spf(const SpfTree& spf);

// "a; b; c and 3 more": at most five.
std::string faults_text(const std::vector<std::string>& faults);

}  // namespace ruascope
