// SPDX-License-Identifier: MIT
// SPF records with all that they include (RFC 7208 section 4.6.4).
#include "analysis/spf_tree.hpp"
#include "tests/analysis/window_text.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

using Dns = std::map<DnsQuestion, std::vector<std::string>>;

Dns txt(const std::map<std::string, std::string>& records) {
  Dns dns;
  for (const auto& [name, record] : records) dns[{name, DnsType::txt}] = {record};
  return dns;
}

SpfTree tree_of(const Dns& dns, const std::string& domain = "a.example") {
  auto book = book_of(dns);
  return spf_tree(book, domain);
}

bool passes(const SpfTree& tree, const std::string& address) {
  return network_of(tree, *IpAddress::parse(address)) != nullptr;
}

TEST_CASE("Each term that needs DNS costs a look-up, and so does what it includes") {
  CHECK(tree_of(txt({{"a.example", "v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 -all"}})).lookups == 0);
  CHECK(tree_of(txt({{"a.example", "v=spf1 a mx ptr exists:x.example -all"}})).lookups == 4);
  const auto tree = tree_of(txt({{"a.example", "v=spf1 include:b.example redirect=c.example"},
                                 {"b.example", "v=spf1 a include:d.example -all"},
                                 {"c.example", "v=spf1 mx -all"},
                                 {"d.example", "v=spf1 exists:%{i}.d.example -all"}}));
  CHECK(tree.lookups == 6);
  CHECK(tree.nodes.size() == 4);
  CHECK(tree.nodes[1].domain == "b.example");
  CHECK(tree.nodes[1].lookups == 3);
  CHECK(tree.is_known);
}

TEST_CASE("What passes are the addresses of terms with a plus, through includes with a plus alone") {
  auto dns =
      txt({{"a.example",
            "v=spf1 ip4:192.0.2.0/28 -ip4:198.51.100.1 include:b.example ?include:c.example mx/24 a -all"},
           {"b.example", "v=spf1 ip6:2001:db8:5::/48 ~ip4:198.51.100.2 -all"},
           {"c.example", "v=spf1 ip4:198.51.100.3 -all"}});
  dns[{"a.example", DnsType::mx}] = {"10 mail.a.example", "20 ."};
  dns[{"mail.a.example", DnsType::a}] = {"203.0.113.9"};
  dns[{"a.example", DnsType::aaaa}] = {"2001:db8::80"};
  const auto tree = tree_of(dns);
  for (const auto* good : {"192.0.2.15", "2001:db8:5::77", "203.0.113.200", "2001:db8::80"})
    CHECK(passes(tree, good));
  for (const auto* bad : {"192.0.2.16", "198.51.100.1", "198.51.100.2", "198.51.100.3", "2001:db8::81"})
    CHECK_FALSE(passes(tree, bad));
  CHECK(tree.voids.empty());
}

TEST_CASE("The first term that matches decides, and what an include refuses goes on behind it") {
  const auto dns =
      txt({{"a.example",
            "v=spf1 -ip4:192.0.2.1 ?include:c.example ip4:192.0.2.0/24 include:b.example include:d.example "
            "redirect=r.example"},
           {"b.example", "v=spf1 -ip4:198.51.100.1 ~ip4:198.51.100.2 ip4:198.51.100.0/28 -all"},
           {"c.example", "v=spf1 -ip4:192.0.2.4 ip4:192.0.2.0/29 -all"},
           {"d.example", "v=spf1 ip4:198.51.100.1 -all"},
           {"r.example", "v=spf1 -ip4:203.0.113.1 ip4:203.0.113.0/24 -all"}});
  const auto tree = tree_of(dns);
  // 192.0.2.2 is neutral by c.example, 192.0.2.4 is not; d.example lets pass what b.example refuses.
  for (const auto* good : {"192.0.2.4", "192.0.2.9", "198.51.100.1", "198.51.100.3", "203.0.113.2"})
    CHECK(passes(tree, good));
  for (const auto* bad : {"192.0.2.1", "192.0.2.2", "198.51.100.2", "203.0.113.1", "2001:db8::1"})
    CHECK_FALSE(passes(tree, bad));
}

TEST_CASE("A network that names nobody hides none that does, and \"all\" in an include ends it alone") {
  const auto large =
      tree_of(txt({{"a.example", "v=spf1 ip4:0.0.0.0/1 ip6:2000::/3 ip4:192.0.2.1 ip6:2001:db8::/32"}}));
  CHECK(passes(large, "192.0.2.1"));
  CHECK(passes(large, "2001:db8::1"));
  CHECK_FALSE(passes(large, "100.64.0.1"));
  const auto refused = tree_of(txt({{"a.example", "v=spf1 -ip4:0.0.0.0/0 ip4:192.0.2.1 ip6:2001:db8::/32"}}));
  CHECK_FALSE(passes(refused, "192.0.2.1"));
  CHECK(passes(refused, "2001:db8::1"));
  const auto ended = tree_of(
      txt({{"a.example", "v=spf1 include:b.example ip4:192.0.2.1 ~all"}, {"b.example", "v=spf1 -all"}}));
  CHECK(passes(ended, "192.0.2.1"));
}

