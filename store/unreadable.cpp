// SPDX-License-Identifier: MIT
#include "store/unreadable.hpp"

#include "ingest/model/text.hpp"

namespace ruascope {
namespace {

UnreadableRow read_row(const Statement& row) {
  return {row.integer(0),
          {std::string{row.text(1)}, std::string{row.text(2)}, std::string{row.text(3)},
           std::string{row.text(4)}, std::string{row.text(5)}},
          row.integer(6),
          row.integer(7)};
}

}  // namespace

void keep_unreadable(Sqlite& database, const Unreadable& what, std::int64_t now) {
  database
      .prepare(R"sql(
        INSERT INTO unreadable (origin, place, reason, message, hint, first_seen, last_seen)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
        ON CONFLICT DO UPDATE SET message = excluded.message, hint = excluded.hint,
          last_seen = excluded.last_seen)sql")
      .bind(to_valid_utf8(what.origin), what.place, what.reason, to_valid_utf8(what.message), what.hint, now)
      .run();
}

void list_unreadable(Sqlite& database, const std::function<void(const UnreadableRow&)>& take) {
  auto rows = database.prepare(
      "SELECT id, origin, place, reason, message, hint, first_seen, last_seen FROM unreadable ORDER BY id");
  while (rows.step()) take(read_row(rows));
}

std::optional<UnreadableRow> find_unreadable(Sqlite& database, std::int64_t id) {
  auto rows = database.prepare(
      "SELECT id, origin, place, reason, message, hint, first_seen, last_seen FROM unreadable WHERE id = ?1");
  rows.bind(id);
  if (!rows.step()) return std::nullopt;
  auto row = read_row(rows);
  rows.reset();
  return row;
}

}  // namespace ruascope
