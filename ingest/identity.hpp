// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/digest.hpp"
#include "ingest/model/report.hpp"

#include <vector>

namespace ruascope {

// Computes what tells reports and records apart (RFC 7489 section 7.2 leaves it open; ids repeat in practice,
// so content decides and ids only group).
class IdentityBuilder {
 public:
  // Sets results_key and results_content of `record` and takes it into the report's content digest.
  void add(Record& record);
  // The identity of a report: (org_name in any letter case, policy domain, report_id, begin, end).
  Digest identity(const ReportHead& head);
  // The content digest over identity, policy with its defaults and the multiset of records added since the
  // last call. Takes 16 bytes of memory a record.
  Digest finish_content(const ReportHead& head);

 private:
  Hasher hasher_;
  std::string buffer_;
  std::vector<Digest> records_;
};

}  // namespace ruascope
