// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/analyse.hpp"
#include "analysis/dns_book.hpp"
#include "analysis/dns_check.hpp"

#include <map>
#include <optional>
#include <span>
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
void read_hosts(DnsBook& book, std::span<const IpAddress> sources);

// Judges the records of a domain, as often as the book knows more of them; what the store has to say of the
// domain is read once. `now`: seconds since the epoch.
class DomainCheck {
 public:
  DomainCheck(Sqlite& store, std::string domain, const AnalysisOptions& options, std::int64_t now);
  DnsCheck read(DnsBook& book);

 private:
  Sqlite& store_;
  std::string domain_;
  const AnalysisOptions& options_;
  std::int64_t now_;
  ReportedDomain mail_;                             // as far as it is of the domain itself
  std::map<std::string, ReportedDomain> reported_;  // by policy domain
};

// Judged by what the store knows, as seen at the end of a day; nullopt where it was not asked about the
// domain.
std::optional<DnsCheck> stored_check(Sqlite& store, const std::string& domain, const AnalysisOptions& options,
                                     Day day);

// What is wrong with the records of a window's domains, as far as the store knows them.
std::vector<Finding> record_findings(Sqlite& store, const Filter& filter, const AnalysisOptions& options);

}  // namespace ruascope
