// SPDX-License-Identifier: MIT
#include "analysis/spf_record.hpp"

#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace std::string_literals;

// The faults of a record and what receivers pass over, a line each.
std::string faults(std::string_view txt) {
  std::string lines;
  const auto record = parse_spf(txt);
  for (const auto* list : {&record.faults, &record.ignored})
    for (const auto& fault : *list) lines += fault + "\n";
  return lines;
}

// The only term of a record without fault.
SpfTerm term(const std::string& text) {
  const auto record = parse_spf("v=spf1 " + text);
  INFO(text << "\n" << faults("v=spf1 " + text));
  CHECK(record.faults.empty());
  REQUIRE(record.terms.size() == 1);
  CHECK(record.terms[0].text == text);
  return record.terms[0];
}

TEST_CASE("An SPF record is told by its version") {
  for (const auto txt : {"v=spf1", "v=spf1 ", "V=SPF1 -all", "v=spf1  a"}) CHECK(is_spf_record(txt));
  for (const auto txt :
       {"", "v=spf", "v=spf10 a", "v=spf1;a", " v=spf1", "v=spf2.0/pra", "v=spf1\ta", "spf1"})
    CHECK_FALSE(is_spf_record(txt));
  CHECK(parse_spf("v=spf1").faults.empty());
  CHECK(faults("v=DMARC1").starts_with("\"v=DMARC1\" does not begin with v=spf1\n"));
}

TEST_CASE("A record gives its terms in order") {
  const auto record = parse_spf("v=spf1 ip4:192.0.2.0/24  include:_spf.Post.example. ?a MX -ALL");
  CHECK(record.faults.empty());
  REQUIRE(record.terms.size() == 5);
  CHECK(record.terms[0].kind == SpfMechanism::ip4);
  CHECK(record.terms[0].network == IpNetwork::parse("192.0.2.0/24"));
  CHECK(record.terms[1].kind == SpfMechanism::include);
  CHECK(record.terms[1].domain == "_spf.post.example");
  CHECK(record.terms[1].text == "include:_spf.Post.example.");
  CHECK(record.terms[2].qualifier == '?');
  CHECK(record.terms[2].domain.empty());
  CHECK(record.terms[3].kind == SpfMechanism::mx);
  CHECK(record.terms[4].kind == SpfMechanism::all);
  CHECK(record.terms[4].qualifier == '-');
}

TEST_CASE("Prefix lengths of a and mx are read for both kinds of address") {
  const std::vector<std::pair<std::string, std::pair<int, int>>> cases{{"a", {32, 128}},
                                                                       {"a/24", {24, 128}},
                                                                       {"mx//64", {32, 64}},
                                                                       {"a/24//64", {24, 64}},
                                                                       {"mx:b.example/0", {0, 128}},
                                                                       {"a:b.example/28//0", {28, 0}},
                                                                       {"a:%{d/}.b.example/28", {28, 128}}};
  for (const auto& [text, bits] : cases) {
    CHECK(term(text).v4_bits == bits.first);
    CHECK(term(text).v6_bits == bits.second);
  }
  CHECK(term("mx:B.example/0").domain == "b.example");
}

TEST_CASE("Macros are seen") {
  for (const auto text : {"exists:%{i}._spf.b.example", "include:%{d2r.-}.b.example", "a:%{S}.b.example",
                          "ptr:%{h}", "exists:%%%_%-.b.example"})
    CHECK(term(text).has_macro);
  CHECK_FALSE(term("a:b.example").has_macro);
  for (const auto text : {"exists:%", "exists:%{i", "exists:%{}.b.example", "exists:%{x}.b.example",
                          "exists:%{i}\x01.b.example", "exists:%{d2r", "exists:%a.b.example"})
    CHECK(faults("v=spf1 "s + text).ends_with("\" has a bad domain\n"));
}

TEST_CASE("Networks of both kinds are read") {
  CHECK(term("ip4:192.0.2.1").network == IpNetwork::parse("192.0.2.1"));
  CHECK(term("~IP4:192.0.2.77/25").network == IpNetwork::parse("192.0.2.0/25"));
  CHECK(term("ip6:2001:db8::/32").network == IpNetwork::parse("2001:db8::/32"));
  CHECK(term("ip6:2001:db8::1").network == IpNetwork::parse("2001:db8::1"));
  CHECK_FALSE(term("a").network);
}

TEST_CASE("A redirect is read and an all makes it void") {
  const auto record = parse_spf("v=spf1 redirect=_spf.Post.example exp=why.b.example other=x%{d}");
  CHECK(record.faults.empty());
  CHECK(record.redirect == "_spf.post.example");
  CHECK_FALSE(record.redirect_has_macro);
  CHECK(parse_spf("v=spf1 redirect=%{d}.b.example").redirect_has_macro);
  for (const auto txt : {"v=spf1 -all redirect=b.example", "v=spf1 redirect=b.example -all"}) {
    CHECK(faults(txt) == "\"redirect=b.example\" is ignored, as there is an \"all\"\n");
    CHECK(parse_spf(txt).faults.empty());
    CHECK(parse_spf(txt).redirect.empty());
    CHECK(parse_spf(txt).terms.size() == 1);
  }
}

