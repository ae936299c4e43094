// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ruascope {

// What bytes are, told by the bytes alone: names and media types are wrong too often.
enum class Content {
  empty,
  gzip,  // or zlib
  zip,
  xz,
  zstd,
  tnef,             // winmail.dat
  outlook_message,  // .msg, or another file in OLE's format
  xml,              // starts with "<" and is no HTML page
  html,
  mbox,
  mail,
  json,
  mail_log,             // lines of a mail server's log
  text,                 // readable text with nothing of ours
  unsupported_archive,  // bzip2, 7z, rar, tar: recognized, not unpacked
  unknown,
};

// How many bytes of the front are enough for sniff().
inline constexpr std::size_t sniff_bytes = 8 << 10;

Content sniff(std::string_view head);

// The name of the archive format for Content::unsupported_archive.
std::string_view archive_name(std::string_view head);

// How many bytes mailers put in front of a gzip or zip file at the start of `head`: blanks and NULs, before a
// zip also others. 0 if there are none, or no such file.
std::size_t padding_before_archive(std::string_view head);

// True if the JSON is a TLS report (RFC 8460 section 4.4).
bool is_tls_report(std::string_view head);

// The name of a tag, without its prefix, whose "<" or "</" stood before `text`: "feedback" of "ns:feedback>".
// Behind it comes a blank, "/", ">" or the end of `text`; empty if there is no such name.
std::string_view tag_name(std::string_view text);

// How many bytes are enough for tag_name().
inline constexpr std::size_t tag_name_bytes = 256;

// True if tag_name() is `name`, whatever its letter case.
bool has_tag_name(std::string_view text, std::string_view name);

// True if the XML holds a <feedback> start tag, whatever its prefix and letter case, or is UTF-16, where this
// cannot be told.
bool mentions_feedback(std::string_view text);

}  // namespace ruascope
