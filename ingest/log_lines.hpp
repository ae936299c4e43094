// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"

#include <memory>
#include <string_view>

namespace ruascope {

// The lines of a log, front to back, in constant memory. NULs, which a power cut leaves in logs, are taken
// out; of a line beyond `longest` bytes the rest is passed over.
class LogLines {
 public:
  static constexpr std::size_t longest_line = 64 << 10;

  explicit LogLines(const ByteSource& log, std::size_t longest = longest_line);
  // The next line, without its end; valid until the next call. False at the end of the log.
  bool next(std::string_view& line);

 private:
  bool fill();

  std::unique_ptr<ByteStream> stream_;
  std::size_t longest_;
  std::size_t capacity_;
  std::unique_ptr<char[]> buffer_;
  std::size_t start_ = 0;    // of the line that is being read
  std::size_t scanned_ = 0;  // no line ends between start_ and here
  std::size_t end_ = 0;      // of what was read
  bool is_passing_ = false;  // over the rest of a long line
};

}  // namespace ruascope
