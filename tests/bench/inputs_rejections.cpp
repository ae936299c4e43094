// SPDX-License-Identifier: MIT
#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

constexpr std::int64_t mebibyte = 1 << 20;

std::string stamp(std::int64_t number) {
  return fmt::format("Nov {:2} {:02}:{:02}:{:02} mail ", 1 + number / 86'400 % 28, number / 3600 % 24,
                     number / 60 % 60, number % 60);
}

std::string delivery(std::int64_t number, const std::string& id, bool is_refused) {
  return stamp(number) +
         fmt::format(
             "postfix/smtp[3]: {}: to=<user{}@empfang.example>, relay=mx.empfang.example[198.51.100.7]"
             ":25, delay=1, delays=1/0/0/0, ",
             id, number) +
         (is_refused ? "dsn=5.7.1, status=bounced (host mx.empfang.example[198.51.100.7] said: 550 5.7.1 "
                       "rejected by DMARC "
                       "policy for firma.example (in reply to end of DATA command))\n"
                     : "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued)\n");
}

// The lines of one message after the other.
std::string write_log(const Place& place, std::string_view name, std::int64_t bytes, int refused_in,
                      bool removes) {
  const auto path = place.path(name);
  FileWriter file(path);
  for (std::int64_t number = 1; file.written() < place.scaled(bytes); ++number) {
    const auto id = fmt::format("{:011X}", 0xA0000000000 + number);
    file.write(stamp(number) + fmt::format("postfix/cleanup[1]: {}: message-id=<{}.{}@mail.firma.example>\n",
                                           id, number, id));
    file.write(
        stamp(number) +
        fmt::format("postfix/qmgr[2]: {}: from=<hans@firma.example>, size=9, nrcpt=1 (queue active)\n", id));
    file.write(delivery(number, id, number % refused_in == 0));
    if (removes) file.write(stamp(number) + fmt::format("postfix/qmgr[2]: {}: removed\n", id));
  }
  file.close();
  return path;
}

std::string make_log(const Place& place) { return write_log(place, "sent.log", 2048 * mebibyte, 1000, true); }
std::string make_refused(const Place& place) {
  return write_log(place, "refused.log", 200 * mebibyte, 1, true);
}
std::string make_open(const Place& place) {
  return write_log(place, "open.log", 300 * mebibyte, 1000, false);
}

std::string make_long_lines(const Place& place) {
  const auto path = place.path("long-lines.log");
  FileWriter file(path);
  for (int line = 0; line < 4; ++line) {
    file.write(delivery(line, "AAAA1", false));
    file.write(stamp(line) + "postfix/smtp[3]: AAAA1: to=<");
    file.fill("x", place.scaled(64 * mebibyte));
    file.write("\n");
  }
  file.close();
  return path;
}

std::string write_bounce(const Place& place, std::string_view name, const std::string& each,
                         std::int64_t bytes) {
  const auto path = place.path(name);
  FileWriter file(path);
  file.write(
      "From: MAILER-DAEMON@mail.example\nMessage-ID: <b@mail.example>\nMIME-Version: 1.0\nContent-Type: "
      "multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: "
      "message/delivery-status\n\n"
      "Reporting-MTA: dns; mail.example\n\n");
  for (std::int64_t number = 0; file.written() < place.scaled(bytes); ++number)
    file.write(fmt::format("Final-Recipient: rfc822; a{}@x{}.example\nAction: failed\n", number, number) +
               each + "\n");
  file.write("\n--b--\n");
  file.close();
  return path;
}

std::string make_recipients(const Place& place) {
  return write_bounce(place, "recipients.eml", "Diagnostic-Code: smtp; 550 5.7.1 rejected by DMARC policy\n",
                      60 * mebibyte);
}
std::string make_brackets(const Place& place) {
  return write_bounce(place, "brackets.eml", "Diagnostic-Code: smtp; " + std::string(7800, '[') + " 550 x\n",
                      2 * mebibyte);
}

constexpr std::array<Input, 6> inputs{{
    {"log", "2 GiB of a Postfix log, a message in a thousand refused", make_log},
    {"log-refused", "200 MiB of a Postfix log, each message refused", make_refused},
    {"log-open", "300 MiB of a Postfix log in which no message is ever removed", make_open},
    {"log-long-lines", "four lines of a log of 64 MiB each", make_long_lines},
    {"bounce-recipients", "a bounce for 500,000 recipients", make_recipients},
    {"bounce-brackets", "a bounce whose replies are brackets", make_brackets},
}};

}  // namespace

std::span<const Input> rejection_inputs() { return inputs; }

}  // namespace ruascope::bench
