// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/notes.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// How the bytes of a part are written (RFC 2045 section 6).
enum class TransferEncoding { none, base64, quoted_printable, uuencode };

// What the header of a mail or of a part of one says; texts decoded (RFC 2047, RFC 2231) and in UTF-8.
struct MimeHeader {
  std::string media_type;   // lower case, "text/plain" if absent
  std::string boundary;     // of a multipart
  std::string report_type;  // of a multipart/report (RFC 6522), lower case
  std::string name;         // file name, as declared
  TransferEncoding encoding = TransferEncoding::none;
  std::string message_id;
  std::string sender;  // the first address of From:
  std::string subject;
  bool names_failed_recipients = false;

  bool is_multipart() const { return media_type.starts_with("multipart/"); }
};

// Reads well-formed header fields, a line each, with their continuation lines.
MimeHeader read_mime_header(std::string_view fields);

// The addresses of all mailboxes in an address list (RFC 5322 section 3.4), those in groups too; display
// names, encoded (RFC 2047) or not, are never taken for one. At most 100.
std::vector<std::string> mailbox_addresses(std::string_view list);

// A date of a mail (RFC 5322 section 3.3) in seconds since the epoch; nullopt if it is none, or without a
// day.
std::optional<std::int64_t> mail_time(std::string_view date);

// `encoded` with its transfer encoding undone. Damage is passed over: whether bytes are right their own
// format shows. Base64 with bytes that do not belong there, or that goes on behind its padding, is noted.
std::shared_ptr<const ByteSource> decode_transfer(std::shared_ptr<const ByteSource> encoded,
                                                  TransferEncoding encoding, std::shared_ptr<Notes> notes);

}  // namespace ruascope
