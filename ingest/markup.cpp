// SPDX-License-Identifier: MIT
#include "ingest/markup.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::string_view blanks = " \t\r\n";

// XML 1.0 section 2.3, fifth edition, which is what libxml2 reads.
constexpr std::array<CharacterRange, 16> name_starts{{{':', ':'},
                                                      {'A', 'Z'},
                                                      {'_', '_'},
                                                      {'a', 'z'},
                                                      {0xC0, 0xD6},
                                                      {0xD8, 0xF6},
                                                      {0xF8, 0x2FF},
                                                      {0x370, 0x37D},
                                                      {0x37F, 0x1FFF},
                                                      {0x200C, 0x200D},
                                                      {0x2070, 0x218F},
                                                      {0x2C00, 0x2FEF},
                                                      {0x3001, 0xD7FF},
                                                      {0xF900, 0xFDCF},
                                                      {0xFDF0, 0xFFFD},
                                                      {0x10000, 0xEFFFF}}};

constexpr std::array<CharacterRange, 5> further_in_names{
    {{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

}  // namespace

std::string_view name_at(std::string_view text) {
  auto rest = text;
  while (!rest.empty()) {
    auto behind = rest;
    const auto character = take_character(behind);
    const bool first = rest.size() == text.size();
    if (!is_in(name_starts, character) && (first || !is_in(further_in_names, character))) break;
    rest = behind;
  }
  return text.substr(0, text.size() - rest.size());
}

std::string folded_local_name(std::string_view name) { return lower_ascii(name.substr(name.rfind(':') + 1)); }

bool is_xml_code(std::uint32_t code) {
  return code == 9 || code == 10 || code == 13 || (code >= 0x20 && code < 0xD800) ||
         (code >= 0xE000 && code <= 0xFFFD) || (code >= 0x10000 && code <= 0x10FFFF);
}

std::optional<std::uint32_t> character_code(std::string_view digits) {
  int base = 10;
  if (digits.starts_with('x') || digits.starts_with('X')) {
    base = 16;
    digits.remove_prefix(1);
  }
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  if (error == std::errc::result_out_of_range) return 0;
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return code;
}

bool is_xml_entity(std::string_view name) {
  return name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos";
}

std::optional<std::string> namespaces_of(std::string_view attributes, std::int64_t most,
                                         std::int64_t& number) {
  std::string kept;
  for (number = 0; number <= most; ++number) {
    const auto first = attributes.find_first_not_of(" \t\r\n/");
    if (first == std::string_view::npos) return kept;
    attributes.remove_prefix(first);
    const auto name = name_at(attributes);
    const auto equals = attributes.find_first_not_of(blanks, name.size());
    if (name.empty() || equals == std::string_view::npos || attributes[equals] != '=') return std::nullopt;
    const auto quote = attributes.find_first_not_of(blanks, equals + 1);
    if (quote == std::string_view::npos || (attributes[quote] != '"' && attributes[quote] != '\''))
      return std::nullopt;
    const auto end = attributes.find(attributes[quote], quote + 1);
    if (end == std::string_view::npos) return std::nullopt;
    const auto value = attributes.substr(quote + 1, end - quote - 1);
    const bool declares = name == "xmlns" || name.starts_with("xmlns:");
    const bool plain = value.find_first_of("&<\"'") == std::string_view::npos;
    if (declares && plain && kept.find(fmt::format(" {}=", name)) == std::string::npos)
      kept += fmt::format(" {}=\"{}\"", name, value);
    attributes.remove_prefix(end + 1);
  }
  return kept;
}

bool is_sound_declaration(std::string_view text) {
  if (!text.starts_with("<?xml") || !text.ends_with("?>")) return false;
  constexpr std::int64_t most_in_declaration = 16;
  std::int64_t number = 0;
  if (!namespaces_of(text.substr(5, text.size() - 7), most_in_declaration, number)) return false;
  return text.find("standalone") == std::string_view::npos ||
         text.find("\"yes\"") != std::string_view::npos || text.find("\"no\"") != std::string_view::npos ||
         text.find("'yes'") != std::string_view::npos || text.find("'no'") != std::string_view::npos;
}

}  // namespace ruascope
