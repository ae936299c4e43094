// SPDX-License-Identifier: MIT
#include "store/unreadable.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr const char* rows_sql = R"sql(
  SELECT unreadable.id, unreadable.origin, place, reason, message, hint, first_seen, last_seen, input, size
  FROM unreadable LEFT JOIN kept_input ON kept_input.id = unreadable.input)sql";

UnreadableRow read_row(const Statement& row) {
  return {row.integer(0),
          {std::string{row.text(1)}, std::string{row.text(2)}, std::string{row.text(3)},
           std::string{row.text(4)}, std::string{row.text(5)}},
          row.integer(6),
          row.integer(7),
          row.optional_integer(8),
          row.optional_integer(9)};
}

}  // namespace

UnreadableKeeper::UnreadableKeeper(Sqlite& database, std::int64_t most_bytes)
    : database_(database),
      most_bytes_(most_bytes),
      bytes_(database.integer("SELECT coalesce(sum(size), 0) FROM kept_input")),
      add_(database.prepare(R"sql(
        INSERT INTO unreadable (origin, place, reason, message, hint, first_seen, last_seen, input)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)
        ON CONFLICT DO UPDATE SET message = excluded.message, hint = excluded.hint,
          last_seen = excluded.last_seen, input = coalesce(excluded.input, input))sql")),
      find_input_(database.prepare("SELECT id FROM kept_input WHERE digest = ?1 AND origin = ?2")),
      add_input_(database.prepare(R"sql(
        INSERT INTO kept_input (digest, origin, name, message_id, from_domain, subject, size, bytes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))sql")) {}

void UnreadableKeeper::keep(const Unreadable& what, const std::optional<KeptInput>& input, std::int64_t now) {
  std::optional<std::int64_t> kept;
  if (input && static_cast<std::int64_t>(input->bytes.size()) <= most_bytes_) kept = keep_input(*input);
  add_.bind(to_valid_utf8(what.origin), what.place, what.reason, to_valid_utf8(what.message), what.hint, now,
            kept)
      .run();
}

std::int64_t UnreadableKeeper::keep_input(const KeptInput& input) {
  const auto origin = to_valid_utf8(input.origin);
  find_input_.bind(Statement::Blob{bytes_of(input.digest)}, origin);
  if (find_input_.step()) {
    const auto known = find_input_.integer(0);
    find_input_.reset();
    return known;
  }
  const auto size = static_cast<std::int64_t>(input.bytes.size());
  while (bytes_ + size > most_bytes_) {
    bytes_ -= database_.integer("SELECT size FROM kept_input ORDER BY id LIMIT 1");
    database_.execute("DELETE FROM kept_input WHERE id = (SELECT min(id) FROM kept_input)");
  }
  const auto carrier = input.carrier.value_or(Carrier{});
  add_input_
      .bind(Statement::Blob{bytes_of(input.digest)}, origin, to_valid_utf8(input.name),
            text_or_null(carrier.message_id), text_or_null(carrier.from_domain),
            text_or_null(carrier.subject), size, Statement::Blob{input.bytes})
      .run();
  bytes_ += size;
  return database_.last_insert_id();
}

void list_unreadable(Sqlite& database, const std::function<void(const UnreadableRow&)>& take) {
  auto rows = database.prepare(std::string{rows_sql} + " ORDER BY unreadable.id");
  while (rows.step()) take(read_row(rows));
}

std::optional<UnreadableRow> find_unreadable(Sqlite& database, std::int64_t id) {
  auto rows = database.prepare(std::string{rows_sql} + " WHERE unreadable.id = ?1");
  rows.bind(id);
  if (!rows.step()) return std::nullopt;
  auto row = read_row(rows);
  rows.reset();
  return row;
}

std::optional<KeptInput> kept_input(Sqlite& database, std::int64_t input) {
  auto row = database.prepare(
      "SELECT digest, origin, name, message_id, from_domain, subject, bytes FROM kept_input WHERE id = ?1");
  row.bind(input);
  if (!row.step()) return std::nullopt;
  KeptInput kept;
  const auto digest = row.blob(0);
  std::copy_n(digest.begin(), std::min(digest.size(), kept.digest.size()), kept.digest.begin());
  kept.origin = row.text(1);
  kept.name = row.text(2);
  kept.carrier = {std::string{row.text(3)}, std::string{row.text(4)}, std::string{row.text(5)}};
  kept.bytes = row.blob(6);
  row.reset();
  return kept;
}

std::int64_t drop_unreadable(Sqlite& database, const std::vector<std::int64_t>& ids) {
  std::int64_t dropped = 0;
  auto drop = database.prepare("DELETE FROM unreadable WHERE id = ?1");
  for (const auto id : ids) {
    drop.bind(id).run();
    dropped += database.changes();
  }
  database.execute(
      "DELETE FROM kept_input WHERE id NOT IN (SELECT input FROM unreadable WHERE input IS NOT NULL)");
  return dropped;
}

}  // namespace ruascope
