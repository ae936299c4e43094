// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ruascope {

// What a column holds, for every format the same.
enum class ColumnKind {
  text,
  number,   // a plain integer: percent
  instant,  // epoch seconds; a UTC day in tables
  count,    // an amount; grouped by thousands in tables
  ratio,    // 0 to 1; percent in tables
  list,     // of texts
  json,     // anything deeper
};

struct Column {
  std::string_view name;   // JSON field and CSV header
  std::string_view title;  // in tables; empty: not shown there
  ColumnKind kind = ColumnKind::text;
  bool summed = false;  // stands in the totals
  bool whole = false;   // never cut or left out to fit a terminal
};

// A JSON value as text.
struct Json {
  std::string text;
  bool operator==(const Json&) const = default;
};

// Absent, integer, ratio, text, list, JSON.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string, std::vector<std::string>, Json>;

enum class Format { table, json, ndjson, csv, markdown };

// What stands around the rows of a listing.
struct ListingHead {
  std::string command;
  std::span<const Column> columns;
  std::optional<std::string> since;  // ISO days
  std::optional<std::string> until;
  Json filter{"{}"};  // as the user gave it
  std::string noun;   // what a row is, in the plural: "domains"
};

struct ListingEnd {
  std::vector<Cell> totals;     // one a column; absent where the column has none
  std::int64_t rows_total = 0;  // rows that matched, before any limit
  std::int64_t rows_shown = 0;
  std::vector<std::string> notes;  // lines for people, after a table
};

// Writes a listing row by row; holds back at most a screenful of rows.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void begin(const ListingHead& head) = 0;
  virtual void row(std::span<const Cell> cells) = 0;
  virtual void end(const ListingEnd& end) = 0;
};

struct RenderOptions {
  std::size_t width = 0;  // of the terminal; 0: as wide as the rows are
  bool color = false;
  bool raw_csv = false;
  bool has_blocks = false;  // charts of Unicode's blocks, else of plain signs
};

// The writer of a format; `out` must outlive it.
std::unique_ptr<RowWriter> make_row_writer(Format format, std::ostream& out, const RenderOptions& options);

// A cell as JSON text.
std::string cell_json(const Cell& cell);

}  // namespace ruascope
