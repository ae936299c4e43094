// SPDX-License-Identifier: MIT
// What an IMAP server says, as bytes.
#include "ingest/imap_client.hpp"
#include "ingest/imap_response.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

// Gives these bytes, so many at once; takes what is written.
class Script final : public ImapChannel {
 public:
  Script(std::string bytes, std::size_t at_once) : bytes_(std::move(bytes)), at_once_(at_once) {}
  std::size_t read(char* buffer, std::size_t size) override {
    if (bytes_.empty()) throw ImapError(ImapFault::lost, "closed");
    const auto number = std::min({size, at_once_, bytes_.size()});
    bytes_.copy(buffer, number);
    bytes_.erase(0, number);
    return number;
  }
  void write(std::string_view bytes) override { written += bytes; }
  std::string written;

 private:
  std::string bytes_;
  std::size_t at_once_;
};

std::string all_of(ByteStream& stream) {
  std::string text(100'000, '\0');
  std::size_t length = 0;
  for (std::size_t got = 0; (got = stream.read(text.data() + length, text.size() - length)) > 0;)
    length += got;
  text.resize(length);
  return text;
}

ImapFault fault_of(const std::string& bytes) {
  Script script(bytes, 64);
  ImapReader reader(script);
  try {
    while (true) reader.next();
  } catch (const ImapError& error) {
    return error.fault();
  }
}

TEST_CASE("responses are read in whatever pieces they come") {
  const std::string bytes =
      "* OK hello {3}there\r\n* LIST (\\HasNoChildren) \"/\" {5}\r\na\"b\\c\r\n* 3 FETCH (UID 7 FLAGS "
      "(\\Seen UID) BODY[] "
      "{12}\r\nbody)\r\nr1 OK RFC822.SIZE 12)\r\nr1 OK done\r\n";
  for (const std::size_t at_once : {1, 2, 7, 1000}) {
    Script script(bytes, at_once);
    ImapReader reader(script);
    CHECK(reader.next().text == "OK hello {3}there");
    const auto list = reader.next();
    REQUIRE(list.values.size() == 4);
    CHECK(list.values[0].text == "LIST");
    CHECK(list.values[1].values[0].text == "\\HasNoChildren");
    CHECK(list.values[3].text == "a\"b\\c");
    std::string body;
    const auto fetch = reader.next([&](ByteStream& stream, std::int64_t size) {
      CHECK(size == 12);
      body = all_of(stream);
    });
    CHECK(body == "body)\r\nr1 OK");
    REQUIRE(fetch.values.size() == 3);
    CHECK(fetch.values[2].values.size() == 8);
    const auto end = reader.next();
    CHECK(end.tag == "r1");
    CHECK(end.text == "OK done");
  }
}

TEST_CASE("a body that is not read is passed over") {
  Script script("* 1 FETCH (UID 1 BODY[] {50000}\r\n" + std::string(50'000, '*') + ")\r\n* 2 EXISTS\r\n",
                1000);
  ImapReader reader(script);
  reader.next([](ByteStream&, std::int64_t) {});
  CHECK(reader.next().text == "2 EXISTS");
}

TEST_CASE("what is no answer, or an absurd one, is told and bounded") {
  CHECK(fault_of("\r\n") == ImapFault::protocol);
  CHECK(fault_of("* LIST (\r\n") == ImapFault::protocol);
  CHECK(fault_of("* LIST \"a\r\n") == ImapFault::protocol);
  CHECK(fault_of("* LIST {99999999999999999999}\r\n") == ImapFault::protocol);
  CHECK(fault_of("* LIST {4000000000}\r\n") == ImapFault::protocol);
  CHECK(fault_of("* LIST " + std::string(100, '(') + "\r\n") == ImapFault::protocol);
  CHECK(fault_of(std::string(9 << 20, 'x')) == ImapFault::protocol);
  CHECK(fault_of("* LIST {5}\r\nab") == ImapFault::lost);
  CHECK(fault_of("* 1 EXISTS") == ImapFault::lost);
  std::string many;
  for (int at = 0; at < 10'001; ++at) many += "* {0}\r\n";
  CHECK(fault_of("* X " + many) == ImapFault::protocol);
}

TEST_CASE("sets of UIDs are written short and read bounded") {
  CHECK(uid_set({3, 1, 2, 7}) == "1:3,7");
  CHECK(uid_set({5}) == "5");
  CHECK(uid_set({4294967295, 4294967294}) == "4294967294:4294967295");
  CHECK(parse_uid_set("1:3,7", 10) == std::vector<Uid>{1, 2, 3, 7});
  CHECK(parse_uid_set("3:1", 10) == std::vector<Uid>{1, 2, 3});
  CHECK_THROWS_AS(parse_uid_set("1:4294967295", 1000), ImapError);
  CHECK_THROWS_AS(parse_uid_set("1:x", 1000), ImapError);
}

TEST_CASE("names of folders are written as RFC 3501 has them") {
  CHECK(to_imap_name("Entw\xC3\xBCrfe") == "Entw&APw-rfe");
  CHECK(from_imap_name("Entw&APw-rfe") == "Entw\xC3\xBCrfe");
  CHECK(to_imap_name("A & B") == "A &- B");
  CHECK(from_imap_name("&") == "&");  // it is none; it stays as it is
  CHECK(imap_quoted("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK_THROWS_AS(imap_quoted("a\r\nb"), ImapError);
}

}  // namespace
}  // namespace ruascope::test
