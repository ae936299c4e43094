// SPDX-License-Identifier: MIT
// The part of DocumentReader that takes mails and mailboxes apart.
#include "ingest/document_reader.hpp"
#include "ingest/mbox.hpp"
#include "ingest/message.hpp"
#include "ingest/model/text.hpp"
#include "ingest/sniff.hpp"
#include "ingest/within_text.hpp"

#include <algorithm>
#include <vector>

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

// RFC 8551, RFC 3156: what is inside cannot be seen.
bool is_sealed(std::string_view media_type) {
  return media_type == "application/pkcs7-mime" || media_type == "application/x-pkcs7-mime" ||
         media_type == "application/pgp-encrypted";
}

bool is_outlook_name(std::string_view name) { return lower_ascii(name).ends_with(".msg"); }

// A part with its bytes. Where the declared transfer encoding gives nothing that carries a report and the
// bytes as they stand do, the declaration is wrong.
struct OpenPart {
  // What is held of it in memory is taken off `room`.
  OpenPart(const MailPart& of, std::int64_t& room) : part(of), bytes(of.decoded(notes)) {
    if (of.encoded->size() <= room) {
      room -= of.encoded->size();
      bytes = held_if_small(bytes);
    }
    carries = carries_report(read_head(*bytes, sniff_bytes));
    if (carries || part.encoding == TransferEncoding::none) return;
    if (!carries_report(read_head(*part.encoded, sniff_bytes))) return;
    *notes = {};
    notes->add_once("type", "transfer encoding");
    bytes = part.encoded;
    carries = true;
  }

  const MailPart& part;
  std::shared_ptr<Notes> notes = std::make_shared<Notes>();
  std::shared_ptr<const ByteSource> bytes;
  bool carries = false;
};

// What tells of a refusal in it.
ReturnedMail returned_mail(const SeekableSource& message, const std::vector<OpenPart>& parts) {
  constexpr std::size_t most_header_bytes = 64 << 10;
  const auto head = read_head(message, most_header_bytes);
  std::string_view fields{head};
  while (fields.starts_with('\r') || fields.starts_with('\n')) fields.remove_prefix(1);
  ReturnedMail mail{HeaderFields::take(fields), {}};
  auto room = 2 * static_cast<std::int64_t>(most_returned_bytes);
  for (const auto& [part, notes, bytes, carries] : parts) {
    if (!is_of_returned_mail(part.media_type) || room <= 0) continue;
    mail.parts.push_back({part.media_type, read_head(*bytes, most_returned_bytes)});
    room -= static_cast<std::int64_t>(mail.parts.back().bytes.size());
  }
  return mail;
}

}  // namespace

// A mail in an archive may have as many parts as if it stood alone: archives of mails are what people keep.
DocumentReader::Context DocumentReader::one_mail_in(const Context& context) const {
  if (context.depth >= options_.limits.mail_depth) throw_limit("mail-depth", options_.limits.mail_depth);
  Context inner = context;
  ++inner.depth;
  inner.is_text = false;
  if (context.depth == 0) inner.allowance = full_allowance();
  return inner;
}