TEST_CASE("What leads back to itself is told, and ends") {
  const auto own = tree_of(txt({{"a.example", "v=spf1 include:a.example -all"}}));
  REQUIRE(own.nodes.size() == 2);
  CHECK(own.nodes[1].outcome == SpfOutcome::circle);
  const auto far = tree_of(
      txt({{"a.example", "v=spf1 include:b.example -all"}, {"b.example", "v=spf1 redirect=a.example"}}));
  CHECK(far.nodes.back().outcome == SpfOutcome::circle);
  // The same record twice is no circle.
  const auto twice = tree_of(txt({{"a.example", "v=spf1 include:b.example include:b.example -all"},
                                  {"b.example", "v=spf1 ip4:192.0.2.1 -all"}}));
  CHECK(twice.nodes.back().outcome == SpfOutcome::sound);
}

TEST_CASE("What cannot be followed is told by how it fails") {
  auto dns = txt({{"a.example", "v=spf1 include:none.example include:bad.example include:two.example -all"},
                  {"bad.example", "v=spf1 ipp4:192.0.2.1 -all"}});
  dns[{"two.example", DnsType::txt}] = {"v=spf1 -all", "v=spf1 ~all"};
  const auto tree = tree_of(dns);
  REQUIRE(tree.nodes.size() == 4);
  CHECK(tree.nodes[1].outcome == SpfOutcome::none);
  CHECK(tree.nodes[2].outcome == SpfOutcome::invalid);
  CHECK(tree.nodes[3].outcome == SpfOutcome::several);
  REQUIRE(tree.voids.size() == 1);
  CHECK(tree.voids[0].term == "include:none.example");
  CHECK(tree.voids[0].node == 0);
}

TEST_CASE("A name with other TXT records alone has no SPF record, and is no void look-up") {
  const auto tree = tree_of(txt({{"a.example", "v=spf1 include:b.example -all"}, {"b.example", "other"}}));
  CHECK(tree.nodes[1].outcome == SpfOutcome::none);
  CHECK(tree.voids.empty());
}

TEST_CASE("However much a record includes, there is an end to what is asked") {
  std::map<std::string, std::string> wide{{"a.example", "v=spf1"}};
  for (int at = 0; at < 300; ++at) {
    wide["a.example"] += fmt::format(" include:n{}.example", at);
    wide[fmt::format("n{}.example", at)] = "v=spf1 a:x.example a:y.example -all";
  }
  const auto tree = tree_of(txt(wide));
  CHECK(tree.is_cut);
  CHECK(tree.nodes.size() <= 100);
  std::string many = "v=spf1";
  for (int at = 0; at < 1000; ++at) many += fmt::format(" a:n{}.example", at);
  CHECK(tree_of(txt({{"a.example", many}})).is_cut);
}

TEST_CASE("Records that each ask for much are not asked for all of it") {
  std::map<std::string, std::string> wide{{"a.example", "v=spf1"}};
  for (int at = 0; at < 90; ++at) {
    wide["a.example"] += fmt::format(" include:n{}.example", at);
    auto& record = wide[fmt::format("n{}.example", at)] = "v=spf1";
    for (int term = 0; term < 100; ++term) record += fmt::format(" a:h{}-{}.example", at, term);
  }
  std::size_t questions = 0;
  const auto dns = txt(wide);
  DnsBook book([&](const DnsQuestion& question) -> std::optional<KnownDns> {
    ++questions;
    KnownDns known;
    const auto found = dns.find(question);
    known.fact = {question, DnsStatus::nxdomain, {}, 0, 0, ""};
    if (found != dns.end()) known.fact = {question, DnsStatus::found, found->second, 0, 0, ""};
    return known;
  });
  const auto tree = spf_tree(book, "a.example");
  CHECK(tree.is_cut);
  CHECK_FALSE(tree.is_known);
  CHECK(questions == 1000);
}

TEST_CASE("Of more than ten mail servers ten are looked at, and that is told") {
  auto dns = txt({{"a.example", "v=spf1 mx -all"}});
  for (int at = 1; at <= 11; ++at) {
    dns[{"a.example", DnsType::mx}].push_back(fmt::format("{} m{}.example", at, at));
    dns[{fmt::format("m{}.example", at), DnsType::a}] = {fmt::format("192.0.2.{}", at)};
  }
  const auto tree = tree_of(dns);
  REQUIRE(tree.many_hosts.size() == 1);
  CHECK(tree.many_hosts[0].term == "mx");
  CHECK(passes(tree, "192.0.2.10"));
  CHECK_FALSE(passes(tree, "192.0.2.11"));
}

TEST_CASE("What is lacking is noted, and the tree is not called known") {
  DnsBook book([](const DnsQuestion& question) -> std::optional<KnownDns> {
    if (question.name != "a.example") return std::nullopt;
    KnownDns known;
    known.fact = {question, DnsStatus::found, {"v=spf1 include:b.example a:c.example -all"}, 0, 0, ""};
    return known;
  });
  CHECK_FALSE(spf_tree(book, "a.example").is_known);
  CHECK(book.take_lacking() == std::vector<DnsQuestion>{{"b.example", DnsType::txt},
                                                        {"c.example", DnsType::a},
                                                        {"c.example", DnsType::aaaa}});
}

}  // namespace
}  // namespace ruascope::test
