// SPDX-License-Identifier: MIT
#include "reports/rows.hpp"

#include <array>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

constexpr std::array<Column, 6> columns{{{"domain", "Domain"},
                                         {"hidden_in_tables", "", ColumnKind::instant},
                                         {"messages", "Messages", ColumnKind::count, true},
                                         {"pass_rate", "", ColumnKind::ratio},
                                         {"reporters", "", ColumnKind::list},
                                         {"results", "", ColumnKind::json}}};

constexpr const char* header = "domain,hidden_in_tables,messages,pass_rate,reporters,results\r\n";

std::string csv(const std::vector<std::vector<Cell>>& rows, bool raw = false) {
  std::ostringstream out;
  const auto writer = make_row_writer(Format::csv, out, {0, false, raw});
  writer->begin({"domains", columns, "2023-11-15", std::nullopt, Json{"{}"}, "domains"});
  for (const auto& row : rows) writer->row(row);
  writer->end({std::vector<Cell>(columns.size()), 7, 2, {"a note for people"}});
  return out.str();
}

TEST_CASE("CSV has all column names first, lines that end in CR LF, and no totals") {
  CHECK(csv({}) == header);
  CHECK(csv({{std::string{"example.com"}, std::int64_t{1700006400}, std::int64_t{1234567}, 0.25,
              std::vector<std::string>{"one"}, Json{"[]"}}}) ==
        std::string{header} + "example.com,1700006400,1234567,0.25,one,[]\r\n");
}

TEST_CASE("Absent is empty in CSV, and so is an empty list") {
  CHECK(csv({{Cell{}, Cell{}, Cell{}, Cell{}, std::vector<std::string>{}, Cell{}}}) ==
        std::string{header} + ",,,,,\r\n");
}

TEST_CASE("A list in CSV is joined by a semicolon and a blank, anything deeper is JSON text") {
  CHECK(csv({{std::string{"a"}, Cell{}, Cell{}, Cell{}, std::vector<std::string>{"one", "two,three"},
              Json{R"([{"result":"pass"}])"}}}) ==
        std::string{header} + "a,,,,\"one; two,three\",\"[{\"\"result\"\":\"\"pass\"\"}]\"\r\n");
}

TEST_CASE("Texts and lists that a spreadsheet would run get an apostrophe, numbers do not") {
  const std::vector<Cell> row{
      std::string{"=cmd"}, std::int64_t{-5}, std::int64_t{-1}, -0.5, std::vector<std::string>{"@a", "=b"},
      Json{"[]"}};
  CHECK(csv({row}) == std::string{header} + "'=cmd,-5,-1,-0.5,\"'@a; =b\",[]\r\n");
  CHECK(csv({row}, true) == std::string{header} + "=cmd,-5,-1,-0.5,\"@a; =b\",[]\r\n");
}

}  // namespace
}  // namespace ruascope
