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

  // True if the domain says by SPF that it sends no mail, takes none either, and none that passes was seen.
  bool sends_nothing() const;

  RecordFinding& add(Severity severity, std::string code, std::string name, std::string what,
                     std::string why) const;
  // That a name was not looked up, or in vain.
  void add_not_known(const char* code, const std::string& name, const DnsState& state) const;
};

// The addresses that reports can go to, as a value of rua or ruf; empty where there is none.
std::string mended_uris(const std::vector<ReportAddress>& addresses);

// The record without what is wrong with it, for `with_tags`; what it asks receivers for is as it was, a pct
// below 100 too. Of a repeated tag the weakest policy, and all addresses.
DmarcRecord mended_dmarc(const DmarcRecord& record);
// One for several, or for one that receivers take for none: with what each of them says, but it asks for no
// more than any of them.
DmarcRecord joined_dmarc(const std::vector<DmarcRecord>& records);
// True if a tag is there twice: a list that is not valid, to who reads RFC 6376 section 3.2 by the letter.
bool has_repeated_tag(const DmarcRecord& record);
// True if mail is to be quarantined or rejected, if only that of names below the domain.
bool asks_for_something(const PolicyRecord& policy);
// True if a mended record says where reports go.
bool has_report_uri(const DmarcRecord& record);
// Makes a mended record the replacement that a finding offers, unless it stands there already. Where it names
// no address for reports it gets one: where those on the domain go today by a record above, else a mailbox
// of the domain or of its organizational domain, which is told; or the advice asks for one.
void offer_dmarc(RecordFinding& finding, DmarcRecord record, const DomainRecords& records);

// "a; b; c and 3 more": at most five.
std::string faults_text(const std::vector<std::string>& faults);

}  // namespace ruascope
