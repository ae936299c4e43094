// SPDX-License-Identifier: MIT
#include "ingest/header_fields.hpp"

#include "ingest/mail_header.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::size_t most_fields = 10'000;
constexpr std::size_t longest_field = 8 << 10;

std::string_view take_line(std::string_view& text) {
  auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// "Action : failed" is what some write.
std::string_view name_of_field(std::string_view line) {
  if (const auto name = field_name(line); !name.empty()) return name;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  const auto name = trim(line.substr(0, colon));
  return name.find(' ') == std::string_view::npos ? field_name(std::string{name} + ":").empty() ? "" : name
                                                  : "";
}

void append(std::string& value, std::string_view more) {
  const auto room = longest_field - std::min(longest_field, value.size());
  value += std::string_view{" "}.substr(0, value.empty() ? 0 : 1);
  value += more.substr(0, room);
}

}  // namespace

HeaderFields HeaderFields::take(std::string_view& text) {
  HeaderFields block;
  bool goes_on = false;  // the last field was kept
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (goes_on) append(block.fields_.back().value, trim(line));
      continue;
    }
    const auto name = name_of_field(line);
    goes_on = !name.empty() && block.fields_.size() < most_fields;
    if (!goes_on) continue;
    block.fields_.push_back({lower_ascii(name), {}});
    append(block.fields_.back().value, trim(line.substr(line.find(':') + 1)));
  }
  return block;
}

std::vector<HeaderFields> HeaderFields::blocks(std::string_view text, std::size_t most) {
  std::vector<HeaderFields> blocks;
  while (!text.empty() && blocks.size() < most) {
    auto block = take(text);
    if (!block.empty()) blocks.push_back(std::move(block));
  }
  return blocks;
}

std::string_view HeaderFields::value(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(),
                                  [&](const HeaderField& field) { return field.name == name; });
  return found == fields_.end() ? std::string_view{} : std::string_view{found->value};
}

bool HeaderFields::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const HeaderField& field) { return field.name == name; });
}

}  // namespace ruascope
