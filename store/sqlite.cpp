// SPDX-License-Identifier: MIT
#include "store/sqlite.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/messages.hpp"
#include "store/identity_key.hpp"

#include <algorithm>
#include <new>
#include <unistd.h>

#include <fmt/format.h>
#include <sqlite3.h>

namespace ruascope {
namespace {

std::string hint_for(int code) {
  switch (code & 0xff) {
    case SQLITE_NOTADB: return "name another file with --db, or move this one away";
    case SQLITE_FULL: return "make room on the disk; what was stored before is whole";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "check the permissions of the store and of its folder";
    case SQLITE_CANTOPEN: return "check that the folder exists and that you may write to it";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process is writing to the store for long; try again later";
    case SQLITE_CORRUPT: return "restore a backup, or import the reports into a new store";
    case SQLITE_IOERR: return "check the disk and its free space; what was stored before is whole";
    default: return {};
  }
}

std::string reason_for(int code, sqlite3* database) {
  switch (code & 0xff) {
    case SQLITE_NOTADB: return "the file is no SQLite database";
    case SQLITE_FULL: return "the disk is full";
    case SQLITE_BUSY: return "the store is in use by another process";
    default: return database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  }
}

[[noreturn]] void fail(sqlite3* database, int code) {
  const char* file = database != nullptr ? sqlite3_db_filename(database, "main") : nullptr;
  throw Error(fmt::format("store {}: {}", file != nullptr ? file : "", reason_for(code, database)),
              hint_for(code));
}

// Sleeps a little longer each time, so that two writers alternate and neither burns a core.
int wait_for_lock(void* most_milliseconds, int tries) {
  const int nap = std::min(1 + tries, 25);
  const auto waited = tries < 25 ? tries * (tries + 1) / 2 : 300 + (tries - 24) * 25;
  if (waited > static_cast<int>(reinterpret_cast<std::intptr_t>(most_milliseconds))) return 0;
  usleep(static_cast<useconds_t>(nap) * 1000);
  return 1;
}

// messages_sum(x): like sum(), but stops at 2^63-1 where sum() fails. Forged counts must not break a query.
void sum_step(sqlite3_context* context, int, sqlite3_value** values) {
  auto* total = static_cast<std::int64_t*>(sqlite3_aggregate_context(context, sizeof(std::int64_t)));
  if (total != nullptr) *total = add_messages(*total, sqlite3_value_int64(values[0]));
}

void sum_final(sqlite3_context* context) {
  const auto* total = static_cast<std::int64_t*>(sqlite3_aggregate_context(context, 0));
  sqlite3_result_int64(context, total != nullptr ? *total : 0);
}

void add_function(sqlite3_context* context, int, sqlite3_value** values) {
  sqlite3_result_int64(context, add_messages(sqlite3_value_int64(values[0]), sqlite3_value_int64(values[1])));
}

// identity_of_day(day, identity), for the migration of older stores.
void identity_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* identity = static_cast<const char*>(sqlite3_value_blob(values[1]));
  const auto size = identity == nullptr ? 0 : static_cast<std::size_t>(sqlite3_value_bytes(values[1]));
  const auto key = identity_of_day(sqlite3_value_int64(values[0]), {identity, size});
  sqlite3_result_blob(context, key.data(), static_cast<int>(key.size()), SQLITE_TRANSIENT);
}

void register_functions(sqlite3* database) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  sqlite3_create_function(database, "messages_sum", 1, flags, nullptr, nullptr, sum_step, sum_final);
  sqlite3_create_function(database, "identity_of_day", 2, flags, nullptr, identity_function, nullptr,
                          nullptr);
  sqlite3_create_function(database, "messages_add", 2, flags, nullptr, add_function, nullptr, nullptr);
}

// A table of IntegerRows: to SQLite a virtual one without a schema entry.
struct RowsTable : sqlite3_vtab {
  const IntegerRows* rows = nullptr;
};

