// SPDX-License-Identifier: MIT
#include "ingest/log_lines.hpp"

#include <algorithm>
#include <cstring>

namespace ruascope {

namespace {
constexpr std::size_t chunk_bytes = 256 << 10;  // stays in the processor's cache
}

LogLines::LogLines(const ByteSource& log, std::size_t longest)
    : stream_(log.open()),
      longest_(longest),
      capacity_(longest + chunk_bytes),
      buffer_(std::make_unique_for_overwrite<char[]>(capacity_)) {}

bool LogLines::fill() {
  if (start_ == end_) {
    start_ = scanned_ = end_ = 0;
  } else if (end_ == capacity_) {
    std::memmove(buffer_.get(), buffer_.get() + start_, end_ - start_);
    scanned_ -= start_;
    end_ -= start_;
    start_ = 0;
  }
  for (;;) {
    char* fresh = buffer_.get() + end_;
    auto size = stream_->read(fresh, capacity_ - end_);
    if (size == 0) return false;
    if (std::memchr(fresh, '\0', size) != nullptr)
      size = static_cast<std::size_t>(std::remove(fresh, fresh + size, '\0') - fresh);
    end_ += size;
    if (size > 0) return true;
  }
}

bool LogLines::next(std::string_view& line) {
  for (;;) {
    const char* from = buffer_.get() + scanned_;
    const auto* line_end = static_cast<const char*>(std::memchr(from, '\n', end_ - scanned_));
    const auto stop = line_end == nullptr ? end_ : static_cast<std::size_t>(line_end - buffer_.get());
    const std::string_view found{buffer_.get() + start_, stop - start_};
    bool is_whole = line_end != nullptr;
    scanned_ = stop;
    if (!is_whole && found.size() < longest_ && !is_passing_) {
      if (fill()) continue;
      if (found.empty()) return false;
      is_whole = true;
    }
    start_ = scanned_ = line_end == nullptr ? stop : stop + 1;
    const bool is_rest = is_passing_;
    is_passing_ = !is_whole;
    if (is_rest) {
      if (is_passing_ && !fill()) return false;
      continue;
    }
    line = found.substr(0, longest_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return true;
  }
}

}  // namespace ruascope
