// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"
#include "ingest/model/time.hpp"
#include "ingest/model/tokens.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What every question takes. Empty members choose everything.
struct Filter {
  // Policy domains, folded; a leading dot adds everything below: ".example.com" is example.com and below.
  std::vector<std::string> domains;
  std::optional<Day> since;  // UTC days, both inclusive
  std::optional<Day> until;
  std::optional<IpNetwork> source;
  std::optional<std::string> reporter;     // an org_name, letter case ignored
  std::optional<std::string> header_from;  // folded
  std::optional<Disposition> disposition;
  bool failing = false;  // rows (records: records) with mail that failed DMARC
  // Records of these combinations alone, by combination_key(); of listings, not of totals.
  std::optional<std::vector<std::string>> combinations;
  // Of list_reports alone:
  bool with_warnings = false;          // reports with any warning
  std::optional<std::string> warning;  // with one of this kind
  std::optional<std::string> report_id;
};

// True if the filter's domains choose this one.
bool takes_domain(const Filter& filter, std::string_view domain);

// True if the filter chooses messages, not all mail of its domains in its window.
inline bool chooses_messages(const Filter& filter) {
  return filter.source || filter.reporter || filter.header_from || filter.disposition;
}

}  // namespace ruascope
