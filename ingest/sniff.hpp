// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ruascope {

// What bytes are, told by the bytes alone: names and media types are wrong too often.
enum class Content {
  empty,
  gzip,  // or zlib
  zip,
  xml,  // starts with "<" and is no HTML page
  html,
  mbox,
  mail,
  json,
  mail_log,             // lines of a mail server's log
  text,                 // readable text with nothing of ours
  unsupported_archive,  // bzip2, xz, zstd, 7z, rar: recognized, not unpacked
  unknown,
};

// How many bytes of the front are enough for sniff().
inline constexpr std::size_t sniff_bytes = 8 << 10;

Content sniff(std::string_view head);

// The name of the archive format for Content::unsupported_archive.
std::string_view archive_name(std::string_view head);

// True if the XML holds a <feedback> start tag, whatever its prefix and letter case, or is UTF-16, where this
// cannot be told.
bool mentions_feedback(std::string_view text);

}  // namespace ruascope
