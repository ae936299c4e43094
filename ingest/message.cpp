// SPDX-License-Identifier: MIT
#include "ingest/message.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/multipart.hpp"

namespace ruascope {
namespace {

Carrier carrier_of(const MimeHeader& header) {
  const auto at = header.sender.rfind('@');
  const auto domain = at == std::string::npos ? std::nullopt : fold_domain(header.sender.substr(at + 1));
  return {header.message_id, domain.value_or(std::string{}), header.subject};
}

// Bounces of mail servers that know no RFC 3464, as qmail and old Exim, are told by their sender.
MailKind kind_of(const MimeHeader& header) {
  if (header.media_type != "multipart/report") {
    const bool bounce =
        lower_ascii(header.sender).starts_with("mailer-daemon@") || header.names_failed_recipients;
    return bounce ? MailKind::bounce : MailKind::ordinary;
  }
  if (header.report_type == "delivery-status") return MailKind::bounce;
  if (header.report_type == "feedback-report") return MailKind::failure_report;
  return header.report_type == "tlsrpt" ? MailKind::tls_report : MailKind::ordinary;
}

// Blank lines and a byte order mark in front of the header.
std::shared_ptr<const SeekableSource> without_padding(const std::shared_ptr<const SeekableSource>& message) {
  const auto head = read_head(*message, 256);
  std::size_t at = head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < head.size() && (head[at] == '\r' || head[at] == '\n')) ++at;
  const auto skipped = static_cast<std::int64_t>(at);
  return skipped == 0 ? message : slice(message, skipped, message->size() - skipped);
}

class PartFinder {
 public:
  PartFinder(const Limits& limits, Mail& mail) : limits_(limits), mail_(mail) {}

  void find(const std::shared_ptr<const SeekableSource>& entity, const HeaderBlock& block,
            const MimeHeader& header, std::int64_t depth) {
    mail_.mended = mail_.mended || block.mended;
    if (header.is_multipart()) {
      if (depth == limits_.mail_depth) throw_limit("mail-depth", limits_.mail_depth);
      const auto parts = split_multipart(entity, block.body_start, header.boundary, limits_);
      const bool is_digest = header.media_type == "multipart/digest";
      for (const auto& part : parts) find_in_part(part, is_digest, depth + 1);
      if (!parts.empty()) return;
    }
    if (static_cast<std::int64_t>(mail_.parts.size()) == limits_.mail_parts)
      throw_limit("mail-parts", limits_.mail_parts);
    const auto body = slice(entity, block.body_start, entity->size() - block.body_start);
    mail_.parts.push_back({header.media_type, header.name, body, header.encoding, depth});
  }

 private:
  void find_in_part(const std::shared_ptr<const SeekableSource>& part, bool is_of_digest,
                    std::int64_t depth) {
    const auto block = read_header_block(*part, limits_);
    auto header = read_mime_header(block.fields);
    const bool has_type = block.fields.find("content-type:") != std::string::npos;
    if (is_of_digest && !has_type) header.media_type = "message/rfc822";  // RFC 2046 section 5.1.5
    find(part, block, header, depth);
  }

  const Limits& limits_;
  Mail& mail_;
};

}  // namespace

Mail read_message(const std::shared_ptr<const SeekableSource>& message, const Limits& limits,
                  std::int64_t depth) {
  if (message->size() > limits.message_bytes) throw_limit("message-bytes", limits.message_bytes);
  const auto entity = without_padding(message);
  const auto block = read_header_block(*entity, limits);
  if (!block.has_fields) throw ReadError("mail", "the message cannot be taken apart: it has no header");
  const auto header = read_mime_header(block.fields);
  Mail mail{carrier_of(header), kind_of(header), false, {}};
  PartFinder(limits, mail).find(entity, block, header, depth);
  return mail;
}

}  // namespace ruascope
