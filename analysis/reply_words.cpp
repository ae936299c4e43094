// SPDX-License-Identifier: MIT
#include "analysis/reply_words.hpp"

#include "ingest/model/ip_address.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::size_t longest_text = 8 << 10;
constexpr std::string_view end_of_sentence = ".";

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
// Apostrophes are part of words: "doesn't".
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '\'' || static_cast<unsigned char>(c) >= 0x80;
}

// A mail address, a URL or a host name: what stands between blanks and has a sign of one of them.
bool is_name_of_place(std::string_view chunk) {
  if (chunk.find('@') != std::string_view::npos || chunk.find("://") != std::string_view::npos) return true;
  for (std::size_t at = 1; at + 1 < chunk.size(); ++at)
    if (chunk[at] == '.' && is_word(chunk[at - 1]) && is_word(chunk[at + 1])) return true;
  return false;
}

bool ends_sentence(std::string_view chunk) {
  while (!chunk.empty() && std::string_view{"\"')]>"}.find(chunk.back()) != std::string_view::npos)
    chunk.remove_suffix(1);
  return !chunk.empty() && std::string_view{".!?;"}.find(chunk.back()) != std::string_view::npos;
}

bool is_address(std::string_view chunk) {
  const auto start = chunk.find_first_not_of("[(<\"'");
  if (start == std::string_view::npos) return false;
  const auto end = chunk.find_last_not_of("])>\"'.,;:");
  return end != std::string_view::npos && end >= start &&
         IpAddress::parse(chunk.substr(start, end + 1 - start)).has_value();
}

bool is_same(std::string_view word, std::string_view asked) {
  if (!asked.ends_with('*')) return word == asked;
  return word.starts_with(asked.substr(0, asked.size() - 1));
}

}  // namespace

ReplyWords::ReplyWords(std::string_view text) {
  const auto lower = lower_ascii(text.substr(0, longest_text));
  std::string_view rest{lower};
  while (!rest.empty()) {
    const auto chunk = rest.substr(0, rest.find_first_of(" \t\r\n"));
    rest.remove_prefix(std::min(rest.size(), chunk.size() + 1));
    if (!chunk.empty()) add(chunk);
  }
}

void ReplyWords::add(std::string_view chunk) {
  has_address_ = has_address_ || is_address(chunk);
  if (is_name_of_place(chunk)) {
    words_.emplace_back();
  } else {
    for (std::size_t at = 0; at < chunk.size();) {
      const auto start = at;
      while (at < chunk.size() && is_word(chunk[at])) ++at;
      const auto word = chunk.substr(start, at - start);
      const auto first = word.find_first_not_of('\'');
      if (first != std::string_view::npos)
        words_.emplace_back(word.substr(first, word.find_last_not_of('\'') + 1 - first));
      if (at == start) ++at;
    }
  }
  if (ends_sentence(chunk)) words_.emplace_back(end_of_sentence);
}

bool ReplyWords::is_at(std::size_t place, Any words) const {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view asked) { return is_same(words_[place], asked); });
}

bool ReplyWords::has(Any words) const {
  for (std::size_t place = 0; place < words_.size(); ++place)
    if (is_at(place, words)) return true;
  return false;
}

bool ReplyWords::has_phrase(std::string_view phrase) const {
  const ReplyWords asked(phrase);
  return std::search(words_.begin(), words_.end(), asked.words_.begin(), asked.words_.end()) != words_.end();
}

std::vector<std::size_t> ReplyWords::places_of(Any words) const {
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < words_.size(); ++place)
    if (is_at(place, words)) places.push_back(place);
  return places;
}

bool ReplyWords::has_before(std::size_t place, std::size_t distance, Any words) const {
  while (place-- > 0 && distance-- > 0) {
    if (words_[place] == end_of_sentence) return false;
    if (is_at(place, words)) return true;
  }
  return false;
}

bool ReplyWords::has_behind(std::size_t place, std::size_t distance, Any words) const {
  while (++place < words_.size() && distance-- > 0) {
    if (words_[place] == end_of_sentence) return false;
    if (is_at(place, words)) return true;
  }
  return false;
}

}  // namespace ruascope
