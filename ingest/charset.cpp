// SPDX-License-Identifier: MIT
#include "ingest/charset.hpp"

#include "ingest/bytes.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <iconv.h>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t chunk_bytes = 16 << 10;
constexpr std::size_t declaration_bytes = 1 << 10;
constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool is_big_endian(std::string_view head) { return head.starts_with("\xFE\xFF"sv) || head.starts_with('\0'); }

// The front of a document; of one that stood within a text, the line feeds of what was before it come first.
std::string head_behind_blanks(const ByteSource& document) {
  std::string head;
  const auto stream = document.open();
  while (head.size() < declaration_bytes && append_chunk(*stream, head, chunk_bytes)) {
    // A line feed of UTF-16 is two bytes.
    if (std::string_view{head}.substr(0, 4).find('\0') != std::string_view::npos) break;
    head.erase(0, std::min(head.find_first_not_of(" \t\r\n"), head.size()));
  }
  return head;
}

// Drops the NULs of UTF-16, which leaves the ASCII of a declaration.
std::string ascii_of(std::string_view head) {
  std::string text{head.substr(0, declaration_bytes)};
  if (is_utf16(head)) std::erase(text, '\0');
  return text;
}

// True if iconv knows the charset and it writes ASCII as it is; a declaration that was read as ASCII cannot
// be in another one.
bool is_known_kin_of_ascii(const std::string& name) {
  const auto converter = iconv_open("UTF-8", name.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  std::string text = "<?xml";
  std::string decoded(16, '\0');
  char* from = text.data();
  char* to = decoded.data();
  auto left = text.size();
  auto room = decoded.size();
  const auto result = iconv(converter, &from, &left, &to, &room);
  iconv_close(converter);
  return result != static_cast<std::size_t>(-1) && left == 0 &&
         decoded.substr(0, decoded.size() - room) == "<?xml";
}

// The names of UTF-8 and of what is a part of it.
bool is_utf8_name(const std::string& name) {
  return name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii";
}

// Mail programs declare the first of a family and write its larger kin.
std::string widened(const std::string& name) {
  if (name == "gb2312" || name == "gbk") return "GB18030";
  if (is_latin1_name(name)) return "WINDOWS-1252";
  return name;
}

// True if bytes are in it that ISO 8859-1 gives to control characters, and windows-1252 to letters and
// quotes.
bool has_c1_bytes(ByteStream& bytes) {
  std::string chunk;
  while (append_chunk(bytes, chunk, chunk_bytes)) {
    if (std::any_of(chunk.begin(), chunk.end(), [](unsigned char c) { return c >= 0x80 && c <= 0x9F; }))
      return true;
    chunk.clear();
  }
  return false;
}

// Half of a character of UTF-16, written as if it were one: no character, but a sign that UTF-8 was meant.
bool is_surrogate(std::string_view text) {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  return text.size() >= 3 && byte(0) == 0xED && byte(1) >= 0xA0 && byte(1) <= 0xBF &&
         (byte(2) & 0xC0) == 0x80;
}

// Looks at every byte of what should be UTF-8; sequences may straddle chunks.
void scan_utf8(ByteStream& bytes, Charset& charset) {
  std::string pending;
  std::int64_t line = 1;
  for (;;) {
    const bool more = append_chunk(bytes, pending, chunk_bytes);
    std::size_t at = 0;
    while (at < pending.size()) {
      const auto left = std::string_view{pending}.substr(at);
      if (more && left.size() < 4) break;
      const bool surrogate = is_surrogate(left);
      const auto length = surrogate ? 3 : utf8_sequence(left);
      line += left.front() == '\n';
      if (length == 0 || surrogate) {
        if (charset.ill_formed == 0) charset.ill_formed_line = line;
        ++charset.ill_formed;
      }
      charset.has_multibyte = charset.has_multibyte || length > 1;
      at += std::max<std::size_t>(length, 1);
    }
    pending.erase(0, at);
    if (!more) return;
  }
}

// Turns bytes of any charset that iconv knows into UTF-8; what is ill-formed becomes U+FFFD.
class IconvStream final : public MadeStream {
 public:
  IconvStream(std::unique_ptr<ByteStream> bytes, const std::string& from, DecodeTally& tally)
      : bytes_(std::move(bytes)), tally_(tally), converter_(iconv_open("UTF-8", from.c_str())) {
    if (converter_ == reinterpret_cast<iconv_t>(-1))
      throw ReadError("charset", fmt::format("the charset {} is unknown", from));
  }
  IconvStream(const IconvStream&) = delete;
  IconvStream& operator=(const IconvStream&) = delete;
  ~IconvStream() override { iconv_close(converter_); }

 private:
  void make_some() override {
    ended_ = !append_chunk(*bytes_, input_, chunk_bytes);
    char* from = input_.data();
    std::size_t left = input_.size();
    while (left > 0 && convert(from, left)) {}
    if (ended_ && left > 0) {  // the document ends within a character
      ready_ += replacement;
      ++tally_.ill_formed;
      left = 0;
    }
    input_.erase(0, input_.size() - left);
  }

  // False if more input is needed to go on.
  bool convert(char*& from, std::size_t& left) {
    std::array<char, chunk_bytes> out;
    char* to = out.data();
    std::size_t room = out.size();
    const auto result = iconv(converter_, &from, &left, &to, &room);
    ready_.append(out.data(), out.size() - room);
    if (result != static_cast<std::size_t>(-1) || errno == E2BIG) return true;
    if (errno != EILSEQ) return false;
    ready_ += replacement;
    ++tally_.ill_formed;
    ++from;
    --left;
    return true;
  }

  std::unique_ptr<ByteStream> bytes_;
  DecodeTally& tally_;
  iconv_t converter_;
  std::string input_;
};

// XML 1.0 section 2.2 leaves out most control characters and the two non-characters of the first plane.
bool is_xml_character(std::string_view sequence) {
  if (sequence.size() == 1) {
    const auto byte = static_cast<unsigned char>(sequence[0]);
    return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
  }
  return sequence != "\xEF\xBF\xBE" && sequence != "\xEF\xBF\xBF";
}

// Checks UTF-8 and leaves out what XML does not allow.
class CleanStream final : public MadeStream {
 public:
  CleanStream(std::unique_ptr<ByteStream> bytes, DecodeTally& tally)
      : bytes_(std::move(bytes)), tally_(tally) {}

 private:
  void make_some() override {
    ended_ = !append_chunk(*bytes_, input_, chunk_bytes);
    if (!started_ && input_.starts_with("\xEF\xBB\xBF")) input_.erase(0, 3);
    started_ = started_ || input_.size() >= 3;
    std::size_t at = 0;
    while (at < input_.size() && (ended_ || input_.size() - at >= 4))
      at += take(std::string_view{input_}.substr(at));
    input_.erase(0, at);
  }

  // Appends the character at the front of `text`, or what stands for it, and returns its length.
  std::size_t take(std::string_view text) {
    const auto length = utf8_sequence(text);
    if (length == 0) {
      ++tally_.ill_formed;
      if (is_surrogate(text)) return 3;
      ready_ += replacement;
      return 1;
    }
    if (is_xml_character(text.substr(0, length)))
      ready_ += text.substr(0, length);
    else
      ++(after_markup_ ? tally_.controls_at_end : tally_.controls);
    take_note_of_markup(text.front());
    return length;
  }

  // Mailers and file systems pad with NULs: before the first tag they mean nothing, after the last they are
  // not in the document.
  void take_note_of_markup(char c) {
    if (c == '<') {
      if (!in_markup_) tally_ = {tally_.ill_formed, 0, 0};
      in_markup_ = true;
      tally_.controls += std::exchange(tally_.controls_at_end, 0);
      after_markup_ = false;
    }
    if (c == '>') after_markup_ = true;
  }

  std::unique_ptr<ByteStream> bytes_;
  DecodeTally& tally_;
  std::string input_;
  bool started_ = false;
  bool in_markup_ = false;
  bool after_markup_ = false;
};

}  // namespace

