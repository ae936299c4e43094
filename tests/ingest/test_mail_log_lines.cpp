// SPDX-License-Identifier: MIT
#include "tests/ingest/log_reading.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

TEST_CASE("a queue id that is used again does not hand on its sender") {
  const auto unfinished = sender_line("AB12C", "x@eins.example") + cleanup_line("AB12C", "message-id=<1@x>");
  CHECK(envelopes(read(unfinished + sender_line("AB12C", "x@zwei.example") + bounce_line("AB12C"))) ==
        std::vector<std::string>{"zwei.example"});
  CHECK(envelopes(read(unfinished + "Nov  9 13:00:00 mail postfix/smtpd[2]: AB12C: client=a[192.0.2.1]\n" +
                       bounce_line("AB12C"))) == std::vector<std::string>{"-"});
  CHECK(envelopes(read(unfinished + removed_line("AB12C") + bounce_line("AB12C"))) ==
        std::vector<std::string>{"eins.example"});
  CHECK(envelopes(read(unfinished + bounce_line("AB12C") + cleanup_line("AB12C", "message-id=<2@x>") +
                       bounce_line("AB12C"))) == std::vector<std::string>{"eins.example", "-"});
}

TEST_CASE("a client with a syslog name of its own belongs to the only instance that has the queue id") {
  auto bounce = bounce_line("AB12CD");
  bounce.replace(bounce.find("postfix/"), 8, "postfix-ip3/");
  CHECK(envelopes(read(sender_line("AB12CD") + bounce)) == std::vector<std::string>{"firma.example"});
  auto other = sender_line("AB12CD", "y@zwei.example");
  other.replace(other.find("postfix/"), 8, "postfix-in/");
  CHECK(envelopes(read(sender_line("AB12CD") + other + bounce)) == std::vector<std::string>{"-"});
}

TEST_CASE("a From: line tells the author, whatever stands in the display name") {
  const auto read_from = [](const std::string& value) {
    return read(sender_line("AB12CD") + from_line("AB12CD", value) + bounce_line("AB12CD")).at(0);
  };
  CHECK(read_from("a@eins.example").from_domain == "eins.example");
  CHECK(read_from("\"a@b.example, <c@d.example>\" <a@EINS.example>").from_domain == "eins.example");
  CHECK(read_from("a@eins.example (x, y@b.example (z))").from_domain == "eins.example");
  CHECK(read_from("\"a, b\"@eins.example").from_domain == "eins.example");
  CHECK(read_from("x from y[192.0.2.1]; from=<z@b.example> to=<q> <a@eins.example>").from_domain ==
        "eins.example");
  CHECK(read_from("B\xC3\xBCro <a@b\xC3\xBCro.example>").from_domain == "xn--bro-hoa.example");
  const auto many = read_from("a@eins.example, b@eins.example");
  CHECK(many.has_many_authors);
  CHECK(many.from_domain.empty());
  CHECK_FALSE(many.is_from_assumed);
  const auto none = read_from("nobody");
  CHECK(none.is_from_assumed);
  CHECK(none.from_domain == "firma.example");
}

TEST_CASE("a message that comes back from a content filter keeps its author") {
  const auto first = from_line("AB12C1", "a@eins.example") + sender_line("AB12C1");
  const std::string hand_over =
      "Nov  9 12:00:00 mail postfix/smtp[9]: AB12C1: to=<a@kunde.example>, relay=127.0.0.1[127.0.0.1]:10024, "
      "delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as AB12C2)\n";
  CHECK(read(first + sender_line("AB12C2") + hand_over + bounce_line("AB12C2")).at(0).from_domain ==
        "eins.example");
  auto far = hand_over;
  far.replace(far.find("127.0.0.1[127.0.0.1]"), 20, "mx.kunde.example[198.51.100.11]");
  CHECK(read(first + sender_line("AB12C2") + far + bounce_line("AB12C2")).at(0).is_from_assumed);
  const auto id = [](const std::string& queue_id) { return cleanup_line(queue_id, "message-id=<m@x>"); };
  CHECK(read(first + id("AB12C1") + removed_line("AB12C1") + id("AB12C2") + bounce_line("AB12C2"))
            .at(0)
            .from_domain == "eins.example");
}

TEST_CASE("one status of Exchange stands for all recipients, or each has its own") {
  const std::string head =
      "#Software: Microsoft Exchange Server\n#Fields: "
      "date-time,source,event-id,recipient-address,recipient-status,return-path\n"
      "2026-11-09T18:00:00.250Z,SMTP,FAIL,a@eins.example;b@zwei.example,";
  const std::string one = "[{LED=550 5.7.1 no};{MSG=};{FQDN=mx.kunde.example};{IP=198.51.100.11};{LRT=}]";
  const std::string other =
      "[{LED=451 4.4.0 Primary target IP address responded with: \"\"421 4.2.1 later\"\"};"
      "{MSG=};{FQDN=mx.kunde.example};{IP=198.51.100.11};{LRT=}]";
  const auto same = read(head + one + ",x@firma.example\n");
  REQUIRE(same.size() == 2);
  CHECK(same[1].recipient_domain == "zwei.example");
  CHECK(same[1].reply.text == "no");
  const auto each = read(head + "\"" + one + ";" + other + "\",x@firma.example\n");
  REQUIRE(each.size() == 2);
  CHECK(each[1].reply.code == 421);
  CHECK(each[1].reply.text == "later");
}

TEST_CASE("answers of the own host are none of a receiver") {
  auto line = bounce_line("AB12CD");
  for (auto at = line.find("198.51.100.11"); at != std::string::npos; at = line.find("198.51.100.11"))
    line.replace(at, 13, "127.0.0.1");
  CHECK(read(line).empty());
}

TEST_CASE("words of an answer that look like others change nothing") {
  auto line = bounce_line("AB12CD");
  line.replace(line.find("no (in"), 2,
               "Client host [192.0.2.10] blocked using zen.invalid; see https://x.invalid/");
  const auto found = read(line);
  REQUIRE(found.size() == 1);
  CHECK(found[0].reply.host == "mx.kunde.example");
  CHECK(found[0].reply.code == 550);
  CHECK_THAT(found[0].reply.text, Catch::Matchers::StartsWith("Client host [192.0.2.10] blocked"));
}

TEST_CASE("a reply code that is seldom used is one") {
  auto line = bounce_line("AB12CD");
  line.replace(line.find("550 5.7.1"), 9, "571 5.7.1");
  const auto found = read(line);
  REQUIRE(found.size() == 1);
  CHECK(found[0].reply.code == 571);
}

}  // namespace
}  // namespace ruascope
