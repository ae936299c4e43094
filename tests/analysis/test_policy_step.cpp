// SPDX-License-Identifier: MIT
// The next record by analysis.md section 5: its policies, its text, the notes on it.
#include "tests/analysis/readiness_world.hpp"

#include <array>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

// The policies of the next record.
std::string step(const std::string& published, std::optional<Policy> to = {}) {
  return policy_text(next_step(record(published), to).to);
}

TEST_CASE("The next step moves p by one, or to what is asked for, and never back") {
  CHECK(step("") == "p=quarantine");
  CHECK(step("p=unknown") == "p=quarantine");
  CHECK(step("p=none") == "p=quarantine");
  CHECK(step("p=quarantine") == "p=reject");
  CHECK(step("p=reject") == "p=reject");
  CHECK(step("p=none", to_reject) == "p=reject");
  CHECK(step("p=quarantine", to_quarantine) == "p=quarantine");
  CHECK(step("p=reject", to_quarantine) == "p=reject");
  CHECK(step("p=quarantine", Policy::none) == "p=quarantine");
  CHECK_FALSE(next_step(record("p=reject"), {}).is_change());
  CHECK_FALSE(next_step(record("p=reject sp=reject np=reject pct=100"), {}).is_change());
  CHECK(next_step(record("p=reject t=y"), {}).is_change());
  CHECK(next_step(record("p=reject sp=none"), {}).is_change());
}

TEST_CASE("What softens a policy goes before the policy itself moves") {
  CHECK(step("p=quarantine pct=20") == "p=quarantine");
  CHECK(step("p=quarantine pct=0") == "p=quarantine");
  CHECK(step("p=quarantine pct=100") == "p=reject");
  CHECK(step("p=reject pct=20") == "p=reject");
  CHECK(step("p=quarantine t=y") == "p=quarantine");
  CHECK(step("p=reject t=y pct=50") == "p=reject");
  // There is nothing to soften.
  CHECK(step("p=none pct=20 t=y") == "p=quarantine");
  CHECK(step("p=quarantine pct=20", to_reject) == "p=reject");
  CHECK(step("p=quarantine pct=20 sp=none") == "p=quarantine sp=none");
}

TEST_CASE("A weaker sp or np moves by one step, and goes where it says nothing of its own") {
  CHECK(step("p=none sp=none") == "p=quarantine");
  CHECK(step("p=none sp=none", to_reject) == "p=reject");
  CHECK(step("p=quarantine sp=quarantine np=quarantine") == "p=reject");
  CHECK(step("p=quarantine sp=none") == "p=reject sp=quarantine");
  CHECK(step("p=reject sp=none") == "p=reject sp=quarantine");
  CHECK(step("p=reject sp=quarantine") == "p=reject");
  CHECK(step("p=none sp=quarantine") == "p=quarantine");
  CHECK(step("p=none sp=reject") == "p=quarantine sp=reject");
  CHECK(step("p=quarantine np=none") == "p=reject np=quarantine");
  CHECK(step("p=quarantine np=reject") == "p=reject");
  CHECK(step("p=quarantine sp=none np=none") == "p=reject sp=quarantine");
  CHECK(step("p=reject sp=none np=reject") == "p=reject sp=quarantine np=reject");
  CHECK(step("p=reject sp=none np=quarantine") == "p=reject sp=quarantine");  // np moves no further than sp
  CHECK(step("p=none sp=reject np=none") == "p=quarantine sp=reject np=quarantine");
}

// All records that say anything of policies.
std::vector<PolicyRecord> all_records() {
  std::vector<PolicyRecord> records;
  const Texts values{"", "none", "quarantine", "reject", "unknown"};
  const auto tag = [](const char* name, const std::string& value) {
    return value.empty() ? "" : fmt::format("{}={} ", name, value);
  };
  for (const auto& p : values)
    for (const auto& sp : values)
      for (const auto& np : values)
        for (const auto* softening : {"", "pct=0", "pct=20", "pct=100", "t=y", "t=y pct=20"})
          records.push_back(record(tag("p", p) + tag("sp", sp) + tag("np", np) + softening));
  return records;
}

constexpr std::array all_addressed{Addressed::domain, Addressed::subdomain, Addressed::unused_name};

void require_not_weaker(const PolicyRecord& before, const PolicyRecord& after) {
  for (const auto to : all_addressed) {
    REQUIRE(strictness(asked(after, to)) >= strictness(asked(before, to)));
    REQUIRE(strictness(action_of(after, to)) >= strictness(action_of(before, to)));
  }
  REQUIRE_FALSE(is_softened(after));
}

TEST_CASE("The next record is never weaker, whatever is published and asked for") {
  const std::vector<std::optional<Policy>> targets{{}, Policy::none, Policy::quarantine, Policy::reject};
  for (const auto& published : all_records())
    for (const auto& to : targets) {
      INFO(policy_text(published) << " to " << (to ? name_of(*to) : "the next step"));
      const auto taken = next_step(published, to);
      require_not_weaker(published, taken.to);
      require_not_weaker(taken.from, taken.to);
      for (const auto addressed : all_addressed)  // what is left out changes nothing
        REQUIRE(action_of(taken.from, addressed) == action_of(published, addressed));
      if (to) REQUIRE(strictness(*taken.to.p) >= strictness(*to));
    }
}

