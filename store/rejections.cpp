// SPDX-License-Identifier: MIT
#include "store/rejections.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/time.hpp"
#include "store/result_json.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr const char* columns =
    "kind, delivery, time, zone_known, from_domain, from_assumed, many_authors, envelope_from, "
    "recipient_domain, receiver, receiver_ip, code, enhanced_code, stage, text, source_ip, reporting_host, "
    "has_original, signatures, is_list, is_forwarded, message, message_host";

// One list of d= and s= in turn.
std::string written(const std::vector<SignatureName>& signatures) {
  std::vector<std::string> texts;
  for (const auto& [domain, selector] : signatures) texts.insert(texts.end(), {domain, selector});
  return texts_json(texts).value_or("[]");
}

std::vector<SignatureName> read_signature_names(std::string_view json) {
  const auto texts = read_texts(json);
  std::vector<SignatureName> signatures;
  for (std::size_t at = 0; at + 1 < texts.size(); at += 2) signatures.push_back({texts[at], texts[at + 1]});
  return signatures;
}

std::optional<IpAddress> read_address(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : IpAddress::from_bytes(row.blob(column));
}

std::optional<Statement::Blob> blob_of(const std::optional<IpAddress>& address) {
  if (!address) return std::nullopt;
  return Statement::Blob{address->bytes()};
}

// The columns from `at` on.
Rejection read_rejection(const Statement& row, int at) {
  Rejection read;
  read.kind = static_cast<RejectionKind>(row.integer(at));
  read.delivery = static_cast<Delivery>(row.integer(at + 1));
  read.time = row.optional_integer(at + 2);
  read.is_zone_known = row.integer(at + 3) != 0;
  read.from_domain = row.text(at + 4);
  read.is_from_assumed = row.integer(at + 5) != 0;
  read.has_many_authors = row.integer(at + 6) != 0;
  read.envelope_from = row.optional_text(at + 7);
  read.recipient_domain = row.text(at + 8);
  read.reply.host = row.text(at + 9);
  read.reply.host_address = read_address(row, at + 10);
  read.reply.code = static_cast<int>(row.integer(at + 11));
  read.reply.enhanced_code = row.text(at + 12);
  read.reply.stage = static_cast<Stage>(row.integer(at + 13));
  read.reply.text = row.text(at + 14);
  read.source_ip = read_address(row, at + 15);
  read.reporting_host = row.text(at + 16);
  read.has_original = row.integer(at + 17) != 0;
  read.signatures = read_signature_names(row.text(at + 18));
  read.is_list = row.integer(at + 19) != 0;
  read.is_forwarded = row.integer(at + 20) != 0;
  read.message_host = row.text(at + 22);
  return read;
}

std::optional<Digest> read_message(const Statement& row) {
  if (row.is_null(21)) return std::nullopt;
  Digest digest{};
  const auto bytes = row.blob(21);
  std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
  return digest;
}

Statement select_rows(Sqlite& database, const char* which) {
  return database.prepare(std::string{"SELECT "} + columns + ", id, origin FROM rejection " + which);
}

RejectionRow read_row(const Statement& rows) {
  return {rows.integer(23), read_rejection(rows, 0), std::string{rows.blob(21)}, std::string{rows.text(24)}};
}

std::vector<RejectionRow> all_rows(Statement& rows) {
  std::vector<RejectionRow> found;
  while (rows.step()) found.push_back(read_row(rows));
  return found;
}

std::int64_t window_start(const Filter& filter) {
  return filter.since ? *filter.since * seconds_per_day : INT64_MIN;
}
std::int64_t window_end(const Filter& filter) {
  return filter.until ? (*filter.until + 1) * seconds_per_day : INT64_MAX;
}

template <class T>
void fill(T& of, const T& from) {
  if (of == T{}) of = from;
}

