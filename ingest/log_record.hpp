// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/ip_address.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// A line of a log, parted. All views stand in the line.
struct LogRecord {
  std::string_view first_stamp{};  // that the line begins with; known even where the rest is not
  std::string_view stamp{};        // the one of the line that tells most
  std::string_view host{};         // empty in logs that a mail server writes itself (Exim)
  std::string_view program{};      // "postfix/smtp", "exim", "sm-mta"
  std::string_view pid{};
  std::string_view message{};
};

// Parts "stamp host program[pid]: message", behind what containers and the journal put in front of it, and
// the lines of Exim's own log. False if the line is none of these.
bool split_line(std::string_view line, LogRecord& record);

// The programs whose lines are looked at.
enum class LogProgram : std::uint8_t {
  other,
  postfix,
  exim,
  sendmail,
  opensmtpd,
  filter,  // opendkim and the like: they tell of no delivery, but their lines stand in mail logs
};
LogProgram program_named(std::string_view program);

// "postfix-out" and "smtp" of "postfix-out/submission/smtp".
std::string_view postfix_instance(std::string_view program);
std::string_view postfix_daemon(std::string_view program);

// "1xQRmq-0000mP-05" or "1xQRmq-000000000mR-002D".
bool is_exim_id(std::string_view text);

// What stands before `mark`; `text` then begins behind it. Nullopt, and `text` as it was, without a mark.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark);

// The address in "<...>" at the front of `text`, which then begins behind it. A '>' in a quoted local part
// does not end it. Nullopt if there is no such address.
std::optional<std::string_view> take_angle(std::string_view& text);

// An address without "<>" and what is quoted in it, up to the first of `ends`.
std::string_view take_address(std::string_view& text, std::string_view ends);

// The domain of an address without "<>", whatever is quoted before its last '@'; A-label, empty if there is
// none.
std::string domain_of(std::string_view address);

// "[192.0.2.1]", "[IPv6:2001:db8::25]" at the front of `text`, which then begins behind it.
std::optional<IpAddress> take_bracketed(std::string_view& text);

// False for the loopback network.
bool is_remote(const IpAddress& address);

}  // namespace ruascope
