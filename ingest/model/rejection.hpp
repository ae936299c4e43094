// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"
#include "ingest/model/report.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What told of a rejection. Stored: append only.
enum class RejectionKind : std::uint8_t { bounce, failure_report, mail_log, pasted };
template <>
inline constexpr std::array<std::string_view, 4> names<RejectionKind>{"bounce", "failure_report", "mail_log",
                                                                      "pasted"};

// Where in the SMTP dialogue the receiver refused (RFC 5321 section 3). DMARC needs the From: header, so only
// what is refused at the end of DATA can be refused for its sake.
enum class Stage : std::uint8_t { unknown, connect, ehlo, mail_from, rcpt_to, data, end_of_data };
template <>
inline constexpr std::array<std::string_view, 7> names<Stage>{"unknown", "connect", "ehlo",       "mail_from",
                                                              "rcpt_to", "data",    "end_of_data"};

// What became of the message (RFC 6591 section 3.2.2); other than `rejected` only in failure reports.
enum class Delivery : std::uint8_t { rejected, delivered, spam, policy, other };
template <>
inline constexpr std::array<std::string_view, 5> names<Delivery>{"reject", "delivered", "spam", "policy",
                                                                 "other"};

// What a receiver answered, without what programs put around it.
struct Reply {
  int code = 0;               // RFC 5321 reply code, 0 where there is none
  std::string enhanced_code;  // "5.7.26" (RFC 3463), empty where there is none
  Stage stage = Stage::unknown;
  std::string host{};  // that answered, lower case; empty where it is not told
  std::optional<IpAddress> host_address{};
  // Without codes, lines joined, blanks collapsed, the local parts of addresses written as "*".
  std::string text{};
  bool operator==(const Reply&) const = default;
};

// d= and s= of a DKIM-Signature field (RFC 6376 section 3.5).
struct SignatureName {
  std::string domain;
  std::string selector;
  bool operator==(const SignatureName&) const = default;
};

// A receiver's refusal of a message, or its report that DMARC failed for one. No local part of any address is
// in it but in `recipient`, `identities` and `message_id`, which are stored as keyed digests alone.
struct Rejection {
  RejectionKind kind = RejectionKind::bounce;
  Delivery delivery = Delivery::rejected;
  std::optional<std::int64_t> time{};          // seconds since the epoch, UTC
  bool is_zone_known = true;                   // false: `time` was told without a zone, which was assumed
  std::string from_domain{};                   // of the From: header, A-label; empty if not known
  bool is_from_assumed = false;                // from_domain is that of the envelope, for want of the header
  std::optional<std::string> envelope_from{};  // domain; empty for the null reverse-path
  std::string recipient{};                     // its address, for `identities` alone
  std::string recipient_domain{};              // empty if not known
  Reply reply{};
  std::optional<IpAddress> source_ip{};  // that sent to the receiver
  std::string reporting_host{};          // that tells of it: the host that bounced, or whose log it is
  bool has_original = false;             // the original's header was there: without signatures, it had none
  std::vector<SignatureName> signatures{};
  bool is_list = false;           // the original passed a mailing list
  bool is_forwarded = false;      // or was forwarded
  bool has_many_authors = false;  // several mailboxes in From:, which DMARC leaves undefined
  std::string message_id{};       // of the original, without <>
  std::string message_host{};     // the domain in it; empty if not known
  // What makes it the same one when it is met again: any of these that are equal.
  std::vector<std::string> identities{};
};

}  // namespace ruascope
