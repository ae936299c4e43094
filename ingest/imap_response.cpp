// SPDX-License-Identifier: MIT
#include "ingest/imap_response.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iconv.h>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t longest_line = 8 << 20;  // the answer to a search of a million messages is one line
constexpr std::int64_t longest_literal = 1 << 20;
constexpr std::int64_t longest_literals = 8 << 20;  // of one response
constexpr int deepest = 16;
constexpr char literal_mark = '\x01';

ImapError broken(const std::string& what) {
  return {ImapFault::protocol, "the IMAP server's answer is broken: " + what};
}

class ValueParser {
 public:
  ValueParser(std::string_view text, std::vector<std::string> literals)
      : text_(text), literals_(std::move(literals)) {}

  std::vector<ImapValue> run() {
    auto values = read_list(0, '\0');
    return values;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }

  std::vector<ImapValue> read_list(int depth, char end) {
    if (depth > deepest) throw broken("nested too deep");
    std::vector<ImapValue> values;
    while (true) {
      while (!at_end() && text_[at_] == ' ') ++at_;
      if (at_end()) {
        if (end != '\0') throw broken("a list has no end");
        return values;
      }
      if (end != '\0' && text_[at_] == end) {
        ++at_;
        return values;
      }
      values.push_back(read_value(depth));
    }
  }

  ImapValue read_value(int depth) {
    const char first = text_[at_];
    if (first == '(') {
      ++at_;
      return {ImapValue::Kind::list, {}, read_list(depth + 1, ')')};
    }
    if (first == '"') return {ImapValue::Kind::text, read_quoted(), {}};
    if (first == literal_mark && next_literal_ < literals_.size()) {
      ++at_;
      return {ImapValue::Kind::text, std::move(literals_[next_literal_++]), {}};
    }
    return {ImapValue::Kind::atom, read_atom(), {}};
  }

  std::string read_quoted() {
    std::string text;
    for (++at_; !at_end() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      text += text_[at_];
    }
    if (at_end()) throw broken("a string has no end");
    ++at_;
    return text;
  }

  // With what stands in brackets: "BODY[HEADER.FIELDS (DATE)]", "[UIDVALIDITY 7]".
  std::string read_atom() {
    const auto begin = at_;
    int brackets = 0;
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      if (c == '[') ++brackets;
      if (c == ']' && brackets > 0) --brackets;
      if (brackets == 0 && (c == ' ' || c == '(' || c == ')' || c == '"')) break;
    }
    if (at_ == begin) ++at_;  // a ")" without its "("
    return std::string{text_.substr(begin, at_ - begin)};
  }

  std::string_view text_;
  std::vector<std::string> literals_;
  std::size_t at_ = 0, next_literal_ = 0;
};

std::string converted(const std::string& text, const char* to, const char* from) {
  const auto handle = ::iconv_open(to, from);
  if (handle == reinterpret_cast<iconv_t>(-1)) return text;
  std::string copy = text;
  std::string out(text.size() * 8 + 16, '\0');
  char* in_at = copy.data();
  char* out_at = out.data();
  std::size_t in_left = copy.size();
  std::size_t out_left = out.size();
  const bool is_done =
      ::iconv(handle, &in_at, &in_left, &out_at, &out_left) != static_cast<std::size_t>(-1) &&
      ::iconv(handle, nullptr, nullptr, &out_at, &out_left) != static_cast<std::size_t>(-1);
  ::iconv_close(handle);
  if (!is_done) return text;
  out.resize(out.size() - out_left);
  return out;
}

}  // namespace

// The bytes of a literal, which are the next of the connection.
class ImapReader::Literal final : public ByteStream {
 public:
  Literal(ImapReader& reader, std::int64_t size) : reader_(reader), left_(size) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::int64_t>(left_, static_cast<std::int64_t>(size)));
    if (wanted == 0) return 0;
    const auto got = reader_.take(buffer, wanted);
    left_ -= static_cast<std::int64_t>(got);
    return got;
  }

 private:
  ImapReader& reader_;
  std::int64_t left_;
};

void ImapReader::fill() {
  constexpr std::size_t piece = 64 << 10;
  if (on_wait_) on_wait_();
  buffer_.erase(0, taken_);
  taken_ = 0;
  const auto size = buffer_.size();
  buffer_.resize(size + piece);
  std::size_t got = 0;
  try {
    got = channel_.read(buffer_.data() + size, piece);
  } catch (...) {
    buffer_.resize(size);
    throw;
  }
  buffer_.resize(size + got);
}

