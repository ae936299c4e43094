// SPDX-License-Identifier: MIT
#include "reports/escape.hpp"
#include "reports/row_writers.hpp"

#include <ostream>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string row_json(std::span<const Column> columns, std::span<const Cell> cells) {
  std::string out = "{";
  for (std::size_t index = 0; index < columns.size(); ++index) {
    if (index > 0) out += ',';
    ((out += json_string(columns[index].name)) += ':') += cell_json(cells[index]);
  }
  return out += '}';
}

std::string text_or_null(const std::optional<std::string>& text) {
  return text ? json_string(*text) : "null";
}

class JsonWriter final : public RowWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void begin(const ListingHead& head) override {
    columns_ = head.columns;
    out_ << fmt::format(
        "{{\"schema_version\":1,\"command\":{},\"window\":{{\"since\":{},\"until\":{}}},\"filter\":{},"
        "\n\"rows\":[",
        json_string(head.command), text_or_null(head.since), text_or_null(head.until), head.filter.text);
  }

  void row(std::span<const Cell> cells) override {
    out_ << (first_ ? "\n" : ",\n") << row_json(columns_, cells);
    first_ = false;
  }

  void end(const ListingEnd& end) override {
    out_ << "],\n\"rows_total\":" << end.rows_total << ",\"totals\":{";
    bool first = true;
    for (std::size_t index = 0; index < columns_.size(); ++index) {
      if (std::holds_alternative<std::monostate>(end.totals[index]) && !columns_[index].summed) continue;
      out_ << (first ? "" : ",") << json_string(columns_[index].name) << ':' << cell_json(end.totals[index]);
      first = false;
    }
    out_ << "}}\n";
  }

 private:
  std::ostream& out_;
  std::span<const Column> columns_;
  bool first_ = true;
};

class NdjsonWriter final : public RowWriter {
 public:
  explicit NdjsonWriter(std::ostream& out) : out_(out) {}
  void begin(const ListingHead& head) override { columns_ = head.columns; }
  void row(std::span<const Cell> cells) override { out_ << row_json(columns_, cells) << '\n'; }
  void end(const ListingEnd&) override {}

 private:
  std::ostream& out_;
  std::span<const Column> columns_;
};

}  // namespace

std::unique_ptr<RowWriter> make_json_writer(std::ostream& out) { return std::make_unique<JsonWriter>(out); }
std::unique_ptr<RowWriter> make_ndjson_writer(std::ostream& out) {
  return std::make_unique<NdjsonWriter>(out);
}

}  // namespace ruascope
