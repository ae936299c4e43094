// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ruascope {

struct MailAddress {
  std::string name;     // for people; may be empty
  std::string address;  // local@domain, ASCII, free of what could end an SMTP command
  bool operator==(const MailAddress&) const = default;
};

// Addresses as a header has them: "Mail team <dmarc@example.com>, root@example.net". Throws UsageError naming
// the one that is none.
std::vector<MailAddress> parse_addresses(const std::string& text);

// The part behind the "@".
std::string domain_of(const MailAddress& address);

// A mail to people, made by a program (RFC 5322, RFC 3834).
struct OutgoingMail {
  MailAddress from;
  std::vector<MailAddress> to;
  std::string subject;
  std::string text, html;  // UTF-8, the same twice
  std::string message_id;  // without "<>"
  std::string list_id;     // RFC 2919, without "<>"; empty for none
  std::int64_t date = 0;   // seconds since the epoch
};

// Its bytes, lines ended by CRLF: multipart/alternative, each part quoted-printable.
std::string mail_message(const OutgoingMail& mail);

}  // namespace ruascope
