// SPDX-License-Identifier: MIT
#include "analysis/alignment.hpp"
#include "analysis/cause_texts.hpp"
#include "tests/analysis/window_text.hpp"

#include <functional>
#include <set>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Visit = std::function<void(const ResultSet&)>;

// The causes of mail that passes stand first.
constexpr auto first_failing = Cause::forwarded_declared;

std::vector<std::vector<DkimEntry>> signature_lists() {
  std::vector<DkimEntry> all;
  for (const char* domain : {"a.example", "m.a.example", "postly.example", ""})
    for (std::size_t result = 0; result < names<DkimResult>.size(); ++result)
      all.push_back({domain, "s1", {static_cast<DkimResult>(result), {}}, std::nullopt});
  std::vector<std::vector<DkimEntry>> lists{{}};
  for (const auto& one : all) {
    lists.push_back({one});
    for (const auto& other : all) lists.push_back({one, other});
  }
  return lists;
}

std::vector<std::vector<SpfEntry>> spf_lists() {
  std::vector<std::vector<SpfEntry>> lists{{}};
  for (const char* domain : {"a.example", "m.a.example", "postly.example", ""})
    for (std::size_t result = 0; result < names<SpfResult>.size(); ++result)
      for (const auto scope : {SpfScope::mfrom, SpfScope::helo})
        lists.push_back(
            {{domain, Token<SpfScope>{scope, {}}, {static_cast<SpfResult>(result), {}}, std::nullopt}});
  return lists;
}

// Each mix of up to two signatures and an SPF result, by the verdicts that `dkim` and `spf` say.
void each_result_set(Verdict dkim, Verdict spf, const Visit& visit) {
  const auto signatures = signature_lists();
  for (const auto& checks : spf_lists())
    for (const auto& list : signatures) {
      ResultSet results;
      results.header_from = "a.example";
      results.dkim_results = list;
      results.spf_results = checks;
      results.dkim = {dkim, {}};
      results.spf = {spf, {}};
      visit(results);
    }
}

// What the window may tell beside it: each of the seven questions answered with yes or no.
constexpr unsigned all_surroundings = 1U << 7;
CauseSurroundings surroundings(unsigned bits, const SelectorBook& book) {
  const auto is_set = [bits](unsigned bit) { return (bits >> bit & 1U) != 0; };
  CauseSurroundings around{book, {}};
  around.modes.relaxed_dkim = around.modes.relaxed_spf = true;
  around.modes.strict_dkim = around.modes.strict_spf = is_set(0);
  around.is_known_address = is_set(1);
  around.is_steady = is_set(2);
  around.is_stable = is_set(3);
  around.is_neighbour = is_set(4);
  around.is_unused_name = is_set(5);
  around.is_one_provider = is_set(6);
  return around;
}

SelectorBook sound_selectors(Names& names) {
  SelectorBook book;
  book.take({names.number("a.example"), names.number("s1"), DkimResult::pass, true}, 1);
  return book;
}

// All causes of result sets with these verdicts, in all surroundings.
std::set<Cause> causes_with(Verdict dkim, Verdict spf, unsigned step) {
  std::set<Cause> causes;
  Names names;
  const SelectorBook unused;
  const auto sound = sound_selectors(names);
  unsigned bits = 0;
  each_result_set(dkim, spf, [&](const ResultSet& results) {
    const auto evidence = evidence_of(results, names);
    for (unsigned more = 0; more < all_surroundings; more += step, ++bits)
      for (const auto* book : {&unused, &sound})
        causes.insert(cause_of(evidence, surroundings((more + bits) % all_surroundings, *book)));
  });
  return causes;
}

constexpr unsigned some = 31;  // of the surroundings; which ones changes from result set to result set

TEST_CASE("Mail that passes never has a cause of failing, whatever is in it and around it") {
  for (const auto dkim : {Verdict::pass, Verdict::fail, Verdict::unknown})
    for (const auto spf : {Verdict::pass, Verdict::fail, Verdict::unknown}) {
      if (!passes_dmarc(dkim, spf)) continue;
      for (const auto cause : causes_with(dkim, spf, some)) {
        INFO(name_of(dkim) << "/" << name_of(spf) << ": " << name_of(cause));
        CHECK(cause < first_failing);
      }
    }
}

TEST_CASE("Mail that fails never has a cause of passing, but for a look-up that failed for a moment") {
  for (const auto dkim : {Verdict::fail, Verdict::unknown})
    for (const auto cause : causes_with(dkim, Verdict::fail, some)) {
      INFO(name_of(cause));
      CHECK((cause >= first_failing || cause == Cause::dns_transient));
    }
}

TEST_CASE("Only an SPF pass has the causes of SPF alone, only a DKIM pass those of DKIM alone") {
  for (const auto cause : causes_with(Verdict::pass, Verdict::fail, some))
    CHECK((cause > Cause::aligned_both && (cause <= Cause::dkim_alone || cause == Cause::dns_transient)));
  for (const auto cause : causes_with(Verdict::fail, Verdict::pass, some)) CHECK(cause > Cause::dkim_alone);
  CHECK(causes_with(Verdict::pass, Verdict::pass, some) == std::set<Cause>{Cause::aligned_both});
}

// A window of every result set with the verdicts of its own evidence, a source of few days each.
Window every_derived() {
  auto window = window_of("192.0.2.1 dkim=a.example/s1 spf=a.example");
  each_result_set(Verdict::unknown, Verdict::unknown, [&](ResultSet results) {
    if (results.dkim_results.size() > 1) return;
    derive_verdict({}, results);
    const auto number = static_cast<std::int64_t>(window.results.size());
    window.results.push_back(results);
    const auto address = IpAddress::from_bytes(std::string{10, 0, static_cast<char>(number / 7 % 128), 1});
    window.sources.push_back({"a.example", *address, 0, number, {{number, {number % 30 + 1}, {1}, {20458}}}});
  });
  return window;
}

TEST_CASE("Judging keeps to it: causes follow the verdict and their messages sum up, source by source") {
  const auto window = every_derived();
  const auto judgements = judged(window);
  REQUIRE(judgements.size() == window.sources.size());
  for (std::size_t index = 0; index < judgements.size(); ++index) {
    const auto& judgement = judgements[index];
    CAPTURE(index, name_of(judgement.cause));
    if (judgement.cause != Cause::dns_transient)
      CHECK((judgement.failed == 0) == (judgement.cause < first_failing));
    REQUIRE(judgement.causes.size() == 1);
    CHECK(judgement.causes[0].cause == judgement.cause);
    CHECK(judgement.causes[0].messages == judgement.messages);
    CHECK_FALSE(judgement.evidence.empty());
    CHECK(judgement.advice.size() == 1);
  }
}

TEST_CASE("Every cause has a label of its own, a meaning and an advice without a place left open") {
  std::set<std::string_view> labels;
  CauseNames sparse{"a.example", "a.example", "192.0.2.1"};
  sparse.envelope = "m.a.example";
  for (std::size_t number = 0; number < names<Cause>.size(); ++number) {
    const auto cause = static_cast<Cause>(number);
    CHECK(cause_named(name_of(cause)) == cause);
    CHECK(labels.insert(name_of(cause)).second);
    for (const auto& text : {meaning_of(cause, sparse), advice_for(cause, sparse)}) {
      INFO(name_of(cause) << ": " << text);
      CHECK_FALSE(text.empty());
      CHECK(text.find_first_of("{}") == std::string::npos);
      CHECK(text.find("  ") == std::string::npos);
    }
  }
  CHECK_FALSE(cause_named("fine"));
}

}  // namespace
}  // namespace ruascope
