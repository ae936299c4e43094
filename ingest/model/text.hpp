// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ruascope {

// Removes XML white space and the Unicode spaces that reporters pad values with, at both ends.
std::string_view trim(std::string_view text);

// ASCII letters lowered; all other bytes as they are.
std::string lower_ascii(std::string_view text);

// True if both are equal but for the case of ASCII letters.
bool is_same_ignoring_case(std::string_view one, std::string_view other);

// Where `words` stand in `text` from `from` on, the case of ASCII letters aside; npos if nowhere.
std::size_t find_ignoring_case(std::string_view text, std::string_view words, std::size_t from = 0);

// True if all of `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_valid_utf8(std::string_view text);

// `text` with each ill-formed byte replaced by U+FFFD; well-formed text comes back as it is.
std::string to_valid_utf8(std::string_view text);

// The longest prefix of `text` that is at most `max_bytes` long and does not end within a UTF-8 sequence.
std::string_view clip_utf8(std::string_view text, std::size_t max_bytes);

// Length in bytes of the UTF-8 sequence at the front of `text`, 0 if it is ill-formed or `text` is empty.
std::size_t utf8_sequence(std::string_view text);

// Takes the first character off `text`, which is not empty; an ill-formed byte reads as U+FFFD.
char32_t take_character(std::string_view& text);

// "12,345".
std::string group_thousands(std::int64_t number);
// "1 message", "2,345 messages".
std::string counted(std::int64_t number, std::string_view noun);

// A word of a command line that people copy into a shell: what strangers wrote must do nothing there.
std::string command_word(std::string_view text);

struct CharacterRange {
  char32_t first;
  char32_t last;
};

template <std::size_t Size>
bool is_in(const std::array<CharacterRange, Size>& ranges, char32_t character) {
  return std::any_of(ranges.begin(), ranges.end(), [&](CharacterRange range) {
    return range.first <= character && character <= range.last;
  });
}

}  // namespace ruascope
