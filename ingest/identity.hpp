// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/digest.hpp"
#include "ingest/model/report.hpp"
#include "ingest/sorted_digests.hpp"

#include <string>
#include <unordered_map>

namespace ruascope {

// Computes what tells reports and records apart (RFC 7489 section 7.2 leaves it open; ids repeat in practice,
// so content decides and ids only group).
class IdentityBuilder {
 public:
  // Sets results_key and results_content of `record` and takes it into the report's content digest. Records
  // with the same results share them from then on.
  void add(Record& record);
  // Sets identity, content and multiset of `end` from the head and the records added since the last call, and
  // report_id where the head has none.
  // A report without any name of its reporter is told apart by its content as well.
  void finish(const ReportHead& head, ReportEnd& end);
  // Forgets the records added so far.
  void forget() { records_.clear(); }

 private:
  struct Results {
    Digest key;
    Digest content;
    Shared<ResultSet> value;
  };
  Results with_digests(const Record& record);
  Digest identity(const ReportHead& head, const std::string& report_id, const Digest& multiset);

  Hasher hasher_;
  std::string buffer_;
  std::string results_;  // those of a record, written down
  // Reports repeat few results many times; by all that the digests are made of.
  std::unordered_map<std::string, Results> known_;
  SortedDigests records_;  // their order in the report does not matter
};

}  // namespace ruascope
