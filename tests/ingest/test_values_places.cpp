// SPDX-License-Identifier: MIT
#include "ingest/values.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using Warnings = std::vector<Warning>;

struct Time {
  const char* text;
  std::optional<std::int64_t> seconds;
  Warnings warnings;
};

void check(const std::vector<Time>& rows) {
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Notes notes;
    CHECK(read_epoch(row.text, notes) == row.seconds);
    CHECK(notes.warnings() == row.warnings);
  }
}

TEST_CASE("a time is seconds since the epoch, without its fraction") {
  check({{"1700006400", 1700006400, {}},
         {" 1700006400\n", 1700006400, {}},
         {"1700006400.0", 1700006400, {}},
         {"1700006400.75", 1700006400, {}},
         {"0", 0, {}},
         {"99999999999", 99999999999, {}}});
}

TEST_CASE("milliseconds and ISO 8601 times are mended and noted") {
  check({{"1700006400000", 1700006400, {{"period", "milliseconds", 1}}},
         {"1700006400999", 1700006400, {{"period", "milliseconds", 1}}},
         {"2023-11-15", 1700006400, {{"period", "ISO 8601 time", 1}}},
         {"2023-11-15T23:59:59Z", 1700092799, {{"period", "ISO 8601 time", 1}}},
         {"2023-11-15 23:59:59", 1700092799, {{"period", "ISO 8601 time", 1}}}});
}

TEST_CASE("what is no time is not taken for one") {
  check({{"", std::nullopt, {}},
         {"yesterday", std::nullopt, {}},
         {"2023-02-30", std::nullopt, {}},
         {"2023-11-15T24:00:00Z", std::nullopt, {}},
         {"2023-11-15T12:60:00Z", std::nullopt, {}},
         {"2023-11-15T12:00", std::nullopt, {}},
         {"15 Nov 2023", std::nullopt, {}},
         {".5", std::nullopt, {}},
         {"99999999999999999999", std::nullopt, {}}});
}

// Whatever follows the first dot is thrown away unread.
TEST_CASE("a number in scientific notation is not taken for its first digit") {
  check({{"1.7000064e9", std::nullopt, {}}});
}
TEST_CASE("a date with dots is not taken for its first number") { check({{"15.11.2023", std::nullopt, {}}}); }
// The parts of the time of day are read as signed numbers.
TEST_CASE("a time of day has no sign") { check({{"2023-11-15T-1:00:00Z", std::nullopt, {}}}); }

struct Address {
  const char* text;
  const char* address;  // empty: none
  Warnings warnings;
};

void check(const std::vector<Address>& rows) {
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Notes notes;
    const auto address = read_address(row.text, notes);
    CHECK((address ? address->text() : "") == row.address);
    CHECK(notes.warnings() == row.warnings);
  }
}

TEST_CASE("an address is read in any spelling of its own") {
  check({{"192.0.2.1", "192.0.2.1", {}},
         {" 192.0.2.1\n", "192.0.2.1", {}},
         {"2001:DB8:0:0:0:0:0:1", "2001:db8::1", {}},
         {"::1", "::1", {}},
         {"10.0.0.1", "10.0.0.1", {}}});
}

TEST_CASE("an address is freed of what stands around it, and that is noted") {
  check({{"::ffff:192.0.2.1", "192.0.2.1", {{"ip", "source_ip=::ffff:192.0.2.1", 1}}},
         {"[192.0.2.1]", "192.0.2.1", {{"ip", "source_ip=[192.0.2.1]", 1}}},
         {"192.0.2.1:25", "192.0.2.1", {{"ip", "source_ip=192.0.2.1:25", 1}}},
         {"[2001:db8::1]", "2001:db8::1", {{"ip", "source_ip=[2001:db8::1]", 1}}},
         {"[2001:db8::1]:25", "2001:db8::1", {{"ip", "source_ip=[2001:db8::1]:25", 1}}},
         {"fe80::1%eth0", "fe80::1", {{"ip", "source_ip=fe80::1%eth0", 1}}},
         {"IPv6:2001:db8::1", "2001:db8::1", {{"ip", "source_ip=IPv6:2001:db8::1", 1}}},
         {"192.000.002.001", "192.0.2.1", {{"ip", "source_ip=192.000.002.001", 1}}},
         {"010.000.000.010", "10.0.0.10", {{"ip", "source_ip=010.000.000.010", 1}}}});
}

// The tag is taken off before the brackets, and RFC 5321 puts it within them.
TEST_CASE("an address literal of mail is an address") {
  check({{"[IPv6:2001:db8::1]", "2001:db8::1", {{"ip", "source_ip=[IPv6:2001:db8::1]", 1}}}});
}

TEST_CASE("what holds no address gives none") {
  check({{"", "", {}},
         {"unknown", "", {}},
         {"108r.166.27.220", "", {}},
         {"256.0.0.1", "", {}},
         {"192.0.2.0/24", "", {}},
         {"mail.example.com", "", {}},
         {"[", "", {}},
         {"[]", "", {}},
         {"2001:db8::1::2", "", {}}});
}

struct Domain {
  const char* text;
  const char* domain;
  Warnings warnings;
};

TEST_CASE("a domain is stored in the form it is compared in") {
  const std::vector<Domain> rows{
      {"Example.COM.", "example.com", {}},
      {" example.com\n", "example.com", {}},
      {"m\xC3\xBCnchen.example", "xn--mnchen-3ya.example", {}},
      {"", "", {}},
      {"<>", "", {}},
      {"a\xE2\x80\x8E"
       "B.example",
       "a\xE2\x80\x8E"
       "b.example",
       {{"domain",
         "header_from=a\xE2\x80\x8E"
         "B.example",
         1}}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    Notes notes;
    CHECK(read_domain(row.text, "header_from", notes) == row.domain);
    CHECK(notes.warnings() == row.warnings);
  }
}

TEST_CASE("of a mail address the part behind the at sign is the domain") {
  for (const auto* text : {"a@Example.com", "<a@example.com>", "A <a@example.com>", "\"a@b\"@example.com"}) {
    CAPTURE(text);
    Notes notes;
    CHECK(read_domain(text, "envelope_from", notes) == "example.com");
  }
}

}  // namespace
}  // namespace ruascope
