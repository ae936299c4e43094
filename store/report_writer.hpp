// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/booking.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/report.hpp"
#include "ingest/model/sink.hpp"
#include "store/daily_batch.hpp"
#include "store/intern.hpp"
#include "store/known_documents.hpp"
#include "store/overlaps.hpp"
#include "store/sqlite.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace ruascope {

// Of one identity: each comparison costs, and a stranger may send as many as they like.
inline constexpr std::size_t most_variants = 16;

// How the store changed by one report; negative where a larger report gave way to another.
struct WriteResult {
  Outcome outcome = Outcome::fresh;
  std::int64_t records = 0;
  std::int64_t messages = 0;
};

// Which of two reports counts that have the same identity and contradict each other.
enum class OnConflict { first, last, all };

// Writes reports: whole or not at all, each once. Many reports share a transaction. A report's records are
// held back until it is known to be new; beyond a few thousand they are spilled to the store, in a savepoint,
// so that memory stays bounded and duplicates cost no writing.
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
  void add(std::vector<Record> records);
  WriteResult finish(const ReportEnd& end);
  void abandon();
  // That of the report begun last.
  const Document& document() const { return document_; }

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

  WriteResult write_new(const ReportEnd& end);
  void start_spilling();
  void bind_head(Statement& statement);
  void write_records();
  void complete_report(const ReportEnd& end, std::int64_t variant, const std::optional<Warning>& warning);
  // The report in flight is done with and part of the batch.
  void release_report();
  bool is_refused(const ReportEnd& end);
  void roll_back_report();
  std::vector<Stored> same_identity(const ReportEnd& end);
  std::vector<Stored> kin_of(const ReportEnd& end);
  static std::vector<Stored> all_stored(Statement& find);
  Relation relation_to(std::int64_t stored);
  bool is_sub_multiset(std::int64_t report, std::int64_t of);
  bool add_copy(std::int64_t report, const Digest& document, const Document& copy, std::int64_t now,
                std::optional<std::int64_t> of_reports);
  void insert_copy(std::int64_t report, const Digest& document, const Document& copy, std::int64_t now,
                   std::optional<std::int64_t> of_reports);
  void mark_whole(const ReportEnd& end);
  void add_own_copy(std::int64_t report, const ReportEnd& end);
  bool is_enough_known(std::int64_t report, const Digest& document, const std::string& origin);
  void adopt_copies(std::int64_t from, std::int64_t to);
  WriteResult keep_stored(const Stored& stored, const ReportEnd& end);
  WriteResult settle_kin(const std::vector<Stored>& kin, const ReportEnd& end);
  bool gave_way(const ReportEnd& end);
  WriteResult settle_conflict(const std::vector<Stored>& stored, const ReportEnd& end);
  WriteResult supersede(const std::vector<Stored>& superseded, std::int64_t free_variant,
                        const ReportEnd& end);
  std::optional<Warning> overlap_warning(const ReportEnd& end, std::int64_t records);

  Sqlite& database_;
  ForeignKeysUnchecked unchecked_;
  OnConflict on_conflict_;
  Interner interner_;
  DailyBatch daily_;
  IntegerRows new_records_;
  DocumentLookup documents_;
  Overlaps overlaps_;
  struct Statements;
  std::unique_ptr<Statements> statements_;
  std::unique_ptr<Transaction> transaction_;
  std::int64_t data_version_ = 0;
  std::int64_t uncommitted_ = 0;
  bool any_refused_ = false;                   // any report at all, as of the beginning of the transaction
  std::optional<Digest> incomplete_document_;  // some of its reports were in excess
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
  // Once all reports of its document are stored with it: how many those are.
  std::optional<std::int64_t> of_reports_;
};

}  // namespace ruascope