struct RowsCursor : sqlite3_vtab_cursor {
  std::size_t at = 0;  // of the row's first value

  const IntegerRows& rows() const { return *static_cast<const RowsTable*>(pVtab)->rows; }
};

int connect_rows(sqlite3* database, void* rows, int, const char* const*, sqlite3_vtab** table, char**) {
  const auto* source = static_cast<const IntegerRows*>(rows);
  try {
    std::string columns = "c0";
    for (int column = 1; column < source->columns(); ++column) columns += ", c" + std::to_string(column);
    auto* made = new RowsTable{};
    made->rows = source;
    *table = made;
    return sqlite3_declare_vtab(database, ("CREATE TABLE integer_rows (" + columns + ")").c_str());
  } catch (const std::bad_alloc&) {
    return SQLITE_NOMEM;
  }
}

int disconnect_rows(sqlite3_vtab* table) {
  delete static_cast<RowsTable*>(table);
  return SQLITE_OK;
}

int plan_rows(sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; }

int open_rows(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) {
  *cursor = new (std::nothrow) RowsCursor{};
  return *cursor == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int close_rows(sqlite3_vtab_cursor* cursor) {
  delete static_cast<RowsCursor*>(cursor);
  return SQLITE_OK;
}

int first_row(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) {
  static_cast<RowsCursor*>(cursor)->at = 0;
  return SQLITE_OK;
}

int next_row(sqlite3_vtab_cursor* cursor) {
  auto& rows = *static_cast<RowsCursor*>(cursor);
  rows.at += static_cast<std::size_t>(rows.rows().columns());
  return SQLITE_OK;
}

int is_behind_rows(sqlite3_vtab_cursor* cursor) {
  const auto& rows = *static_cast<RowsCursor*>(cursor);
  return rows.at >= rows.rows().values.size() ? 1 : 0;
}

int value_of_row(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int column) {
  const auto& rows = *static_cast<RowsCursor*>(cursor);
  sqlite3_result_int64(context, rows.rows().values[rows.at + static_cast<std::size_t>(column)]);
  return SQLITE_OK;
}

int number_of_row(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) {
  *number = static_cast<sqlite3_int64>(static_cast<RowsCursor*>(cursor)->at);
  return SQLITE_OK;
}

sqlite3_module make_rows_module() {
  sqlite3_module module{};
  module.xConnect = connect_rows;
  module.xDisconnect = disconnect_rows;
  module.xBestIndex = plan_rows;
  module.xOpen = open_rows;
  module.xClose = close_rows;
  module.xFilter = first_row;
  module.xNext = next_row;
  module.xEof = is_behind_rows;
  module.xColumn = value_of_row;
  module.xRowid = number_of_row;
  return module;
}

// Counting what SQLite takes costs a lock an allocation, and nobody asks.
void configure_library() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

}  // namespace

IntegerRows::IntegerRows(Sqlite& database, const char* name, int columns)
    : database_(database), name_(name), columns_(columns) {
  static const auto module = make_rows_module();
  if (const int code = sqlite3_create_module_v2(database.handle_, name, &module, this, nullptr);
      code != SQLITE_OK)
    fail(database.handle_, code);
}

IntegerRows::~IntegerRows() { sqlite3_create_module_v2(database_.handle_, name_, nullptr, nullptr, nullptr); }

Statement::Statement(sqlite3* database, std::string_view sql) : database_(database) {
  const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) fail(database, code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement::Statement(Statement&& other) noexcept : database_(other.database_), statement_(other.statement_) {
  other.statement_ = nullptr;
}

void Statement::bind_one(int index, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(statement_, index, value); code != SQLITE_OK) fail(database_, code);
}

void Statement::bind_one(int index, std::string_view value) {
  const char* text = value.data() != nullptr ? value.data() : "";
  const int code = sqlite3_bind_text64(statement_, index, text, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) fail(database_, code);
}

