// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/imap_channel.hpp"
#include "ingest/model/document.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// A word of a response (RFC 3501 section 9): an atom, a string, or a list of such.
struct ImapValue {
  enum class Kind { atom, text, list } kind = Kind::atom;
  std::string text;
  std::vector<ImapValue> values;
};

// A line of the server's with its literals: "* 12 FETCH (UID 4 BODY[] {5}", five bytes, ")".
struct ImapResponse {
  std::string tag;                // "*", "+", or that of a command
  std::string text;               // all behind it as it came, literals left out
  std::vector<ImapValue> values;  // the same in words; of untagged responses alone
};

// Reads responses. Everything of the server's is bounded: lines, literals, nesting.
class ImapReader {
 public:
  explicit ImapReader(ImapChannel& channel) : channel_(channel) {}

  // Takes the literal of a BODY[]: reads `bytes` as far as it likes; the rest is passed over.
  using OnBody = std::function<void(ByteStream& bytes, std::int64_t size)>;
  // Called before each wait for bytes; ends it by throwing.
  void set_on_wait(std::function<void()> on_wait) { on_wait_ = std::move(on_wait); }
  // The next one. Throws ImapError `protocol` for what is none, and what the channel throws.
  ImapResponse next(const OnBody& on_body = {});

 private:
  class Literal;
  std::size_t take(char* buffer, std::size_t size);
  void read_line(std::string& text);
  std::optional<std::int64_t> literal_size(std::string& line) const;
  std::string read_literal(std::int64_t size);
  void read_body(std::int64_t size, const OnBody& on_body);
  void fill();

  ImapChannel& channel_;
  std::function<void()> on_wait_;
  std::string buffer_;
  std::size_t taken_ = 0;  // of the buffer
};

// The words of a response. `literals` stand for the bytes 0x01 in it, in their order.
std::vector<ImapValue> parse_imap_values(std::string_view text, std::vector<std::string> literals);

// A folder's name as it goes over the wire: modified UTF-7 (RFC 3501 section 5.1.3), and back. What cannot be
// converted stays as it is.
std::string to_imap_name(const std::string& utf8);
std::string from_imap_name(const std::string& name);
// A string for a command, in quotes.
std::string imap_quoted(std::string_view text);

}  // namespace ruascope
