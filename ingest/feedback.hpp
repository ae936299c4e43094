// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/mail_log.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"
#include "ingest/model/report.hpp"
#include "ingest/notes.hpp"
#include "ingest/report_hints.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace ruascope {

// DMARC's own verdict on a record whose reporter gave none: dkim and spf of `results` are set, nothing else.
using DeriveVerdict = std::function<void(const PublishedPolicy& policy, ResultSet& results)>;

// Takes a report as it is read: `head`, then its records. Where elements of the head follow after records,
// all starts over with a second `head`.
class FeedbackHandler {
 public:
  virtual ~FeedbackHandler() = default;
  virtual void head(const ReportHead& head) = 0;
  virtual void record(Record& record) = 0;
};

struct FeedbackOptions {
  Limits limits;
  DeriveVerdict derive_verdict;  // empty: such records keep the verdict unknown
  bool accept_partial = false;   // keep the whole records of a document that was cut within one
  std::int64_t first_line = 1;   // the number of the line that the document begins with
  MailLogOptions logs{};         // of mail logs that lie beside the reports
};

struct FeedbackResult {
  Schema schema = Schema::draft;
  bool cut_in_record = false;  // the document broke off; the record it broke off in is left out
};

// Reads an aggregate report, whatever the order and the namespace of its elements, with one record in memory.
// `hints` stand in for what the head lacks. Records that cannot be used are left out and noted ("skipped-ip",
// "skipped-number", "null-report"). Throws ReadError: what parse_xml throws, "not-feedback", "no-metadata",
// "no-domain", "no-period", "no-usable-record", "truncated-in-record", "limit:...".
FeedbackResult read_feedback(const ByteSource& xml, const FeedbackOptions& options, const ReportHints& hints,
                             FeedbackHandler& handler, Notes& notes);

}  // namespace ruascope