std::size_t ImapReader::take(char* buffer, std::size_t size) {
  if (taken_ == buffer_.size()) fill();
  const auto number = std::min(size, buffer_.size() - taken_);
  std::copy_n(buffer_.data() + taken_, number, buffer);
  taken_ += number;
  return number;
}

void ImapReader::read_line(std::string& text) {
  auto from = taken_;
  auto end = buffer_.find('\n', from);
  while (end == std::string::npos) {
    from = buffer_.size() - taken_;
    if (from > longest_line) throw broken("a line of more than 8 MiB");
    fill();
    end = buffer_.find('\n', from);
  }
  auto length = end - taken_;
  if (length > 0 && buffer_[end - 1] == '\r') --length;
  if (text.size() + length > longest_line) throw broken("a response of more than 8 MiB");
  text.append(buffer_, taken_, length);
  taken_ = end + 1;
}

// "{123}" or "{123+}" or "~{123}" at a line's end, which is taken off.
std::optional<std::int64_t> ImapReader::literal_size(std::string& line) const {
  if (line.empty() || line.back() != '}') return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string::npos) return std::nullopt;
  std::int64_t size = 0;
  const char* end = line.data() + line.size() - 1;
  const auto [stop, error] = std::from_chars(line.data() + open + 1, end, size);
  const bool is_number = stop == end || (stop + 1 == end && *stop == '+');
  if (!is_number || stop == line.data() + open + 1) return std::nullopt;
  if (error != std::errc{} || size < 0) throw broken("a literal of absurd size");
  line.resize(open > 0 && line[open - 1] == '~' ? open - 1 : open);
  return size;
}

std::string ImapReader::read_literal(std::int64_t size) {
  if (size > longest_literal) throw broken("a literal of more than 1 MiB where no mail is");
  std::string text(static_cast<std::size_t>(size), '\0');
  for (std::size_t at = 0; at < text.size();) at += take(text.data() + at, text.size() - at);
  return text;
}

void ImapReader::read_body(std::int64_t size, const OnBody& on_body) {
  Literal literal(*this, size);
  on_body(literal, size);
  std::array<char, 16 << 10> rest;
  while (literal.read(rest.data(), rest.size()) > 0) {}
}

ImapResponse ImapReader::next(const OnBody& on_body) {
  std::string line;
  std::vector<std::string> literals;
  std::int64_t literal_bytes = 0;
  while (true) {
    read_line(line);
    const auto size = literal_size(line);
    if (!size) break;
    const bool is_body = on_body && line.size() > 7 &&
                         is_same_ignoring_case(line.substr(line.size() - 7), "BODY[] ") &&
                         find_ignoring_case(line, " FETCH ") != std::string::npos;
    if (is_body) read_body(*size, on_body);
    if (!is_body) literal_bytes += *size;
    if (literal_bytes > longest_literals) throw broken("literals of more than 8 MiB");
    literals.push_back(is_body ? std::string{} : read_literal(*size));
    line += literal_mark;
    if (literals.size() > 10'000) throw broken("too many literals");
  }
  ImapResponse response;
  const auto space = line.find(' ');
  response.tag = line.substr(0, space);
  if (response.tag.empty()) throw broken("an empty line");
  response.text = space == std::string::npos ? "" : line.substr(space + 1);
  const bool is_free_text = response.tag != "*" || is_same_ignoring_case(response.text.substr(0, 3), "OK ") ||
                            is_same_ignoring_case(response.text.substr(0, 3), "NO ") ||
                            is_same_ignoring_case(response.text.substr(0, 4), "BAD ") ||
                            is_same_ignoring_case(response.text.substr(0, 4), "BYE ");
  if (!is_free_text) response.values = parse_imap_values(response.text, std::move(literals));
  return response;
}

std::vector<ImapValue> parse_imap_values(std::string_view text, std::vector<std::string> literals) {
  return ValueParser(text, std::move(literals)).run();
}

std::string to_imap_name(const std::string& utf8) { return converted(utf8, "UTF-7-IMAP", "UTF-8"); }
std::string from_imap_name(const std::string& name) { return converted(name, "UTF-8", "UTF-7-IMAP"); }

std::string imap_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '\r' || c == '\n' || c == '\0')
      throw ImapError(ImapFault::refused, "a name with a line break in it");
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace ruascope
