// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_check.hpp"
#include "reports/rows.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ruascope {

// A domain's records as they stand, and what is wrong with them: for people, and as one JSON object.
std::string check_page(const DnsCheck& check, const RenderOptions& options);
std::string check_json(const DnsCheck& check);

// What stands at a name, in a word or two and as it came.
struct RecordLine {
  std::string kind;  // "DMARC", "SPF", "DKIM s1"
  std::string name;
  std::string text;   // of the record; empty where there is none
  std::string state;  // "since 2026-11-02", "no such name"
};
std::vector<RecordLine> record_lines(const DomainRecords& records);

}  // namespace ruascope
