// SPDX-License-Identifier: MIT
#include "ingest/model/text.hpp"
#include "reports/row_writers.hpp"
#include "reports/rows.hpp"

#include <array>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

constexpr std::array<Column, 5> columns{{{"domain", "Domain"},
                                         {"source_ip", "Source", ColumnKind::text, false, true},
                                         {"hidden", "", ColumnKind::count, true},
                                         {"messages", "Messages", ColumnKind::count, true},
                                         {"pass_rate", "Passed", ColumnKind::ratio}}};

using Row = std::vector<Cell>;

const ListingHead head{"sources", columns, "2026-10-19", "2026-11-15", Json{"{}"}, "sources"};
const Row one{std::string{"example.com"}, std::string{"192.0.2.1"}, std::int64_t{777}, std::int64_t{1234567},
              1.0};
const Row two{std::string{"a.example"}, std::string{"2001:db8::1"}, std::int64_t{888}, std::int64_t{5},
              Cell{}};

ListingEnd end_of(std::int64_t rows, std::int64_t messages) {
  return {{Cell{}, Cell{}, std::int64_t{1665}, messages, Cell{}}, rows, rows, {}};
}

std::string table(const std::vector<Row>& rows, const ListingEnd& end, std::size_t width,
                  bool color = false) {
  std::ostringstream out;
  const auto writer = make_row_writer(Format::table, out, {width, color, false});
  writer->begin(head);
  for (const auto& row : rows) writer->row(row);
  writer->end(end);
  return out.str();
}

// Line `index` of `text`; from the end where negative.
std::string line(const std::string& text, int index) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string each; std::getline(in, each);) lines.push_back(each);
  return lines.at(static_cast<std::size_t>(index < 0 ? static_cast<int>(lines.size()) + index : index));
}

TEST_CASE("A table has titles, rows, totals and a line that names rows and window") {
  const std::string expected =
      "Domain       Source        Messages   Passed\n"
      "example.com  192.0.2.1    1,234,567  100.0 %\n"
      "a.example    2001:db8::1          5\n"
      "total                     1,234,572\n"
      "\n"
      "2 sources, 2026-10-19 to 2026-11-15 (28 days, UTC)\n";
  CHECK(table({one, two}, end_of(2, 1234572), 0) == expected);
  CHECK(table({one, two}, end_of(2, 1234572), 80) == expected);
}

TEST_CASE("Texts give way on a narrow terminal, addresses and numbers stay whole") {
  CHECK(table({one, two}, end_of(2, 1234572), 42) ==
        "Domain     Source        Messages   Passed\n"
        "example.\u2026  192.0.2.1    1,234,567  100.0 %\n"
        "a.example  2001:db8::1          5\n"
        "total                   1,234,572\n"
        "\n"
        "2 sources, 2026-10-19 to 2026-11-15 (28 days, UTC)\n");
}

TEST_CASE("Where texts give way no more, numbers are left out from the last on, addresses never") {
  const auto text = table({one, two}, end_of(2, 1234572), 20);
  CHECK(line(text, 1) == "exampl\u2026  192.0.2.1");
  CHECK(line(text, 2) == "a.exam\u2026  2001:db8::1");
}

TEST_CASE("Texts that cannot give way far enough are left out from the last on, the first never") {
  static constexpr std::array<Column, 5> many{{{"a", "First"},
                                               {"b", "Address", ColumnKind::text, false, true},
                                               {"c", "Middle"},
                                               {"d", "Count", ColumnKind::count, true},
                                               {"e", "Last"}}};
  const Row row{std::string{"first text"}, std::string{"192.0.2.1"}, std::string{"middle text"},
                std::int64_t{5}, std::string{"last text"}};
  const auto first_row = [&](std::size_t width) {
    std::ostringstream out;
    const auto writer = make_row_writer(Format::table, out, {width, false, false});
    writer->begin({"records", many, std::nullopt, std::nullopt, Json{"{}"}, "records"});
    writer->row(row);
    writer->end({Row(many.size()), 1, 1, {}});
    return line(out.str(), 0) + "|" + line(out.str(), 1);
  };
  CHECK(
      first_row(52) ==
      "First       Address    Middle       Count  Last|first text  192.0.2.1  middle text      5  last text");
  CHECK(first_row(40) ==
        "First   Address    Middle  Count  Last|first\u2026  192.0.2.1  middl\u2026      5  last \u2026");
  CHECK(first_row(39) ==
        "First      Address    Middle      Count|first te\u2026  192.0.2.1  middle te\u2026      5");
  CHECK(first_row(32) == "First   Address    Middle  Count|first\u2026  192.0.2.1  middl\u2026      5");
  CHECK(first_row(31) == "First       Address    Count|first text  192.0.2.1      5");
  CHECK(first_row(10) == "First   Address|first\u2026  192.0.2.1");
}