TEST_CASE("What stands behind all never counts, apart from an exp") {
  const auto record = parse_spf("v=spf1 ~all a -all exp=why.b.example");
  CHECK(record.terms.size() == 1);
  CHECK(record.faults.empty());
  REQUIRE(record.ignored.size() == 2);
  CHECK(record.ignored[0] == "\"a\" never counts, as it stands behind \"all\"");
  CHECK(record.ignored[1] == "\"-all\" never counts, as it stands behind \"all\"");
}

// Terms, and what is wrong with them.
const std::vector<std::pair<std::string, std::string>> faulty_terms{
    {"ipv4:192.0.2.1", "is no mechanism"},
    {"-", "is no mechanism"},
    {"192.0.2.1", "is no mechanism"},
    {":b.example", "is no mechanism"},
    {"+-a", "is no mechanism"},
    {"a\tmx", "is no mechanism"},
    {"all:b.example", "has more than \"all\""},
    {"ip4", "has no address"},
    {"ip4:", "is no address"},
    {"ip4:192.0.2.256", "is no address"},
    {"ip4:b.example", "is no address"},
    {"ip4:192.0.2.0/33", "has a bad prefix length"},
    {"ip4:192.0.2.0/", "has a bad prefix length"},
    {"ip4:192.0.2.0/024", "has a bad prefix length"},
    {"ip4:192.0.2.0/24/24", "has a bad prefix length"},
    {"ip4:192.0.2.0/99999999999999", "has a bad prefix length"},
    {"ip4:2001:db8::1", "is ip4 with an IPv6 address"},
    {"ip4:::ffff:192.0.2.1", "is ip4 with an IPv6 address"},
    {"ip6:192.0.2.1", "is ip6 with an IPv4 address"},
    {"ip6:2001:db8::/129", "has a bad prefix length"},
    {"ip6:::ffff:192.0.2.1", "matches no IPv6 address"},
    {"include", "has no domain"},
    {"include:", "has no domain"},
    {"exists", "has no domain"},
    {"a:", "has no domain"},
    {"include:localhost", "has a bad domain"},
    {"include:192.0.2.1", "has a bad domain"},
    {"include:b.example/24", "has a bad domain"},
    {"include:b..example", "has a bad domain"},
    {"a:.b.example", "has a bad domain"},
    {"ptr/24", "has a bad domain"},
    {"a/33", "has a bad prefix length"},
    {"mx//129", "has a bad prefix length"},
    {"a/24/64", "has a bad prefix length"},
    {"redirect=", "has no domain"},
    {"redirect=x", "has a bad domain"},
    {"exp=", "has no domain"},
    {"ip4=192.0.2.1", "has '=' for ':', and is ignored as an unknown modifier"},
    {"other=%", "has a bad character or macro"},
};

TEST_CASE("Each faulty term is named and left out") {
  for (const auto& [text, expected] : faulty_terms) {
    CHECK(faults("v=spf1 " + text) == "\"" + text + "\" " + expected + "\n");
    CHECK(parse_spf("v=spf1 " + text).terms.empty());
  }
  CHECK(faults("v=spf1 redirect=a.example redirect=b.example") ==
        "\"redirect=b.example\" is a second redirect\n");
  CHECK(parse_spf("v=spf1 redirect=a.example redirect=b.example").redirect == "a.example");
  CHECK(faults("v=spf1 exp=a.example EXP=b.example") == "\"EXP=b.example\" is a second exp\n");
}

TEST_CASE("Hostile SPF text costs little and is quoted in short") {
  const std::string megabyte(1000000, 'a');
  std::string many = "v=spf1";
  while (many.size() < 1000000) many += " a";
  const std::vector<std::string> cases{"",
                                       megabyte,
                                       many,
                                       "v=spf1 " + megabyte,
                                       "v=spf1 include:" + megabyte,
                                       "v=spf1 a/" + std::string(1000000, '9'),
                                       "v=spf1 " + std::string(1000000, ' '),
                                       "v=spf1 " + std::string(1000000, '\0'),
                                       "v=spf1 exists:" + std::string(1000000, '%'),
                                       "v=spf1 " + std::string(1000000, '\x80'),
                                       std::string(1000000, ';'),
                                       "v=spf1 a\0 ip4:192.0.2.1\0 -\0all"s};
  for (const auto& txt : cases) {
    const auto record = parse_spf(txt);
    CHECK(record.faults.size() <= 64);
    CHECK(record.terms.size() <= 32768);
    for (const auto& fault : record.faults) CHECK(fault.size() < 300);
  }
  CHECK(parse_spf(cases.back()).terms.empty());
  CHECK(parse_spf(many).terms.size() > 32000);
}

}  // namespace
}  // namespace ruascope
