// SPDX-License-Identifier: MIT
#include "ingest/packed_input.hpp"

#include <cstring>

namespace ruascope {

std::string_view PackedInput::rest() {
  if (at_ == end_) has(1);
  return {buffer_.data() + at_, end_ - at_};
}

// Brings so many bytes within sight, if there are as many.
bool PackedInput::has(std::size_t bytes) {
  if (at_ > 0 && end_ - at_ < bytes) {
    std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
    taken_before_ += at_;
    end_ -= at_;
    at_ = 0;
  }
  while (end_ - at_ < bytes && !ended_) {
    const auto got = packed_->read(buffer_.data() + end_, buffer_.size() - end_);
    ended_ = got == 0;
    end_ += got;
  }
  return end_ - at_ >= bytes;
}

bool PackedInput::goes_on(bool (*begins_another)(std::string_view)) {
  constexpr std::string_view padding{"\0 \t\r\n", 5};
  constexpr std::size_t longest_beginning = 8;
  while (has(1) && padding.find(buffer_[at_]) != std::string_view::npos) take(1);
  if (!has(1)) return false;
  has(longest_beginning);
  if (begins_another({buffer_.data() + at_, end_ - at_})) return true;
  notes_->add_once("trailing", "bytes after the compressed data");
  return false;
}

}  // namespace ruascope
