// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// The words of a reply in lower case, for rules that go by them. Mail addresses, URLs and host names are left
// out: "dmarc@...", ".../dmarc" and "dmarc.example" say nothing about the reason. A word with "_" is one
// word.
//
// A word that is asked for may end in "*" and then stands for all that begin so. Distances are counted in
// words and end with the sentence; no question costs more than the text is long.
class ReplyWords {
 public:
  using Any = std::initializer_list<std::string_view>;

  // The first 8 KiB count.
  explicit ReplyWords(std::string_view text);

  std::size_t size() const { return words_.size(); }
  bool has(Any words) const;
  // The words of `phrase`, which blanks separate, one behind the other.
  bool has_phrase(std::string_view phrase) const;
  std::vector<std::size_t> places_of(Any words) const;
  // One of `words` among the next ones before or behind the word at `place`.
  bool has_before(std::size_t place, std::size_t distance, Any words) const;
  bool has_behind(std::size_t place, std::size_t distance, Any words) const;
  bool has_near(std::size_t place, std::size_t distance, Any words) const {
    return has_before(place, distance, words) || has_behind(place, distance, words);
  }
  // A word that is an IP address stands in the text.
  bool has_address() const { return has_address_; }

 private:
  void add(std::string_view chunk);
  bool is_at(std::size_t place, Any words) const;

  std::vector<std::string> words_;  // "." ends a sentence, "" stands for what was left out
  bool has_address_ = false;
};

}  // namespace ruascope
