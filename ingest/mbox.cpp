// SPDX-License-Identifier: MIT
#include "ingest/mbox.hpp"

#include "ingest/mail_header.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace ruascope {
namespace {

constexpr std::string_view mmdf_mark = "\1\1\1\1";

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

// ">From " within a message stood there as "From " before it came into the mbox; each further ">" likewise.
bool is_quoted_from(std::string_view line) {
  const auto first = line.find_first_not_of('>');
  return first != 0 && first != std::string_view::npos && line.substr(first).starts_with("From ");
}

// Takes one ">" off quoted lines.
class UnquotingStream final : public MadeStream {
 public:
  explicit UnquotingStream(std::unique_ptr<ByteStream> stored) : stored_(std::move(stored)) {}

 private:
  // Gives out the next line, or a piece of a long one.
  void make_some() override {
    while (pending_.size() - position_ < LineReader::kept_bytes && fill()) {}
    ended_ = pending_.size() == position_;
    if (ended_) return;
    const auto rest = std::string_view{pending_}.substr(position_);
    if (at_line_start_ && is_quoted_from(rest.substr(0, LineReader::kept_bytes))) ++position_;
    const auto end = std::min(pending_.find('\n', position_), pending_.size() - 1) + 1;
    ready_.append(pending_, position_, end - position_);
    position_ = end;
    at_line_start_ = pending_[end - 1] == '\n';
  }

  bool fill() {
    if (input_ended_) return false;
    pending_.erase(0, position_);
    position_ = 0;
    constexpr std::size_t chunk_bytes = 64 << 10;
    input_ended_ = !append_chunk(*stored_, pending_, chunk_bytes);
    return !input_ended_;
  }

  std::unique_ptr<ByteStream> stored_;
  std::string pending_;
  std::size_t position_ = 0;  // of what was given out, in pending_
  bool at_line_start_ = true;
  bool input_ended_ = false;
};

}  // namespace

MboxReader::MboxReader(std::shared_ptr<const SeekableSource> mbox) : mbox_(std::move(mbox)), lines_(mbox_) {
  while (const auto line = lines_.next()) {
    if (!line->start.starts_with("From ") && !line->start.starts_with(mmdf_mark)) continue;
    is_mmdf_ = line->start.starts_with(mmdf_mark);
    message_start_ = lines_.position();
    break;
  }
}

std::int64_t MboxReader::skip_envelope(std::int64_t offset) const {
  constexpr std::size_t few_lines = 1 << 10;
  LineReader lines(mbox_, offset, few_lines);
  while (const auto line = lines.next()) {
    const bool envelope = line->start.starts_with(">From ") || line->start.starts_with("From ") ||
                          line->start.starts_with(mmdf_mark);
    if (!envelope) return line->offset;
  }
  return lines.position();
}

std::shared_ptr<const SeekableSource> MboxReader::message(std::int64_t start, std::int64_t end,
                                                          bool has_quoted) const {
  start = std::min(skip_envelope(start), end);
  const auto stored = slice(mbox_, start, end - start);
  if (!has_quoted) return stored;
  UnquotingStream unquoted(stored->open());
  return spool(unquoted, INT64_MAX, {});
}

std::optional<std::shared_ptr<const SeekableSource>> MboxReader::next() {
  if (!message_start_) return std::nullopt;
  const auto start = *message_start_;
  message_start_.reset();
  if (is_mmdf_) return next_of_mmdf(start);
  std::string before;  // the line before, if it might begin a message
  std::int64_t before_offset = 0;
  bool has_quoted = false;
  while (const auto line = lines_.next()) {
    if (!before.empty() && begins_message(before, line->start)) {
      message_start_ = line->offset;
      return message(start, before_offset, has_quoted);
    }
    has_quoted = has_quoted || is_quoted_from(line->start);
    before = line->start.starts_with("From ") ? line->start : std::string_view{};
    before_offset = line->offset;
  }
  return message(start, mbox_->size(), has_quoted);
}

// Marks stand before and behind each message; what is empty between two of them is none.
std::optional<std::shared_ptr<const SeekableSource>> MboxReader::next_of_mmdf(std::int64_t start) {
  bool has_quoted = false;
  while (const auto line = lines_.next()) {
    has_quoted = has_quoted || is_quoted_from(line->start);
    if (!line->start.starts_with(mmdf_mark)) continue;
    const auto begin = std::exchange(start, lines_.position());
    if (line->offset <= begin) continue;
    message_start_ = start;
    return message(begin, line->offset, has_quoted);
  }
  if (start >= mbox_->size()) return std::nullopt;
  return message(start, mbox_->size(), has_quoted);
}

}  // namespace ruascope
