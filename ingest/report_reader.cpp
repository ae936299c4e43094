// SPDX-License-Identifier: MIT
#include "ingest/report_reader.hpp"

#include "ingest/bytes.hpp"
#include "ingest/digest.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/record_size.hpp"
#include "ingest/repair.hpp"
#include "ingest/report_hints.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace ruascope {
namespace {

constexpr std::size_t chunk_records = 1000;
constexpr std::size_t usual_records = 16;
constexpr std::size_t most_chunk_bytes = 1 << 20;

// Passes a report on to the sink; one that is not finished when this goes is abandoned.
class ReportInFlight final : public FeedbackHandler {
 public:
  ReportInFlight(const Document& document, Sink& sink, IdentityBuilder& identity)
      : document_(document), sink_(sink), identity_(identity) {}
  ReportInFlight(const ReportInFlight&) = delete;
  ReportInFlight& operator=(const ReportInFlight&) = delete;
  ~ReportInFlight() override { abandon(); }

  void head(const ReportHead& head) override {
    abandon();  // what was read under another head
    begun_ = true;
    sink_.begin_report(head, document_);
    head_ = head;
    head_.errors = {};  // of no interest here, and of any size
  }

  void record(Record& record) override {
    identity_.add(record);
    chunk_bytes_ += approximate_bytes(record);
    if (chunk_.empty()) chunk_.reserve(usual_records);
    chunk_.push_back(std::move(record));
    if (chunk_.size() == chunk_records || chunk_bytes_ >= most_chunk_bytes) flush();
  }

  void finish(ReportEnd end) {
    flush();
    identity_.finish(head_, end);
    sink_.finish_report(end);
    begun_ = false;
  }

  void abandon() {
    chunk_.clear();
    chunk_bytes_ = 0;
    identity_.forget();
    if (!begun_) return;
    begun_ = false;
    try {
      sink_.abandon_report();
    } catch (...) {  // a store that failed once fails again; the first failure is the one to tell
    }
  }

 private:
  void flush() {
    if (!chunk_.empty()) sink_.add_records(std::exchange(chunk_, {}));
    chunk_bytes_ = 0;
  }

  const Document& document_;
  Sink& sink_;
  IdentityBuilder& identity_;
  ReportHead head_;
  std::vector<Record> chunk_;
  std::size_t chunk_bytes_ = 0;
  bool begun_ = false;
};

// Of a report that was judged before its end was reached, reads the rest. False if there is no going on: what
// stopped the mending itself would do so again.
bool skip_report(const Repair& repair, const std::string& reason) {
  if (!reason.starts_with("no-")) return false;
  try {
    const auto rest = repair.xml()->open();
    char chunk[16 << 10];
    while (rest->read(chunk, sizeof chunk) > 0) {}
    return true;
  } catch (const ReadError&) {
    return false;
  }
}

// What is read is XML of some kind, but not what strict reading takes; or a report that lacks what it needs,
// with another one behind it, perhaps.
bool is_worth_repair(const std::string& reason) {
  return reason == "xml" || reason == "truncated" || reason == "not-feedback" || reason.starts_with("no-");
}

}  // namespace

// What both ways of reading need to know.
struct ReportReader::Parsed {
  std::shared_ptr<const ByteSource> bytes;
  Digest digest;
  ReportHints hints;
};

void ReportReader::read(Document document, const std::shared_ptr<Notes>& carrier_notes) {
  document.bytes = held_if_small(document.bytes);
  // Hashing first reads the document, and the container around it, to the end before anything is stored.
  const Parsed from{document.bytes, digest_of(*document.bytes),
                    read_hints(document.name, document.carrier ? document.carrier->subject : std::string{})};
  if (sink_.recognizes(from.digest, document)) return;
  try {
    read_strictly(document, from, *carrier_notes);
  } catch (const ReadError& error) {
    if (!is_worth_repair(error.reason())) throw;
    read_repaired(document, from, *carrier_notes);
  }
}

void ReportReader::read_strictly(const Document& document, const Parsed& from, const Notes& carrier_notes) {
  ReportInFlight report(document, sink_, identity_);
  Notes notes;
  ReportEnd end;
  end.document = from.digest;
  end.reports_of_document = 1;
  end.schema = read_feedback(*from.bytes, options_, from.hints, report, notes).schema;
  notes.add(carrier_notes);
  end.warnings = notes.warnings();
  report.finish(std::move(end));
}

// A report that is refused costs its neighbours nothing: they are read, and what is wrong is said at the end.
void ReportReader::read_repaired(const Document& document, const Parsed& from, const Notes& carrier_notes) {
  Repair repair(from.bytes, options_.limits);
  std::optional<ReadError> refusal;
  std::int64_t number = 1;
  for (bool first = true; first || repair.next(); first = false, ++number) {
    try {
      read_one_repaired(document, from, carrier_notes, repair,
                        refusal ? std::nullopt : std::optional{number});
    } catch (const ReadError& error) {
      if (!refusal) refusal = error;
      if (!repair.has_more() && !skip_report(repair, error.reason())) break;
    }
  }
  if (refusal) throw ReadError(*refusal);
}

// `number`: of the report in the document, if all before it were taken.
void ReportReader::read_one_repaired(const Document& document, const Parsed& from, const Notes& carrier_notes,
                                     Repair& repair, std::optional<std::int64_t> number) {
  auto options = options_;
  options.first_line = repair.first_line();
  ReportInFlight report(document, sink_, identity_);
  Notes notes;
  ReportEnd end;
  end.document = from.digest;
  const auto result = read_feedback(*repair.xml(), options, from.hints, report, notes);
  auto repairs = repair.notes();
  if (repair.is_further() || repair.has_more()) repairs.add("multi", "reports in one document");
  // What strict reading choked on must have left a trace, even if mending it did not.
  if (repairs.empty() && !result.cut_in_record) repairs.add("malformed", "xml");
  notes.add(repairs);
  notes.add(carrier_notes);
  if (!repair.has_more()) end.reports_of_document = number;
  end.schema = result.schema;
  end.partial = result.cut_in_record || repair.is_partial();
  end.warnings = notes.warnings();
  report.finish(std::move(end));
}

}  // namespace ruascope
