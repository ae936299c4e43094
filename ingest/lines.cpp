// SPDX-License-Identifier: MIT
#include "ingest/lines.hpp"

namespace ruascope {

bool LineReader::refill() {
  buffer_offset_ += static_cast<std::int64_t>(buffer_.size());
  const auto left = source_->size() - buffer_offset_;
  buffer_.resize(std::min(buffer_bytes_, static_cast<std::size_t>(std::max<std::int64_t>(left, 0))));
  buffer_.resize(source_->read_at(buffer_offset_, buffer_.data(), buffer_.size()));
  position_ = 0;
  return !buffer_.empty();
}

std::optional<LineReader::Line> LineReader::next() {
  if (position_ == buffer_.size() && !refill()) return std::nullopt;
  const auto offset = position();
  kept_.clear();
  for (;;) {
    const auto rest = std::string_view{buffer_}.substr(position_);
    const auto end = rest.find('\n');
    const auto piece = rest.substr(0, end);
    position_ += end == std::string_view::npos ? piece.size() : end + 1;
    if (end != std::string_view::npos && kept_.empty()) return Line{offset, piece.substr(0, kept_bytes)};
    kept_.append(piece.substr(0, kept_bytes - std::min(kept_.size(), kept_bytes)));
    if (end != std::string_view::npos || !refill()) return Line{offset, kept_};
  }
}

}  // namespace ruascope
