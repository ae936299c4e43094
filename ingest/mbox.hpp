// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"

#include <memory>
#include <optional>

namespace ruascope {

// The messages of an mbox file (RFC 4155), one after the other, in constant memory. A "From " line parts two
// messages only where a header line follows it, since XML text may hold such lines.
class MboxReader {
 public:
  explicit MboxReader(std::shared_ptr<const SeekableSource> mbox);

  // The next message without its "From " line; nullopt at the end.
  std::optional<std::shared_ptr<const SeekableSource>> next();

 private:
  struct Line {
    std::int64_t offset;
    std::string start;  // at most its first 256 bytes
  };
  std::optional<Line> next_line();
  bool refill();
  // Past the quoted "From " lines that some mailers leave before the header.
  std::int64_t skip_quoted_envelope(std::int64_t offset) const;

  std::shared_ptr<const SeekableSource> mbox_;
  std::string buffer_;
  std::size_t position_ = 0;        // in buffer_
  std::int64_t buffer_offset_ = 0;  // of buffer_ in the file
  std::optional<std::int64_t>
      message_start_;  // of the message that next() returns; its start is read already
};

}  // namespace ruascope
