// SPDX-License-Identifier: MIT
#pragma once

#include "reports/rows.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace ruascope {

// Texts for people, broken into lines of the terminal's width. What strangers chose is made harmless.

// `text` in lines of at most `width` columns (0: one line), each line behind `indent` blanks.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t width);

// That of the terminal, 80 where there is none.
std::size_t width_of(const RenderOptions& options);
std::string bold(const std::string& text, const RenderOptions& options);

// "1,234 messages".
std::string messages_text(std::int64_t number);

// "third party": a label with its words apart.
std::string spaced(std::string_view label);
// Made harmless, and cut or filled up to so many columns.
std::string padded(const std::string& text, std::size_t width);

// A page that is put together piece by piece.
class Page {
 public:
  explicit Page(const RenderOptions& options) : options_(options), width_(width_of(options)) {}

  // A title, behind an empty line unless it is the first.
  void title(const std::string& words);
  // Nothing for no words.
  void paragraph(const std::string& words, std::size_t indent = 2);
  // `mark`: "- ", "1. ".
  void item(const std::string& mark, const std::string& words) { paragraph(mark + words); }
  // As it is: a table's line, laid out and made harmless by the caller.
  void line(const std::string& text) { text_ += text + "\n"; }
  std::size_t width() const { return width_; }
  std::string finish() { return std::move(text_); }

 private:
  const RenderOptions& options_;
  std::size_t width_;
  std::string text_;
};

}  // namespace ruascope
