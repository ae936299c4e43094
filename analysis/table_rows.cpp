// SPDX-License-Identifier: MIT
#include "analysis/table_rows.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ruascope {

std::vector<std::string> split_fields(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> TableRow::list(std::size_t index) const {
  if (text(index).empty()) return {};
  auto parts = split_fields(lower_ascii(text(index)), ',');
  parts.erase(std::remove(parts.begin(), parts.end(), std::string{}), parts.end());
  return parts;
}

void TableRow::refuse(const std::string& reason) const {
  throw Error(fmt::format("{}: {}", place_, reason), hint_);
}

std::vector<TableRow> rows_of_table(std::string_view table, const std::string& origin,
                                    const std::vector<std::string>& columns) {
  const auto hint = fmt::format("{}; separated by tabs, - for nothing", fmt::join(columns, ", "));
  std::vector<TableRow> rows;
  int number = 0;
  while (!table.empty()) {
    const auto line = table.substr(0, table.find('\n'));
    table.remove_prefix(std::min(table.size(), line.size() + 1));
    ++number;
    if (trim(line).empty() || line.front() == '#') continue;
    auto fields = split_fields(line, '\t');
    for (auto& field : fields)
      if (field == "-") field.clear();
    const auto found = fields.size();
    rows.emplace_back(std::move(fields), fmt::format("{}: line {}", origin, number), hint);
    if (found != columns.size())
      rows.back().refuse(
          fmt::format("{} field{} instead of {}", found, found == 1 ? "" : "s", columns.size()));
  }
  return rows;
}

}  // namespace ruascope
