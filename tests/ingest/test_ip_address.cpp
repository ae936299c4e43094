// SPDX-License-Identifier: MIT
#include "ingest/model/ip_address.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace std::string_literals;

TEST_CASE("an address is written in its canonical form") {
  struct Row {
    const char* text;
    const char* canonical;
    bool v4;
  };
  const std::vector<Row> rows{
      {"192.0.2.1", "192.0.2.1", true},
      {"0.0.0.0", "0.0.0.0", true},
      {"255.255.255.255", "255.255.255.255", true},
      {"2001:db8::1", "2001:db8::1", false},
      {"2001:0DB8:0000:0000:0000:0000:0000:0001", "2001:db8::1", false},
      {"2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1", false},
      {"::", "::", false},
      {"::1", "::1", false},
      {"::ffff:192.0.2.1", "192.0.2.1", true},
      {"::FFFF:C000:0201", "192.0.2.1", true},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto address = IpAddress::parse(row.text);
    REQUIRE(address);
    CHECK(address->text() == row.canonical);
    CHECK(address->is_v4() == row.v4);
    CHECK(IpAddress::from_bytes(address->bytes()) == address);
  }
}

TEST_CASE("what is more or less than an address is none") {
  for (const auto& text :
       {""s, "192.0.2"s, "192.0.2.256"s, "192.000.002.001"s, " 192.0.2.1"s, "192.0.2.1 "s, "192.0.2.1:25"s,
        "192.0.2.0/24"s, "[2001:db8::1]"s, "fe80::1%eth0"s, "2001:db8::1::2"s, "12345::1"s, "mail.example"s,
        "108r.166.27.220"s, "192.0.2.1\0"s, "192.0.2.1\0.example"s, std::string(200, '1')}) {
    CAPTURE(text);
    CHECK(IpAddress::parse(text) == std::nullopt);
  }
}

TEST_CASE("an address is made of 4 or 16 bytes in network order") {
  CHECK(IpAddress::from_bytes("\xC0\x00\x02\x01"s)->text() == "192.0.2.1");
  CHECK(IpAddress::from_bytes("\x20\x01\x0d\xb8"s + std::string(11, '\0') + "\x01")->text() == "2001:db8::1");
  CHECK(IpAddress::from_bytes(std::string(10, '\0') + "\xFF\xFF\xC0\x00\x02\x01"s)->text() == "192.0.2.1");
  CHECK(IpAddress::parse("192.0.2.1")->bytes() == "\xC0\x00\x02\x01"s);
  for (const auto size : {0, 3, 5, 12, 15, 17})
    CHECK(IpAddress::from_bytes(std::string(static_cast<std::size_t>(size), '\1')) == std::nullopt);
}

TEST_CASE("addresses are ordered by version and bytes, not by text") {
  const auto two = *IpAddress::parse("192.0.2.2");
  const auto ten = *IpAddress::parse("192.0.2.10");
  const auto six = *IpAddress::parse("::1");
  CHECK(two < ten);
  CHECK(ten < six);
  CHECK(two == *IpAddress::parse("::ffff:192.0.2.2"));
  CHECK(IpAddress{} == *IpAddress::parse("0.0.0.0"));
}

TEST_CASE("a network loses its host bits and ends with its last address") {
  struct Row {
    const char* text;
    const char* first;
    const char* last;
    int bits;
  };
  const std::vector<Row> rows{
      {"192.0.2.77/24", "192.0.2.0", "192.0.2.255", 24},
      {"192.0.2.77/28", "192.0.2.64", "192.0.2.79", 28},
      {"192.0.2.1", "192.0.2.1", "192.0.2.1", 32},
      {"192.0.2.1/32", "192.0.2.1", "192.0.2.1", 32},
      {"192.0.2.1/0", "0.0.0.0", "255.255.255.255", 0},
      {"192.0.2.1/31", "192.0.2.0", "192.0.2.1", 31},
      {"2001:db8:1::1/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", 32},
      {"2001:db8::1", "2001:db8::1", "2001:db8::1", 128},
      {"2001:db8::1/127", "2001:db8::", "2001:db8::1", 127},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto network = IpNetwork::parse(row.text);
    REQUIRE(network);
    CHECK(*network == IpNetwork{*IpAddress::parse(row.first), row.bits});
    CHECK(network->last() == *IpAddress::parse(row.last));
  }
}

TEST_CASE("what has no usable prefix length is no network") {
  for (const auto* text :
       {"", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/2x",
        "192.0.2.0/24/24", "2001:db8::/129", "192.0.2/24", "192.0.2.0/255.255.255.0"}) {
    CAPTURE(text);
    CHECK(IpNetwork::parse(text) == std::nullopt);
  }
}

TEST_CASE("a network contains its own addresses and no others") {
  const auto v4 = *IpNetwork::parse("192.0.2.64/28");
  CHECK(v4.contains(*IpAddress::parse("192.0.2.64")));
  CHECK(v4.contains(*IpAddress::parse("192.0.2.79")));
  CHECK_FALSE(v4.contains(*IpAddress::parse("192.0.2.63")));
  CHECK_FALSE(v4.contains(*IpAddress::parse("192.0.2.80")));
  const auto v6 = *IpNetwork::parse("2001:db8::/32");
  CHECK(v6.contains(*IpAddress::parse("2001:db8:ffff::1")));
  CHECK_FALSE(v6.contains(*IpAddress::parse("2001:db9::1")));
  CHECK_FALSE(IpNetwork::parse("0.0.0.0/0")->contains(*IpAddress::parse("::1")));
  CHECK_FALSE(IpNetwork::parse("::/0")->contains(*IpAddress::parse("192.0.2.1")));
}

TEST_CASE("A network is written as it is read, a block of one as its address") {
  for (const std::string text : {"192.0.2.0/24", "0.0.0.0/0", "192.0.2.1", "2001:db8::/32", "2001:db8::1"})
    CHECK(IpNetwork::parse(text)->text() == text);
  CHECK(IpNetwork::parse("192.0.2.77/24")->text() == "192.0.2.0/24");
  CHECK(IpNetwork::parse("2001:db8::1/128")->text() == "2001:db8::1");
}

}  // namespace
}  // namespace ruascope
