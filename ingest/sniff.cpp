// SPDX-License-Identifier: MIT
#include "ingest/sniff.hpp"

#include "ingest/charset.hpp"
#include "ingest/mail_header.hpp"
#include "ingest/mail_log.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace ruascope {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  Content content;
  std::string_view name;
};

constexpr std::array<Magic, 11> magics{{
    {"\x1f\x8b"sv, Content::gzip, "gzip"},
    {"PK\x03\x04"sv, Content::zip, "zip"},
    {"PK\x05\x06"sv, Content::zip, "zip"},
    {"PK\x07\x08"sv, Content::zip, "zip"},
    {"BZh"sv, Content::unsupported_archive, "bzip2"},
    {"\xFD"
     "7zXZ\0"sv,
     Content::xz, "xz"},
    {"\x28\xB5\x2F\xFD"sv, Content::zstd, "zstd"},
    {"\x78\x9F\x3E\x22"sv, Content::tnef, "TNEF"},
    {"7z\xBC\xAF\x27\x1C"sv, Content::unsupported_archive, "7z"},
    {"Rar!\x1A\x07"sv, Content::unsupported_archive, "rar"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, Content::outlook_message, "Outlook .msg"},
}};

const Magic* find_magic(std::string_view head) {
  for (const auto& magic : magics)
    if (head.starts_with(magic.bytes)) return &magic;
  return nullptr;
}

// RFC 1950: deflate with a window of at most 32 KiB, and a header that is a multiple of 31.
bool is_zlib(std::string_view head) {
  if (head.size() < 2) return false;
  const auto first = static_cast<unsigned char>(head[0]);
  const auto second = static_cast<unsigned char>(head[1]);
  return first == 0x78 && (first * 256 + second) % 31 == 0 && second != 0x20;
}

// "<" of UTF-16, behind a byte order mark and blanks or not.
bool is_utf16_xml(std::string_view head) {
  const bool is_marked = head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv);
  if (is_marked) head.remove_prefix(2);
  head = behind_utf16_blanks(head);
  return head.starts_with("<\0"sv) || head.starts_with("\0<"sv);
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), text.size()));
}

// Without the blanks, NULs and byte order marks that mailers and editors put in front, and blanks at the end.
std::string_view without_padding(std::string_view head) {
  for (head = trim(head); head.starts_with('\0');) {
    head.remove_prefix(1);
    head = trim(head);
  }
  return head;
}

// POSIX 1003.1 ustar.
bool is_tar(std::string_view head) { return head.size() > 262 && head.substr(257, 5) == "ustar"; }

// A block of header lines from the start, with at least one field that every mail has. A line that is no
// field may be what some gateway broke off another one; the text around a single field is just a text.
bool is_mail(std::string_view head) {
  int known = 0;
  while (!head.empty()) {
    auto line = first_line(head);
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') continue;
    const auto name = field_name(line);
    if (name.empty())
      return known > 1 || (known > 0 && head.empty());  // the end of the head cuts lines short
    known += is_mail_field(name) ? 1 : 0;
  }
  return known > 0;
}

// "From reporter@example.com Wed Nov 15 00:00:00 2023": what programs write before each message.
bool is_postmark(std::string_view line) {
  static constexpr std::array<std::string_view, 12> months{" Jan ", " Feb ", " Mar ", " Apr ",
                                                           " May ", " Jun ", " Jul ", " Aug ",
                                                           " Sep ", " Oct ", " Nov ", " Dec "};
  static constexpr std::array<std::string_view, 7> days{" Mon ", " Tue ", " Wed ", " Thu ",
                                                        " Fri ", " Sat ", " Sun "};
  const auto has = [&](std::string_view word) { return line.find(word) != std::string_view::npos; };
  return std::any_of(months.begin(), months.end(), has) && std::any_of(days.begin(), days.end(), has) &&
         line.find(':') != std::string_view::npos;
}

