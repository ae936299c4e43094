// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"
#include "ingest/notes.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ruascope {

// What an XML document says, element by element. Names come without their prefix; lines count from 1.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // `name_space` is given for the root alone. Within one document equal names have the same address.
  virtual void start_element(std::string_view name, std::string_view name_space, std::int64_t line) = 0;
  virtual void end_element() = 0;
  // Text comes in pieces: append, never assign.
  virtual void text(std::string_view piece) = 0;
  // True once the rest of the document is of no interest.
  virtual bool satisfied() const { return false; }
};

// Reads XML in one pass in bounded memory. Nothing is loaded, no entity but the five of XML is expanded.
// Throws ReadError: "xml" (with the line), "truncated", "dtd", "limit:xml-depth", "limit:xml-attributes", and
// what reading the stream throws. What the handler throws comes through.
// XML 1.0 wants nothing before the declaration; blanks, NULs and a byte order mark there are passed over.
// `first_line` is the number of the line that the stream begins with.
void parse_xml(ByteStream& stream, XmlHandler& handler, const Limits& limits, Notes& notes,
               std::int64_t first_line = 1);

// The character that an entity of HTML 4 stands for ("nbsp"); nullopt if there is no such entity.
std::optional<char32_t> html_entity(std::string_view name);

}  // namespace ruascope
