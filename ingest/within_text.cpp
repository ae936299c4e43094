// SPDX-License-Identifier: MIT
#include "ingest/within_text.hpp"

#include "ingest/gzip.hpp"
#include "ingest/lines.hpp"
#include "ingest/mime.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/report_start.hpp"
#include "ingest/sniff.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ruascope {
namespace {

constexpr std::size_t chunk_bytes = 16 << 10;
constexpr std::size_t looked_at_bytes = 1 << 20;
constexpr std::size_t tag_bytes = 2 + tag_name_bytes;  // enough to tell a tag by
constexpr std::size_t shortest_base64_line = 16;

bool is_base64(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
  });
}

// True if the base64 at the front of `encoded` decodes to something that may carry a report. What begins like
// a zlib stream must unpack: words do so, too.
bool is_report_in_base64(const std::shared_ptr<const ByteSource>& encoded) {
  const auto decoded = decode_transfer(encoded, TransferEncoding::base64, std::make_shared<Notes>());
  const auto head = read_head(*decoded, sniff_bytes);
  if (!carries_report(head)) return false;
  if (sniff(head) != Content::gzip || head.starts_with('\x1f') || padding_before_archive(head) > 0)
    return true;
  try {
    return carries_report(read_head(*gzip_source(decoded, std::make_shared<Notes>()), sniff_bytes));
  } catch (const ReadError&) {
    return false;
  }
}

// The part of a text that is being looked at.
class Window {
 public:
  explicit Window(std::unique_ptr<ByteStream> text) : text_(std::move(text)) {}

  // Brings so many bytes within sight, if there are as many.
  bool has(std::size_t bytes) {
    while (pending_.size() - at_ < bytes && !input_ended_) fill();
    return pending_.size() - at_ >= bytes;
  }
  std::string_view rest() const { return std::string_view{pending_}.substr(at_); }
  // What it returns is valid until the next has().
  std::string_view take(std::size_t bytes) {
    const auto taken = rest().substr(0, bytes);
    at_ += taken.size();
    return taken;
  }
  std::size_t taken() const { return taken_before_ + at_; }

 private:
  void fill() {
    pending_.erase(0, at_);
    taken_before_ += at_;
    at_ = 0;
    input_ended_ = !append_chunk(*text_, pending_, chunk_bytes);
  }

  std::unique_ptr<ByteStream> text_;
  std::string pending_;
  std::size_t at_ = 0;
  std::size_t taken_before_ = 0;
  bool input_ended_ = false;
};

bool begins_feedback(std::string_view text) {
  return text.starts_with('<') && has_tag_name(text.substr(1), "feedback");
}

bool begins_xml(std::string_view text) {
  return begins_feedback(text) || is_same_ignoring_case(text.substr(0, 5), "<?xml");
}

// How long the </feedback> at the front of `text` is; 0 if none is there.
std::size_t end_tag_size(std::string_view text) {
  if (!text.starts_with("</") || !has_tag_name(text.substr(2), "feedback")) return 0;
  const auto name = tag_name(text.substr(2));
  const auto behind = static_cast<std::size_t>(name.data() + name.size() - text.data());
  const auto last = text.find_first_not_of(" \t\r\n", behind);
  return last != std::string_view::npos && text[last] == '>' ? last + 1 : 0;
}

// The elements below <feedback> that tell a report from prose.
bool begins_part_of_report(std::string_view text) {
  constexpr std::array<std::string_view, 3> parts{"report_metadata", "policy_published", "record"};
  return text.starts_with('<') && std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
           return has_tag_name(text.substr(1), part);
         });
}

// Looks at each tag with all that tells it within sight: where the text was cut into chunks changes nothing.
class XmlWithin final : public MadeStream {
 public:
  explicit XmlWithin(std::unique_ptr<ByteStream> text) : text_(std::move(text)) {}

 private:
  void make_some() override {
    while (ready_.size() < chunk_bytes && !ended_) {
      if (inside_ && owed_ > 0)
        give_line_feeds();
      else
        step();
    }
  }

  void give_line_feeds() {
    const auto number = std::min(owed_, chunk_bytes);
    ready_.append(number, '\n');
    owed_ -= number;
  }

  void step() {
    if (!text_.has(1)) {
      ended_ = true;
      return;
    }
    const char first = text_.rest().front();
    if (first == '>' && starts_line_ && (!inside_ || line_marks_ < marks_ || !tag_is_open_))
      return quote_mark();
    starts_line_ = false;
    if (first == '\r' || first == '\n') return line_end();
    if (first == '<') return tag();
    const auto rest = text_.rest();
    const auto end =
        std::find_if(rest.begin(), rest.end(), [](char c) { return c == '<' || c == '\r' || c == '\n'; });
    put(text_.take(static_cast<std::size_t>(end - rest.begin())));
  }

  void quote_mark() {
    text_.has(2);
    text_.take(text_.rest().starts_with("> ") ? 2 : 1);
    ++line_marks_;
  }

