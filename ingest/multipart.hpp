// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/model/limits.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ruascope {

// The header block of a mail or of a part of one.
struct HeaderBlock {
  std::string fields;           // the fields that are used, each once, well-formed
  std::int64_t body_start = 0;  // where the body begins
  bool has_fields = false;      // any at all
  bool mended = false;          // a boundary stood in a line that belongs to none
};

// Reads the header block at the front of `entity` (RFC 5322 section 2.2). A line that is no field belongs to
// the one before it: some gateways lose the blank that says so. Throws ReadError "limit:mail-header-bytes".
HeaderBlock read_header_block(const SeekableSource& entity, const Limits& limits);

// The parts of a multipart body (RFC 2046 section 5.1) that begins at `start`: what stands between its
// delimiter lines. Without a single line of `boundary`, the first line that looks like a delimiter before a
// header gives it. Reads the body once, in constant memory. Throws ReadError "limit:mail-parts".
std::vector<std::shared_ptr<const SeekableSource>> split_multipart(
    const std::shared_ptr<const SeekableSource>& entity, std::int64_t start, const std::string& boundary,
    const Limits& limits);

}  // namespace ruascope
