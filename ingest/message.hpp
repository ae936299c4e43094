// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/mime.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"

#include <string>
#include <vector>

namespace ruascope {

// What kind of mail a message says it is (RFC 6522 report types).
enum class MailKind { ordinary, bounce, failure_report, tls_report };

// A leaf part of a mail. A mail within the mail is a leaf.
struct MailPart {
  std::string media_type;  // lower case, as declared
  std::string name;        // file name as declared; the sender's word
  std::shared_ptr<const SeekableSource> encoded;
  TransferEncoding encoding = TransferEncoding::none;
  std::int64_t depth = 0;  // multiparts around it, with all that is around the mail

  // Its bytes, transfer encoding undone; `notes` take what was passed over.
  std::shared_ptr<const ByteSource> decoded(std::shared_ptr<Notes> notes) const {
    return decode_transfer(encoded, encoding, std::move(notes));
  }
};

struct Mail {
  Carrier carrier;
  MailKind kind = MailKind::ordinary;
  bool mended = false;  // a header had to be put right to find the parts
  std::vector<MailPart> parts;
};

// Finds the leaf parts of a mail (RFC 2045) in memory bounded by the limits: its tree is never built, since
// 64 MiB of mail may hold ten million parts. A message of more than limits.message_bytes throws ReadError; so
// do more than limits.mail_parts parts, nesting beyond limits.mail_depth, a header block over
// limits.mail_header_bytes ("limit:...") and bytes that are no mail ("mail"). `depth` is the number of mails
// and multiparts around this one.
Mail read_message(const std::shared_ptr<const SeekableSource>& message, const Limits& limits,
                  std::int64_t depth = 0);

}  // namespace ruascope
