// SPDX-License-Identifier: MIT
// The tree walk of RFC 9989 section 4.10.
#include "analysis/dmarc_discovery.hpp"
#include "tests/analysis/window_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

using Zone = std::map<std::string, std::vector<std::string>>;  // the records at _dmarc.NAME

DmarcDiscovery discover(const Zone& zone, const std::string& domain) {
  std::map<DnsQuestion, std::vector<std::string>> dns;
  for (const auto& [name, records] : zone) dns[{"_dmarc." + name, DnsType::txt}] = records;
  auto book = book_of(dns);
  return discover_dmarc(book, domain);
}

std::string policy_of(const DmarcDiscovery& found) {
  return found.policy() == nullptr ? "none" : found.policy()->domain;
}

std::vector<std::string> names_of(const DmarcDiscovery& found) {
  std::vector<std::string> names;
  for (const auto& step : found.steps) names.push_back(step.domain);
  return names;
}

TEST_CASE("The walk goes up label by label, and ends at the top") {
  const auto found = discover({}, "a.b.example");
  CHECK(names_of(found) == std::vector<std::string>{"a.b.example", "b.example", "example"});
  CHECK(found.is_known);
  CHECK(found.organizational == "a.b.example");
  CHECK(policy_of(found) == "none");
}

TEST_CASE("A long name costs eight questions: from the second on seven labels are left") {
  const auto found = discover({}, "a.b.c.d.e.f.g.h.i.j.example");
  REQUIRE(found.steps.size() == 8);
  CHECK(found.steps[0].domain == "a.b.c.d.e.f.g.h.i.j.example");
  CHECK(found.steps[1].domain == "e.f.g.h.i.j.example");
  CHECK(found.steps[7].domain == "example");
  CHECK(discover({}, "a.b.c.d.e.f.g.example").steps.size() == 8);
  CHECK(discover({}, "b.c.d.e.f.g.example").steps.size() == 7);
}

TEST_CASE("The shortest name with a record is the organizational domain") {
  const Zone zone{{"example.test", {"v=DMARC1; p=reject"}}, {"a.example.test", {"v=DMARC1; p=none"}}};
  const auto own = discover(zone, "a.example.test");
  CHECK(own.organizational == "example.test");
  CHECK(policy_of(own) == "a.example.test");
  const auto below = discover(zone, "x.a.example.test");
  CHECK(below.organizational == "example.test");
  CHECK(policy_of(below) == "example.test");  // not that of the names between
  CHECK(policy_of(discover(zone, "b.example.test")) == "example.test");
}

TEST_CASE("psd=n ends the walk: that is the organizational domain") {
  const Zone zone{{"test", {"v=DMARC1; p=reject; psd=y"}}, {"org.test", {"v=DMARC1; p=quarantine; psd=n"}}};
  const auto found = discover(zone, "a.org.test");
  CHECK(found.organizational == "org.test");
  CHECK(policy_of(found) == "org.test");
  CHECK(names_of(found).back() == "org.test");
}

TEST_CASE("psd=y ends the walk: one label below it is the organizational domain, with the suffix's record") {
  const Zone zone{{"test", {"v=DMARC1; p=reject; psd=y"}}};
  const auto found = discover(zone, "a.b.test");
  CHECK(found.organizational == "b.test");
  CHECK(policy_of(found) == "test");
  const Zone both{{"test", {"v=DMARC1; p=reject; psd=y"}}, {"b.test", {"v=DMARC1; p=none"}}};
  CHECK(policy_of(discover(both, "a.b.test")) == "b.test");
  // Where the walk begins it says nothing of what is below.
  CHECK(discover(zone, "test").organizational == "test");
}

TEST_CASE("Several records are none, and so is one that receivers do not heed") {
  for (const auto& records : {std::vector<std::string>{"v=DMARC1; p=none", "v=DMARC1; p=reject"},
                              std::vector<std::string>{"v=DMARC1; p=nonsense"},
                              std::vector<std::string>{"v=DMARC2; p=reject", "v=spf1 -all"}}) {
    const auto found = discover({{"a.test", records}, {"test", {"v=DMARC1; p=quarantine"}}}, "a.test");
    CHECK(policy_of(found) == "test");
  }
  // Other TXT records beside it do no harm.
  CHECK(policy_of(discover({{"a.test", {"v=spf1 -all", "v=DMARC1; p=reject"}}}, "a.test")) == "a.test");
}

TEST_CASE("Where an answer is lacking or failed nothing is known, and what is lacking is told once") {
  DnsBook book([](const DnsQuestion& question) -> std::optional<KnownDns> {
    if (question.name != "_dmarc.a.test") return std::nullopt;
    KnownDns known;
    known.fact = {question, DnsStatus::servfail, {}, 0, 0, ""};
    return known;
  });
  CHECK_FALSE(walked_organizational_domain(book, "a.test"));
  CHECK(book.take_lacking() == std::vector<DnsQuestion>{{"_dmarc.test", DnsType::txt}});
  CHECK_FALSE(walked_organizational_domain(book, "a.test"));
  CHECK(book.take_lacking().empty());
}

}  // namespace
}  // namespace ruascope::test
