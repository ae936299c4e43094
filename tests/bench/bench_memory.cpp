// SPDX-License-Identifier: MIT
// Peak memory and time of `ruascope import` over huge and hostile inputs:
//   bench-memory PROGRAM [--only NAME]... [--scale N] [--json FILE] [--list]
// Returns 1 if an input took more than 64 MiB.
#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace {

using namespace ruascope::bench;

constexpr std::int64_t mebibyte = 1 << 20;
constexpr std::int64_t most_bytes = 64 * mebibyte;

struct Options {
  std::string program;
  std::vector<std::string> only;
  std::int64_t scale = 1;
  std::string json;
  bool list = false;
};

struct Row {
  std::string name;
  std::string skipped;  // why, if it was
  std::int64_t input_bytes = 0;
  Measured measured;

  bool within() const { return measured.peak_bytes <= most_bytes; }
};

// nullopt if the words make no sense.
std::optional<Options> read_options(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t index = 0; index < words.size(); ++index) {
    const auto& word = words[index];
    if (word == "--list") {
      options.list = true;
    } else if (!word.starts_with("--")) {
      options.program = word;
    } else {
      if (++index == words.size()) return std::nullopt;
      if (word == "--only")
        options.only.push_back(words[index]);
      else if (word == "--scale")
        options.scale = std::max<std::int64_t>(1, std::atoll(words[index].c_str()));
      else if (word == "--json")
        options.json = words[index];
      else
        return std::nullopt;
    }
  }
  if (options.program.empty() && !options.list) return std::nullopt;
  return options;
}

std::vector<Input> wanted_inputs(const Options& options) {
  std::vector<Input> inputs;
  for (const auto group :
       {report_inputs(), mail_inputs(), xml_inputs(), markup_inputs(), archive_inputs(), rejection_inputs()})
    for (const auto& input : group)
      if (options.only.empty() ||
          std::find(options.only.begin(), options.only.end(), input.name) != options.only.end())
        inputs.push_back(input);
  return inputs;
}

std::string one_line(std::string text, std::size_t most, const std::string& folder) {
  for (auto at = text.find(folder + "/"); at != std::string::npos; at = text.find(folder + "/"))
    text.erase(at, folder.size() + 1);
  text = text.substr(0, std::min(text.find('\n'), most));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 32 || static_cast<unsigned char>(c) > 126) c = '?';
  return text;
}

Row run(const Input& input, const Options& options, const WorkFolder& work) {
  Row row{std::string{input.name}, {}, 0, {}};
  try {
    const auto path = input.make({work.path(), options.scale});
    row.input_bytes = size_on_disk(path);
    row.measured = measure({options.program, "import", path}, work.path());
    row.measured.said = one_line(row.measured.said, 160, work.path());
  } catch (const Skipped& reason) {
    row.skipped = reason.what();
  }
  work.empty();
  return row;
}

void print_head() {
  fmt::print("{:<20} {:>12} {:>9} {:>8} {:>5}  {:<7} {}\n", "input", "bytes", "peak MiB", "seconds", "exit",
             "<= 64", "what was said");
}

void print_row(const Row& row) {
  if (!row.skipped.empty()) {
    fmt::print("{:<20} skipped: {}\n", row.name, row.skipped);
  } else {
    const auto& measured = row.measured;
    fmt::print("{:<20} {:>12} {:>9.1f} {:>8.2f} {:>5}  {:<7} {:.70}\n", row.name, row.input_bytes,
               static_cast<double>(measured.peak_bytes) / mebibyte, measured.seconds, measured.status,
               row.within() ? "yes" : "NO", measured.said);
  }
  std::fflush(stdout);
}

std::string json_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
  return result + '"';
}

std::string json_of(const std::vector<Row>& rows, std::int64_t scale) {
  std::string text = fmt::format("{{\"scale\":{},\"most_bytes\":{},\"inputs\":[", scale, most_bytes);
  std::string_view separator = "\n";
  for (const auto& row : rows) {
    text += fmt::format("{}{{\"name\":{},", separator, json_text(row.name));
    separator = ",\n";
    if (row.skipped.empty())
      text += fmt::format(
          "\"input_bytes\":{},\"peak_bytes\":{},\"seconds\":{:.3f},\"exit\":{},\"within\":{},\"said\":{}}}",
          row.input_bytes, row.measured.peak_bytes, row.measured.seconds, row.measured.status, row.within(),
          json_text(row.measured.said));
    else
      text += fmt::format("\"skipped\":{}}}", json_text(row.skipped));
  }
  return text + "\n]}\n";
}

int measure_all(const Options& options) {
  const WorkFolder work;
  std::vector<Row> rows;
  print_head();
  for (const auto& input : wanted_inputs(options)) {
    rows.push_back(run(input, options, work));
    print_row(rows.back());
  }
  if (!options.json.empty()) {
    FileWriter file(options.json);
    file.write(json_of(rows, options.scale));
    file.close();
  }
  std::string beyond;
  for (const auto& row : rows)
    if (!row.within()) beyond += " " + row.name;
  fmt::print("{}\n", beyond.empty() ? "all stay within 64 MiB" : "more than 64 MiB:" + beyond);
  return beyond.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const auto options = read_options({words + 1, words + count});
  if (!options || wanted_inputs(*options).empty()) {
    fmt::print(stderr, "usage: {} PROGRAM [--only NAME]... [--scale N] [--json FILE] [--list]\n", words[0]);
    return 2;
  }
  try {
    if (!options->list) return measure_all(*options);
    for (const auto& input : wanted_inputs(*options)) fmt::print("{:<20} {}\n", input.name, input.meaning);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", words[0], error.what());
    return 2;
  }
}
