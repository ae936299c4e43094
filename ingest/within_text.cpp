// SPDX-License-Identifier: MIT
#include "ingest/within_text.hpp"

#include "ingest/mime.hpp"
#include "ingest/model/text.hpp"
#include "ingest/sniff.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <array>

namespace ruascope {
namespace {

constexpr std::size_t chunk_bytes = 16 << 10;
constexpr std::size_t looked_at_bytes = 1 << 20;
constexpr std::size_t longest_line = 64 << 10;
constexpr std::size_t shortest_base64_line = 16;

// How base64 begins of gzip, zip, "<?x", "<fe" and the same behind a byte order mark.
constexpr std::array<std::string_view, 5> base64_magics{"H4sI", "UEsD", "PD94", "PGZl", "77u/"};

bool is_base64_line(std::string_view line) {
  return line.size() >= shortest_base64_line &&
         std::all_of(line.begin(), line.begin() + shortest_base64_line, [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
                  c == '/' || c == '=';
         });
}

class XmlWithin final : public MadeStream {
 public:
  explicit XmlWithin(std::unique_ptr<ByteStream> text) : text_(std::move(text)) {}

 private:
  void make_some() override {
    while (ready_.size() < chunk_bytes && !ended_) take_line();
  }

  // A line that is too long is taken in pieces.
  void take_line() {
    auto end = pending_.find('\n', at_);
    while (end == std::string::npos && pending_.size() - at_ < longest_line && fill())
      end = pending_.find('\n', at_);
    if (pending_.size() == at_) {
      ended_ = true;
      return;
    }
    const auto left = pending_.size() - at_;
    const auto length = end == std::string::npos ? std::min(left, longest_line) : end + 1 - at_;
    take(unquoted(std::string_view{pending_}.substr(at_, length)));
    at_ += length;
  }

  bool fill() {
    pending_.erase(0, at_);
    at_ = 0;
    return append_chunk(*text_, pending_, chunk_bytes);
  }

  static std::string_view unquoted(std::string_view line) {
    while (line.starts_with('>')) line.remove_prefix(line.starts_with("> ") ? 2 : 1);
    return line;
  }

  void take(std::string_view line) {
    while (!line.empty()) {
      const auto folded = lower_ascii(line);
      if (!inside_) {
        const auto start = std::min(folded.find("<?xml"), folded.find("<feedback"));
        if (start == std::string::npos) return;
        inside_ = true;
        line.remove_prefix(start);
        continue;
      }
      constexpr std::string_view last = "</feedback>";
      const auto end = folded.find(last);
      inside_ = end == std::string::npos;
      const auto piece = line.substr(0, inside_ ? line.size() : end + last.size());
      put(piece);
      line.remove_prefix(piece.size());
    }
  }

  // A blank before the line's end says that the line goes on.
  void put(std::string_view piece) {
    auto text = piece;
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    ready_ += text.ends_with(' ') ? text : piece;
    if (!inside_) ready_ += '\n';
  }

  std::unique_ptr<ByteStream> text_;
  std::string pending_;
  std::size_t at_ = 0;  // of the next line, in pending_
  bool inside_ = false;
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

std::shared_ptr<const ByteSource> base64_within(const std::shared_ptr<const ByteSource>& text,
                                                std::string_view head, std::shared_ptr<Notes> notes,
                                                bool& is_whole) {
  for (std::size_t at = 0; at < head.size(); at = std::min(head.find('\n', at), head.size() - 1) + 1) {
    const auto line = head.substr(at);
    const bool begins = std::any_of(base64_magics.begin(), base64_magics.end(),
                                    [&](std::string_view magic) { return line.starts_with(magic); });
    if (!begins || !is_base64_line(line)) continue;
    is_whole = trim(head.substr(0, at)).empty();
    // What follows a document that stands within other text is not part of it.
    if (!is_whole) notes = std::make_shared<Notes>();
    auto decoded = decode_transfer(without_first(text, at), TransferEncoding::base64, std::move(notes));
    return carries_report(read_head(*decoded, sniff_bytes)) ? decoded : nullptr;
  }
  return nullptr;
}

bool has_xml_within(const ByteSource& text) {
  return lower_ascii(read_head(text, looked_at_bytes)).find("<feedback") != std::string::npos;
}

std::shared_ptr<const ByteSource> xml_within(std::shared_ptr<const ByteSource> text) {
  return transformed(std::move(text), [](std::unique_ptr<ByteStream> from) {
    return std::make_unique<XmlWithin>(std::move(from));
  });
}

}  // namespace ruascope
