// SPDX-License-Identifier: MIT
// The half of DocumentReader that takes mails and mailboxes apart.
#include "ingest/document_reader.hpp"
#include "ingest/mbox.hpp"
#include "ingest/message.hpp"
#include "ingest/sniff.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string_view ignored_kind(MailKind kind) {
  switch (kind) {
    case MailKind::bounce: return "bounce";
    case MailKind::failure_report: return "failure_report";
    case MailKind::tls_report: return "tls_report";
    default: return "no_report";
  }
}

}  // namespace

// A part that is a mail again is taken apart by itself, so its depth is counted here and not in the mail
// alone.
DocumentReader::Context DocumentReader::one_mail_in(const Context& context) const {
  if (context.mails >= options_.limits.mail_depth) throw_limit("mail-depth", options_.limits.mail_depth);
  Context inner = context;
  ++inner.mails;
  return inner;
}

void DocumentReader::read_mail(const Document& document, const Context& context) {
  const auto found_before = found_;
  auto of_part = one_mail_in(context);
  of_part.otherwise = Otherwise::pass;
  const auto message = seekable(document.bytes, options_.limits.message_bytes, "message-bytes");
  const auto summary =
      read_message(*message, options_.limits, [&](const MailPart& part, const Carrier& carrier) {
        of_part.notes = std::make_shared<Notes>(*context.notes);
        const Document inside{inner_origin(document, part.name), part.bytes, carrier, part.name};
        of_part.input = std::make_shared<Document>(inside);
        read_mail_part(inside, part.media_type, of_part);
      });
  // A mail within a mail or an archive is part of what is around it.
  if (found_ == found_before && context.otherwise != Otherwise::pass)
    ignore(ignored_kind(summary.kind), document.origin);
}

// Most parts of a mail are not for us: its text, pictures, the headers that a bounce returns.
void DocumentReader::read_mail_part(const Document& part, std::string_view media_type,
                                    const Context& context) {
  const auto head = read_head(*part.bytes, sniff_bytes);
  const auto content = sniff(head);
  if (content == Content::empty || content == Content::unknown || content == Content::mail_log) return;
  if (content == Content::mail && media_type.starts_with("text/")) return;
  if (content == Content::xml && !mentions_feedback(head)) return;
  read_guarded(part, context);
}

// A mailbox within an archive or a mail; one that is an input itself is taken apart by ingest.
void DocumentReader::read_mbox(const Document& document, const Context& context) {
  MboxReader mbox(seekable(document.bytes, options_.limits.entry_bytes, "entry-bytes"));
  for (std::int64_t number = 1; auto message = mbox.next(); ++number) {
    auto of_message = one_mail_in(context);
    of_message.notes = std::make_shared<Notes>(*context.notes);
    of_message.otherwise = Otherwise::count;
    const Document inside{fmt::format("{}#{}", document.origin, number), *message, document.carrier};
    of_message.input = std::make_shared<Document>(inside);
    read_guarded(inside, of_message);
  }
}

}  // namespace ruascope
