// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/dns_check.hpp"

#include <string>
#include <vector>

namespace ruascope::test {

// What DNS says, a record a line: "TXT _dmarc.a.example v=DMARC1; p=none", "MX a.example 10 mail.a.example",
// "A" and "AAAA" the same. There is nothing else, but a name of a line "fails NAME" has servers that do not
// answer.
struct Zone {
  std::string lines;

  DnsBook book() const;
  // The records of a.example, or of another domain, judged.
  DnsCheck check(ReportedDomain reported = {}, const std::string& domain = "a.example") const;
  // Without the records of that type at that name, and with this one in their place.
  Zone with(const std::string& type, const std::string& name, const std::string& value) const;
};

// Mail of the domain itself that reports tell of: so many messages, of which so many pass.
ReportedDomain reported_mail(std::int64_t messages, std::int64_t passed);

// The one of that code; a failed test where there is none.
RecordFinding finding(const DnsCheck& check, const std::string& code);
bool has_code(const DnsCheck& check, const std::string& code);

}  // namespace ruascope::test