// What one witness lacks another may tell.
void complete(Rejection& stored, const Rejection& other) {
  const bool knows_author = !other.from_domain.empty() && !other.is_from_assumed;
  if (knows_author && (stored.from_domain.empty() || stored.is_from_assumed)) {
    stored.from_domain = other.from_domain;
    stored.is_from_assumed = false;
  }
  stored.has_many_authors |= other.has_many_authors;
  if (!stored.is_zone_known && other.is_zone_known && other.time) {
    stored.time = other.time;
    stored.is_zone_known = true;
  }
  // A log has the moment of the refusal, a bounce that of its own making.
  const bool knows_moment = other.kind == RejectionKind::mail_log && other.time && other.is_zone_known;
  if (knows_moment && stored.kind != RejectionKind::mail_log) stored.time = other.time;
  fill(stored.time, other.time);
  fill(stored.envelope_from, other.envelope_from);
  fill(stored.recipient_domain, other.recipient_domain);
  fill(stored.reply.host, other.reply.host);
  fill(stored.reply.host_address, other.reply.host_address);
  fill(stored.reply.code, other.reply.code);
  fill(stored.reply.enhanced_code, other.reply.enhanced_code);
  fill(stored.reply.stage, other.reply.stage);
  fill(stored.reply.text, other.reply.text);
  fill(stored.source_ip, other.source_ip);
  fill(stored.reporting_host, other.reporting_host);
  fill(stored.message_host, other.message_host);
  if (!stored.has_original && other.has_original) stored.signatures = other.signatures;
  stored.has_original |= other.has_original;
  stored.is_list |= other.is_list;
  stored.is_forwarded |= other.is_forwarded;
}

}  // namespace

std::string secret_key(Sqlite& database) {
  auto row = database.prepare("SELECT key FROM secret");
  std::string key{row.step() ? row.blob(0) : std::string_view{}};
  row.reset();
  if (key.empty()) throw Error("the store has lost its key", "ruascope db verify says what else is wrong");
  return key;
}

RejectionWriter::RejectionWriter(Sqlite& database)
    : database_(database),
      find_(database.prepare("SELECT rejection FROM rejection_identity WHERE digest = ?1")),
      insert_(database.prepare(std::string{"INSERT INTO rejection ("} + columns +
                               ", origin, imported_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
                               "?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)")),
      read_(database.prepare(std::string{"SELECT "} + columns + " FROM rejection WHERE id = ?1")),
      update_(database.prepare(std::string{"UPDATE rejection SET ("} + columns +
                               ") = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
                               "?17, ?18, ?19, ?20, ?21, ?22, ?23) WHERE id = ?24")),
      add_identity_(database.prepare(
          "INSERT INTO rejection_identity (digest, rejection) VALUES (?1, ?2) ON CONFLICT DO NOTHING")) {}

RejectionWriter::Added RejectionWriter::add(const Rejection& rejection, const RejectionKeys& keys,
                                            const std::string& origin, std::int64_t now) {
  const auto known = find(keys);
  if (known.empty()) return {insert(rejection, keys, origin, now), true};
  for (auto other = known.begin() + 1; other != known.end(); ++other) merge(known.front(), *other);
  complete(known.front(), rejection, keys);
  return {known.front(), false};
}