  void tag() {
    text_.has(tag_bytes);
    const auto front = text_.rest().substr(0, tag_bytes);
    if (!inside_ && begins_xml(front) && !is_mention(front)) {
      inside_ = true;
      marks_ = line_marks_;
      just_ended_ = false;
      return;  // to what is owed before it
    }
    const auto size = inside_ ? end_tag_size(front) : 0;
    put(text_.take(std::max<std::size_t>(size, 1)));
    if (size == 0) return;
    inside_ = false;
    just_ended_ = true;
    owed_ += std::exchange(joined_, 0);
  }

  bool is_mention(std::string_view front) {
    if (!begins_feedback(front)) return false;
    const auto look = [this](std::size_t bytes) {
      text_.has(bytes + 1);
      return text_.rest().substr(1, bytes);
    };
    return !begins_report(look, true);
  }

  void put(std::string_view piece) {
    if (!inside_) return;
    const auto mark = piece.find_last_of("<>");
    if (mark != std::string_view::npos) tag_is_open_ = piece[mark] == '<';
    ready_ += piece;
    last_ = piece.back();
  }

  // A blank before the line's end says that the line goes on. The line feed that this costs is made up for
  // behind a tag, where it means nothing.
  void line_end() {
    text_.has(2);
    const auto end = text_.take(text_.rest().starts_with("\r\n") ? 2 : 1);
    if (end == "\r") return put(end);
    starts_line_ = true;
    line_marks_ = 0;
    const char last = std::exchange(last_, '\0');
    if (!inside_) return line_end_outside();
    if (last == ' ') {
      ++joined_;
      return;
    }
    ready_ += end;
    if (last == '>') owed_ += std::exchange(joined_, 0);
  }

  // The line that a report ends in is ended with it, as in a file; others only where another report follows.
  void line_end_outside() {
    if (std::exchange(just_ended_, false))
      ready_ += '\n';
    else
      ++owed_;
  }

  Window text_;
  bool inside_ = false;
  bool just_ended_ = false;  // in this line
  bool starts_line_ = true;  // nothing but quote marks was in this line
  int line_marks_ = 0;
  bool tag_is_open_ = false;
  int marks_ = 0;           // of the line that the report began in; a further ">" may be the end of a tag
  char last_ = '\0';        // byte that was given of this line
  std::size_t joined_ = 0;  // soft line breaks that were taken out since the last tag
  std::size_t owed_ = 0;    // line feeds to give before going on
};

}  // namespace

bool carries_report(std::string_view bytes) {
  switch (sniff(bytes)) {
    case Content::gzip:
    case Content::zip:
    case Content::xz:
    case Content::zstd:
    case Content::tnef:
    case Content::unsupported_archive: return true;
    case Content::xml: return mentions_feedback(bytes);
    case Content::json: return is_tls_report(bytes);
    default: return false;
  }
}

std::vector<Base64Within> base64_within(const std::shared_ptr<const SeekableSource>& text, std::size_t most) {
  constexpr int most_tries = 1000;  // a stranger may begin as many as there are lines
  std::vector<Base64Within> found;
  bool saw_other_text = false;
  bool in_base64 = false;
  std::int64_t open_since = -1;
  const auto close = [&](std::int64_t end) {
    if (open_since >= 0) found.push_back({slice(text, open_since, end - open_since)});
    open_since = -1;
  };
  int tries = 0;
  LineReader lines(text);
  while (const auto line = lines.next()) {
    const auto trimmed = trim(line->start);
    const bool goes_on = std::exchange(in_base64, !trimmed.empty() && is_base64(trimmed));
    if (!in_base64) close(line->offset);
    if (!in_base64 && line->offset > static_cast<std::int64_t>(looked_at_bytes)) break;
    const bool may_begin = in_base64 && !goes_on && trimmed.size() >= shortest_base64_line &&
                           found.size() < most && tries < most_tries &&
                           line->offset <= static_cast<std::int64_t>(looked_at_bytes);
    tries += may_begin ? 1 : 0;
    if (may_begin && is_report_in_base64(slice(text, line->offset, text->size() - line->offset)))
      open_since = line->offset;
    saw_other_text = saw_other_text || (!trimmed.empty() && open_since < 0 && found.empty());
  }
  close(text->size());
  const bool is_all = found.size() == 1 && !saw_other_text;
  if (is_all) found.front() = {text, true};
  return found;
}

bool has_xml_within(const ByteSource& text) {
  Window window(text.open());
  bool begun = false;
  while (window.has(1) && (begun || window.taken() < looked_at_bytes)) {
    window.has(tag_bytes);
    if (begun && begins_part_of_report(window.rest())) return true;
    begun = begun || begins_feedback(window.rest());
    window.take(std::min(window.rest().find('<', 1), window.rest().size()));
  }
  return false;
}

std::shared_ptr<const ByteSource> xml_within(std::shared_ptr<const ByteSource> text) {
  return transformed(std::move(text), [](std::unique_ptr<ByteStream> from) {
    return std::make_unique<XmlWithin>(std::move(from));
  });
}

}  // namespace ruascope
