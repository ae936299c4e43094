// SPDX-License-Identifier: MIT
#include "reports/delivery/mail_message.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>
#include <gmime/gmime.h>

namespace ruascope {
namespace {

template <class T>
using Object = Handle<T, g_object_unref>;

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

bool is_plain_address(std::string_view address) {
  const auto at = address.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == address.size()) return false;
  if (address.find('@', at + 1) != std::string_view::npos) return false;
  return std::all_of(address.begin(), address.end(), [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view{"<>()[],;:\\\""}.find(c) == std::string_view::npos;
  });
}

std::string not_null(const char* text) { return text == nullptr ? "" : text; }

void add_part(GMimeMultipart* parent, const char* subtype, const std::string& words) {
  const Object<GMimeTextPart> part(g_mime_text_part_new_with_subtype(subtype));
  g_mime_text_part_set_charset(part.get(), "utf-8");
  g_mime_text_part_set_text(part.get(), words.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_multipart_add(parent, GMIME_OBJECT(part.get()));
}

void set_header(GMimeMessage* message, const char* name, const std::string& value) {
  g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), "utf-8");
}

// A line break within a header's value would begin another header.
std::string in_one_line(std::string text) {
  std::replace_if(text.begin(), text.end(), [](char c) { return c >= '\0' && c < ' '; }, ' ');
  return text;
}

}  // namespace

std::vector<MailAddress> parse_addresses(const std::string& text) {
  start_gmime();
  const auto fault = [&](const std::string& what) {
    return UsageError(fmt::format("\"{}\" is no mail address", what),
                      "as dmarc@example.com or \"Mail team <dmarc@example.com>\", separated by commas");
  };
  const Object<InternetAddressList> list(internet_address_list_parse(nullptr, text.c_str()));
  std::vector<MailAddress> addresses;
  const int length = list ? internet_address_list_length(list.get()) : 0;
  for (int at = 0; at < length; ++at) {
    auto* one = internet_address_list_get_address(list.get(), at);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) throw fault(text);
    auto address = not_null(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one)));
    if (!is_plain_address(address)) throw fault(address.empty() ? text : address);
    addresses.push_back({in_one_line(not_null(internet_address_get_name(one))), std::move(address)});
  }
  // What the parser passed over is nobody's address.
  const auto ats = static_cast<std::size_t>(std::count(text.begin(), text.end(), '@'));
  if (addresses.empty() || ats != addresses.size()) throw fault(text);
  return addresses;
}

std::string domain_of(const MailAddress& address) {
  return address.address.substr(address.address.find('@') + 1);
}

std::string mail_message(const OutgoingMail& mail) {
  start_gmime();
  const Object<GMimeMessage> message(g_mime_message_new(TRUE));
  g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_FROM, in_one_line(mail.from.name).c_str(),
                             mail.from.address.c_str());
  for (const auto& to : mail.to)
    g_mime_message_add_mailbox(message.get(), GMIME_ADDRESS_TYPE_TO, in_one_line(to.name).c_str(),
                               to.address.c_str());
  g_mime_message_set_subject(message.get(), in_one_line(mail.subject).c_str(), "utf-8");
  const Handle<GDateTime, g_date_time_unref> date(g_date_time_new_from_unix_utc(mail.date));
  g_mime_message_set_date(message.get(), date.get());
  g_mime_message_set_message_id(message.get(), mail.message_id.c_str());
  if (!mail.list_id.empty()) set_header(message.get(), "List-Id", fmt::format("<{}>", mail.list_id));
  // Nobody's holiday note is wanted: RFC 3834, and Exchange's own word for it.
  set_header(message.get(), "Auto-Submitted", "auto-generated");
  set_header(message.get(), "X-Auto-Response-Suppress", "All");
  const Object<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  // No quoted-printable text has "=_" (RFC 2045 section 6.7), so this bounds any.
  g_mime_multipart_set_boundary(both.get(), "=_ruascope_alternative");
  add_part(both.get(), "plain", mail.text);
  add_part(both.get(), "html", mail.html);
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(both.get()));
  set_header(message.get(), "MIME-Version", "1.0");

  const Handle<GMimeFormatOptions, g_mime_format_options_free> format(g_mime_format_options_new());
  g_mime_format_options_set_newline_format(format.get(), GMIME_NEWLINE_FORMAT_DOS);
  const Handle<char, g_free> bytes(g_mime_object_to_string(GMIME_OBJECT(message.get()), format.get()));
  return bytes.get();
}

}  // namespace ruascope
