// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/digest.hpp"
#include "ingest/model/report.hpp"
#include "ingest/sorted_digests.hpp"

namespace ruascope {

// Computes what tells reports and records apart (RFC 7489 section 7.2 leaves it open; ids repeat in practice,
// so content decides and ids only group).
class IdentityBuilder {
 public:
  // Sets results_key and results_content of `record` and takes it into the report's content digest.
  void add(Record& record);
  // Sets identity, content and multiset of `end` from the head and the records added since the last call, and
  // report_id where the head has none.
  // A report without any name of its reporter is told apart by its content as well.
  void finish(const ReportHead& head, ReportEnd& end);
  // Forgets the records added so far.
  void forget() { records_.clear(); }

 private:
  Digest identity(const ReportHead& head, const std::string& report_id, const Digest& multiset);

  Hasher hasher_;
  std::string buffer_;
  SortedDigests records_;  // their order in the report does not matter
};

}  // namespace ruascope