TEST_CASE("Step by step every record comes to reject for all mail, and stays there") {
  for (const auto& published : all_records()) {
    INFO(policy_text(published));
    auto now = published;
    constexpr int most_steps = 6;
    for (int taken = 0; taken < most_steps; ++taken) now = next_step(now, {}).to;
    REQUIRE(policy_text(now) == "p=reject");
    REQUIRE_FALSE(next_step(now, {}).is_change());
  }
}

std::string next_record(const std::string& published, std::optional<Policy> to = {}) {
  return answer({.mail = sound(), .published = published, .to = to}).next_record;
}

TEST_CASE("The next record keeps what reports tell of today's record") {
  CHECK(next_record("p=none") == "v=DMARC1; p=quarantine; rua=<as today>");
  CHECK(next_record("p=none", to_reject) == "v=DMARC1; p=reject; rua=<as today>");
  CHECK(next_record("p=none adkim=s aspf=s fo=1") ==
        "v=DMARC1; p=quarantine; rua=<as today>; adkim=s; aspf=s; fo=1");
  CHECK(next_record("p=none adkim=r aspf=r fo=0") == "v=DMARC1; p=quarantine; rua=<as today>");
  CHECK(next_record("p=none fo=1:d:s") == "v=DMARC1; p=quarantine; rua=<as today>; fo=1:d:s");
  CHECK(next_record("p=quarantine sp=none np=reject pct=100") ==
        "v=DMARC1; p=reject; sp=quarantine; np=reject; rua=<as today>");
  CHECK(next_record("p=quarantine pct=20 t=y") == "v=DMARC1; p=quarantine; rua=<as today>");
  CHECK(next_record("p=reject").empty());
  CHECK(next_record("p=reject", to_quarantine).empty());
  CHECK(record_text(record("p=reject t=y")) == "v=DMARC1; p=reject; rua=<as today>; t=y");
}

TEST_CASE("What a stranger wrote as fo is not handed on") {
  for (const auto* fo :
       {"1; p=none", "1;s", "1;rua=mailto:x@evil.example", "<b>", "1\n", "x", "\xc3\xa9", ""}) {
    auto published = record("p=none");
    published.fo = fo;
    CHECK(record_text(published) == "v=DMARC1; p=none; rua=<as today>");
  }
}

TEST_CASE("Notes say what the next record changes beside p") {
  const auto has = [](const char* published, const char* part, std::optional<Policy> to = {}) {
    return has_text(answer({.mail = sound(), .published = published, .to = to}).notes, part);
  };
  CHECK(has("p=none", "Reports do not tell rua="));
  CHECK(has("p=quarantine pct=20", "pct=20 goes"));
  CHECK(has("p=quarantine pct=20", "80 % of what fails"));
  CHECK_FALSE(has("p=quarantine pct=100", "pct="));
  CHECK(has("p=quarantine t=y", "t=y goes"));
  CHECK_FALSE(has("p=quarantine", "t=y goes"));
  // The soft step is named with who ignores it.
  CHECK(has("p=quarantine", "ignore t= and enforce p=reject in full"));
  CHECK_FALSE(has("p=quarantine pct=20", "A soft step"));
  CHECK(has("p=quarantine sp=none", "sp and np move by one step"));
  CHECK_FALSE(has("p=quarantine", "sp and np move"));
  CHECK(has("p=reject", "nothing left to tighten"));
}

TEST_CASE("Notes claim nothing that the step does not do") {
  const auto notes = [](const char* published, std::optional<Policy> to = {}) {
    return answer({.mail = sound(), .published = published, .to = to}).notes;
  };
  // sp=quarantine is left out because p says it now: neither sp nor np moves.
  CHECK_FALSE(has_text(notes("p=none sp=quarantine np=reject"), "sp and np move"));
  // Reject is left.
  CHECK_FALSE(has_text(notes("p=quarantine", to_quarantine), "nothing left to tighten"));
}

TEST_CASE("A record that is not ready to be published says so") {
  const auto note = "Publish it once nothing blocks any more.";
  CHECK(has_text(answer({.mail = server("192.0.2.1", 90, 10)}).notes, note));
  CHECK(has_text(answer({.mail = sound(), .days = 20}).notes, note));
  CHECK_FALSE(has_text(answer({.mail = sound()}).notes, note));
}

TEST_CASE("A From: is at the policy domain, below it, or at a name below it that nobody uses") {
  CHECK(addressed("a.example", "a.example", true) == Addressed::domain);
  CHECK(addressed("x.a.example", "a.example", false) == Addressed::subdomain);
  CHECK(addressed("x.a.example", "a.example", true) == Addressed::unused_name);
  CHECK(addressed("xa.example", "a.example", true) == Addressed::domain);
}

TEST_CASE("sp stands in for np, p for sp, and t=y takes one step off each") {
  const auto actions = [](const char* text) {
    std::string line;
    for (const auto to : all_addressed) line += fmt::format("{} ", name_of(action_of(record(text), to)));
    return line;
  };
  CHECK(actions("p=reject") == "reject reject reject ");
  CHECK(actions("p=reject sp=none") == "reject none none ");
  CHECK(actions("p=none np=reject") == "none none reject ");
  CHECK(actions("p=none sp=quarantine np=reject") == "none quarantine reject ");
  CHECK(actions("p=reject sp=quarantine np=none t=y") == "quarantine none none ");
  CHECK(actions("sp=reject") == "unknown reject reject ");
}

}  // namespace
}  // namespace ruascope
