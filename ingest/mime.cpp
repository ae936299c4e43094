// SPDX-License-Identifier: MIT
#include "ingest/mime.hpp"

#include "ingest/model/handle.hpp"
#include "ingest/model/text.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <string>

#include <gmime/gmime.h>

namespace ruascope {
namespace {

template <class T>
using GObjectHandle = Handle<T, g_object_unref>;

constexpr std::size_t longest_name = 1024;

void prepare_gmime() {
  static const bool once = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(once);
}

std::string text_or_empty(const char* text) { return text != nullptr ? to_valid_utf8(text) : std::string{}; }

std::string take_text(char* owned) {
  const Handle<char, g_free> guard{owned};
  return text_or_empty(owned);
}

GObjectHandle<GMimeMessage> parse_fields(std::string_view fields) {
  const auto text = std::string{fields} + "\n";
  const GObjectHandle<GMimeStream> stream{g_mime_stream_mem_new_with_buffer(text.data(), text.size())};
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

void collect_addresses(InternetAddressList* list, std::vector<std::string>& addresses) {
  constexpr std::size_t most_addresses = 100;
  for (int at = 0; at < internet_address_list_length(list) && addresses.size() < most_addresses; ++at) {
    auto* one = internet_address_list_get_address(list, at);
    if (INTERNET_ADDRESS_IS_MAILBOX(one))
      addresses.push_back(text_or_empty(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one))));
    else if (INTERNET_ADDRESS_IS_GROUP(one))
      collect_addresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), addresses);
  }
}

TransferEncoding transfer_encoding(GMimeObject* object) {
  const auto* text = g_mime_object_get_header(object, "Content-Transfer-Encoding");
  if (text == nullptr) return TransferEncoding::none;
  switch (g_mime_content_encoding_from_string(std::string{trim(text)}.c_str())) {
    case GMIME_CONTENT_ENCODING_BASE64: return TransferEncoding::base64;
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE: return TransferEncoding::quoted_printable;
    case GMIME_CONTENT_ENCODING_UUENCODE: return TransferEncoding::uuencode;
    default: return TransferEncoding::none;
  }
}

void read_content_type(GMimeObject* object, MimeHeader& header) {
  header.media_type = "text/plain";
  auto* type = g_mime_object_get_content_type(object);
  if (type == nullptr) return;
  header.media_type = lower_ascii(take_text(g_mime_content_type_get_mime_type(type)));
  header.boundary = text_or_empty(g_mime_content_type_get_parameter(type, "boundary"));
  header.report_type = lower_ascii(text_or_empty(g_mime_content_type_get_parameter(type, "report-type")));
  header.name = text_or_empty(g_mime_object_get_content_disposition_parameter(object, "filename"));
  if (header.name.empty()) header.name = text_or_empty(g_mime_content_type_get_parameter(type, "name"));
  header.name = clip_utf8(header.name, longest_name);
}

GMimeContentEncoding gmime_encoding(TransferEncoding encoding) {
  switch (encoding) {
    case TransferEncoding::base64: return GMIME_CONTENT_ENCODING_BASE64;
    case TransferEncoding::quoted_printable: return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    case TransferEncoding::uuencode: return GMIME_CONTENT_ENCODING_UUENCODE;
    default: return GMIME_CONTENT_ENCODING_DEFAULT;
  }
}

