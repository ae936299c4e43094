// SPDX-License-Identifier: MIT
#include "reports/rows.hpp"

#include <array>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

constexpr std::array<Column, 4> columns{{{"domain", "Domain"},
                                         {"hidden", ""},
                                         {"messages", "Messages", ColumnKind::count, true},
                                         {"pass_rate", "Passed", ColumnKind::ratio}}};

using Row = std::vector<Cell>;

const Row one{std::string{"a_b|c\x1b"}, std::string{"unseen"}, std::int64_t{1234}, 0.5};
const Row two{std::string{"example.com"}, std::string{"unseen"}, std::int64_t{6}, Cell{}};

std::string markdown(const std::vector<Row>& rows, std::int64_t rows_total) {
  std::ostringstream out;
  const auto writer = make_row_writer(Format::markdown, out, {10, true, false});
  writer->begin({"domains", columns, "2026-10-19", "2026-10-19", Json{"{}"}, "domains"});
  for (const auto& row : rows) writer->row(row);
  writer->end(
      {{Cell{}, Cell{}, std::int64_t{1240}, Cell{}}, rows_total, static_cast<std::int64_t>(rows.size()), {}});
  return out.str();
}

TEST_CASE("Markdown is a table with aligned columns, totals and the window, whatever the terminal") {
  CHECK(markdown({one, two}, 2) ==
        "| Domain | Messages | Passed |\n"
        "| --- | ---: | ---: |\n"
        "| a\\_b\\|c\\\\u\\{001B\\} | 1,234 | 50.0 % |\n"
        "| example.com | 6 |  |\n"
        "| total | 1,240 |  |\n"
        "\n"
        "2 domains, 2026-10-19 to 2026-10-19 (1 day, UTC)\n");
}

TEST_CASE("Markdown of one row has no totals") {
  CHECK(markdown({two}, 1) ==
        "| Domain | Messages | Passed |\n"
        "| --- | ---: | ---: |\n"
        "| example.com | 6 |  |\n"
        "\n"
        "1 domain, 2026-10-19 to 2026-10-19 (1 day, UTC)\n");
}

TEST_CASE("A limited Markdown listing says how many rows it shows of how many") {
  CHECK(markdown({one, two}, 9).find("2 of 9 domains") != std::string::npos);
}

}  // namespace
}  // namespace ruascope
