// SPDX-License-Identifier: MIT
#include "ingest/multipart.hpp"

#include "ingest/lines.hpp"
#include "ingest/mail_header.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ruascope {
namespace {

using Parts = std::vector<std::shared_ptr<const SeekableSource>>;

// What reading a mail asks for. A hostile header of a million fields would cost far more memory parsed than
// its bytes.
constexpr std::array<std::string_view, 8> used_fields{
    "content-type",   "content-transfer-encoding", "content-disposition", "from", "subject", "message-id",
    "auto-submitted", "x-failed-recipients"};

std::string_view without_return(std::string_view line) {
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

class HeaderReader {
 public:
  // `whole`: the text ends where the entity does.
  HeaderReader(std::string_view text, bool whole) : text_(text), whole_(whole) {}

  // False if the block does not end within the text.
  bool read(HeaderBlock& block) {
    std::size_t at = 0;
    while (at < text_.size()) {
      auto end = text_.find('\n', at);
      if (end == std::string_view::npos && !whole_) return false;
      end = std::min(end, text_.size());
      const auto line = without_return(text_.substr(at, end - at));
      // A delimiter or a tag here shows that the empty line is missing.
      const bool body = line.starts_with("--") || line.starts_with('<');
      if (line.empty() || body) {
        block.body_start = static_cast<std::int64_t>(body ? at : std::min(end + 1, text_.size()));
        return true;
      }
      take_line(line, block);
      at = end + 1;
    }
    block.body_start = static_cast<std::int64_t>(text_.size());
    return whole_;
  }

 private:
  void take_line(std::string_view line, HeaderBlock& block) {
    const bool indented = line.front() == ' ' || line.front() == '\t';
    // "ContentType:" is what one gateway writes.
    const auto name = lower_ascii(field_name(line));
    const auto field = name == "contenttype" ? std::string{"content-type"} : name;
    const bool parameter = field.find_first_of("=\"") != std::string::npos;
    if (indented || field.empty() || parameter) return go_on(line, indented, block);
    block.has_fields = true;
    wanted_ = is_wanted(field);
    field_start_ = block.fields.size();
    if (wanted_) put(field + ":" + std::string{line.substr(line.find(':') + 1)}, block);
  }

  void go_on(std::string_view line, bool indented, HeaderBlock& block) {
    if (!wanted_) return;
    if (!indented && lower_ascii(line).find("boundary") != std::string::npos) block.mended = true;
    put((indented ? "" : " ") + std::string{line}, block);
  }

  // A field of a million parameters or addresses costs a hundred times its bytes once it is parsed.
  void put(const std::string& line, HeaderBlock& block) const {
    constexpr std::size_t longest_field = 8 << 10;
    const auto length = block.fields.size() - field_start_;
    if (length + line.size() < longest_field)
      block.fields.append(line).append("\n");
    else if (length == 0)
      block.fields.append(line, 0, longest_field).append("\n");
  }

  bool is_wanted(const std::string& field) {
    const auto* found = std::find(used_fields.begin(), used_fields.end(), field);
    if (found == used_fields.end()) return false;
    auto& seen = seen_[static_cast<std::size_t>(found - used_fields.begin())];
    return !std::exchange(seen, true);
  }

  std::string_view text_;
  bool whole_;
  std::array<bool, used_fields.size()> seen_{};
  std::size_t field_start_ = 0;
  bool wanted_ = false;  // the field that further lines belong to
};

// RFC 2046 allows blanks behind the boundary. Kind of a line: no delimiter, one, or the last one.
enum class Delimiter { none, open, close };

Delimiter delimiter(std::string_view line, std::string_view boundary) {
  if (!line.starts_with("--") || !line.substr(2).starts_with(boundary)) return Delimiter::none;
  auto rest = line.substr(2 + boundary.size());
  const bool last = rest.starts_with("--");
  if (last) rest.remove_prefix(2);
  return !trim(rest).empty() ? Delimiter::none : last ? Delimiter::close : Delimiter::open;
}

// The line feed before a delimiter belongs to it.
std::int64_t end_before(const SeekableSource& entity, std::int64_t start, std::int64_t delimiter) {
  std::array<char, 2> before{};
  const auto from = std::max(start, delimiter - 2);
  const auto got = entity.read_at(from, before.data(), static_cast<std::size_t>(delimiter - from));
  auto end = delimiter;
  if (got > 0 && before[got - 1] == '\n') --end;
  if (got > 1 && before[got - 1] == '\n' && before[got - 2] == '\r') --end;
  return end;
}

Parts parts_between(const std::shared_ptr<const SeekableSource>& entity, std::int64_t start,
                    std::string_view boundary, const Limits& limits) {
  Parts parts;
  std::int64_t part_start = -1;
  const auto take_until = [&](std::int64_t end) {
    if (part_start < 0 || part_start == entity->size()) return;
    if (static_cast<std::int64_t>(parts.size()) == limits.mail_parts)
      throw_limit("mail-parts", limits.mail_parts);
    parts.push_back(slice(entity, part_start, std::max(part_start, end) - part_start));
  };
  LineReader lines(entity, start);
  while (const auto line = lines.next()) {
    const auto kind = delimiter(line->start, boundary);
    if (kind == Delimiter::none) continue;
    take_until(end_before(*entity, part_start, line->offset));
    part_start = kind == Delimiter::open ? lines.position() : -1;
    if (kind == Delimiter::close) return parts;
  }
  take_until(entity->size());
  return parts;
}

// What follows "--" in the first line that looks like a delimiter and has a header field behind it; empty if
// there is none.
std::string guess_boundary(const std::shared_ptr<const SeekableSource>& entity, std::int64_t start) {
  std::string candidate;
  LineReader lines(entity, start);
  while (const auto line = lines.next()) {
    const auto text = trim(without_return(line->start));
    if (!candidate.empty() && !field_name(text).empty()) return candidate;
    const bool looks_like = text.starts_with("--") && text.size() > 2 &&
                            text.size() < LineReader::kept_bytes &&
                            text.find_first_of(" \t") == std::string_view::npos;
    candidate = looks_like ? text.substr(2) : std::string_view{};
  }
  return {};
}

}  // namespace

HeaderBlock read_header_block(const SeekableSource& entity, const Limits& limits) {
  HeaderBlock block;
  const auto most = static_cast<std::size_t>(limits.mail_header_bytes) + 1;
  for (std::size_t wanted = std::min<std::size_t>(most, 16 << 10);; wanted = std::min(most, wanted * 4)) {
    const auto text = read_head(entity, wanted);
    block = {};
    if (HeaderReader(text, text.size() < wanted).read(block)) return block;
    if (wanted == most) throw_limit("mail-header-bytes", limits.mail_header_bytes);
  }
}

Parts split_multipart(const std::shared_ptr<const SeekableSource>& entity, std::int64_t start,
                      const std::string& boundary, const Limits& limits) {
  Parts parts;
  if (!boundary.empty()) parts = parts_between(entity, start, boundary, limits);
  if (!parts.empty()) return parts;
  const auto guessed = guess_boundary(entity, start);
  return guessed.empty() ? parts : parts_between(entity, start, guessed, limits);
}

}  // namespace ruascope
