// SPDX-License-Identifier: MIT
#include "store/unreadable.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

// One mail may add a thousand; far more than anyone looks at are no more use.
constexpr std::int64_t most_rows = 100'000;
constexpr std::int64_t rows_between_checks = 1'000;

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

// The columns of the listing, most of which have the same name here.
struct OrderColumn {
  std::string_view name;
  std::string_view sql;
};

constexpr std::array<OrderColumn, 9> order_columns{{{"id", "unreadable.id"},
                                                    {"origin", "unreadable.origin"},
                                                    {"place", "place"},
                                                    {"reason", "reason"},
                                                    {"message", "message"},
                                                    {"hint", "hint"},
                                                    {"first_seen", "first_seen"},
                                                    {"last_seen", "last_seen"},
                                                    {"kept_bytes", "size"}}};

std::string order_sql(const Order& order) {
  for (const auto& column : order_columns)
    if (column.name == order.column)
      return fmt::format(" ORDER BY {}{}, unreadable.id", column.sql, order.descending ? " DESC" : "");
  return " ORDER BY unreadable.id";
}

// Never NULL: the unique key would take each NULL for another input.
Statement::Blob digest_or_empty(const std::optional<Digest>& digest) {
  return {digest ? bytes_of(*digest) : std::string_view{""}};
}

void drop_unused_inputs(Sqlite& database) {
  database.execute(
      "DELETE FROM kept_input WHERE id NOT IN (SELECT input FROM unreadable WHERE input IS NOT NULL)");
}

}  // namespace

UnreadableKeeper::UnreadableKeeper(Sqlite& database, std::int64_t most_bytes)
    : database_(database),
      most_bytes_(most_bytes),
      // The row of an input may have gone since it was asked for, and its number to another one.
      add_(database.prepare(R"sql(
        INSERT INTO unreadable (origin, place, reason, message, hint, first_seen, last_seen, input,
          input_digest)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, (SELECT id FROM kept_input WHERE id = ?7 AND digest = ?8), ?8)
        ON CONFLICT (origin, reason, place, input_digest) DO UPDATE SET message = excluded.message,
          hint = excluded.hint, last_seen = excluded.last_seen, input = coalesce(excluded.input, input)
        RETURNING id)sql")),
      adopt_(database.prepare(R"sql(
        UPDATE OR IGNORE unreadable SET input_digest = ?4
        WHERE origin = ?1 AND place = ?2 AND reason = ?3 AND input_digest = x'')sql")),
      find_input_(database.prepare("SELECT id FROM kept_input WHERE digest = ?1 AND origin = ?2")),
      add_input_(database.prepare(R"sql(
        INSERT INTO kept_input (digest, origin, name, message_id, from_domain, subject, size, bytes)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8))sql")),
      drop_oldest_(database.prepare(
          "DELETE FROM kept_input WHERE id = (SELECT min(id) FROM kept_input) RETURNING size, id")),
      forget_input_(database.prepare("UPDATE unreadable SET input = NULL WHERE input = ?1")) {}

std::int64_t UnreadableKeeper::keep(const Unreadable& what, const InputRow& input, std::int64_t now) {
  // A row of an older store, or of a time when the bytes were not read, is of the same input.
  const auto origin = to_valid_utf8(what.origin);
  if (input.digest) adopt_.bind(origin, what.place, what.reason, digest_or_empty(input.digest)).run();
  add_.bind(origin, what.place, what.reason, to_valid_utf8(what.message), what.hint, now, input.kept,
            digest_or_empty(input.digest));
  std::int64_t id = 0;
  while (add_.step()) id = add_.integer(0);
  if (rows_++ % rows_between_checks == 0) drop_surplus();
  return id;
}

void UnreadableKeeper::drop_surplus() {
  const auto surplus = database_.integer("SELECT count(*) FROM unreadable") - most_rows;
  if (surplus <= 0) return;
  database_
      .prepare(
          "DELETE FROM unreadable WHERE id IN (SELECT id FROM unreadable ORDER BY last_seen, id LIMIT ?1)")
      .bind(surplus)
      .run();
  drop_unused_inputs(database_);
  data_version_ = 0;  // the bytes are to be summed anew
}

std::optional<std::int64_t> UnreadableKeeper::keep_input(const KeptInput& input) {
  const auto origin = to_valid_utf8(input.origin);
  find_input_.bind(Statement::Blob{bytes_of(input.digest)}, origin);
  if (find_input_.step()) {
    const auto known = find_input_.integer(0);
    find_input_.reset();
    return known;
  }
  const auto size = static_cast<std::int64_t>(input.bytes.size());
  if (size > most_bytes_) return std::nullopt;
  make_room(size);
  const auto carrier = input.carrier.value_or(Carrier{});
  add_input_
      .bind(Statement::Blob{bytes_of(input.digest)}, origin, to_valid_utf8(input.name),
            text_or_null(carrier.message_id), text_or_null(carrier.from_domain),
            text_or_null(carrier.subject), size, Statement::Blob{input.bytes})
      .run();
  bytes_ += size;
  return database_.last_insert_id();
}

// The sum goes through all that is kept, so it is taken anew only where another process has written since.
void UnreadableKeeper::make_room(std::int64_t size) {
  const auto version = database_.integer("PRAGMA data_version");
  if (version != data_version_) bytes_ = database_.integer("SELECT coalesce(sum(size), 0) FROM kept_input");
  data_version_ = version;
  while (bytes_ + size > most_bytes_) {
    std::optional<std::int64_t> dropped;
    std::int64_t input = 0;
    while (drop_oldest_.step()) {
      dropped = drop_oldest_.integer(0);
      input = drop_oldest_.integer(1);
    }
    // Imports leave foreign keys unchecked, so nothing follows by itself.
    forget_input_.bind(input).run();
    bytes_ = dropped ? bytes_ - *dropped : 0;
    if (!dropped) return;
  }
}

std::vector<std::string_view> unreadable_orders() {
  std::vector<std::string_view> result;
  for (const auto& column : order_columns) result.push_back(column.name);
  return result;
}

void list_unreadable(Sqlite& database, const Order& order,
                     const std::function<void(const UnreadableRow&)>& take) {
  auto rows = database.prepare(rows_sql + order_sql(order));
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

std::optional<Unreadable> find_unreadable_as_whole(Sqlite& database, std::int64_t input,
                                                   std::string_view reason) {
  auto rows = database.prepare(
      std::string{rows_sql} +
      " WHERE unreadable.input = ?1 AND unreadable.reason = ?2 AND unreadable.origin = kept_input.origin");
  rows.bind(input, reason);
  if (!rows.step()) return std::nullopt;
  auto what = read_row(rows).what;
  rows.reset();
  return what;
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
  drop_unused_inputs(database);
  return dropped;
}

std::int64_t drop_all_unreadable(Sqlite& database) {
  database.execute("DELETE FROM unreadable");
  const auto dropped = database.changes();
  database.execute("DELETE FROM kept_input");
  return dropped;
}

}  // namespace ruascope