TEST_CASE("A table of one row has no totals, and one of none has its titles") {
  CHECK(table({two}, end_of(1, 5), 0) ==
        "Domain     Source       Messages  Passed\n"
        "a.example  2001:db8::1         5\n"
        "\n"
        "1 source, 2026-10-19 to 2026-11-15 (28 days, UTC)\n");
  CHECK(table({}, end_of(0, 0), 0) ==
        "Domain  Source  Messages  Passed\n"
        "\n"
        "0 sources, 2026-10-19 to 2026-11-15 (28 days, UTC)\n");
}

TEST_CASE("A limited table says how many rows it shows of how many, and totals stay those of all") {
  auto end = end_of(1234, 9999);
  end.rows_shown = 1;
  end.notes = {"a note", "bad \x1b[31m note"};
  CHECK(table({two}, end, 0) ==
        "Domain     Source       Messages  Passed\n"
        "a.example  2001:db8::1         5\n"
        "total                      9,999\n"
        "\n"
        "1 of 1,234 sources, 2026-10-19 to 2026-11-15 (28 days, UTC)\n"
        "a note\n"
        "bad \\u{001B}[31m note\n");
}

TEST_CASE("Colour makes titles and totals bold and nothing else") {
  const auto text = table({one, two}, end_of(2, 1234572), 0, true);
  CHECK(line(text, 0) == "\x1b[1mDomain       Source        Messages   Passed\x1b[0m");
  CHECK(line(text, 1) == "example.com  192.0.2.1    1,234,567  100.0 %");
  CHECK(line(text, 3) == "\x1b[1mtotal                     1,234,572\x1b[0m");
}

TEST_CASE("What a stranger wrote cannot steer the terminal, and is measured as it is shown") {
  auto row = two;
  row[0] = std::string{"\x1b[2J"};
  CHECK(line(table({row}, end_of(1, 5), 0), 1) == "\\u{001B}[2J  2001:db8::1         5");
}

TEST_CASE("Wide characters keep the columns in line") {
  auto row = two;
  row[0] = std::string{"\u65E5\u672C.example"};
  CHECK(line(table({two, row}, end_of(2, 5), 0), 2) == "\u65E5\u672C.example  2001:db8::1         5");
  CHECK(line(table({two, row}, end_of(2, 5), 0), 1) == "a.example     2001:db8::1         5");
}

TEST_CASE("Beyond 500 rows a table streams with the widths of the first ones") {
  std::ostringstream out;
  const auto writer = make_row_writer(Format::table, out, {80, false, false});
  writer->begin(head);
  for (int index = 0; index < 499; ++index) writer->row(two);
  CHECK(out.str().empty());
  for (int index = 0; index < 2; ++index) writer->row(two);
  CHECK_FALSE(out.str().empty());
  auto longer = two;
  longer[0] = std::string{"longer.example"};
  writer->row(longer);
  writer->end(end_of(502, 2510));
  CHECK(line(out.str(), 0) == "Domain     Source       Messages  Passed");
  CHECK(line(out.str(), 501) == "a.example  2001:db8::1         5");
  CHECK(line(out.str(), 502) == "longer.e\u2026  2001:db8::1         5");
  CHECK(line(out.str(), 503) == "total                      2,510");
  CHECK(line(out.str(), -1) == "502 sources, 2026-10-19 to 2026-11-15 (28 days, UTC)");
}

