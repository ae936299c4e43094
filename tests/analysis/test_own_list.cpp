// SPDX-License-Identifier: MIT
#include "analysis/own_list.hpp"
#include "tests/analysis/window_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

IpAddress ip(const char* text) { return IpAddress::parse(text).value(); }

std::string value_of(const OwnEntry* entry) { return entry == nullptr ? "" : entry->value; }

// "dkim a.example/s1": the entry by which the first source of a window is own, as its evidence has it.
std::string entry_of_first(const std::string& text) {
  const std::string before = "listed as own (";
  const auto judgement = judged(text).at(0);
  for (const auto& line : judgement.evidence)
    if (line.starts_with(before)) return line.substr(before.size(), line.find(')') - before.size());
  return {};
}

TEST_CASE("Addresses and blocks list what is in them") {
  const OwnList own({{OwnKind::address, "192.0.2.1", ""},
                     {OwnKind::address, "198.51.100.0/25", ""},
                     {OwnKind::address, "2001:db8:1::/48", ""}});
  CHECK(value_of(own.entry_of(ip("192.0.2.1"))) == "192.0.2.1");
  CHECK(value_of(own.entry_of(ip("::ffff:192.0.2.1"))) == "192.0.2.1");
  CHECK(value_of(own.entry_of(ip("198.51.100.127"))) == "198.51.100.0/25");
  CHECK(value_of(own.entry_of(ip("2001:db8:1:ffff::1"))) == "2001:db8:1::/48");
  for (const char* text : {"192.0.2.2", "198.51.100.128", "2001:db8:2::1", "::1"})
    CHECK_FALSE(own.entry_of(ip(text)));
}

TEST_CASE("What is ignored is not own, and what is own is not ignored") {
  const OwnList own({{OwnKind::ignore, "192.0.2.0/28", "a scanner"}, {OwnKind::address, "192.0.2.64", ""}});
  REQUIRE(own.ignored(ip("192.0.2.15")));
  CHECK(own.ignored(ip("192.0.2.15"))->note == "a scanner");
  CHECK_FALSE(own.ignored(ip("192.0.2.16")));
  CHECK_FALSE(own.ignored(ip("192.0.2.64")));
  CHECK_FALSE(own.entry_of(ip("192.0.2.15")));
}

TEST_CASE("Domains are listed for themselves") {
  const OwnList own({{OwnKind::domain, "b.example", ""},
                     {OwnKind::dkim, "c.example", ""},
                     {OwnKind::domain, "a.example", ""}});
  CHECK(own.domains() == std::vector<std::string>{"b.example", "a.example"});
  CHECK(OwnList({}).domains().empty());
}

// Seen by so many that it is no forwarder.
#define WIDELY "192.0.2.1 at=1-3 "

TEST_CASE("A listed signature is told by its d= and selector, a listed d= by any selector") {
  CHECK(entry_of_first(WIDELY "dkim=a.example/s1; own dkim a.example/s1") == "dkim a.example/s1");
  CHECK(entry_of_first(WIDELY "dkim=a.example/s1; own dkim a.example") == "dkim a.example");
  CHECK(entry_of_first(WIDELY "dkim=a.example; own dkim a.example") == "dkim a.example");
  CHECK(entry_of_first(WIDELY "dkim=m.a.example/s1; own dkim m.a.example/s1") == "dkim m.a.example/s1");
  CHECK(entry_of_first(WIDELY "dkim=postly.example/k; own dkim postly.example") == "dkim postly.example");
  CHECK(entry_of_first(WIDELY "dkim=a.example/s2; own dkim a.example/s1").empty());
  CHECK(entry_of_first(WIDELY "dkim=m.a.example/s1; own dkim a.example/s1").empty());
  CHECK(entry_of_first(WIDELY "dkim=a.example/s1:fail; own dkim a.example/s1").empty());
}

TEST_CASE("A listed SPF include is told by the organization of envelopes that pass") {
  CHECK(entry_of_first("192.0.2.1 spf=b.postly.example; own include _spf.postly.example") ==
        "include _spf.postly.example");
  CHECK(entry_of_first("192.0.2.1 spf=b.postly.example; own include s.m.postly.example") ==
        "include s.m.postly.example");
  CHECK(entry_of_first("192.0.2.1 spf=b.postly.example:fail; own include postly.example").empty());
  CHECK(entry_of_first("192.0.2.1 spf=other.example; own include postly.example").empty());
  CHECK(entry_of_first("192.0.2.1 dkim=postly.example; own include postly.example").empty());
}

TEST_CASE("The address is asked before the signature, the signature before the include") {
  const std::string mail = WIDELY "dkim=a.example/s1 spf=b.postly.example; own include postly.example";
  CHECK(entry_of_first(mail + "; own dkim a.example; own address 192.0.2.1") == "address 192.0.2.1");
  CHECK(entry_of_first(mail + "; own dkim a.example; own dkim a.example/s1") == "dkim a.example/s1");
  CHECK(entry_of_first(mail + "; own domain a.example; own ignore 192.0.2.1") == "include postly.example");
}

}  // namespace
}  // namespace ruascope
