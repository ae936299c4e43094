// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/notes.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace ruascope {

// Documents that stand within a text: pasted, quoted, or left in their transfer encoding.

// True if `bytes` begin like something that may hold a report: XML with <feedback>, an archive, a TLS report.
bool carries_report(std::string_view bytes);

// A document that a text holds in base64.
struct Base64Within {
  std::shared_ptr<const ByteSource> encoded;
  bool is_all = false;  // nothing stands before it, and no other one behind it
};

// The documents that `text` holds in base64 and that may carry a report, at most so many. They begin with a
// line of their own, in the first MiB of `text`; where nothing stands before the only one, all of `text` is
// it.
std::vector<Base64Within> base64_within(const std::shared_ptr<const SeekableSource>& text, std::size_t most);

// True if a <feedback> begins in the first MiB of `text` (further on nobody pastes one), and anywhere behind
// it an element that reports consist of: the word alone, in prose, is no report.
bool has_xml_within(const ByteSource& text);

// What `text` holds from "<?xml" or "<feedback" to "</feedback>", each time, with the marks of a quoting
// mail program and soft line breaks (RFC 3676) taken out. Before it stand the line feeds of what is left out,
// so that lines count as in `text`.
std::shared_ptr<const ByteSource> xml_within(std::shared_ptr<const ByteSource> text);

}  // namespace ruascope
