// SPDX-License-Identifier: MIT
#include "ingest/message.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"
#include "ingest/model/text.hpp"

#include <exception>

#include <fmt/format.h>
#include <gmime/gmime.h>

namespace ruascope {
namespace {

template <class T>
using GObjectHandle = Handle<T, g_object_unref>;

void prepare_gmime() {
  static const bool once = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(once);
}

std::string take_text(char* owned) {
  const Handle<char, g_free> guard{owned};
  return owned != nullptr ? to_valid_utf8(owned) : std::string{};
}

std::string text_or_empty(const char* text) { return text != nullptr ? to_valid_utf8(text) : std::string{}; }

// The decoded bytes of one part.
class PartStream final : public ByteStream {
 public:
  explicit PartStream(GMimePart* part) {
    auto* content = g_mime_part_get_content(part);
    if (content == nullptr) return;
    auto* raw = g_mime_data_wrapper_get_stream(content);
    g_mime_stream_reset(raw);
    stream_.reset(g_mime_stream_filter_new(raw));
    const auto encoding = g_mime_data_wrapper_get_encoding(content);
    if (encoding != GMIME_CONTENT_ENCODING_BASE64 && encoding != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE &&
        encoding != GMIME_CONTENT_ENCODING_UUENCODE)
      return;
    const GObjectHandle<GMimeFilter> filter{g_mime_filter_basic_new(encoding, FALSE)};
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream_.get()), filter.get());
  }
  std::size_t read(char* buffer, std::size_t size) override {
    if (!stream_) return 0;
    const auto got = g_mime_stream_read(stream_.get(), buffer, size);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
  }

 private:
  GObjectHandle<GMimeStream> stream_;
};

GObjectHandle<GMimeMessage> parse_message(const std::string& bytes) {
  const GObjectHandle<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size())};
  const GObjectHandle<GMimeParser> parser{g_mime_parser_new_with_stream(stream.get())};
  return GObjectHandle<GMimeMessage>{g_mime_parser_construct_message(parser.get(), nullptr)};
}

// The first address of the From: header, empty if there is none.
std::string sender_address(GMimeMessage* message) {
  auto* senders = g_mime_message_get_from(message);
  if (senders == nullptr || internet_address_list_length(senders) < 1) return {};
  auto* first = internet_address_list_get_address(senders, 0);
  if (!INTERNET_ADDRESS_IS_MAILBOX(first)) return {};
  return text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
}

Carrier read_carrier(GMimeMessage* message) {
  const auto sender = sender_address(message);
  const auto at = sender.rfind('@');
  const auto domain = at == std::string::npos ? std::nullopt : fold_domain(sender.substr(at + 1));
  return {text_or_empty(g_mime_message_get_message_id(message)), domain.value_or(std::string{}),
          text_or_empty(g_mime_message_get_subject(message))};
}

// Bounces of mail servers that know no RFC 3464: qmail, old Exim.
bool looks_like_bounce(GMimeMessage* message) {
  const auto sender = lower_ascii(sender_address(message));
  return sender.starts_with("mailer-daemon@") ||
         g_mime_object_get_header(GMIME_OBJECT(message), "X-Failed-Recipients") != nullptr;
}

MailKind read_kind(GMimeMessage* message) {
  auto* type = g_mime_object_get_content_type(GMIME_OBJECT(g_mime_message_get_mime_part(message)));
  if (type == nullptr || !g_mime_content_type_is_type(type, "multipart", "report"))
    return looks_like_bounce(message) ? MailKind::bounce : MailKind::ordinary;
  const auto report = lower_ascii(text_or_empty(g_mime_content_type_get_parameter(type, "report-type")));
  if (report == "delivery-status") return MailKind::bounce;
  if (report == "feedback-report") return MailKind::failure_report;
  return report == "tlsrpt" ? MailKind::tls_report : MailKind::ordinary;
}

class PartWalker {
 public:
  PartWalker(const Limits& limits, const std::function<void(const MailPart&, const Carrier&)>& take,
             Carrier carrier)
      : limits_(limits), take_(take), carrier_(std::move(carrier)) {}

  void walk(GMimeObject* object, int depth) {
    if (object == nullptr) return;
    if (depth > limits_.mail_depth) throw_limit("mail-depth", limits_.mail_depth);
    if (GMIME_IS_MULTIPART(object)) {
      const int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
      for (int index = 0; index < count; ++index)
        walk(g_mime_multipart_get_part(GMIME_MULTIPART(object), index), depth + 1);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
      auto* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      if (inner != nullptr) walk(g_mime_message_get_mime_part(inner), depth + 1);
    } else if (GMIME_IS_PART(object)) {
      take_leaf(GMIME_PART(object), depth);
    }
  }

 private:
  void take_leaf(GMimePart* part, int depth) {
    if (++parts_ > limits_.mail_parts) throw_limit("mail-parts", limits_.mail_parts);
    PartStream stream(part);
    MailPart leaf;
    auto* type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    leaf.media_type = type != nullptr ? lower_ascii(take_text(g_mime_content_type_get_mime_type(type))) : "";
    leaf.name = text_or_empty(g_mime_part_get_filename(part));
    leaf.depth = depth;
    leaf.bytes = spool(stream, limits_.message_bytes, "message-bytes");
    take_(leaf, carrier_);
  }

  const Limits& limits_;
  const std::function<void(const MailPart&, const Carrier&)>& take_;
  Carrier carrier_;
  std::int64_t parts_ = 0;
};

// GMime reads a header block of any size into memory; hostile mail makes it the whole message.
void check_header_block(std::string_view message, const Limits& limits) {
  const auto block = message.substr(0, static_cast<std::size_t>(limits.mail_header_bytes) + 1);
  const bool ends =
      block.find("\n\n") != std::string_view::npos || block.find("\n\r\n") != std::string_view::npos;
  if (!ends && block.size() > static_cast<std::size_t>(limits.mail_header_bytes))
    throw_limit("mail-header-bytes", limits.mail_header_bytes);
}

}  // namespace

MailSummary read_message(const SeekableSource& message, const Limits& limits,
                         const std::function<void(const MailPart&, const Carrier&)>& take) {
  prepare_gmime();
  if (message.size() > limits.message_bytes) throw_limit("message-bytes", limits.message_bytes);
  const auto bytes = read_head(message, static_cast<std::size_t>(message.size()));
  check_header_block(bytes, limits);
  const auto parsed = parse_message(bytes);
  if (!parsed || g_mime_message_get_mime_part(parsed.get()) == nullptr)
    throw ReadError("mail", "the message cannot be taken apart (no MIME structure)");
  MailSummary summary{read_carrier(parsed.get()), read_kind(parsed.get())};
  PartWalker walker(limits, take, summary.carrier);
  walker.walk(g_mime_message_get_mime_part(parsed.get()), 0);
  return summary;
}

}  // namespace ruascope