constexpr auto base64_characters = [] {
  std::array<bool, 256> table{};
  for (const unsigned char c :
       std::string_view{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"})
    table[c] = true;
  return table;
}();

bool is_base64(char c) { return base64_characters[static_cast<unsigned char>(c)]; }

class DecodingStream final : public ByteStream {
 public:
  DecodingStream(std::unique_ptr<ByteStream> encoded, TransferEncoding encoding, std::shared_ptr<Notes> notes)
      : encoded_(std::move(encoded)),
        is_base64_(encoding == TransferEncoding::base64),
        notes_(std::move(notes)),
        filter_(g_mime_filter_basic_new(gmime_encoding(encoding), FALSE)) {}

  std::size_t read(char* buffer, std::size_t size) override {
    while (ready_.empty() && !ended_) decode_some();
    const auto got = ready_.copy(buffer, size);
    ready_.remove_prefix(got);
    return got;
  }

 private:
  void decode_some() {
    auto got = encoded_->read(chunk_.data() + room, chunk_.size() - room);
    ended_ = got == 0;
    if (is_base64_) got = ended_ ? missing_padding() : keep_base64(got);
    char* out = nullptr;
    std::size_t length = 0;
    std::size_t prespace = 0;
    // What the filter hands out stays valid until it is fed again.
    (ended_ ? g_mime_filter_complete : g_mime_filter_filter)(filter_.get(), chunk_.data() + room, got, room,
                                                             &out, &length, &prespace);
    ready_ = {out, length};
  }

  // Moves what is base64 to the front and returns how much that is.
  std::size_t keep_base64(std::size_t got) {
    std::size_t kept = 0;
    for (std::size_t index = 0; index < got; ++index) {
      const char c = chunk_[room + index];
      const bool belongs = is_base64(c) ? !padded_ : c == '=';
      padded_ = padded_ || c == '=';
      if (belongs)
        chunk_[room + kept++] = c;
      else if (static_cast<unsigned char>(c) > ' ')
        notes_->add_once("encoding", "base64 with other characters");
    }
    kept_ += kept;
    return kept;
  }

  // The filter gives out whole groups of four alone.
  std::size_t missing_padding() {
    const auto missing = (4 - kept_ % 4) % 4;
    std::fill_n(chunk_.begin() + room, missing, '=');
    return missing;
  }

  static constexpr std::size_t room = 64;  // the filter may put what it kept back in front
  std::unique_ptr<ByteStream> encoded_;
  bool is_base64_;
  std::shared_ptr<Notes> notes_;
  GObjectHandle<GMimeFilter> filter_;
  std::array<char, (16 << 10) + room> chunk_;  // filled before it is read
  std::string_view ready_;
  std::size_t kept_ = 0;
  bool padded_ = false;
  bool ended_ = false;
};

MimeHeader parse_mime_header(std::string_view fields) {
  prepare_gmime();
  MimeHeader header;
  const auto message = parse_fields(fields);
  auto* object = message ? g_mime_message_get_mime_part(message.get()) : nullptr;
  if (object == nullptr) {
    header.media_type = "text/plain";
    return header;
  }
  read_content_type(object, header);
  header.encoding = transfer_encoding(object);
  header.message_id = text_or_empty(g_mime_message_get_message_id(message.get()));
  header.sender = sender_address(message.get());
  header.subject = text_or_empty(g_mime_message_get_subject(message.get()));
  header.names_failed_recipients =
      g_mime_object_get_header(GMIME_OBJECT(message.get()), "X-Failed-Recipients") != nullptr;
  return header;
}

}  // namespace

// The headers of parts that hold but a text are the same in mail after mail.
MimeHeader read_mime_header(std::string_view fields) {
  constexpr std::size_t longest_known = 128;
  constexpr std::size_t most_known = 64;
  if (fields.size() > longest_known) return parse_mime_header(fields);
  thread_local std::map<std::string, MimeHeader, std::less<>> known;
  if (const auto found = known.find(fields); found != known.end()) return found->second;
  if (known.size() >= most_known) known.clear();
  return known.emplace(fields, parse_mime_header(fields)).first->second;
}

std::vector<std::string> mailbox_addresses(std::string_view list) {
  prepare_gmime();
  std::vector<std::string> addresses;
  const GObjectHandle<InternetAddressList> parsed{
      internet_address_list_parse(nullptr, std::string{list}.c_str())};
  if (parsed) collect_addresses(parsed.get(), addresses);
  return addresses;
}

std::optional<std::int64_t> mail_time(std::string_view date) {
  prepare_gmime();
  if (trim(date).empty()) return std::nullopt;
  const Handle<GDateTime, g_date_time_unref> parsed{
      g_mime_utils_header_decode_date(std::string{date}.c_str())};
  if (!parsed) return std::nullopt;
  return g_date_time_to_unix(parsed.get());
}

std::shared_ptr<const ByteSource> decode_transfer(std::shared_ptr<const ByteSource> encoded,
                                                  TransferEncoding encoding, std::shared_ptr<Notes> notes) {
  if (encoding == TransferEncoding::none) return encoded;
  prepare_gmime();
  return transformed(std::move(encoded),
                     [encoding, notes = std::move(notes)](std::unique_ptr<ByteStream> from) {
                       return std::make_unique<DecodingStream>(std::move(from), encoding, notes);
                     });
}

}  // namespace ruascope