// The rows that any of the identities leads to: told by different witnesses, they may have been taken for
// several.
std::vector<std::int64_t> RejectionWriter::find(const RejectionKeys& keys) {
  std::vector<std::int64_t> rows;
  for (const auto& identity : keys.identities) {
    find_.bind(Statement::Blob{bytes_of(identity)});
    if (find_.step() && std::find(rows.begin(), rows.end(), find_.integer(0)) == rows.end())
      rows.push_back(find_.integer(0));
    find_.reset();
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

void RejectionWriter::merge(std::int64_t into, std::int64_t row) {
  read_.bind(row);
  if (!read_.step()) return;
  const auto other = read_rejection(read_, 0);
  RejectionKeys keys{{}, read_message(read_)};
  read_.reset();
  complete(into, other, keys);
  database_.prepare("UPDATE rejection_identity SET rejection = ?1 WHERE rejection = ?2")
      .bind(into, row)
      .run();
  database_.prepare("DELETE FROM rejection WHERE id = ?1").bind(row).run();
}

void RejectionWriter::bind(Statement& statement, const Rejection& rejection,
                           const std::optional<Digest>& message) {
  const auto& reply = rejection.reply;
  std::optional<Statement::Blob> message_bytes;
  if (message) message_bytes = Statement::Blob{bytes_of(*message)};
  statement.bind(static_cast<std::int64_t>(rejection.kind), static_cast<std::int64_t>(rejection.delivery),
                 rejection.time, rejection.is_zone_known, rejection.from_domain, rejection.is_from_assumed,
                 rejection.has_many_authors, rejection.envelope_from, rejection.recipient_domain, reply.host,
                 blob_of(reply.host_address), reply.code, reply.enhanced_code,
                 static_cast<std::int64_t>(reply.stage), reply.text, blob_of(rejection.source_ip),
                 rejection.reporting_host, rejection.has_original, written(rejection.signatures),
                 rejection.is_list, rejection.is_forwarded, message_bytes, rejection.message_host);
}

std::int64_t RejectionWriter::insert(const Rejection& rejection, const RejectionKeys& keys,
                                     const std::string& origin, std::int64_t now) {
  bind(insert_, rejection, keys.message);
  insert_.bind_from(24, origin, now).run();
  const auto id = database_.last_insert_id();
  for (const auto& identity : keys.identities)
    add_identity_.bind(Statement::Blob{bytes_of(identity)}, id).run();
  return id;
}

void RejectionWriter::complete(std::int64_t id, const Rejection& rejection, const RejectionKeys& keys) {
  read_.bind(id);
  if (!read_.step()) return;
  auto stored = read_rejection(read_, 0);
  const auto message = read_.is_null(21) ? keys.message : read_message(read_);
  read_.reset();
  ruascope::complete(stored, rejection);
  bind(update_, stored, message);
  update_.bind_from(24, id).run();
  for (const auto& identity : keys.identities)
    add_identity_.bind(Statement::Blob{bytes_of(identity)}, id).run();
}

void list_rejections(Sqlite& database, const Filter& filter, const std::function<void(RejectionRow)>& take) {
  auto rows = select_rows(database,
                          "WHERE coalesce(time, imported_at) >= ?1 AND coalesce(time, imported_at) < ?2 "
                          "ORDER BY coalesce(time, imported_at) DESC, id DESC");
  rows.bind(window_start(filter), window_end(filter));
  while (rows.step()) take(read_row(rows));
}

std::vector<RejectionRow> failure_reports(Sqlite& database, const Filter& filter) {
  auto rows = select_rows(database,
                          "WHERE kind = 1 AND coalesce(time, imported_at) >= ?1 AND "
                          "coalesce(time, imported_at) < ?2 ORDER BY id");
  // A report may come days after the refusal that it tells of, or be dated so.
  constexpr std::int64_t days_apart = 7 * seconds_per_day;
  const auto since = window_start(filter);
  const auto until = window_end(filter);
  rows.bind(since > INT64_MIN ? since - days_apart : since, until < INT64_MAX ? until + days_apart : until);
  return all_rows(rows);
}

std::vector<RejectionRow> rejections_of_message(Sqlite& database, std::string_view message) {
  auto rows = select_rows(database, "WHERE message = ?1 AND kind <> 1 ORDER BY id");
  rows.bind(Statement::Blob{message});
  return all_rows(rows);
}

std::optional<Day> newest_rejection_day(Sqlite& database) {
  auto row = database.prepare(
      "SELECT time FROM rejection WHERE time <= imported_at + 2 * 86400 "
      "ORDER BY coalesce(time, imported_at) DESC LIMIT 1");
  if (!row.step()) return std::nullopt;
  return day_of(row.integer(0));
}

std::int64_t count_rejections_before(Sqlite& database, Day day) {
  auto row = database.prepare("SELECT count(*) FROM rejection WHERE coalesce(time, imported_at) < ?1");
  row.bind(day * seconds_per_day);
  return row.step() ? row.integer(0) : 0;
}

std::int64_t drop_rejections_before(Sqlite& database, Day day) {
  const auto before = day * seconds_per_day;
  Transaction transaction(database);
  // By hand: who prunes has foreign keys unchecked, and nothing cascades.
  database
      .prepare(
          "DELETE FROM rejection_identity WHERE rejection IN (SELECT id FROM rejection WHERE coalesce(time, "
          "imported_at) < ?1)")
      .bind(before)
      .run();
  database.prepare("DELETE FROM rejection WHERE coalesce(time, imported_at) < ?1").bind(before).run();
  const auto dropped = database.changes();
  transaction.commit();
  return dropped;
}

}  // namespace ruascope