void DocumentReader::read_mail(const Document& document, const Context& context) {
  const auto found_before = found_;
  auto of_mail = one_mail_in(context);
  of_mail.otherwise = Otherwise::pass;
  const auto message = seekable(document.bytes, options_.limits.message_bytes, "message-bytes");
  const auto mail = read_message(message, options_.limits, context.depth);
  // A mail within a mail stands for the part that it is.
  const auto number = static_cast<std::int64_t>(mail.parts.size()) - (context.depth > 0 ? 1 : 0);
  if (!of_mail.allowance->take(&Allowance::parts, number))
    throw_limit("mail-parts", options_.limits.mail_parts);
  std::vector<OpenPart> parts;
  std::int64_t room = 4 << 20;  // most mails are decoded once
  for (const auto& part : mail.parts) parts.emplace_back(part, room);
  const auto carriers =
      std::count_if(parts.begin(), parts.end(), [](const OpenPart& one) { return one.carries; });
  const bool is_bounce = mail.kind == MailKind::bounce || mail.kind == MailKind::failure_report;
  if (is_bounce && !context.is_returned) read_rejections(returned_mail(*message, parts));
  of_mail.is_returned |= found_ > found_before;
  for (const auto& [part, notes, bytes, carries] : parts) {
    if (of_mail.allowance->exceeded) return;
    const Document inside{inner_origin(document, part.name), bytes, mail.carrier, part.name};
    notes->add(*context.notes);
    if (mail.mended) notes->add_once("malformed", "mail header");
    if (context.depth > 0) notes->add_once("wrap", "mail within a mail");
    if (carriers > 1) notes->add_once("multi", "reports in one mail");
    auto of_part = of_mail;
    of_part.depth = part.depth + 1;
    of_part.notes = notes;
    of_part.input = std::make_shared<Document>(inside);
    read_mail_part(inside, part.media_type, of_part);
  }
  if (found_ == found_before && !is_bounce && !context.is_returned)
    if (const auto returned = returned_mail(*message, parts); is_from_mail_system(returned.header))
      read_rejections(returned);
  // A mail within a mail or an archive is part of what is around it.
  if (found_ == found_before && context.otherwise != Otherwise::pass)
    ignore(ignored_kind(mail.kind), document.origin);
}

// Attached mails are named by their subjects: the input is named alone.
void DocumentReader::read_rejections(const ReturnedMail& mail) {
  for (const auto& rejection : rejections_in(mail)) {
    ++found_;
    sink_.rejection(rejection, {input_origin_, nullptr, std::nullopt});
  }
}

// Most parts of a mail are not for us: its text, pictures, the headers that a bounce returns.
void DocumentReader::read_mail_part(const Document& part, std::string_view media_type,
                                    const Context& context) {
  const auto head = read_head(*part.bytes, sniff_bytes);
  const auto content = sniff(head);
  if (is_sealed(media_type)) {
    ++found_;
    return sink_.unreadable(
        {part.origin, "", "encrypted", fmt::format("the mail is encrypted or sealed ({})", media_type),
         "ask the reporter for reports in plain mail"},
        *context.input);
  }
  if (content == Content::empty || content == Content::mail_log) return;
  if (content == Content::unknown && media_type.starts_with("text/") && !has_xml_within(*part.bytes)) return;
  if (content == Content::xml && !mentions_feedback(head) && !has_xml_within(*part.bytes)) return;
  if (content == Content::outlook_message && !is_outlook_name(part.name)) return;
  auto of_part = context;
  of_part.is_text = media_type.starts_with("text/");
  // A page that was attached as something else stands where a report should.
  if (content == Content::html && !media_type.starts_with("text/html") && media_type != "text/plain")
    of_part.otherwise = Otherwise::refuse;
  read_guarded(part, of_part);
}

// A mailbox within an archive or a mail; one that is an input itself is taken apart by ingest.
void DocumentReader::read_mbox(const Document& document, const Context& context) {
  MboxReader mbox(seekable(document.bytes, options_.limits.entry_bytes, "entry-bytes"));
  for (std::int64_t number = 1; auto message = mbox.next(); ++number) {
    auto of_message = one_mail_in(context);
    // Within a mail each counts as a part of it.
    if (context.depth > 0 && !context.allowance->take(&Allowance::parts, 1))
      throw_limit("mail-parts", options_.limits.mail_parts);
    of_message.notes = std::make_shared<Notes>(*context.notes);
    of_message.otherwise = Otherwise::count;
    const Document inside{fmt::format("{}#{}", document.origin, number), *message, document.carrier};
    of_message.input = std::make_shared<Document>(inside);
    read_guarded(inside, of_message);
  }
}

}  // namespace ruascope
