// SPDX-License-Identifier: MIT
#include "analysis/alignment.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

TEST_CASE("The organizational domain is the public suffix and one label") {
  CHECK(organizational_domain("example.com") == "example.com");
  CHECK(organizational_domain("mail.example.com") == "example.com");
  CHECK(organizational_domain("a.b.example.co.uk") == "example.co.uk");
  CHECK(organizational_domain("host.unknown-top-level") == "host.unknown-top-level");
  CHECK(organizational_domain("a.firm.example") == "firm.example");
}

TEST_CASE("A public suffix is its own organizational domain") {
  CHECK(organizational_domain("com") == "com");
  CHECK(organizational_domain("co.uk") == "co.uk");
  CHECK(organizational_domain("localhost") == "localhost");
  CHECK(organizational_domain("") == "");
}

TEST_CASE("Suffixes beyond ASCII are known by their A-labels") {
  CHECK(organizational_domain("mail.xn--bcher-kva.de") == "xn--bcher-kva.de");
  CHECK(organizational_domain("a.b.xn--55qx5d.cn") == "b.xn--55qx5d.cn");  // a registry below .cn
  CHECK(organizational_domain("mail.firm.xn--p1ai") == "firm.xn--p1ai");
}

TEST_CASE("Private suffixes of the list count as suffixes") {
  CHECK(organizational_domain("www.user.github.io") == "user.github.io");
  CHECK(organizational_domain("github.io") == "github.io");
}

TEST_CASE("Strict alignment asks for equal names") {
  CHECK(is_aligned("example.com", "example.com", AlignmentMode::strict));
  CHECK_FALSE(is_aligned("mail.example.com", "example.com", AlignmentMode::strict));
  CHECK_FALSE(is_aligned("example.com", "mail.example.com", AlignmentMode::strict));
}

TEST_CASE("Relaxed alignment asks for equal organizational domains") {
  CHECK(is_aligned("mail.example.com", "example.com", AlignmentMode::relaxed));
  CHECK(is_aligned("example.com", "mail.example.com", AlignmentMode::relaxed));
  CHECK(is_aligned("a.example.co.uk", "b.example.co.uk", AlignmentMode::relaxed));
  CHECK_FALSE(is_aligned("other.co.uk", "example.co.uk", AlignmentMode::relaxed));
  CHECK_FALSE(is_aligned("notexample.com", "example.com", AlignmentMode::relaxed));
  CHECK_FALSE(is_aligned("one.github.io", "two.github.io", AlignmentMode::relaxed));
}

TEST_CASE("No domain is aligned with nothing") {
  CHECK_FALSE(is_aligned("", "example.com", AlignmentMode::relaxed));
  CHECK_FALSE(is_aligned("", "", AlignmentMode::strict));
}

ResultSet results_of(std::vector<DkimEntry> dkim, std::vector<SpfEntry> spf) {
  ResultSet results;
  results.header_from = "example.com";
  results.dkim = {Verdict::unknown, "odd"};
  results.spf = {Verdict::unknown, "odd"};
  results.dkim_results = std::move(dkim);
  results.spf_results = std::move(spf);
  return results;
}

DkimEntry dkim(const std::string& domain, DkimResult result) {
  return {domain, "s1", {result, {}}, std::nullopt};
}

SpfEntry spf(const std::string& domain, std::optional<SpfScope> scope, SpfResult result) {
  SpfEntry entry{domain, std::nullopt, {result, {}}, std::nullopt};
  if (scope) entry.scope = Token<SpfScope>{*scope, {}};
  return entry;
}

// The derived verdicts: "pass fail" is DKIM pass, SPF fail.
std::string derived(ResultSet results, const PublishedPolicy& policy = {}) {
  derive_verdict(policy, results);
  CHECK(results.dkim.raw.empty());
  CHECK(results.spf.raw.empty());
  return std::string{name_of(results.dkim.value)} + " " + std::string{name_of(results.spf.value)};
}

TEST_CASE("Without evidence both verdicts are fail") { CHECK(derived(results_of({}, {})) == "fail fail"); }

TEST_CASE("One aligned signature that passes is a DKIM pass") {
  CHECK(derived(results_of(
            {dkim("other.example", DkimResult::pass), dkim("mail.example.com", DkimResult::pass)}, {})) ==
        "pass fail");
  CHECK(derived(results_of({dkim("other.example", DkimResult::pass), dkim("example.com", DkimResult::fail)},
                           {})) == "fail fail");
  for (const auto result : {DkimResult::none, DkimResult::policy, DkimResult::neutral, DkimResult::temperror,
                            DkimResult::permerror, DkimResult::unknown})
    CHECK(derived(results_of({dkim("example.com", result)}, {})) == "fail fail");
}

TEST_CASE("SPF counts for MAIL FROM, and where the scope is not said") {
  CHECK(derived(results_of({}, {spf("bounce.example.com", SpfScope::mfrom, SpfResult::pass)})) ==
        "fail pass");
  CHECK(derived(results_of({}, {spf("example.com", std::nullopt, SpfResult::pass)})) == "fail pass");
  CHECK(derived(results_of({}, {spf("other.example", SpfScope::mfrom, SpfResult::pass)})) == "fail fail");
  CHECK(derived(results_of({}, {spf("example.com", SpfScope::mfrom, SpfResult::softfail)})) == "fail fail");
  CHECK(derived(results_of({}, {spf("", SpfScope::mfrom, SpfResult::pass)})) == "fail fail");
}

TEST_CASE("SPF counts for HELO only where the reverse-path is empty") {
  auto results = results_of({}, {spf("mx.example.com", SpfScope::helo, SpfResult::pass)});
  CHECK(derived(results) == "fail fail");
  results.envelope_from = "example.com";
  CHECK(derived(results) == "fail fail");
  results.envelope_from = "";
  CHECK(derived(results) == "fail pass");
}

TEST_CASE("The published alignment modes decide, each for its own") {
  const auto results = results_of({dkim("mail.example.com", DkimResult::pass)},
                                  {spf("mail.example.com", SpfScope::mfrom, SpfResult::pass)});
  PublishedPolicy policy;
  CHECK(derived(results, policy) == "pass pass");
  policy.adkim = Token<AlignmentMode>{AlignmentMode::strict, {}};
  CHECK(derived(results, policy) == "fail pass");
  policy.aspf = Token<AlignmentMode>{AlignmentMode::strict, {}};
  CHECK(derived(results, policy) == "fail fail");
  policy.adkim = Token<AlignmentMode>{AlignmentMode::relaxed, {}};
  CHECK(derived(results, policy) == "pass fail");
}

TEST_CASE("Deriving leaves the evidence as it is") {
  auto results = results_of({dkim("example.com", DkimResult::pass)}, {});
  const auto before = results;
  derive_verdict({}, results);
  CHECK(results.dkim_results == before.dkim_results);
  CHECK(results.header_from == before.header_from);
  CHECK(results.derived() == before.derived());
}

}  // namespace
}  // namespace ruascope
