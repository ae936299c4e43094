// SPDX-License-Identifier: MIT
#include "ingest/returned_message.hpp"

#include "ingest/idn.hpp"
#include "ingest/mime.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_signatures = 20;
constexpr std::size_t longest_id = 998;  // a line (RFC 5322 section 2.1.1)

// The value of a tag of a DKIM-Signature field (RFC 6376 section 3.2), blanks taken out.
std::string tag_value(std::string_view field, char tag) {
  while (!field.empty()) {
    const auto part = field.substr(0, field.find(';'));
    field.remove_prefix(std::min(field.size(), part.size() + 1));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || trim(part.substr(0, equals)) != std::string_view{&tag, 1})
      continue;
    std::string value{part.substr(equals + 1)};
    std::erase_if(value, [](char c) { return c == ' ' || c == '\t'; });
    return value;
  }
  return {};
}

void take_signature(std::string_view field, Rejection& rejection) {
  SignatureName name{fold_name(tag_value(field, 'd')), fold_name(tag_value(field, 's'))};
  if (name.domain.empty() || rejection.signatures.size() == most_signatures) return;
  auto& known = rejection.signatures;
  if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(std::move(name));
}

// "2026.11.09-198.51.100.7"
std::optional<IpAddress> outgoing_address(std::string_view text) {
  const auto dash = text.find('-');
  return dash == std::string_view::npos ? std::nullopt : IpAddress::parse(trim(text.substr(dash + 1)));
}

bool is_list_field(const HeaderField& field) {
  if (field.name == "list-id" || field.name == "list-post") return true;
  const auto value = lower_ascii(field.value);
  return field.name == "precedence" && (value == "list" || value == "bulk");
}

bool is_forward_field(const std::string& name) {
  constexpr std::array<std::string_view, 4> names{"x-forwarded-to", "x-forwarded-for", "arc-seal",
                                                  "arc-message-signature"};
  return name.starts_with("resent-") || std::find(names.begin(), names.end(), name) != names.end();
}

bool is_word_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

void mask_word(std::string_view word, std::string& text) {
  for (auto at = find_ignoring_case(text, word); at != std::string::npos;
       at = find_ignoring_case(text, word, at + 1)) {
    const auto end = at + word.size();
    const bool is_whole = (at == 0 || !is_word_character(text[at - 1])) &&
                          (end == text.size() || !is_word_character(text[end]));
    if (is_whole) text.replace(at, word.size(), "*");
  }
}

void take_author(std::string_view from, Rejection& rejection) {
  // What steers terminals has no place in an address: whose it is cannot be told.
  if (std::any_of(from.begin(), from.end(),
                  [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; }))
    return;
  std::vector<std::string> domains;
  const auto mailboxes = mailbox_addresses(from);
  for (const auto& mailbox : mailboxes)
    if (auto domain = address_domain(mailbox); !domain.empty()) domains.push_back(std::move(domain));
  rejection.has_many_authors = mailboxes.size() > 1;
  if (domains.empty() || rejection.has_many_authors) return;
  rejection.from_domain = domains.front();
  rejection.is_from_assumed = false;
}

}  // namespace

std::string bare_address(std::string_view text) { return lower_ascii(without_brackets(text)); }

std::string_view without_brackets(std::string_view text) {
  text = trim(text);
  const auto type = text.find(';');  // "rfc822;"
  if (type != std::string_view::npos && text.substr(0, type).find('@') == std::string_view::npos)
    text = trim(text.substr(type + 1));
  if (const auto open = text.rfind('<'); open != std::string_view::npos) text.remove_prefix(open + 1);
  return trim(text.substr(0, text.find_first_of("> \t,")));
}

std::string address_domain(std::string_view text) {
  const auto address = bare_address(text);
  const auto at = address.rfind('@');
  if (at == std::string::npos) return {};
  return fold_name(std::string_view{address}.substr(at + 1));
}

bool is_null_path(std::string_view text) {
  text = trim(text);
  return text.empty() || text == "<>" || text == "rfc822;" || text == "rfc822; <>";
}

void take_original(const HeaderFields& original, Rejection& rejection) {
  if (original.empty()) return;
  rejection.has_original = true;
  if (original.has("from")) take_author(original.value("from"), rejection);
  if (!rejection.envelope_from && original.has("return-path")) {
    const auto path = original.value("return-path");
    rejection.envelope_from = is_null_path(path) ? std::string{} : address_domain(path);
  }
  for (const auto& field : original.all()) {
    if (field.name == "dkim-signature") take_signature(field.value, rejection);
    rejection.is_list |= is_list_field(field);
    rejection.is_forwarded |= is_forward_field(field.name);
  }
  if (const auto id = trim(original.value("message-id")); !id.empty())
    set_message_id(clip_utf8(without_brackets(id), longest_id), rejection);
  if (!rejection.source_ip) rejection.source_ip = outgoing_address(original.value("x-ses-outgoing"));
}

void set_message_id(std::string_view id, Rejection& rejection) {
  rejection.message_id = id;
  rejection.message_host = address_domain(id);
}

void mask_names(std::initializer_list<std::string_view> addresses, Rejection& rejection) {
  constexpr std::size_t shortest = 3;  // shorter words stand for too much else
  for (const auto address : addresses) {
    const auto bare = bare_address(address);
    const auto local = std::string_view{bare}.substr(0, bare.rfind('@'));
    if (local.size() >= shortest && local.size() < bare.size()) mask_word(local, rejection.reply.text);
  }
}

std::string queue_identity(const Rejection& rejection, std::string_view queue_id) {
  const auto day = rejection.time ? format_day(day_of(*rejection.time)) : std::string{};
  return fmt::format("queue {} {} {} {}", queue_id, rejection.recipient, rejection.reply.code, day);
}

std::string message_identity(const Rejection& rejection) {
  // Behind DATA one answer is for all recipients at that receiver.
  const bool is_of_recipient = rejection.reply.stage == Stage::rcpt_to;
  return fmt::format("message {} {} {}", lower_ascii(rejection.message_id),
                     is_of_recipient ? rejection.recipient : rejection.recipient_domain,
                     rejection.reply.code);
}

void add_identities(Rejection& rejection, std::string_view told_by) {
  const auto& reply = rejection.reply;
  if (!rejection.message_id.empty()) rejection.identities.push_back(message_identity(rejection));
  rejection.identities.push_back(fmt::format("{} {} {} {} {}", told_by, rejection.reporting_host,
                                             rejection.recipient, reply.code,
                                             rejection.message_id.empty() ? reply.text : std::string{}));
}

}  // namespace ruascope
