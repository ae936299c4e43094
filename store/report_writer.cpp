// SPDX-License-Identifier: MIT
#include "store/report_writer.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/record_size.hpp"
#include "ingest/model/text.hpp"
#include "store/identity_key.hpp"
#include "store/result_json.hpp"

#include <algorithm>
#include <iterator>

namespace ruascope {
namespace {

constexpr std::size_t most_held_back = 2000;
constexpr std::size_t most_held_back_bytes = 2 << 20;

Digest identity_key(const ReportHead& head, const ReportEnd& end) {
  return identity_of_day(head.end / seconds_per_day, bytes_of(end.identity));
}

std::vector<Warning> warnings_of(const ReportEnd& end, const std::optional<Warning>& more) {
  auto warnings = end.warnings;
  if (more) warnings.push_back(*more);
  std::sort(warnings.begin(), warnings.end());
  return warnings;
}

}  // namespace

struct ReportWriter::Statements {
  explicit Statements(Sqlite& database)
      : savepoint(database.prepare("SAVEPOINT report")),
        release(database.prepare("RELEASE report")),
        roll_back(database.prepare("ROLLBACK TO report")),
        add_report(database.prepare(R"sql(
          INSERT INTO report (submitter, domain, policy, report_id, begin, end, first_day, last_day, errors,
            imported_at, records, messages, identity, variant, content, partial, warnings, schema, multiset)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19))sql")),
        add_unfinished(database.prepare(R"sql(
          INSERT INTO report (submitter, domain, policy, report_id, begin, end, first_day, last_day, errors,
            imported_at, records, messages, identity, variant, content, partial, warnings, schema)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, randomblob(16), 0, zeroblob(16), 0, NULL, 0))sql")),
        complete_report(database.prepare(R"sql(
          UPDATE report SET records = ?2, messages = ?3, identity = ?4, variant = ?5, content = ?6, partial = ?7,
            warnings = ?8, schema = ?9, report_id = coalesce(?10, report_id), multiset = ?11 WHERE id = ?1)sql")),
        add_records(
            database.prepare("INSERT OR FAIL INTO record SELECT c0, c1, c2, c3, c4, c5 FROM new_records")),
        same_identity(database.prepare(R"sql(
          SELECT id, records, messages, partial, content = ?2, variant FROM report WHERE identity = ?1
          ORDER BY variant)sql")),
        any_refused(database.prepare("SELECT 1 FROM refused_report LIMIT 1")),
        is_refused(database.prepare(R"sql(
          SELECT 1 FROM refused_report WHERE identity IN (?1, ?2))sql")),
        copies(database.prepare(R"sql(
          SELECT count(*), coalesce(sum(origin = ?3), 0) FROM copy WHERE document = ?1 AND report = ?2)sql")),
        add_copy(database.prepare(R"sql(
          INSERT INTO copy (report, document, origin, message_id, from_domain, received_at, of_reports)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql")),
        mark_whole(database.prepare(R"sql(
          UPDATE copy SET of_reports = (SELECT count(DISTINCT report) FROM copy WHERE document = ?1)
          WHERE document = ?1)sql")) {}

  Statement savepoint, release, roll_back, add_report, add_unfinished, complete_report, add_records,
      same_identity, any_refused, is_refused, copies, add_copy, mark_whole;
};

ReportWriter::ReportWriter(Sqlite& database, OnConflict on_conflict)
    : database_(database),
      unchecked_(database),
      on_conflict_(on_conflict),
      interner_(database),
      daily_(database),
      new_records_(database, "new_records", 6),
      documents_(database),
      overlaps_(database),
      statements_(std::make_unique<Statements>(database)) {}
ReportWriter::~ReportWriter() = default;

void ReportWriter::ensure_transaction() {
  if (transaction_) return;
  transaction_ = std::make_unique<Transaction>(database_);
  // What another process wrote meanwhile may have removed what the cached ids stand for.
  const auto version = database_.integer("PRAGMA data_version");
  if (version != data_version_) {
    interner_.forget();
    overlaps_.forget();
  }
  data_version_ = version;
  any_refused_ = statements_->any_refused.gives_a_row();
  overlaps_.begin();
}

void ReportWriter::commit() {
  if (!transaction_) return;
  daily_.flush();
  transaction_->commit();
  transaction_.reset();
  uncommitted_ = 0;
}

std::int64_t ReportWriter::recognize(const Digest& document, const Document& copy, std::int64_t now) {
  auto reports = documents_.reports_of(document);
  const auto origin = to_valid_utf8(copy.origin);
  const bool is_news = std::any_of(reports.begin(), reports.end(), [&](std::int64_t report) {
    return !is_enough_known(report, document, origin);
  });
  if (is_news && !transaction_) {
    ensure_transaction();
    reports = documents_.reports_of(document);  // others may have changed it while this waited for its turn
  }
  is_read_again_ = documents_.is_known_in_part();
  const auto number = static_cast<std::int64_t>(reports.size());
  if (is_news)
    for (const auto report : reports) add_copy(report, document, copy, now, number);
  return number;
}

// True if this origin was noted, or as many as are of use.
bool ReportWriter::is_enough_known(std::int64_t report, const Digest& document, const std::string& origin) {
  constexpr std::int64_t most_copies = 100;
  auto& known = statements_->copies;
  known.bind(Statement::Blob{bytes_of(document)}, report, origin);
  const bool is_enough = known.step() && (known.integer(0) >= most_copies || known.integer(1) > 0);
  known.reset();
  return is_enough;
}

// False if enough is known of where the document came from.
bool ReportWriter::add_copy(std::int64_t report, const Digest& document, const Document& copy,
                            std::int64_t now, std::optional<std::int64_t> of_reports) {
  if (is_enough_known(report, document, to_valid_utf8(copy.origin))) return false;
  ensure_transaction();
  insert_copy(report, document, copy, now, of_reports);
  return true;
}

void ReportWriter::insert_copy(std::int64_t report, const Digest& document, const Document& copy,
                               std::int64_t now, std::optional<std::int64_t> of_reports) {
  const auto carrier = copy.carrier.value_or(Carrier{});
  statements_->add_copy
      .bind(report, Statement::Blob{bytes_of(document)}, to_valid_utf8(copy.origin),
            text_or_null(carrier.message_id), text_or_null(carrier.from_domain), now, of_reports)
      .run();
  ++uncommitted_;
}

// All reports of the document are stored now.
void ReportWriter::mark_whole(const ReportEnd& end) {
  statements_->mark_whole.bind(Statement::Blob{bytes_of(end.document)}).run();
}

// Adds the copy that the report in flight came in, for `report`, which may be another that holds the same.
void ReportWriter::add_own_copy(std::int64_t report, const ReportEnd& end) {
  const bool is_added = add_copy(report, end.document, document_, now_, of_reports_);
  if (of_reports_ && (*of_reports_ > 1 || !is_added)) mark_whole(end);
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

void ReportWriter::add(std::vector<Record> records) {
  for (const auto& record : records) held_back_bytes_ += approximate_bytes(record);
  if (held_back_.empty())
    held_back_ = std::move(records);
  else
    std::move(records.begin(), records.end(), std::back_inserter(held_back_));
  if (held_back_.size() >= most_held_back || held_back_bytes_ >= most_held_back_bytes) {
    start_spilling();
    write_records();
  }
}

void ReportWriter::bind_head(Statement& statement) {
  if (booking_.first_day() < booking_.last_day()) overlaps_.take_note_of_several_days();
  domain_ = interner_.name(head_.policy.domain);
  organization_ = interner_.organization(head_.org_name);
  const auto submitter = interner_.submitter(head_);
  const auto policy = interner_.policy(head_.policy);
  statement.bind(submitter, domain_, policy, head_.report_id, head_.begin, head_.end, booking_.first_day(),
                 booking_.last_day(), texts_json(head_.errors), now_);
}

void ReportWriter::start_spilling() {
  if (report_ != 0) return;
  ensure_transaction();
  daily_.flush();  // what belongs to the reports before must not go with this one
  statements_->savepoint.run();
  bind_head(statements_->add_unfinished);
  statements_->add_unfinished.run();
  report_ = database_.last_insert_id();
  ++uncommitted_;
}

void ReportWriter::write_records() {
  auto& values = new_records_.values;
  values.clear();
  for (const auto& record : held_back_) {
    const auto source = interner_.source(record.source_ip);
    const auto results = interner_.result_set(record);
    const auto disposition = static_cast<std::int64_t>(record.disposition.value);
    values.insert(values.end(), {report_, records_, source, results, disposition, record.count});
    for_each_day(record.count, booking_, [&](Day day, std::int64_t part) {
      daily_.add({domain_, day, source, results, disposition, organization_, part});
    });
    ++records_;
    messages_ = add_messages(messages_, record.count);
  }
  statements_->add_records.run();
  if (daily_.is_full()) daily_.flush();
  uncommitted_ += static_cast<std::int64_t>(held_back_.size());
  held_back_.clear();
  held_back_bytes_ = 0;
}

// The usual case: all of a report is at hand, and none of its identity is stored.
WriteResult ReportWriter::write_new(const ReportEnd& end) {
  auto& add = statements_->add_report;
  bind_head(add);
  const auto records = static_cast<std::int64_t>(held_back_.size());
  std::int64_t messages = 0;
  for (const auto& record : held_back_) messages = add_messages(messages, record.count);
  const auto warnings = warnings_of(end, overlap_warning(end, records));
  add.bind_from(11, records, messages, Statement::Blob{bytes_of(identity_key(head_, end))}, 0,
                Statement::Blob{bytes_of(end.content)}, end.partial, warnings_json(warnings),
                static_cast<int>(end.schema), Statement::Blob{bytes_of(end.multiset)});
  if (end.report_id) add.bind_one(4, *end.report_id);
  add.run();
  report_ = database_.last_insert_id();
  ++uncommitted_;
  write_records();
  insert_copy(report_, end.document, document_, now_, of_reports_);
  if (of_reports_.value_or(1) > 1) mark_whole(end);
  report_ = 0;
  return {Outcome::fresh, records_, messages_};
}

WriteResult ReportWriter::finish(const ReportEnd& end) {
  of_reports_ = end.reports_of_document;
  if (incomplete_document_ == end.document) of_reports_.reset();
  // From here on no other process can store the same report between our look and our writing.
  ensure_transaction();
  if (is_refused(end)) {
    abandon();
    return {Outcome::refused, 0, 0};
  }
  auto stored = same_identity(end);
  const bool is_kin = stored.empty();
  if (is_kin) stored = kin_of(end);
  if (stored.empty() && report_ == 0) return write_new(end);
  const auto same =
      std::find_if(stored.begin(), stored.end(), [](const Stored& one) { return one.same_content; });
  if (same != stored.end()) return keep_stored(*same, end);
  start_spilling();
  write_records();
  if (is_kin && !stored.empty()) return settle_kin(stored, end);
  if (!stored.empty()) return settle_conflict(stored, end);
  complete_report(end, 0, overlap_warning(end, records_));
  release_report();
  return {Outcome::fresh, records_, messages_};
}

bool ReportWriter::is_refused(const ReportEnd& end) {
  if (!any_refused_) return false;
  return statements_->is_refused
      .bind(Statement::Blob{bytes_of(identity_key(head_, end))}, Statement::Blob{bytes_of(end.identity)})
      .gives_a_row();
}

std::vector<ReportWriter::Stored> ReportWriter::same_identity(const ReportEnd& end) {
  auto& find = statements_->same_identity;
  return all_stored(
      find.bind(Statement::Blob{bytes_of(identity_key(head_, end))}, Statement::Blob{bytes_of(end.content)}));
}

std::vector<ReportWriter::Stored> ReportWriter::all_stored(Statement& find) {
  std::vector<Stored> stored;
  while (find.step())
    stored.push_back({find.integer(0), find.integer(1), find.integer(2), find.integer(3) != 0,
                      find.integer(4) != 0, find.integer(5)});
  return stored;
}

// The same records under another identity: both count, since nothing proves that they are one.
std::optional<Warning> ReportWriter::overlap_warning(const ReportEnd& end, std::int64_t records) {
  if (records == 0) return std::nullopt;
  return overlaps_.warning_of({domain_, organization_, head_, end.multiset});
}

void ReportWriter::complete_report(const ReportEnd& end, std::int64_t variant,
                                   const std::optional<Warning>& warning) {
  const auto warnings = warnings_of(end, warning);
  statements_->complete_report
      .bind(report_, records_, messages_, Statement::Blob{bytes_of(identity_key(head_, end))}, variant,
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
  daily_.forget();
  statements_->roll_back.run();
  statements_->release.run();
  interner_.forget();  // ids made since the savepoint are gone
  overlaps_.forget();
  report_ = 0;
}

void ReportWriter::abandon() {
  held_back_.clear();
  held_back_bytes_ = 0;
  if (report_ != 0) roll_back_report();
}

}  // namespace ruascope
