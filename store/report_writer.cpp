// SPDX-License-Identifier: MIT
#include "store/report_writer.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/record_size.hpp"
#include "ingest/model/text.hpp"
#include "store/result_json.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::size_t most_held_back = 4000;
constexpr std::size_t most_held_back_bytes = 8 << 20;

}  // namespace

struct ReportWriter::Statements {
  explicit Statements(Sqlite& database)
      : savepoint(database.prepare("SAVEPOINT report")),
        release(database.prepare("RELEASE report")),
        roll_back(database.prepare("ROLLBACK TO report")),
        add_report(database.prepare(R"sql(
          INSERT INTO report (submitter, domain, policy, report_id, begin, end, first_day, last_day, schema, errors,
            records, messages, identity, variant, content, partial, imported_at, warnings)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, 0, 0, randomblob(16), 0, zeroblob(16), 0, ?10, NULL))sql")),
        complete_report(database.prepare(R"sql(
          UPDATE report SET records = ?2, messages = ?3, identity = ?4, variant = ?5, content = ?6, partial = ?7,
            warnings = ?8, schema = ?9, report_id = coalesce(?10, report_id), multiset = ?11 WHERE id = ?1)sql")),
        add_record(database.prepare("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
        book(database.prepare(R"sql(
          INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
          ON CONFLICT DO UPDATE SET messages = messages_add(messages, excluded.messages))sql")),
        same_identity(database.prepare(R"sql(
          SELECT id, records, messages, partial, content = ?2, variant FROM report WHERE identity = ?1
          ORDER BY variant)sql")),
        is_refused(database.prepare("SELECT 1 FROM refused_report WHERE identity = ?1")),
        next_of_document(database.prepare(R"sql(
          SELECT report, of_reports FROM copy WHERE document = ?1 AND report > ?2 ORDER BY report LIMIT 1)sql")),
        copies(database.prepare(R"sql(
          SELECT count(*), coalesce(sum(origin = ?3), 0) FROM copy WHERE document = ?1 AND report = ?2)sql")),
        add_copy(database.prepare(R"sql(
          INSERT INTO copy (report, document, origin, message_id, from_domain, received_at, of_reports)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql")),
        mark_whole(database.prepare(R"sql(
          UPDATE copy SET of_reports = (SELECT count(DISTINCT report) FROM copy WHERE document = ?1)
          WHERE document = ?1)sql")),
        came_in(database.prepare("SELECT 1 FROM copy WHERE document = ?1 AND report = ?2 LIMIT 1")) {}

  Statement savepoint, release, roll_back, add_report, complete_report, add_record, book, same_identity,
      is_refused, next_of_document, copies, add_copy, mark_whole, came_in;
};

ReportWriter::ReportWriter(Sqlite& database, OnConflict on_conflict)
    : database_(database),
      on_conflict_(on_conflict),
      interner_(database),
      find_overlap_(database.prepare(R"sql(
    SELECT report.report_id, name.name
    FROM report JOIN submitter ON submitter.id = report.submitter JOIN name ON name.id = report.domain
    WHERE report.multiset = ?1 AND submitter.organization = ?2 AND report.begin < ?4 AND report.end > ?3
    ORDER BY report.id LIMIT 100)sql")),
      statements_(std::make_unique<Statements>(database)) {}
ReportWriter::~ReportWriter() = default;

void ReportWriter::ensure_transaction() {
  if (transaction_) return;
  transaction_ = std::make_unique<Transaction>(database_);
  // What another process wrote meanwhile may have removed what the cached ids stand for.
  const auto version = database_.integer("PRAGMA data_version");
  if (version != data_version_) interner_.forget();
  data_version_ = version;
}

void ReportWriter::commit() {
  if (!transaction_) return;
  transaction_->commit();
  transaction_.reset();
  uncommitted_ = 0;
}

std::int64_t ReportWriter::recognize(const Digest& document, const Document& copy, std::int64_t now) {
  std::vector<std::int64_t> reports;
  std::int64_t of_reports = 0;
  auto& find = statements_->next_of_document;
  for (std::int64_t last = 0;; last = reports.back()) {
    find.bind(Statement::Blob{bytes_of(document)}, last);
    const bool found = find.step();
    if (found) reports.push_back(find.integer(0));
    if (found) of_reports = find.integer(1);
    find.reset();
    if (!found) break;
  }
  const auto number = static_cast<std::int64_t>(reports.size());
  is_read_again_ = number > 0;
  if (number != of_reports) return 0;
  for (const auto report : reports) add_copy(report, document, copy, now, of_reports);
  return number;
}

// False if enough is known of where the document came from.
bool ReportWriter::add_copy(std::int64_t report, const Digest& document, const Document& copy,
                            std::int64_t now, std::optional<std::int64_t> of_reports) {
  constexpr std::int64_t most_copies = 100;
  const auto origin = to_valid_utf8(copy.origin);
  auto& known = statements_->copies;
  known.bind(Statement::Blob{bytes_of(document)}, report, origin);
  const bool is_enough = known.step() && (known.integer(0) >= most_copies || known.integer(1) > 0);
  known.reset();
  if (is_enough) return false;
  ensure_transaction();
  const auto carrier = copy.carrier.value_or(Carrier{});
  statements_->add_copy
      .bind(report, Statement::Blob{bytes_of(document)}, origin, text_or_null(carrier.message_id),
            text_or_null(carrier.from_domain), now, of_reports)
      .run();
  ++uncommitted_;
  return true;
}

// Adds the copy that the report in flight came in, for `report`, which may be another that holds the same.
void ReportWriter::add_own_copy(std::int64_t report, const ReportEnd& end) {
  const bool is_added = add_copy(report, end.document, document_, now_, end.reports_of_document);
  if (end.reports_of_document && (*end.reports_of_document > 1 || !is_added))
    statements_->mark_whole.bind(Statement::Blob{bytes_of(end.document)}).run();
}

void ReportWriter::begin(const ReportHead& head, const Document& document, std::int64_t now) {
  head_ = head;
  document_ = document;
  now_ = now;
  booking_ = book_period(head.begin, head.end);
  held_back_.clear();
  held_back_bytes_ = 0;
  report_ = 0;
  records_ = 0;
  messages_ = 0;
}

void ReportWriter::add(std::span<const Record> records) {
  held_back_.insert(held_back_.end(), records.begin(), records.end());
  for (const auto& record : records) held_back_bytes_ += approximate_bytes(record);
  if (held_back_.size() >= most_held_back || held_back_bytes_ >= most_held_back_bytes) {
    start_writing();
    write_records();
  }
}

void ReportWriter::start_writing() {
  if (report_ != 0) return;
  ensure_transaction();
  statements_->savepoint.run();
  domain_ = interner_.name(head_.policy.domain);
  organization_ = interner_.organization(head_.org_name);
  const auto submitter = interner_.submitter(head_);
  const auto policy = interner_.policy(head_.policy);
  statements_->add_report
      .bind(submitter, domain_, policy, head_.report_id, head_.begin, head_.end, booking_.first_day(),
            booking_.last_day(), texts_json(head_.errors), now_)
      .run();
  report_ = database_.last_insert_id();
  ++uncommitted_;
}

void ReportWriter::write_records() {
  for (const auto& record : held_back_) {
    const auto source = interner_.source(record.source_ip);
    const auto results = interner_.result_set(record);
    const auto disposition = static_cast<std::int64_t>(record.disposition.value);
    statements_->add_record.bind(report_, records_, source, results, disposition, record.count).run();
    for_each_day(record.count, booking_, [&](Day day, std::int64_t part) {
      statements_->book.bind(domain_, day, source, results, disposition, organization_, part).run();
    });
    ++records_;
    messages_ = add_messages(messages_, record.count);
  }
  uncommitted_ += static_cast<std::int64_t>(held_back_.size());
  held_back_.clear();
  held_back_bytes_ = 0;
}

WriteResult ReportWriter::finish(const ReportEnd& end) {
  // From here on no other process can store the same report between our look and our writing.
  ensure_transaction();
  if (is_refused(end)) {
    abandon();
    return {Outcome::refused, 0, 0};
  }
  const auto stored = same_identity(end);
  const auto same =
      std::find_if(stored.begin(), stored.end(), [](const Stored& one) { return one.same_content; });
  if (same != stored.end()) return keep_stored(*same, end);
  start_writing();
  write_records();
  if (!stored.empty()) return settle_conflict(stored, end);
  complete_report(end, 0, overlap_warning(end));
  release_report();
  return {Outcome::fresh, records_, messages_};
}

bool ReportWriter::came_in(std::int64_t report, const Digest& document) {
  auto& find = statements_->came_in;
  find.bind(Statement::Blob{bytes_of(document)}, report);
  const bool found = find.step();
  find.reset();
  return found;
}

bool ReportWriter::is_refused(const ReportEnd& end) {
  auto& find = statements_->is_refused;
  find.bind(Statement::Blob{bytes_of(end.identity)});
  const bool refused = find.step();
  find.reset();
  return refused;
}

std::vector<ReportWriter::Stored> ReportWriter::same_identity(const ReportEnd& end) {
  std::vector<Stored> stored;
  auto& find = statements_->same_identity;
  find.bind(Statement::Blob{bytes_of(end.identity)}, Statement::Blob{bytes_of(end.content)});
  while (find.step())
    stored.push_back({find.integer(0), find.integer(1), find.integer(2), find.integer(3) != 0,
                      find.integer(4) != 0, find.integer(5)});
  return stored;
}

void ReportWriter::complete_report(const ReportEnd& end, std::int64_t variant,
                                   const std::optional<Warning>& warning) {
  auto warnings = end.warnings;
  if (warning) warnings.push_back(*warning);
  std::sort(warnings.begin(), warnings.end());
  statements_->complete_report
      .bind(report_, records_, messages_, Statement::Blob{bytes_of(end.identity)}, variant,
            Statement::Blob{bytes_of(end.content)}, end.partial, warnings_json(warnings),
            static_cast<int>(end.schema), end.report_id, Statement::Blob{bytes_of(end.multiset)})
      .run();
  add_own_copy(report_, end);
}

void ReportWriter::release_report() {
  statements_->release.run();
  report_ = 0;
}

void ReportWriter::roll_back_report() {
  statements_->roll_back.run();
  statements_->release.run();
  interner_.forget();  // ids made since the savepoint are gone
  report_ = 0;
}

void ReportWriter::abandon() {
  held_back_.clear();
  held_back_bytes_ = 0;
  if (report_ != 0) roll_back_report();
}

}  // namespace ruascope
