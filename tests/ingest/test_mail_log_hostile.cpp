// SPDX-License-Identifier: MIT
#include "tests/ingest/log_reading.hpp"

#include <random>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

TEST_CASE("the oldest of more than 50,000 open messages is forgotten, not its refusal") {
  std::string log = sender_line("AAAAA1", "first@eins.example") + bounce_line("AAAAA1");
  for (int index = 0; index < 50'000; ++index) {
    const auto id = "B" + std::to_string(1'000'000 + index);
    log += "Nov  9 12:00:01 mail postfix/qmgr[2]: " + id +
           ": from=<x@firma.example>, size=1, nrcpt=1 (queue active)\n";
  }
  log += bounce_line("AAAAA1", "02") + bounce_line("B1049999", "03");
  CHECK(envelopes(read(log)) == std::vector<std::string>{"eins.example", "firma.example", "-"});
}

TEST_CASE("many refusals of one message are handed out before they fill the memory") {
  std::string log = sender_line("AB12CD");
  const std::string local_part(4000, 'x');
  constexpr int number = 20'000;
  for (int index = 0; index < number; ++index)
    log += "Nov  9 12:00:01 mail postfix/smtp[9]: AB12CD: to=<" + local_part + std::to_string(index) +
           "@kunde.example>, relay=mx.kunde.example[198.51.100.11]:25, delay=1, delays=1/0/0/0, dsn=5.7.1, "
           "status=bounced (host mx.kunde.example[198.51.100.11] said: 550 5.7.1 no)\n";
  const auto found = read(log);
  REQUIRE(found.size() == number);
  CHECK(found.front().envelope_from == "firma.example");
  CHECK(found.back().envelope_from == "firma.example");
}

TEST_CASE("a line of 10 MB costs no more than its first 64 KiB") {
  const std::string filler(10 << 20, 'x');
  const auto bounce = bounce_line("AB12C2");
  CHECK(read(bounce_line("AB12C1") + filler + bounce + bounce_line("AB12C3")).size() == 2);
  CHECK(read(bounce.substr(0, bounce.size() - 1) + filler + "\n" + bounce_line("AB12C3")).size() == 2);
  CHECK(read("Nov  9 12:00:00 mail postfix/cleanup[3]: AB12C4: info: header From: " +
             std::string(10 << 20, '<') + "\n" + bounce)
            .size() == 1);
}

std::vector<std::string> told(const Rejections& rejections) {
  std::vector<std::string> result;
  for (const auto& rejection : rejections) result.push_back(rejection.identities.back());
  return result;
}

TEST_CASE("bytes that come one by one are the same lines") {
  for (const auto* name : {"postfix-control-bytes.log", "postfix-crlf.log", "MSGTRK-crlf-bom.LOG"}) {
    const auto text = file_text(name);
    CHECK(told(read(DrippingSource(text))) == told(read(text)));
  }
}

TEST_CASE("random bytes give nothing and break nothing") {
  std::mt19937 random(1);
  std::string bytes(1 << 20, '\0');
  for (auto& byte : bytes) byte = static_cast<char>(random());
  CHECK(read(bytes).empty());
  for (const auto* name : {"postfix.log", "exim-mainlog", "sendmail.log", "opensmtpd.log", "journal.json",
                           "MSGTRK2026110900-1.LOG", "exim-syslog-split.log", "docker-prefixes.log"}) {
    auto damaged = file_text(name);
    for (int round = 0; round < 200; ++round) {
      for (int count = 0; count < 5; ++count)
        damaged[random() % damaged.size()] = static_cast<char>(random());
      read(damaged);
      is_mail_log(damaged);
    }
  }
}

TEST_CASE("a log that ends anywhere is read as far as it goes") {
  for (const auto* name :
       {"postfix-content-filter.log", "exim-syslog-split.log", "sendmail-reply.log", "opensmtpd-new.log",
        "journal.json", "MSGTRK-crlf-bom.LOG", "docker-prefixes.log"}) {
    const auto text = file_text(name);
    const auto all = read(text).size();
    const std::size_t step = text.size() > 5000 ? 7 : 1;
    for (std::size_t size = 0; size < text.size(); size += step) {
      const auto head = text.substr(0, size);
      CHECK(read(head).size() <= all);
      is_mail_log(head);
    }
  }
}

TEST_CASE("damage hands out what was read before it") {
  const auto packed = file_text("postfix.log.2.gz");
  const auto cut = gzip_source(memory_source(packed.substr(0, packed.size() / 2)), std::make_shared<Notes>());
  Rejections taken;
  const auto error = read_error_of([&] {
    read_mail_log(*cut, {0, end_of_2026}, [&](const Rejection& rejection) { taken.push_back(rejection); });
  });
  CHECK(error.reason() == "truncated");
  CHECK(taken.size() == 3);
}

}  // namespace
}  // namespace ruascope
