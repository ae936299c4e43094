// SPDX-License-Identifier: MIT
#include "ingest/json.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace ruascope {
namespace {

using Json = nlohmann::json;

constexpr int deepest = 16;

// Nothing deeper is built: each level costs stack.
Json parse(std::string_view text) {
  const auto keeps = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest; };
  auto parsed = Json::parse(text, keeps, false);
  return parsed.is_discarded() ? Json() : parsed;
}

void collect(const Json& value, std::vector<std::string>& texts) {
  if (value.is_string()) texts.push_back(value.get<std::string>());
  if (value.is_structured())
    for (const auto& one : value) collect(one, texts);
}

bool is_byte(const Json& value) { return value.is_number_unsigned() && value.get<std::uint64_t>() < 256; }

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return value.dump();
  std::string bytes;
  if (value.is_array() && std::all_of(value.begin(), value.end(), is_byte))
    for (const auto& byte : value) bytes += static_cast<char>(byte.get<unsigned char>());
  return bytes;
}

}  // namespace

std::vector<std::string> json_texts(std::string_view json) {
  std::vector<std::string> texts;
  collect(parse(json), texts);
  return texts;
}

std::map<std::string, std::string> json_members(std::string_view json) {
  std::map<std::string, std::string> members;
  const auto parsed = parse(json);
  if (!parsed.is_object()) return members;
  for (const auto& [name, value] : parsed.items())
    if (!value.is_null() && !value.is_object()) members.emplace(name, text_of(value));
  return members;
}

}  // namespace ruascope