std::string_view behind_utf16_blanks(std::string_view head) {
  const auto is_blank = [&](std::size_t at) {
    return head.size() > 1 && head[1 - at] == '\0' && " \t\r\n"sv.find(head[at]) != std::string_view::npos;
  };
  while (is_blank(0) || is_blank(1)) head.remove_prefix(2);
  return head;
}

bool is_utf16(std::string_view head) {
  if (head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv)) return true;
  head = behind_utf16_blanks(head);
  return head.starts_with("<\0"sv) || head.starts_with("\0<\0"sv);
}

bool is_latin1_name(const std::string& name) {
  return name == "iso-8859-1" || name == "latin1" || name == "iso8859-1" || name == "iso_8859-1" ||
         name == "l1";
}

std::string declared_encoding(std::string_view head) {
  const auto text = ascii_of(head);
  const auto start = text.find("<?xml");
  if (start == std::string::npos) return {};
  const auto end = std::min(text.find('>', start), text.size());
  const auto label = text.find("encoding", start);
  if (label == std::string::npos || label > end) return {};
  const auto first = text.find_first_not_of(" \t\r\n='\"", label + 8);
  if (first == std::string::npos || first >= end) return {};
  const auto last = std::min(text.find_first_of(" \t\r\n'\"?>", first), end);
  return to_valid_utf8(clip_utf8(lower_ascii(text.substr(first, last - first)), 64));
}

std::string misnomer_of_utf16(const std::string& declared) {
  return fmt::format("declared {}, is UTF-16", declared == "utf-8" ? "UTF-8" : declared);
}

Charset tell_charset(const ByteSource& document) {
  const auto head = head_behind_blanks(document);
  const auto declared = declared_encoding(head);
  Charset charset;
  if (is_utf16(head)) {
    charset.name = is_big_endian(head) ? "UTF-16BE" : "UTF-16LE";
    if (!declared.empty() && !declared.starts_with("utf-16")) charset.misnomer = misnomer_of_utf16(declared);
    return charset;
  }
  charset.name = "UTF-8";
  const bool false_utf16 = declared.starts_with("utf-16") || declared.starts_with("ucs-");
  if (!is_utf8_name(declared) && !false_utf16) {
    if (is_known_kin_of_ascii(declared)) {
      charset.name = widened(declared);
      if (is_latin1_name(declared) && has_c1_bytes(*document.open())) charset.misnomer = "windows-1252";
      return charset;
    }
    charset.unknown_declared = true;
    charset.misnomer = fmt::format("unknown name {}", declared);
  }
  if (false_utf16) charset.misnomer = fmt::format("declared {}, is not", declared);
  scan_utf8(*document.open(), charset);
  if (charset.ill_formed > 0 && !charset.has_multibyte && !charset.unknown_declared) {
    charset.name = "WINDOWS-1252";
    charset.misnomer = "windows-1252";
  }
  return charset;
}

std::unique_ptr<ByteStream> decode(std::unique_ptr<ByteStream> bytes, const Charset& charset,
                                   DecodeTally& tally) {
  if (charset.name == "UTF-8") return std::make_unique<CleanStream>(std::move(bytes), tally);
  auto decoded = std::make_unique<IconvStream>(std::move(bytes), charset.name, tally);
  return std::make_unique<CleanStream>(std::move(decoded), tally);
}

}  // namespace ruascope
