// SPDX-License-Identifier: MIT
#include "ingest/failure_report.hpp"

#include "ingest/bounce_text.hpp"
#include "ingest/idn.hpp"
#include "ingest/mime.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"
#include "ingest/returned_message.hpp"

#include <algorithm>

namespace ruascope {
namespace {

const ReturnedMail::Part* part_of(const ReturnedMail& mail, std::string_view media_type) {
  const auto found = std::find_if(mail.parts.begin(), mail.parts.end(), [&](const ReturnedMail::Part& part) {
    return part.media_type == media_type;
  });
  return found == mail.parts.end() ? nullptr : &*found;
}

// "192.0.2.1", "[192.0.2.1]", "192.0.2.1 (mail.example.com)".
std::optional<IpAddress> address_in(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[')) text = text.substr(1, text.find(']') - 1);
  return IpAddress::parse(text.substr(0, text.find_first_of(" (;")));
}

std::string host_in(std::string_view text) {
  text = trim(text);
  if (const auto type = text.find(';'); type != std::string_view::npos) text = trim(text.substr(type + 1));
  return fold_name(text.substr(0, text.find_first_of(" (")));
}

// Absent: the receiver did not say; vendors have words of their own for what their policy did.
Delivery delivery_named(std::string_view text) {
  const auto word = lower_ascii(trim(text.substr(0, text.find_first_of(" (;"))));
  if (const auto known = value_named<Delivery>(word)) return *known;
  return word.find("policy") != std::string::npos ? Delivery::policy : Delivery::other;
}

std::string_view original_in(const ReturnedMail& mail) {
  for (const auto* type : {"message/rfc822", "text/rfc822-headers", "message/global",
                           "message/global-headers", "message/rfc822-headers"})
    if (const auto* part = part_of(mail, type)) return part->bytes;
  return {};
}

Rejection of_feedback(const HeaderFields& feedback, const ReturnedMail& mail) {
  Rejection report;
  report.kind = RejectionKind::failure_report;
  report.delivery = delivery_named(feedback.value("delivery-result"));
  for (const auto* field : {"arrival-date", "received-date"})
    if (!report.time) report.time = mail_time(feedback.value(field));
  report.source_ip = address_in(feedback.value("source-ip"));
  if (feedback.has("original-mail-from")) {
    const auto path = feedback.value("original-mail-from");
    report.envelope_from = is_null_path(path) ? std::string{} : address_domain(path);
  }
  report.recipient_domain = address_domain(feedback.value("original-rcpt-to"));
  report.reporting_host = host_in(feedback.value("reporting-mta"));
  auto original = original_in(mail);
  take_original(HeaderFields::take(original), report);
  if (report.from_domain.empty() && !report.has_many_authors)
    report.from_domain = fold_name(feedback.value("reported-domain"));
  if (report.message_id.empty()) set_message_id(without_brackets(feedback.value("message-id")), report);
  return report;
}

// What stands behind `label` in its line.
std::string_view behind(std::string_view text, std::string_view label) {
  const auto at = text.find(label);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + label.size());
  return trim(rest.substr(0, rest.find('\n')));
}

// Exim has words of its own: "Sender Domain: ...", "Sender IP Address: ...", "DMARC Results: Reject".
std::optional<Rejection> of_words(const ReturnedMail& mail) {
  const auto* part = part_of(mail, "text/plain");
  if (part == nullptr) return std::nullopt;
  const std::string_view text{part->bytes};
  const auto source = address_in(behind(text, "Sender IP Address:"));
  const auto result = behind(text, "DMARC Results:");
  if (!source || result.empty()) return std::nullopt;
  Rejection report;
  report.kind = RejectionKind::failure_report;
  report.delivery = delivery_named(result);
  report.source_ip = source;
  report.time = mail_time(behind(text, "Received Date:"));
  auto original = read_bounce_text(text).original;
  take_original(HeaderFields::take(original), report);
  if (report.from_domain.empty()) report.from_domain = fold_name(behind(text, "Sender Domain:"));
  return report;
}

}  // namespace

std::optional<Rejection> read_failure_report(const ReturnedMail& mail) {
  const auto* part = part_of(mail, "message/feedback-report");
  if (part == nullptr) return of_words(mail);
  std::string_view bytes{part->bytes};
  while (bytes.starts_with('\r') || bytes.starts_with('\n')) bytes.remove_prefix(1);
  const auto feedback = HeaderFields::take(bytes);
  if (lower_ascii(trim(feedback.value("feedback-type"))).rfind("auth-failure", 0) != 0) return std::nullopt;
  return of_feedback(feedback, mail);
}

}  // namespace ruascope
