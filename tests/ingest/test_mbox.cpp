// SPDX-License-Identifier: MIT
#include "ingest/mbox.hpp"
#include "tests/ingest/reading.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Texts = std::vector<std::string>;

Texts messages(const std::string& mbox) {
  MboxReader reader(memory_source(mbox));
  Texts result;
  while (const auto message = reader.next()) result.push_back(all_of(**message));
  CHECK(reader.next() == std::nullopt);
  return result;
}

TEST_CASE("an mbox is parted at its From lines") {
  CHECK(messages("From a@example.com Wed Nov 15 00:00:00 2023\nSubject: one\n\nbody 1\n\n"
                 "From b@example.com Wed Nov 15 00:00:01 2023\nSubject: two\n\nbody 2\n") ==
        Texts{"Subject: one\n\nbody 1\n\n", "Subject: two\n\nbody 2\n"});
}

TEST_CASE("a From line needs no blank line before it") {
  CHECK(messages("From a\nSubject: one\n\nbody 1\nFrom b\nSubject: two\n\nbody 2") ==
        Texts{"Subject: one\n\nbody 1\n", "Subject: two\n\nbody 2"});
}

TEST_CASE("a From line within a body is text where no header line follows") {
  const std::string body =
      "Subject: one\n\nFrom here on\nit goes <xml>\nFrom \n\nFrom there: x y\nFrom\nFrom the end";
  CHECK(messages("From a\n" + body) == Texts{body});
}

TEST_CASE("of two From lines the one before the header line parts the messages") {
  CHECK(messages("From a\nSubject: one\n\nFrom x\nFrom b\nSubject: two\n") ==
        Texts{"Subject: one\n\nFrom x\n", "Subject: two\n"});
}

TEST_CASE("a quoted From line stays in its body, one mark taken off") {
  CHECK(messages("From a\nSubject: one\n\n>From b\nSubject: no header\n") ==
        Texts{"Subject: one\n\nFrom b\nSubject: no header\n"});
  CHECK(messages("From a\nSubject: one\n\n>>From b\n> From c\nx >From d") ==
        Texts{"Subject: one\n\n>From b\n> From c\nx >From d"});
  const std::string filler(100'000, 'x');
  CHECK(messages("From a\nSubject: one\n\n" + filler + ">From b\n>From c\n" + filler) ==
        Texts{"Subject: one\n\n" + filler + ">From b\nFrom c\n" + filler});
}

TEST_CASE("the lines that MMDF puts around messages part them") {
  CHECK(messages("\1\1\1\1\nSubject: one\n\nhello\n\1\1\1\1\n\1\1\1\1\nSubject: two\n\1\1\1\1\n") ==
        Texts{"Subject: one\n\nhello\n", "Subject: two\n"});
}

TEST_CASE("a quoted From line below the From line is no part of the message") {
  CHECK(messages("From a\nSubject: one\n\nFrom b\n>From c\nSubject: two\n") ==
        Texts{"Subject: one\n\n", "Subject: two\n"});
}

TEST_CASE("an mbox with CRLF is parted all the same") {
  CHECK(messages("From a\r\nSubject: one\r\n\r\nbody\r\n\r\nFrom b\r\nSubject: two\r\n\r\n") ==
        Texts{"Subject: one\r\n\r\nbody\r\n\r\n", "Subject: two\r\n\r\n"});
}

TEST_CASE("an mbox without a message has none") {
  CHECK(messages("").empty());
  CHECK(messages("\n\n").empty());
  CHECK(messages("Subject: no From line\n\nbody\n").empty());
}

TEST_CASE("what stands before the first From line belongs to no message") {
  CHECK(messages("\n\nFrom a\nSubject: one\n") == Texts{"Subject: one\n"});
}

TEST_CASE("messages are found wherever the buffer ends") {
  constexpr std::size_t buffer_bytes = 256 << 10;
  const std::string start = "From a\nSubject: one\n\n";
  const std::string second = "Subject: two\n\nbody 2\n";
  for (std::size_t before_edge = 0; before_edge < 24; ++before_edge) {
    CAPTURE(before_edge);
    const std::string filler(buffer_bytes - before_edge - start.size() - 1, 'x');
    const auto found = messages(start + filler + "\nFrom b\n" + second);
    REQUIRE(found.size() == 2);
    CHECK((found[0] == "Subject: one\n\n" + filler + "\n"));
    CHECK(found[1] == second);
  }
}

TEST_CASE("a line longer than two buffers parts nothing") {
  const std::string line = "From " + std::string(700'000, ':');
  const auto found = messages("From a\nSubject: one\n\n" + line + "\nbody\nFrom b\nSubject: two\n");
  REQUIRE(found.size() == 2);
  CHECK((found[0] == "Subject: one\n\n" + line + "\nbody\n"));
  CHECK(found[1] == "Subject: two\n");
}

TEST_CASE("a long mbox is parted into all of its messages") {
  std::string mbox;
  Texts expected;
  for (int number = 0; number < 3000; ++number) {
    expected.push_back("Subject: " + std::to_string(number) + "\n\n" + std::string(200, 'x') + "\n\n");
    mbox += "From a@example.com\n" + expected.back();
  }
  CHECK((messages(mbox) == expected));
}

TEST_CASE("a text that begins with From and words before a colon parts no message") {
  const std::string mbox = "From a\nSubject: one\n\nFrom the team:\nNote: hello\n";
  CHECK(messages(mbox) == Texts{"Subject: one\n\nFrom the team:\nNote: hello\n"});
  CHECK(messages("From a\nSubject: one\n\nFrom b Wed Nov 15 00:00:00 2023\nX-Odd: first\n") ==
        Texts{"Subject: one\n\n", "X-Odd: first\n"});
}

TEST_CASE("a line of MMDF in a mail parts no mbox, and a From line no file of MMDF") {
  const Texts mails{"Subject: one\n\nbody\n\1\1\1\1\nmore\n", "Subject: two\n\nbody\n"};
  CHECK(messages("From a 12:00\n" + mails[0] + "From b 12:01\n" + mails[1]) == mails);
  const Texts others{"Subject: one\n\nFrom c 12:00\nX: y\n", "Subject: two\n\nbody\n",
                     "Subject: three\n\nx\n"};
  CHECK(messages("\1\1\1\1\n" + others[0] + "\1\1\1\1\n\1\1\1\1\n" + others[1] + "\1\1\1\1\n" + others[2]) ==
        others);
}

}  // namespace
}  // namespace ruascope
