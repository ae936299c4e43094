// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/dns_book.hpp"
#include "analysis/dns_check.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// What the store knows of DNS: as it stood at `moment`, seconds since the epoch; absent: the newest.
DnsBook stored_dns(Sqlite& store, std::optional<std::int64_t> moment = std::nullopt);
// What it knows and need not be asked for again at `now`.
DnsBook fresh_dns(Sqlite& store, std::int64_t now);

// What DNS is to be asked about, as the reports of a window name it.
struct DnsSubjects {
  std::vector<std::string> domains;     // policy domains and those that the administrator listed, by name
  std::vector<SelectorName> selectors;  // of the administrator's own domains, by name
  std::vector<IpAddress> sources;       // most messages first
};
DnsSubjects dns_subjects(Sqlite& store, const Filter& filter, const AnalysisOptions& options);

// Looks at all that judgement may ask of the book: the records of the subjects, or the names of their
// sources.
void read_records(DnsBook& book, const DnsSubjects& subjects);
void read_hosts(DnsBook& book, const std::vector<IpAddress>& sources);

// The records of a domain, judged. `now`: seconds since the epoch.
DnsCheck check_domain(Sqlite& store, DnsBook& book, const std::string& domain, const AnalysisOptions& options,
                      std::int64_t now);

}  // namespace ruascope
