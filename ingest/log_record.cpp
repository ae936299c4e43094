// SPDX-License-Identifier: MIT
#include "ingest/log_record.hpp"

#include "ingest/log_time.hpp"
#include "ingest/model/text.hpp"
#include "ingest/returned_message.hpp"

#include <algorithm>
#include <array>

namespace ruascope {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "program[pid]: " or "program: " at the front of `line`.
bool take_program(std::string_view& line, LogRecord& record) {
  const auto end = line.find_first_of("[: ");
  if (end == std::string_view::npos || end == 0 || line[end] == ' ') return false;
  record.program = line.substr(0, end);
  record.pid = {};
  auto rest = line.substr(end);
  if (rest.front() == '[') {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) return false;
    record.pid = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
  }
  if (!rest.starts_with(':')) return false;
  rest.remove_prefix(1);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  if (rest.starts_with("[ID ")) take_until(rest, "] ");  // Solaris: "[ID 801593 mail.info] "
  line = rest;
  return true;
}

// "1xQRmq-0000mP-05 <= " and the like, behind "[pid] " or not: what Exim writes behind its own stamp.
bool is_exim_message(std::string_view message) {
  if (message.starts_with('[')) take_until(message, "] ");
  return is_exim_id(message.substr(0, message.find(' ')));
}

}  // namespace

bool split_line(std::string_view line, LogRecord& record) {
  record = {};
  record.first_stamp = record.stamp = take_stamp(line);
  if (record.stamp.empty()) return false;
  auto last_stamp = record.stamp;
  constexpr int most_prefixes = 3;
  for (int prefix = 0; prefix < most_prefixes; ++prefix) {
    while (stamp_size(line) > 0) {  // "docker logs -t" puts another one in front
      last_stamp = take_stamp(line);
      if (stamp_rank(last_stamp) > stamp_rank(record.stamp)) record.stamp = last_stamp;
    }
    constexpr std::size_t date_size = 10;
    const bool is_of_exim = last_stamp.size() > date_size && last_stamp[date_size] == ' ';
    if (is_of_exim && is_exim_message(line)) {
      record.program = "exim";
      record.host = {};
      record.message = line;
      return true;
    }
    const auto host = take_until(line, " ");
    if (!host || !take_program(line, record)) return false;
    record.host = *host;
    record.message = line;
    // A unit of the journal or a container whose lines are a log themselves.
    if (program_named(record.program) != LogProgram::other || stamp_size(line) == 0) return true;
  }
  return true;
}

LogProgram program_named(std::string_view program) {
  if (const auto slash = program.rfind('/'); slash != std::string_view::npos && slash > 0) {
    if (program.starts_with("postfix")) return LogProgram::postfix;
    static constexpr std::array<std::string_view, 9> daemons{
        "smtp", "smtpd", "qmgr", "cleanup", "lmtp", "pickup", "bounce", "postscreen", "trivial-rewrite"};
    const auto daemon = postfix_daemon(program);
    const bool is_daemon = std::find(daemons.begin(), daemons.end(), daemon) != daemons.end();
    return is_daemon ? LogProgram::postfix : LogProgram::other;
  }
  if (program == "postfix") return LogProgram::postfix;
  if (program == "smtpd") return LogProgram::opensmtpd;
  if (program.starts_with("exim")) return LogProgram::exim;
  if (program.starts_with("sendmail") || program.starts_with("sm-")) return LogProgram::sendmail;
  for (const std::string_view filter : {"opendkim", "opendmarc", "rspamd", "amavis"})
    if (program.starts_with(filter)) return LogProgram::filter;
  return LogProgram::other;
}

std::string_view postfix_instance(std::string_view program) { return program.substr(0, program.find('/')); }
std::string_view postfix_daemon(std::string_view program) { return program.substr(program.rfind('/') + 1); }

bool is_exim_id(std::string_view text) {
  constexpr std::size_t old_size = 16;
  constexpr std::size_t new_size = 23;
  if (text.size() != old_size && text.size() != new_size) return false;
  const std::size_t second = text.size() == old_size ? 13 : 18;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (at == 6 || at == second ? text[at] != '-' : !is_alnum(text[at])) return false;
  return true;
}

std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const auto before = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return before;
}

std::string_view take_address(std::string_view& text, std::string_view ends) {
  std::size_t at = 0;
  for (bool is_quoted = false; at < text.size(); ++at) {
    if (is_quoted && text[at] == '\\' && at + 1 < text.size())
      ++at;
    else if (text[at] == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && ends.find(text[at]) != std::string_view::npos)
      break;
  }
  const auto address = text.substr(0, at);
  text.remove_prefix(at);
  return address;
}

std::optional<std::string_view> take_angle(std::string_view& text) {
  if (!text.starts_with('<')) return std::nullopt;
  auto rest = text.substr(1);
  const auto address = take_address(rest, ">");
  if (rest.empty()) return std::nullopt;
  text = rest.substr(1);
  return address;
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string{} : address_domain(address.substr(at));
}

std::optional<IpAddress> take_bracketed(std::string_view& text) {
  if (!text.starts_with('[')) return std::nullopt;
  const auto close = text.find(']');
  if (close == std::string_view::npos) return std::nullopt;
  auto inside = text.substr(1, close - 1);
  constexpr std::string_view tag = "IPv6:";
  if (is_same_ignoring_case(inside.substr(0, tag.size()), tag)) inside.remove_prefix(tag.size());
  const auto address = IpAddress::parse(inside.substr(0, inside.find('%')));
  if (address) text.remove_prefix(close + 1);
  return address;
}

bool is_remote(const IpAddress& address) {
  static const auto loopback = *IpNetwork::parse("127.0.0.0/8");
  static const auto loopback6 = *IpAddress::parse("::1");
  return !loopback.contains(address) && address != loopback6;
}

}  // namespace ruascope
