// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// The lines of a source, one after the other, in constant memory however long they are.
class LineReader {
 public:
  struct Line {
    std::int64_t offset = 0;
    std::string_view
        start{};  // at most its first 256 bytes, without the line feed; valid until the next call
  };
  static constexpr std::size_t kept_bytes = 256;

  // `buffer_bytes` are read at a time: few, where a line or two will do.
  explicit LineReader(std::shared_ptr<const SeekableSource> source, std::int64_t offset = 0,
                      std::size_t buffer_bytes = 256 << 10)
      : source_(std::move(source)), buffer_bytes_(buffer_bytes), buffer_offset_(offset) {}

  // nullopt at the end.
  std::optional<Line> next();
  // Where the next line begins.
  std::int64_t position() const { return buffer_offset_ + static_cast<std::int64_t>(position_); }

 private:
  bool refill();

  std::shared_ptr<const SeekableSource> source_;
  std::size_t buffer_bytes_;
  std::string buffer_;
  std::size_t position_ = 0;    // in buffer_
  std::int64_t buffer_offset_;  // of buffer_ in the source
  std::string kept_;            // the start of a line that goes on beyond the buffer
};

}  // namespace ruascope