void Statement::bind_one(int index, Blob value) {
  const int code =
      sqlite3_bind_blob64(statement_, index, value.bytes.data(), value.bytes.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) fail(database_, code);
}

void Statement::bind_one(int index, std::nullopt_t) {
  if (const int code = sqlite3_bind_null(statement_, index); code != SQLITE_OK) fail(database_, code);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_);
    return false;
  }
  const Error error(
      fmt::format("store {}: {}", sqlite3_db_filename(database_, "main"), reason_for(code, database_)),
      hint_for(code));
  sqlite3_reset(statement_);
  throw error;
}

void Statement::run() {
  while (step()) {}
}

bool Statement::gives_a_row() {
  const bool found = step();
  reset();
  return found;
}

void Statement::reset() { sqlite3_reset(statement_); }

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Statement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::string> Statement::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return std::string{text(column)};
}

std::optional<std::int64_t> Statement::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

// ":memory:" and "file:..." mean something else to SQLite; to us they are names of files.
std::string plain_path(const std::string& path) { return path.starts_with('/') ? path : "./" + path; }

Sqlite::Sqlite(const std::string& path, Mode mode, int busy_seconds) : path_(path) {
  configure_library();
  int flags = SQLITE_OPEN_NOMUTEX;
  if (mode == Mode::read_only) flags |= SQLITE_OPEN_READONLY;
  if (mode == Mode::read_write) flags |= SQLITE_OPEN_READWRITE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(plain_path(path).c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    const Error error(fmt::format("store {}: {}", path, reason_for(code, handle_)), hint_for(code));
    sqlite3_close(handle_);
    throw error;
  }
  const std::intptr_t milliseconds = std::intptr_t{busy_seconds} * 1000;
  sqlite3_busy_handler(handle_, wait_for_lock, reinterpret_cast<void*>(milliseconds));
  register_functions(handle_);
}

Sqlite::~Sqlite() { sqlite3_close(handle_); }

void Sqlite::execute(const char* sql) {
  if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
    fail(handle_, code);
}

std::int64_t Sqlite::last_insert_id() const { return sqlite3_last_insert_rowid(handle_); }

std::int64_t Sqlite::changes() const { return sqlite3_changes64(handle_); }

void Sqlite::watch(std::function<void(std::string_view)> watcher) {
  watcher_ = std::move(watcher);
  const auto tell = [](unsigned, void* self, void* statement, void*) {
    const char* sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
    if (sql != nullptr) static_cast<const Sqlite*>(self)->watcher_(sql);
    return 0;
  };
  sqlite3_trace_v2(handle_, SQLITE_TRACE_STMT, tell, this);
}

std::int64_t Sqlite::integer(std::string_view sql) {
  auto statement = prepare(sql);
  const auto value = statement.step() ? statement.integer(0) : 0;
  statement.reset();
  return value;
}

ReadTransaction::~ReadTransaction() {
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {  // nothing was written
  }
}

WritingAllowed::WritingAllowed(Sqlite& database)
    : database_(database), banned_(database.integer("PRAGMA query_only") != 0) {
  if (banned_) database_.execute("PRAGMA query_only = OFF");
}

WritingAllowed::~WritingAllowed() {
  try {
    if (banned_) database_.execute("PRAGMA query_only = ON");
  } catch (const Error&) {  // the ban guards against our own faults only
  }
}

ForeignKeysUnchecked::ForeignKeysUnchecked(Sqlite& database) : database_(database) {
  database_.execute("PRAGMA foreign_keys = OFF");
}

ForeignKeysUnchecked::~ForeignKeysUnchecked() {
  try {
    database_.execute("PRAGMA foreign_keys = ON");
  } catch (const Error&) {  // a store that failed is not written to again
  }
}

Transaction::Transaction(Sqlite& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }

Transaction::~Transaction() {
  if (!open_) return;
  try {
    database_.execute("ROLLBACK");
  } catch (const Error&) {  // a failed write (disk full) has rolled back already
  }
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace ruascope
