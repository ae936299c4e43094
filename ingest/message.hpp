// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/model/document.hpp"
#include "ingest/model/limits.hpp"

#include <functional>
#include <string>

namespace ruascope {

// What kind of mail a message says it is (RFC 6522 report types).
enum class MailKind { ordinary, bounce, failure_report, tls_report };

// A leaf part of a mail, transfer encoding undone.
struct MailPart {
  std::string media_type;  // lower case, as declared
  std::string name;        // file name as declared; the sender's word
  std::shared_ptr<const SeekableSource> bytes;
  int depth = 0;
};

struct MailSummary {
  Carrier carrier;
  MailKind kind = MailKind::ordinary;
};

// Walks the leaf parts of a mail (RFC 2045), also those of mails within it. A message of more
// than limits.message_bytes throws ReadError; so do more than limits.mail_parts parts, nesting beyond
// limits.mail_depth, a header block over limits.mail_header_bytes ("limit:...") and bytes that are no mail
// ("mail"). `take` is called once a part.
MailSummary read_message(const SeekableSource& message, const Limits& limits,
                         const std::function<void(const MailPart&, const Carrier&)>& take);

}  // namespace ruascope
