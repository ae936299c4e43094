// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/booking.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/report.hpp"
#include "ingest/model/sink.hpp"
#include "store/intern.hpp"
#include "store/sqlite.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ruascope {

// How the store changed by one report; negative where a larger report gave way to another.
struct WriteResult {
  Outcome outcome = Outcome::fresh;
  std::int64_t records = 0;
  std::int64_t messages = 0;
};

// Which of two reports counts that have the same identity and contradict each other.
enum class OnConflict { first, last, all };

// Writes reports: whole or not at all, each once. Many reports share a transaction, each in a savepoint.
// A report's records are held back until it is known to be new, and spilled to the store beyond a few
// thousand, so that memory stays bounded and duplicates cost no writing.
class ReportWriter {
 public:
  explicit ReportWriter(Sqlite& database, OnConflict on_conflict = OnConflict::all);
  ~ReportWriter();
  ReportWriter(const ReportWriter&) = delete;
  ReportWriter& operator=(const ReportWriter&) = delete;

  // The number of stored reports that came from a document of these bytes; notes this copy of it, if it is
  // one of the first hundred. 0: unknown, or not all that the document holds is stored.
  std::int64_t recognize(const Digest& document, const Document& copy, std::int64_t now);

  void begin(const ReportHead& head, const Document& document, std::int64_t now);
  void add(std::span<const Record> records);
  // Throws ReadError "limit:variants" where too many contradicting reports of one identity are stored
  // already.
  WriteResult finish(const ReportEnd& end);
  void abandon();

  // Makes all finished reports durable. Called between reports.
  void commit();
  // Rows written since the last commit, to tell when one is due.
  std::int64_t uncommitted() const { return uncommitted_; }
  // For rows that others write in the shared transaction.
  void count_row() { ++uncommitted_; }
  // Opens the shared transaction if none is open: for other writes that belong to the same batch.
  void ensure_transaction();

 private:
  struct Stored {
    std::int64_t id;
    std::int64_t records;
    std::int64_t messages;
    bool partial;
    bool same_content;
    std::int64_t variant;
  };
  enum class Relation { unrelated, within_new, holds_new };

  void start_writing();
  void write_records();
  void complete_report(const ReportEnd& end, std::int64_t variant, const std::optional<Warning>& warning);
  // The report in flight is done with and part of the batch.
  void release_report();
  bool is_refused(const ReportEnd& end);
  void roll_back_report();
  std::vector<Stored> same_identity(const ReportEnd& end);
  Relation relation_to(std::int64_t stored);
  bool is_sub_multiset(std::int64_t report, std::int64_t of);
  bool add_copy(std::int64_t report, const Digest& document, const Document& copy, std::int64_t now,
                std::optional<std::int64_t> of_reports);
  void add_own_copy(std::int64_t report, const ReportEnd& end);
  bool came_in(std::int64_t report, const Digest& document);
  void adopt_copies(std::int64_t from, std::int64_t to);
  WriteResult keep_stored(const Stored& stored, const ReportEnd& end);
  WriteResult settle_conflict(const std::vector<Stored>& stored, const ReportEnd& end);
  WriteResult supersede(const std::vector<Stored>& superseded, std::int64_t free_variant,
                        const ReportEnd& end);
  std::optional<Warning> overlap_warning(const ReportEnd& end);

  Sqlite& database_;
  OnConflict on_conflict_;
  Interner interner_;
  Statement find_overlap_;
  struct Statements;
  std::unique_ptr<Statements> statements_;
  std::unique_ptr<Transaction> transaction_;
  std::int64_t data_version_ = 0;
  std::int64_t uncommitted_ = 0;
  bool is_read_again_ = false;  // the document that was asked for last: some of its reports are stored

  // The report in flight.
  ReportHead head_;
  Document document_;
  std::int64_t now_ = 0;
  Booking booking_;
  std::vector<Record> held_back_;
  std::size_t held_back_bytes_ = 0;
  std::int64_t report_ = 0;  // its row; 0 while nothing is written
  std::int64_t domain_ = 0;
  std::int64_t organization_ = 0;
  std::int64_t records_ = 0;
  std::int64_t messages_ = 0;
};

}  // namespace ruascope
