// SPDX-License-Identifier: MIT
#include "store/report_writer.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/messages.hpp"
#include "ingest/model/record_size.hpp"
#include "ingest/model/text.hpp"
#include "store/remove_report.hpp"
#include "store/result_json.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_held_back = 4000;
constexpr std::size_t most_held_back_bytes = 8 << 20;

std::optional<std::string> text_or_null(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

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
            warnings = ?8, schema = ?9, report_id = coalesce(?10, report_id) WHERE id = ?1)sql")),
        add_record(database.prepare("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
        book(database.prepare(R"sql(
          INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
          ON CONFLICT DO UPDATE SET messages = messages_add(messages, excluded.messages))sql")),
        same_identity(database.prepare(R"sql(
          SELECT id, records, messages, partial, content = ?2, variant FROM report WHERE identity = ?1
          ORDER BY variant)sql")),
        by_document(database.prepare("SELECT DISTINCT report FROM copy WHERE document = ?1")),
        has_copy(database.prepare("SELECT 1 FROM copy WHERE document = ?1 AND report = ?2 AND origin = ?3")),
        add_copy(database.prepare(R"sql(
          INSERT INTO copy (report, document, origin, message_id, from_domain, received_at)
          VALUES (?1, ?2, ?3, ?4, ?5, ?6))sql")) {}

  Statement savepoint, release, roll_back, add_report, complete_report, add_record, book, same_identity,
      by_document, has_copy, add_copy;
};

ReportWriter::ReportWriter(Sqlite& database)
    : database_(database), interner_(database), statements_(std::make_unique<Statements>(database)) {}
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
  auto& find = statements_->by_document;
  find.bind(Statement::Blob{bytes_of(document)});
  while (find.step()) reports.push_back(find.integer(0));
  for (const auto report : reports) add_copy(report, document, copy, now);
  return static_cast<std::int64_t>(reports.size());
}

void ReportWriter::add_copy(std::int64_t report, const Digest& document, const Document& copy,
                            std::int64_t now) {
  const auto origin = to_valid_utf8(copy.origin);
  auto& known = statements_->has_copy;
  known.bind(Statement::Blob{bytes_of(document)}, report, origin);
  const bool is_known = known.step();
  known.reset();
  if (is_known) return;
  ensure_transaction();
  const auto carrier = copy.carrier.value_or(Carrier{});
  statements_->add_copy
      .bind(report, Statement::Blob{bytes_of(document)}, origin, text_or_null(carrier.message_id),
            text_or_null(carrier.from_domain), now)
      .run();
  ++uncommitted_;
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
  const auto stored = same_identity(end);
  const auto same =
      std::find_if(stored.begin(), stored.end(), [](const Stored& one) { return one.same_content; });
  if (same != stored.end()) return keep_stored(*same, end);
  start_writing();
  write_records();
  if (!stored.empty()) return settle_conflict(stored, end);
  complete_report(end, 0, nullptr);
  statements_->release.run();
  return {Outcome::fresh, records_, messages_};
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

// The report is known already: nothing of this copy is kept but where it came from.
WriteResult ReportWriter::keep_stored(const Stored& stored, const ReportEnd& end) {
  if (report_ != 0) roll_back_report();
  held_back_.clear();
  held_back_bytes_ = 0;
  if (stored.partial && !end.partial)
    database_.prepare("UPDATE report SET partial = 0 WHERE id = ?1").bind(stored.id).run();
  add_copy(stored.id, end.document, document_, now_);
  return {Outcome::duplicate, 0, 0};
}

// The same identity with other content: a fuller report takes the place of a lesser one; of two that each
// hold something of their own, both count.
WriteResult ReportWriter::settle_conflict(const std::vector<Stored>& stored, const ReportEnd& end) {
  WriteResult result{Outcome::variant, records_, messages_};
  // Each comparison costs, and a stranger may send as many variants as they like.
  constexpr std::size_t most_variants = 16;
  if (stored.size() >= most_variants)
    throw ReadError(
        "limit:variants",
        fmt::format("{} reports of the same reporter, id, domain and period with other content are stored "
                    "already",
                    most_variants));
  std::vector<Stored> superseded;
  for (const auto& one : stored) {
    const auto relation = relation_to(one.id);
    const bool cut_short = one.partial && !end.partial;
    if (relation == Relation::holds_new && !cut_short) return keep_stored(one, end);
    if (relation == Relation::within_new || cut_short) superseded.push_back(one);
  }
  if (!superseded.empty()) result.outcome = Outcome::replaced;
  const auto report = report_;
  complete_report(end, stored.back().variant + 1,
                  result.outcome == Outcome::replaced ? "superseded" : "variant");
  for (const auto& one : superseded) {
    adopt_copies(one.id, report);
    remove_report(database_, one.id);
    result.records -= one.records;
    result.messages -= one.messages;
    database_.prepare("UPDATE report SET variant = ?2 WHERE id = ?1").bind(report, one.variant).run();
  }
  statements_->release.run();
  return result;
}

void ReportWriter::complete_report(const ReportEnd& end, std::int64_t variant, const char* conflict) {
  auto warnings = end.warnings;
  if (conflict != nullptr) warnings.push_back({"conflict", conflict, 1});
  std::sort(warnings.begin(), warnings.end());
  statements_->complete_report
      .bind(report_, records_, messages_, Statement::Blob{bytes_of(end.identity)}, variant,
            Statement::Blob{bytes_of(end.content)}, end.partial, warnings_json(warnings),
            static_cast<int>(end.schema), end.report_id)
      .run();
  add_copy(report_, end.document, document_, now_);
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

// How the records of a stored report relate to those of the report in flight, as multisets.
ReportWriter::Relation ReportWriter::relation_to(std::int64_t stored) {
  if (is_sub_multiset(stored, report_)) return Relation::within_new;
  return is_sub_multiset(report_, stored) ? Relation::holds_new : Relation::unrelated;
}

bool ReportWriter::is_sub_multiset(std::int64_t report, std::int64_t of) {
  auto surplus = database_.prepare(R"sql(
    SELECT 1 FROM record JOIN result_set ON result_set.id = record.results
    WHERE record.report IN (?1, ?2)
    GROUP BY record.source, result_set.content, record.disposition, record.messages
    HAVING sum(record.report = ?1) > sum(record.report = ?2)
    LIMIT 1)sql");
  surplus.bind(report, of);
  const bool found = surplus.step();
  surplus.reset();
  return !found;
}

// Where the lesser report came from is known of the fuller one too, after its own origin.
void ReportWriter::adopt_copies(std::int64_t from, std::int64_t to) {
  database_
      .prepare(R"sql(
        INSERT INTO copy (report, document, origin, message_id, from_domain, received_at)
        SELECT ?2, document, origin, message_id, from_domain, received_at FROM copy WHERE report = ?1 ORDER BY id)sql")
      .bind(from, to)
      .run();
}

}  // namespace ruascope
