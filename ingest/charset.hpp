// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace ruascope {

// How the text of a document is written, told by its bytes first and by its declaration second.
struct Charset {
  std::string name;                  // as iconv knows it; "UTF-8" is checked byte by byte
  std::string misnomer;              // how the declaration is wrong, as a warning says it; empty if it is not
  std::int64_t ill_formed = 0;       // bytes that are no UTF-8, where that is what it should be
  bool has_multibyte = false;        // well-formed UTF-8 beyond ASCII is in it
  bool unknown_declared = false;     // the declaration names something that nobody knows
  std::int64_t ill_formed_line = 0;  // of the first such byte
};

// The name in the XML declaration at the front of `head` (in ASCII, or in UTF-16 of either order), lower
// case; empty if there is none.
std::string declared_encoding(std::string_view head);

// True for the names of ISO 8859-1 (lower case), which stands for windows-1252 in practice.
bool is_latin1_name(const std::string& name);

// `head` without the blanks of UTF-16, of either order, at its front.
std::string_view behind_utf16_blanks(std::string_view head);

// True if `head` starts as UTF-16 does: with its byte order mark, or, behind blanks, with "<" beside a NUL.
bool is_utf16(std::string_view head);

// What a warning says of UTF-16 that is declared as something else.
std::string misnomer_of_utf16(const std::string& declared);

// Reads all of `document` and decides: UTF-16 as its bytes say; another charset as declared; else UTF-8, and
// windows-1252 where bytes are no UTF-8 and nothing else shows that it is.
Charset tell_charset(const ByteSource& document);

// What had to be left out or replaced while decoding.
struct DecodeTally {
  std::int64_t ill_formed = 0;       // bytes replaced by U+FFFD
  std::int64_t controls = 0;         // characters that XML does not allow, left out
  std::int64_t controls_at_end = 0;  // the same after the last tag
};

// `bytes` as well-formed UTF-8 that holds only characters of XML 1.0 (section 2.2), without a byte order
// mark. `tally` must outlive the stream.
std::unique_ptr<ByteStream> decode(std::unique_ptr<ByteStream> bytes, const Charset& charset,
                                   DecodeTally& tally);

}  // namespace ruascope
