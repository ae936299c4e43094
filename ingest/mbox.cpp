// SPDX-License-Identifier: MIT
#include "ingest/mbox.hpp"

#include "ingest/mail_header.hpp"

#include <algorithm>

namespace ruascope {
namespace {

constexpr std::size_t buffer_bytes = 256 << 10;
constexpr std::size_t kept_line_bytes = 256;

// "12:34", as every envelope line of an mbox has one.
bool has_time(std::string_view line) {
  for (auto at = line.find(':'); at != std::string_view::npos; at = line.find(':', at + 1)) {
    const auto digit = [&](std::size_t index) {
      return index < line.size() && line[index] >= '0' && line[index] <= '9';
    };
    if (at > 0 && digit(at - 1) && digit(at + 1)) return true;
  }
  return false;
}

// True if `line` after a line that starts with "From " shows that a message begins there: texts have such
// lines as well, followed by words and a colon.
bool begins_message(std::string_view from_line, std::string_view line) {
  if (line.starts_with(">From ")) return true;
  const auto name = field_name(line);
  return !name.empty() && (has_time(from_line) || is_mail_field(name));
}

}  // namespace

MboxReader::MboxReader(std::shared_ptr<const SeekableSource> mbox) : mbox_(std::move(mbox)) {
  while (const auto line = next_line()) {
    if (!line->start.starts_with("From ")) continue;
    message_start_ = buffer_offset_ + static_cast<std::int64_t>(position_);
    break;
  }
}

bool MboxReader::refill() {
  buffer_offset_ += static_cast<std::int64_t>(buffer_.size());
  buffer_.resize(buffer_bytes);
  buffer_.resize(mbox_->read_at(buffer_offset_, buffer_.data(), buffer_.size()));
  position_ = 0;
  return !buffer_.empty();
}

std::optional<MboxReader::Line> MboxReader::next_line() {
  if (position_ == buffer_.size() && !refill()) return std::nullopt;
  Line line{buffer_offset_ + static_cast<std::int64_t>(position_), {}};
  for (;;) {
    const std::string_view rest = std::string_view{buffer_}.substr(position_);
    const auto end = rest.find('\n');
    const auto piece = rest.substr(0, end);
    line.start.append(piece.substr(0, kept_line_bytes - std::min(line.start.size(), kept_line_bytes)));
    position_ += end == std::string_view::npos ? piece.size() : end + 1;
    if (end != std::string_view::npos || !refill()) return line;
  }
}

std::int64_t MboxReader::skip_quoted_envelope(std::int64_t offset) const {
  for (;;) {
    std::string line(kept_line_bytes, '\0');
    line.resize(mbox_->read_at(offset, line.data(), line.size()));
    const auto end = line.find('\n');
    if (!line.starts_with(">From ") || end == std::string::npos) return offset;
    offset += static_cast<std::int64_t>(end) + 1;
  }
}

std::optional<std::shared_ptr<const SeekableSource>> MboxReader::next() {
  if (!message_start_) return std::nullopt;
  const auto start = skip_quoted_envelope(*message_start_);
  message_start_.reset();
  std::optional<Line> before;
  while (auto line = next_line()) {
    if (before && before->start.starts_with("From ") && begins_message(before->start, line->start)) {
      message_start_ = line->offset;
      return slice(mbox_, start, before->offset - start);
    }
    before = std::move(line);
  }
  return slice(mbox_, start, mbox_->size() - start);
}

}  // namespace ruascope
