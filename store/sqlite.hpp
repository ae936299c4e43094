// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace ruascope {

// A prepared statement. Parameters are numbered from 1, columns from 0. All functions throw Error.
class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  // Binds `values` to the parameters from 1 on. Texts are copied; an empty optional is NULL; a Blob is bytes.
  template <class... Values>
  Statement& bind(const Values&... values) {
    return bind_from(1, values...);
  }
  // The same from the parameter `index` on.
  template <class... Values>
  Statement& bind_from(int index, const Values&... values) {
    (bind_one(index++, values), ...);
    return *this;
  }
  void bind_one(int index, std::int64_t value);
  void bind_one(int index, int value) { bind_one(index, std::int64_t{value}); }
  void bind_one(int index, bool value) { bind_one(index, std::int64_t{value}); }
  void bind_one(int index, std::string_view value);
  void bind_one(int index, const std::string& value) { bind_one(index, std::string_view{value}); }
  void bind_one(int index, const char* value) { bind_one(index, std::string_view{value}); }
  void bind_one(int index, std::nullopt_t);
  template <class T>
  void bind_one(int index, const std::optional<T>& value) {
    if (value)
      bind_one(index, *value);
    else
      bind_one(index, std::nullopt);
  }
  struct Blob {
    std::string_view bytes;
  };
  void bind_one(int index, Blob value);

  // Steps to the next row; false at the end, where the statement is ready to be bound and run again.
  bool step();
  // True if there is a row at all; forgets it.
  bool gives_a_row();
  // Runs a statement that gives no rows.
  void run();
  // Forgets the rows not yet read.
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  // Valid until the next step. NULL reads as empty.
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  std::optional<std::string> optional_text(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

// Absent texts are kept as NULL.
inline std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

// `path` so that SQLite takes it for the name of a file and nothing else.
std::string plain_path(const std::string& path);

// An open SQLite database.
class Sqlite {
 public:
  enum class Mode { read_only, read_write, create };
  // Waits up to `busy_seconds` for the locks of other processes. Throws Error with a hint.
  Sqlite(const std::string& path, Mode mode, int busy_seconds = 300);
  ~Sqlite();
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  void execute(const char* sql);
  Statement prepare(std::string_view sql) { return {handle_, sql}; }
  std::int64_t last_insert_id() const;
  // Rows that the last statement changed.
  std::int64_t changes() const;
  // Calls `watcher` with the SQL of each statement that begins to run, from now on: for tests of what is
  // asked.
  void watch(std::function<void(std::string_view sql)> watcher);
  // The single integer that a query gives; 0 if none.
  std::int64_t integer(std::string_view sql);
  const std::string& path() const { return path_; }

 private:
  friend class IntegerRows;
  sqlite3* handle_ = nullptr;
  std::string path_;
  std::function<void(std::string_view)> watcher_;
};

// What is read while it lives is one state of the store, whoever writes meanwhile.
class ReadTransaction {
 public:
  explicit ReadTransaction(Sqlite& database) : database_(database) { database_.execute("BEGIN"); }
  ~ReadTransaction();
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  Sqlite& database_;
};

// Lifts the ban on writing of a store opened for reading, while it lives: for a copy, for temporary tables.
class WritingAllowed {
 public:
  explicit WritingAllowed(Sqlite& database);
  ~WritingAllowed();
  WritingAllowed(const WritingAllowed&) = delete;
  WritingAllowed& operator=(const WritingAllowed&) = delete;

 private:
  Sqlite& database_;
  bool banned_;
};

// Rows of integers in memory that SQL reads as a table: one statement then writes any number of them, at a
// fraction of what a statement a row costs.
class IntegerRows {
 public:
  // The table is called `name`, a literal, and has so many columns, c0 and so on. It must outlive the
  // statements that read it.
  IntegerRows(Sqlite& database, const char* name, int columns);
  ~IntegerRows();
  IntegerRows(const IntegerRows&) = delete;
  IntegerRows& operator=(const IntegerRows&) = delete;

  // The values of all rows, one row after the other.
  std::vector<std::int64_t> values;
  int columns() const { return columns_; }

 private:
  Sqlite& database_;
  const char* name_;
  int columns_;
};

// While it lives, no row that is written is checked against those it refers to, and deleting one does nothing
// to those that refer to it: for imports, where each id was just looked up, and where the checks cost more
// than the rows. Made and unmade outside of transactions.
class ForeignKeysUnchecked {
 public:
  explicit ForeignKeysUnchecked(Sqlite& database);
  ~ForeignKeysUnchecked();
  ForeignKeysUnchecked(const ForeignKeysUnchecked&) = delete;
  ForeignKeysUnchecked& operator=(const ForeignKeysUnchecked&) = delete;

 private:
  Sqlite& database_;
};

// A write transaction, from its construction on the only one on the store; rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Sqlite& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Sqlite& database_;
  bool open_ = true;
};

}  // namespace ruascope
