// SPDX-License-Identifier: MIT
#include "reports/escape.hpp"
#include "reports/row_writers.hpp"

#include <ostream>

#include <fmt/format.h>

namespace ruascope {
namespace {

class CsvWriter final : public RowWriter {
 public:
  CsvWriter(std::ostream& out, bool raw) : out_(out), raw_(raw) {}

  void begin(const ListingHead& head) override {
    bool first = true;
    for (const auto& column : head.columns) {
      out_ << (first ? "" : ",") << column.name;
      first = false;
    }
    out_ << "\r\n";
  }

  void row(std::span<const Cell> cells) override {
    for (std::size_t index = 0; index < cells.size(); ++index) {
      if (index > 0) out_ << ',';
      out_ << field(cells[index]);
    }
    out_ << "\r\n";
  }

  void end(const ListingEnd&) override {}

 private:
  std::string field(const Cell& cell) const {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *number);
    if (const auto* ratio = std::get_if<double>(&cell)) return fmt::format("{}", *ratio);
    if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text, raw_);
    if (const auto* json = std::get_if<Json>(&cell)) return csv_field(json->text, raw_);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&cell))
      return csv_field(fmt::format("{}", fmt::join(*texts, "; ")), raw_);
    return {};
  }

  std::ostream& out_;
  bool raw_;
};

}  // namespace

std::unique_ptr<RowWriter> make_csv_writer(std::ostream& out, bool raw) {
  return std::make_unique<CsvWriter>(out, raw);
}

}  // namespace ruascope
