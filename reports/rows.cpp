// SPDX-License-Identifier: MIT
#include "reports/rows.hpp"

#include "reports/cells.hpp"
#include "reports/escape.hpp"
#include "reports/row_writers.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

struct ToJson {
  std::string operator()(std::monostate) const { return "null"; }
  std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
  std::string operator()(double ratio) const { return fmt::format("{}", ratio); }
  std::string operator()(const std::string& text) const { return json_string(text); }
  std::string operator()(const std::vector<std::string>& texts) const {
    std::string out = "[";
    for (const auto& text : texts) (out += out.size() > 1 ? "," : "") += json_string(text);
    return out + "]";
  }
  std::string operator()(const Json& json) const { return json.text; }
};

}  // namespace

std::string cell_json(const Cell& cell) { return std::visit(ToJson{}, cell); }

Json row_json(std::span<const Column> columns, const std::vector<Cell>& cells) {
  std::string out = "{";
  for (std::size_t at = 0; at < cells.size(); ++at)
    out += fmt::format("{}\"{}\":{}", at == 0 ? "" : ",", columns[at].name, cell_json(cells[at]));
  return {out + "}"};
}

std::unique_ptr<RowWriter> make_row_writer(Format format, std::ostream& out, const RenderOptions& options) {
  switch (format) {
    case Format::json: return make_json_writer(out);
    case Format::ndjson: return make_ndjson_writer(out);
    case Format::csv: return make_csv_writer(out, options.raw_csv);
    case Format::markdown: return make_markdown_writer(out);
    case Format::table: break;
  }
  return make_table_writer(out, options);
}

}  // namespace ruascope