std::string streamed(const Row& last, std::int64_t total, std::size_t width) {
  std::vector<Row> rows(600, two);
  rows.push_back(last);
  return table(rows, end_of(601, total), width);
}

TEST_CASE("An address beyond the first 500 rows is never cut") {
  auto row = two;
  row[1] = std::string{"2001:db8:1111:2222:3333:4444:5555:6666"};
  CHECK(streamed(row, 3005, 80).find("2001:db8:1111:2222:3333:4444:5555:6666") != std::string::npos);
}

TEST_CASE("A number beyond the first 500 rows is never cut") {
  auto row = two;
  row[3] = std::int64_t{123456789};
  CHECK(streamed(row, 3005, 80).find("123,456,789") != std::string::npos);
}

TEST_CASE("The totals of more than 500 rows are never cut") {
  CHECK(streamed(two, 123456789, 80).find("123,456,789") != std::string::npos);
}

TEST_CASE("Without a width no text is cut, however many rows there are") {
  auto row = two;
  row[0] = std::string{"a-much-longer-domain.example"};
  CHECK(streamed(row, 3005, 0).find("a-much-longer-domain.example") != std::string::npos);
}

TEST_CASE("Cells read as people write them") {
  CHECK(cell_text(Cell{}, ColumnKind::count) == "");
  CHECK(cell_text(std::int64_t{1234567}, ColumnKind::count) == "1,234,567");
  CHECK(cell_text(std::int64_t{1234567}, ColumnKind::number) == "1234567");
  CHECK(cell_text(std::int64_t{1700006400}, ColumnKind::instant) == "2023-11-15");
  CHECK(cell_text(std::vector<std::string>{"a", "b"}, ColumnKind::list) == "a b");
  CHECK(cell_text(Json{"[1]"}, ColumnKind::json) == "[1]");
  CHECK(cell_text(std::string{"a\nb"}, ColumnKind::text) == "a\\u{000A}b");
}

TEST_CASE("Percents are rounded down, so that 100 % is all of it") {
  CHECK(cell_text(1.0, ColumnKind::ratio) == "100.0 %");
  CHECK(cell_text(0.99999, ColumnKind::ratio) == "99.9 %");
  CHECK(cell_text(0.5, ColumnKind::ratio) == "50.0 %");
  CHECK(cell_text(0.0, ColumnKind::ratio) == "0.0 %");
  for (std::int64_t part = 0; part <= 1000; ++part) {
    INFO(part);
    const auto whole_percent = std::to_string(part / 10) + "." + std::to_string(part % 10) + " %";
    CHECK(cell_text(static_cast<double>(part) / 1000, ColumnKind::ratio) == whole_percent);
  }
}

TEST_CASE("Thousands are grouped") {
  CHECK(group_thousands(0) == "0");
  CHECK(group_thousands(999) == "999");
  CHECK(group_thousands(1000) == "1,000");
  CHECK(group_thousands(-999) == "-999");
  CHECK(group_thousands(-123456) == "-123,456");
  CHECK(group_thousands(INT64_MAX) == "9,223,372,036,854,775,807");
}

TEST_CASE("The window is said in days") {
  const auto window = [](std::optional<std::string> since, std::optional<std::string> until) {
    return window_text({"domains", columns, std::move(since), std::move(until), Json{"{}"}, "domains"});
  };
  CHECK(window(std::nullopt, std::nullopt) == "all days");
  CHECK(window("2026-10-19", std::nullopt) == "all days since 2026-10-19 (UTC)");
  CHECK(window(std::nullopt, "2026-10-19") == "all days until 2026-10-19 (UTC)");
  CHECK(window("2026-10-19", "2026-10-19") == "2026-10-19 to 2026-10-19 (1 day, UTC)");
  CHECK(window("2023-12-31", "2024-03-01") == "2023-12-31 to 2024-03-01 (62 days, UTC)");
}

}  // namespace
}  // namespace ruascope
