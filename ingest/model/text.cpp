// SPDX-License-Identifier: MIT
#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ruascope {
namespace {

// U+00A0 no-break space, U+2000 to U+200B (spaces of many widths, and of none), U+202F, U+205F, U+3000, and
// the byte order mark; in UTF-8.
constexpr std::array<std::string_view, 17> unicode_spaces{
    "\xC2\xA0",     "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84",
    "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A",
    "\xE2\x80\x8B", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};

std::size_t leading_space(std::string_view text) {
  if (text.empty()) return 0;
  if (std::string_view{" \t\r\n\v\f"}.find(text.front()) != std::string_view::npos) return 1;
  if (static_cast<unsigned char>(text.front()) < 0x80) return 0;
  for (const auto space : unicode_spaces)
    if (text.starts_with(space)) return space.size();
  return 0;
}

std::size_t trailing_space(std::string_view text) {
  if (text.empty()) return 0;
  if (std::string_view{" \t\r\n\v\f"}.find(text.back()) != std::string_view::npos) return 1;
  if (static_cast<unsigned char>(text.back()) < 0x80) return 0;
  for (const auto space : unicode_spaces)
    if (text.ends_with(space)) return space.size();
  return 0;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto is_plain = [](char c) { return static_cast<unsigned char>(c) - 0x21u <= 0x7Eu - 0x21u; };
  if (!text.empty() && is_plain(text.front()) && is_plain(text.back())) return text;
  while (const auto size = leading_space(text)) text.remove_prefix(size);
  while (const auto size = trailing_space(text)) text.remove_suffix(size);
  return text;
}

std::string lower_ascii(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

// Table 3-7 of Unicode 15.
std::size_t utf8_sequence(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t index) {
    return index < text.size() ? static_cast<std::uint8_t>(text[index]) : std::uint8_t{0};
  };
  const auto tail = [&](std::size_t index) { return (byte(index) & 0xC0) == 0x80; };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool beyond = lead == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

char32_t take_character(std::string_view& text) {
  constexpr char32_t replacement = 0xFFFD;
  const auto size = utf8_sequence(text);
  const auto lead = static_cast<std::uint8_t>(text.front());
  char32_t character = replacement;
  if (size == 1)
    character = lead;
  else if (size > 1) {
    character = lead & (0xFF >> (size + 1));
    for (std::size_t index = 1; index < size; ++index)
      character = character << 6 | (static_cast<std::uint8_t>(text[index]) & 0x3F);
  }
  text.remove_prefix(std::max<std::size_t>(size, 1));
  return character;
}

bool is_same_ignoring_case(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char c, char d) { return lower(c) == lower(d); });
}

std::size_t find_ignoring_case(std::string_view text, std::string_view words, std::size_t from) {
  if (words.size() > text.size()) return std::string_view::npos;
  for (auto at = from; at + words.size() <= text.size(); ++at)
    if (is_same_ignoring_case(text.substr(at, words.size()), words)) return at;
  return std::string_view::npos;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto size = utf8_sequence(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::string to_valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto size = utf8_sequence(text);
    result += size == 0 ? std::string_view{"\xEF\xBF\xBD"} : text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return result;
}

std::string_view clip_utf8(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  while (max_bytes > 0 && (static_cast<std::uint8_t>(text[max_bytes]) & 0xC0) == 0x80) --max_bytes;
  return text.substr(0, max_bytes);
}

std::string group_thousands(std::int64_t number) {
  auto digits = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > static_cast<std::ptrdiff_t>(first);
       at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::string counted(std::int64_t number, std::string_view noun) {
  return group_thousands(number) + " " + std::string{noun} + (number == 1 ? "" : "s");
}

std::string command_word(std::string_view text) {
  const bool is_plain =
      !text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
               std::string_view{".-_:/@+"}.find(c) != std::string_view::npos;
      });
  if (is_plain) return std::string{text};
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return quoted + "'";
}

}  // namespace ruascope
