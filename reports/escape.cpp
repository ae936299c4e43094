// SPDX-License-Identifier: MIT
#include "reports/escape.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Control characters, direction marks, and what takes no room but changes what is read.
constexpr std::array<CharacterRange, 9> steering{{{0x00, 0x1F},
                                                  {0x7F, 0x9F},
                                                  {0xAD, 0xAD},
                                                  {0x61C, 0x61C},
                                                  {0x200B, 0x200F},
                                                  {0x2028, 0x202E},
                                                  {0x2060, 0x206F},
                                                  {0xFEFF, 0xFEFF},
                                                  {0xE0000, 0xE007F}}};

constexpr std::array<CharacterRange, 5> combining{
    {{0x300, 0x36F}, {0x483, 0x489}, {0x591, 0x5BD}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F}}};

constexpr std::array<CharacterRange, 8> wide{{{0x1100, 0x115F},
                                              {0x2E80, 0x303E},
                                              {0x3041, 0xA4CF},
                                              {0xAC00, 0xD7A3},
                                              {0xF900, 0xFAFF},
                                              {0xFE30, 0xFE6F},
                                              {0xFF00, 0xFF60},
                                              {0x1F300, 0x1FAFF}}};

std::size_t width_of(char32_t character) {
  if (is_in(combining, character)) return 0;
  return is_in(wide, character) ? 2 : 1;
}

void append_json_unit(std::string& out, char32_t character) {
  if (character < 0x10000) {
    out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(character));
    return;
  }
  const auto beyond = static_cast<std::uint32_t>(character) - 0x10000;
  out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (beyond >> 10), 0xDC00 + (beyond & 0x3FF));
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string out = "\"";
  out.reserve(text.size() + 2);
  while (!text.empty()) {
    const auto character = take_character(text);
    if (character == '"' || character == '\\')
      (out += '\\') += static_cast<char>(character);
    else if (character == '\n')
      out += "\\n";
    else if (character == '\t')
      out += "\\t";
    else if (character >= 0x20 && character < 0x7F)
      out += static_cast<char>(character);
    else
      append_json_unit(out, character);
  }
  return out += '"';
}

std::string terminal_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto rest = text;
    const auto character = take_character(text);
    if (is_in(steering, character))
      out += fmt::format("\\u{{{:04X}}}", static_cast<std::uint32_t>(character));
    else if (utf8_sequence(rest) == 0)
      out += "\xEF\xBF\xBD";
    else
      out += rest.substr(0, rest.size() - text.size());
  }
  return out;
}

std::string csv_field(std::string_view text, bool raw) {
  constexpr std::string_view formula_starts = "=+-@\t\r";
  const bool formula = !text.empty() && formula_starts.find(text.front()) != std::string_view::npos;
  const auto field = raw ? to_valid_utf8(text) : (formula ? "'" : "") + terminal_text(text);
  // Some spreadsheets part cells at ";" or tabs.
  if (field.find_first_of(",;\"\t\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) (quoted += c == '"' ? "\"" : "") += c;
  return quoted += '"';
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : terminal_text(text)) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  return out;
}

std::string markdown_cell(std::string_view text) {
  std::string out;
  for (const char c : terminal_text(text)) {
    if (std::string_view{"\\`*_{}[]<>()#|!~&"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(take_character(text));
  return width;
}

std::string fit_width(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns) return std::string{text};
  if (columns == 0) return {};
  std::size_t used = 0;
  auto rest = text;
  for (auto before = rest; !rest.empty(); before = rest) {
    used += width_of(take_character(rest));
    if (used > columns - 1) return std::string{text.substr(0, text.size() - before.size())} + "…";
  }
  return std::string{text};
}

}  // namespace ruascope
