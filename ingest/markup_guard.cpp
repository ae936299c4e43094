// SPDX-License-Identifier: MIT
#include "ingest/markup_guard.hpp"

#include "ingest/bytes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {

void MarkupGuard::look_at(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (state_ == State::text) {
      const auto open = std::min(bytes.find('<', at), bytes.size());
      line_ += std::count(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                          bytes.begin() + static_cast<std::ptrdiff_t>(open), '\n');
      at = open;
      if (at == bytes.size()) return;
      state_ = State::opened;
      attributes_ = 0;
      length_ = 0;
      continue;
    }
    take(bytes[at]);
    before_that_ = before_;
    before_ = bytes[at];
  }
}

std::string MarkupGuard::place() const { return fmt::format("line {}", line_); }

void MarkupGuard::take(char c) {
  ++length_;
  line_ += c == '\n' ? 1 : 0;
  switch (state_) {
    case State::opened: state_ = c == '!' || c == '?' ? State::declaration : State::tag; break;
    case State::declaration:
      // "<![CDATA[" and "<!--": of other declarations only the end is of interest.
      if (c == '[' && length_ == 8) state_ = State::cdata;
      if (c == '-' && length_ == 3 && before_ == '-') {
        state_ = State::comment;
        length_ = 0;
      }
      if (c == '>') state_ = State::text;
      break;
    case State::comment:
      // The dashes that begin a comment do not end it.
      if (c == '>' && length_ > 2 && before_ == '-' && before_that_ == '-') state_ = State::text;
      break;
    case State::tag:
      if (c == '>') state_ = State::text;
      if (c == '"' || c == '\'') {
        quote_ = c;
        state_ = State::quoted;
      }
      if (c == '=' && ++attributes_ > limits_.xml_attributes)
        throw_limit("xml-attributes", limits_.xml_attributes, place());
      break;
    case State::quoted:
      if (c == quote_) state_ = State::tag;
      break;
    case State::cdata:
      if (c == '>' && before_ == ']' && before_that_ == ']') state_ = State::text;
      if (length_ > limits_.xml_text_bytes) throw_limit("xml-text-bytes", limits_.xml_text_bytes, place());
      break;
    case State::text: break;
  }
}

}  // namespace ruascope
