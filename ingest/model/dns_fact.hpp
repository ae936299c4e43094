// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"
#include "ingest/model/tokens.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What DNS is asked for (RFC 1035 section 3.2.2, RFC 3596).
enum class DnsType : std::uint8_t { a, aaaa, mx, ptr, txt };
template <>
inline constexpr std::array<std::string_view, 5> names<DnsType>{"A", "AAAA", "MX", "PTR", "TXT"};

// How that ended. "There is none" (nxdomain: no such name; nodata: the name is there, and has no record of
// the type) is an answer; what follows it is none.
enum class DnsStatus : std::uint8_t { found, nxdomain, nodata, servfail, refused, timeout, malformed };
template <>
inline constexpr std::array<std::string_view, 7> names<DnsStatus>{
    "found", "nxdomain", "nodata", "servfail", "refused", "timeout", "malformed"};
constexpr bool is_answer(DnsStatus status) { return status <= DnsStatus::nodata; }

// `name` is in lower case, an A-label, without a dot at its end.
struct DnsQuestion {
  std::string name;
  DnsType type = DnsType::txt;
  auto operator<=>(const DnsQuestion&) const = default;
};

// The name of an address, asked by PTR: "1.2.0.192.in-addr.arpa" (RFC 1035 section 3.5, RFC 3596
// section 2.5).
DnsQuestion reverse_question(const IpAddress& address);

// What DNS said, and when.
struct DnsFact {
  DnsQuestion question;
  DnsStatus status = DnsStatus::malformed;
  // Sorted. TXT: a record each, its strings joined, bytes as they came. MX: "10 mail.example" ("0 ." for null
  // MX, RFC 7505). A and AAAA: the address. PTR: the name, in lower case.
  std::vector<std::string> values;
  std::int64_t ttl = 0;       // seconds; 0 where none was told
  std::int64_t asked_at = 0;  // seconds since the epoch
  std::string server;         // of whom; empty: not known
  bool operator==(const DnsFact&) const = default;
};

// A value of MX. The host of null MX is ".".
struct MailExchange {
  int preference = 0;
  std::string host;
  auto operator<=>(const MailExchange&) const = default;
};
MailExchange mail_exchange(std::string_view value);

// For how many seconds a fact is good: an answer for its TTL within bounds, that there is none and failures
// for a short time. What hosts and addresses are called changes seldom, and there are many of them.
std::int64_t lifetime_of(const DnsFact& fact);

}  // namespace ruascope