// The first message may be an empty one, or have lost its header.
bool is_mbox(std::string_view head) {
  if (head.starts_with("\1\1\1\1")) return true;  // MMDF
  if (!head.starts_with("From ")) return false;
  if (is_postmark(first_line(head))) return true;
  auto rest = head.substr(std::min(first_line(head).size() + 1, head.size()));
  if (rest.starts_with(">From ")) rest.remove_prefix(std::min(first_line(rest).size() + 1, rest.size()));
  return !field_name(first_line(rest)).empty();
}

bool is_html(std::string_view text) {
  const auto start = lower_ascii(text.substr(0, 256));
  return start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head") ||
         start.starts_with("<body");
}

// The head may end within a UTF-8 sequence, and texts in old encodings are texts as well: what counts is that
// no control bytes are in it, or few: some mailers and reporters let one slip in.
bool is_text(std::string_view head) {
  constexpr std::ptrdiff_t few = 100;
  const auto controls = std::count_if(head.begin(), head.end(), [](char c) {
    return static_cast<unsigned char>(c) < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f' &&
           c != '\x1b';
  });
  return head.find('\0') == std::string_view::npos &&
         controls * few <= static_cast<std::ptrdiff_t>(head.size());
}

}  // namespace

Content sniff(std::string_view head) {
  if (const auto* magic = find_magic(head)) return magic->content;
  if (padding_before_archive(head) > 0) return find_magic(head.substr(padding_before_archive(head)))->content;
  if (is_zlib(head)) return Content::gzip;
  if (is_tar(head)) return Content::unsupported_archive;
  if (is_utf16_xml(head)) return Content::xml;
  const auto text = without_padding(head);
  if (text.empty()) return Content::empty;
  if (text.starts_with('<')) return is_html(text) ? Content::html : Content::xml;
  if (is_mbox(text)) return Content::mbox;
  if (is_mail(head)) return Content::mail;
  if (is_mail_log(text)) return Content::mail_log;  // that of journald is JSON
  if (text.starts_with('{') || text.starts_with('[')) return Content::json;
  return is_text(head) ? Content::text : Content::unknown;
}

std::string_view archive_name(std::string_view head) {
  const auto* magic = find_magic(head);
  if (magic != nullptr) return magic->name;
  return is_tar(head) ? "tar" : "unknown";
}

std::size_t padding_before_archive(std::string_view head) {
  constexpr std::string_view padding{" \t\r\n\0", 5};
  const auto first = head.find_first_not_of(padding);
  if (first == std::string_view::npos || find_magic(head) != nullptr) return 0;
  const auto* magic = find_magic(head.substr(first));
  if (magic != nullptr && (magic->content == Content::gzip || magic->content == Content::zip)) return first;
  constexpr std::size_t most_junk = 512;
  const auto zip = head.substr(0, most_junk).find("PK\x03\x04");
  return zip == std::string_view::npos ? 0 : zip;
}

bool is_tls_report(std::string_view head) {
  return head.find("\"policies\"") != std::string_view::npos &&
         (head.find("organization-name") != std::string_view::npos ||
          head.find("date-range") != std::string_view::npos);
}

// An address as <feedback@reporter.example> is no tag. No name goes beyond the next "<", so that looking at
// each "<" of a text takes no longer than reading it.
std::string_view tag_name(std::string_view text) {
  text = text.substr(0, tag_name_bytes);
  const auto last = std::find_if(text.begin(), text.end(), [](char c) {
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '<';
  });
  const auto size = static_cast<std::size_t>(last - text.begin());
  if (size == tag_name_bytes || text.substr(size).starts_with('<')) return {};
  const auto name = text.substr(0, size);
  return name.substr(name.rfind(':') + 1);
}

bool has_tag_name(std::string_view text, std::string_view name) {
  const auto found = tag_name(text);
  return found.size() == name.size() && is_same_ignoring_case(found, name);
}

bool mentions_feedback(std::string_view text) {
  if (is_utf16_xml(text)) return true;
  if (text.find('\0') != std::string_view::npos) {
    std::string without{text};
    std::erase(without, '\0');
    return mentions_feedback(without);
  }
  for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
    if (has_tag_name(text.substr(at + 1), "feedback")) return true;
  return false;
}

}  // namespace ruascope
