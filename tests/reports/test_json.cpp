// SPDX-License-Identifier: MIT
#include "reports/rows.hpp"

#include <array>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope {
namespace {

using Parsed = nlohmann::ordered_json;

constexpr std::array<Column, 6> columns{{{"domain", "Domain"},
                                         {"begin", "Begin", ColumnKind::instant},
                                         {"messages", "Messages", ColumnKind::count, true},
                                         {"pass_rate", "", ColumnKind::ratio},
                                         {"reporters", "", ColumnKind::list},
                                         {"results", "", ColumnKind::json}}};

using Row = std::vector<Cell>;

const Row full{std::string{"a\u202E\"\x1b.example"},        std::int64_t{1700006400},
               std::int64_t{9223372036854775807},           0.25,
               std::vector<std::string>{"one", "tw\u00F6"}, Json{R"([{"result":"pass"}])"}};
const Row empty{Cell{}, Cell{}, Cell{}, Cell{}, std::vector<std::string>{}, Json{"[]"}};

std::string render(Format format, const std::vector<Row>& rows,
                   std::optional<std::string> since = "2023-11-15") {
  std::ostringstream out;
  const auto writer = make_row_writer(format, out, {});
  writer->begin({"domains", columns, std::move(since), std::nullopt, Json{R"({"failing":true})"}, "domains"});
  for (const auto& row : rows) writer->row(row);
  writer->end({{Cell{}, Cell{}, std::int64_t{12}, 0.5, Cell{}, Cell{}}, 7, 2, {"a note for people"}});
  return out.str();
}

std::vector<std::string> keys(const Parsed& object) {
  std::vector<std::string> result;
  for (const auto& item : object.items()) result.push_back(item.key());
  return result;
}

TEST_CASE(
    "JSON has the schema version, command, window, filter, rows, their number and the totals, no more") {
  const auto parsed = Parsed::parse(render(Format::json, {full, empty}));
  CHECK(keys(parsed) == std::vector<std::string>{"schema_version", "command", "window", "filter", "rows",
                                                 "rows_total", "totals"});
  CHECK(parsed["schema_version"] == 1);
  CHECK(parsed["command"] == "domains");
  CHECK(parsed["window"].dump() == R"({"since":"2023-11-15","until":null})");
  CHECK(parsed["filter"].dump() == R"({"failing":true})");
  CHECK(parsed["rows"].size() == 2);
  CHECK(parsed["rows_total"] == 7);
  CHECK(parsed["totals"].dump() == R"({"messages":12,"pass_rate":0.5})");
}

TEST_CASE("Every column stands in every JSON row in its order, and absent is null") {
  const auto parsed = Parsed::parse(render(Format::json, {full, empty}));
  const std::vector<std::string> names{"domain", "begin", "messages", "pass_rate", "reporters", "results"};
  CHECK(keys(parsed["rows"][0]) == names);
  CHECK(keys(parsed["rows"][1]) == names);
  CHECK(parsed["rows"][0]["domain"] == "a\u202E\"\x1b.example");
  CHECK(parsed["rows"][0]["begin"] == 1700006400);
  CHECK(parsed["rows"][0]["messages"] == 9223372036854775807);
  CHECK(parsed["rows"][0]["pass_rate"] == 0.25);
  CHECK(parsed["rows"][0]["reporters"].dump() == "[\"one\",\"tw\u00F6\"]");
  CHECK(parsed["rows"][0]["results"].dump() == R"([{"result":"pass"}])");
  CHECK(parsed["rows"][1].dump() ==
        R"({"domain":null,"begin":null,"messages":null,"pass_rate":null,"reporters":[],"results":[]})");
}

TEST_CASE("JSON without rows is whole, and without a window its ends are null") {
  const auto parsed = Parsed::parse(render(Format::json, {}, std::nullopt));
  CHECK(parsed["rows"].dump() == "[]");
  CHECK(parsed["window"].dump() == R"({"since":null,"until":null})");
}

TEST_CASE("JSON and ndjson are ASCII without control characters other than line ends") {
  for (const auto format : {Format::json, Format::ndjson})
    for (const char c : render(format, {full, empty})) CHECK((c == '\n' || (c >= 0x20 && c < 0x7F)));
}

TEST_CASE("JSON ends with a line end") { CHECK(render(Format::json, {full}).ends_with("}}\n")); }

TEST_CASE("A sum that is absent stands in the totals as null") {
  std::ostringstream out;
  const auto writer = make_row_writer(Format::json, out, {});
  writer->begin({"domains", columns, std::nullopt, std::nullopt, Json{"{}"}, "domains"});
  writer->end({Row(columns.size()), 0, 0, {}});
  CHECK(Parsed::parse(out.str())["totals"].dump() == R"({"messages":null})");
}

TEST_CASE("ndjson is a row a line and nothing else") {
  const auto text = render(Format::ndjson, {full, empty});
  std::istringstream lines(text);
  std::vector<Parsed> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(Parsed::parse(line));
  CHECK(text.back() == '\n');
  REQUIRE(rows.size() == 2);
  const auto in_json = Parsed::parse(render(Format::json, {full, empty}))["rows"];
  CHECK(rows[0] == in_json[0]);
  CHECK(rows[1] == in_json[1]);
  CHECK(render(Format::ndjson, {}).empty());
}

TEST_CASE("A ratio in JSON is written so that it reads back the same") {
  for (const double ratio : {0.0, 1.0, 1.0 / 3, 2.0 / 3, 1e-9}) {
    INFO(ratio);
    CHECK(Parsed::parse(cell_json(ratio)).get<double>() == ratio);
  }
}

}  // namespace
}  // namespace ruascope
