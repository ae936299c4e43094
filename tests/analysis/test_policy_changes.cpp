// SPDX-License-Identifier: MIT
// Policies that changed, that were weakened, that reporters see differently.
#include "tests/analysis/changes_world.hpp"

#include <utility>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

// One reporter, and a record that is replaced 10 days ago, on the 5th of November.
struct PolicyCase {
  const char* before;
  const char* now;
  const char* expected;
};

void check_policies(const std::vector<PolicyCase>& cases) {
  for (const auto& [before, now, expected] : cases) {
    INFO(before << " -> " << now);
    CHECK(lines_of(published({{"alpha.example", 50, 11, before}, {"alpha.example", 10, 0, now}})) ==
          expected);
  }
}

TEST_CASE("A policy that is not weaker has changed") {
  check_policies({
      {"p=none", "p=none", ""},
      {"p=none", "p=quarantine", "info policy.changed a.example p=quarantine 0 2026-11-05\n"},
      {"p=none", "p=reject", "info policy.changed a.example p=reject 0 2026-11-05\n"},
      {"p=reject sp=none", "p=reject", "info policy.changed a.example p=reject 0 2026-11-05\n"},
      {"p=quarantine t=y", "p=quarantine", "info policy.changed a.example p=quarantine 0 2026-11-05\n"},
      {"p=quarantine pct=50", "p=quarantine pct=100",
       "info policy.changed a.example p=quarantine 0 2026-11-05\n"},
  });
}

TEST_CASE("A policy that asks for less was weakened") {
  check_policies({
      {"p=reject", "p=none", "serious policy.weakened a.example p=none 0 2026-11-05\n"},
      {"p=reject", "p=quarantine", "serious policy.weakened a.example p=quarantine 0 2026-11-05\n"},
      {"p=quarantine", "p=none", "serious policy.weakened a.example p=none 0 2026-11-05\n"},
      {"p=reject", "p=reject sp=none", "serious policy.weakened a.example p=reject sp=none 0 2026-11-05\n"},
      {"p=none sp=reject", "p=reject sp=quarantine",
       "serious policy.weakened a.example p=reject sp=quarantine 0 2026-11-05\n"},
  });
}

TEST_CASE("A policy that is softened was weakened") {
  check_policies({
      {"p=reject", "p=reject t=y", "serious policy.weakened a.example p=reject t=y 0 2026-11-05\n"},
      {"p=quarantine", "p=quarantine t=y",
       "serious policy.weakened a.example p=quarantine t=y 0 2026-11-05\n"},
      {"p=reject", "p=reject pct=99", "serious policy.weakened a.example p=reject pct=99 0 2026-11-05\n"},
      {"p=reject", "p=reject pct=100", ""},
      {"p=none", "p=none pct=50", "info policy.changed a.example p=none pct=50 0 2026-11-05\n"},
      {"p=none", "p=none t=y", "info policy.changed a.example p=none t=y 0 2026-11-05\n"},
  });
}

TEST_CASE("A first step that is softened is no retreat") {
  // What starts with a part of the mail, or with a test, asks for no less than none did.
  check_policies({
      {"p=none", "p=quarantine pct=20", "info policy.changed a.example p=quarantine pct=20 0 2026-11-05\n"},
      {"p=none", "p=quarantine t=y", "info policy.changed a.example p=quarantine t=y 0 2026-11-05\n"},
      {"p=none", "p=reject t=y", "info policy.changed a.example p=reject t=y 0 2026-11-05\n"},
  });
}

TEST_CASE("A change of policy is told with both and its day") {
  CHECK(text_of(published({{"alpha.example", 50, 11, "p=none"}, {"alpha.example", 10, 0, "p=quarantine"}})) ==
        "The policy changed from p=none to p=quarantine on 2026-11-05.");
  CHECK(text_of(published({{"alpha.example", 50, 11, "p=reject"}, {"alpha.example", 10, 0, "p=none"}})) ==
        "The policy was weakened from p=reject to p=none on 2026-11-05.");
}

TEST_CASE("A change before the window is no news") {
  const auto changed = [](Day day) {
    return lines_of(published(
        {{"alpha.example", 50, static_cast<Day>(day + 1), "p=none"}, {"alpha.example", day, 0, "p=reject"}}));
  };
  CHECK(changed(28).empty());
  CHECK(changed(27) == "info policy.changed a.example p=reject 0 2026-10-19\n");
}

TEST_CASE("Each of several changes is told on its own day") {
  CHECK(lines_of(published({{"alpha.example", 50, 21, "p=none"},
                            {"alpha.example", 20, 11, "p=reject"},
                            {"alpha.example", 10, 0, "p=quarantine"}})) ==
        "info policy.changed a.example p=reject 0 2026-10-26\n"
        "serious policy.weakened a.example p=quarantine 0 2026-11-05\n");
}

// alpha sees a new record 10 days ago and then from some day on; between them beta reports, and sees the old.
std::string behind(Day late, Day again) {
  return lines_of(published({{"beta.example", 50, 11, "p=none"},
                             {"beta.example", late, late, "p=none"},
                             {"alpha.example", 50, 11, "p=none"},
                             {"alpha.example", 10, 10, "p=quarantine"},
                             {"alpha.example", again, 0, "p=quarantine"}}));
}

TEST_CASE("A reporter that still sees the old record is no change back") {
  CHECK(behind(10, 9) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
  CHECK(behind(9, 9) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
  CHECK(behind(9, 8) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
}

TEST_CASE("The new record seen again after the tail of a change is no second change") {
  // The last day of the tail, or the one after it, has no report of those who see the new record.
  CHECK(behind(9, 7) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
  CHECK(behind(8, 7) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
}

TEST_CASE("The old record seen last, within two days of a change, is no change back") {
  const auto old = [](Day last) {
    return lines_of(published({{"alpha.example", 50, 11, "p=none"},
                               {"alpha.example", 10, 10, "p=quarantine"},
                               {"beta.example", last, last, "p=none"}}));
  };
  CHECK(old(8) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
  CHECK(old(7).find("serious policy.weakened a.example p=none 0 2026-11-08\n") != std::string::npos);
}

TEST_CASE("A reporter that sees the old record long after is a change back") {
  CHECK(lines_of(published({{"alpha.example", 50, 11, "p=none"},
                            {"alpha.example", 10, 8, "p=quarantine"},
                            {"alpha.example", 7, 0, "p=none"}})) ==
        "info policy.changed a.example p=quarantine 0 2026-11-05\n"
        "serious policy.weakened a.example p=none 0 2026-11-08\n");
}

TEST_CASE("A third record soon after a change is a change too") {
  // The tail of a change sees the old record, never one that was not published before.
  CHECK(lines_of(published({{"alpha.example", 50, 11, "p=reject"},
                            {"alpha.example", 10, 9, "p=quarantine"},
                            {"alpha.example", 8, 0, "p=none"}})) ==
        "serious policy.weakened a.example p=quarantine 0 2026-11-05\n"
        "serious policy.weakened a.example p=none 0 2026-11-07\n");
}

TEST_CASE("A retreat soon after a change is told once it lasts") {
  const auto lines = lines_of(published({{"alpha.example", 50, 11, "p=none"},
                                         {"alpha.example", 10, 9, "p=reject"},
                                         {"alpha.example", 8, 0, "p=none"}}));
  CHECK(lines.find("info policy.changed a.example p=reject 0 2026-11-05\n") != std::string::npos);
  CHECK(lines.find("serious policy.weakened a.example p=none") != std::string::npos);
}

TEST_CASE("The record that most reports of a day see counts") {
  CHECK(lines_of(published({{"beta.example", 50, 11, "p=none"},
                            {"beta.example", 10, 8, "p=none"},
                            {"beta.example", 7, 0, "p=reject"},
                            {"alpha.example", 50, 11, "p=none"},
                            {"alpha.example", 10, 0, "p=reject"},
                            {"gamma.example", 50, 11, "p=none"},
                            {"gamma.example", 10, 0, "p=reject"}})) ==
        "info policy.changed a.example p=reject 0 2026-11-05\n");
}

TEST_CASE("An sp that some leave out and others write as p is no change") {
  CHECK(lines_of(published(
                     {{"alpha.example", 50, 11, "p=reject"}, {"alpha.example", 10, 0, "p=reject sp=reject"}}))
            .empty());
  CHECK(lines_of(published({{"alpha.example", 50, 0, "p=reject"},
                            {"beta.example", 50, 0, "p=reject sp=reject pct=100"}}))
            .empty());
}

TEST_CASE("Reporters that see different policies for long are told with what they see") {
  const auto world = published({{"alpha.example", 50, 0, "p=quarantine"}, {"beta.example", 50, 1, "p=none"}});
  CHECK(lines_of(world) == "warning policy.differs a.example a.example 0 2026-11-15\n");
  CHECK(text_of(world) ==
        "Reporters see different policies at the same time: p=none by beta.example; p=quarantine by "
        "alpha.example.");
}

TEST_CASE("All reporters of a policy are named once") {
  CHECK(text_of(published({{"alpha.example", 50, 0, "p=none"},
                           {"beta.example", 50, 0, "p=none"},
                           {"gamma.example", 50, 0, "p=reject"}})) ==
        "Reporters see different policies at the same time: p=none by alpha.example, beta.example; p=reject "
        "by gamma.example.");
}

// alpha sees a new record 10 days ago, beta goes on with the old one.
std::string late(Day last) {
  return lines_of(published({{"alpha.example", 50, 11, "p=none"},
                             {"alpha.example", 10, 0, "p=quarantine"},
                             {"beta.example", 50, last, "p=none"},
                             {"beta.example", static_cast<Day>(last - 1), 0, "p=quarantine"}}));
}

TEST_CASE("A reporter that sees the old record within two days of a change does not differ") {
  CHECK(late(8) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
  CHECK(late(7) ==
        "info policy.changed a.example p=quarantine 0 2026-11-05\n"
        "warning policy.differs a.example a.example 0 2026-11-15\n");
}

TEST_CASE("A report that began before a change does not differ") {
  auto world = published({{"alpha.example", 50, 11, "p=none"}, {"alpha.example", 10, 0, "p=quarantine"}});
  world.domains[0].published.push_back(period({"beta.example", 0, 0, "p=none"}, ago(8), ago(0)));
  CHECK(lines_of(world) == "info policy.changed a.example p=quarantine 0 2026-11-05\n");
  world.domains[0].published.back().first_day = ago(7);
  CHECK(lines_of(world) ==
        "info policy.changed a.example p=quarantine 0 2026-11-05\n"
        "warning policy.differs a.example a.example 0 2026-11-15\n");
}

TEST_CASE("A reporter that saw another policy before the window does not differ") {
  CHECK(lines_of(published({{"alpha.example", 50, 0, "p=none"}, {"beta.example", 50, 28, "p=reject"}}))
            .empty());
  CHECK(lines_of(published({{"alpha.example", 50, 0, "p=none"}, {"beta.example", 50, 27, "p=reject"}})) ==
        "warning policy.differs a.example a.example 0 2026-11-15\n");
}

TEST_CASE("Tags that not all reporters tell make no difference: sp, np, t= and pct") {
  for (const char* other : {"p=reject sp=none", "p=reject t=y", "p=reject pct=50", "p=reject np=none"}) {
    INFO(other);
    CHECK(
        lines_of(published({{"alpha.example", 50, 0, "p=reject"}, {"beta.example", 50, 0, other}})).empty());
  }
}

TEST_CASE("The order in which two reporters end their reports changes nothing") {
  // They see different policies all along; that is no change every other day.
  auto world = published({{"alpha.example", 50, 0, "p=quarantine"}, {"beta.example", 50, 0, "p=none"}});
  for (std::size_t at = 0; at + 1 < world.domains[0].published.size(); at += 8)
    std::swap(world.domains[0].published[at], world.domains[0].published[at + 1]);
  CHECK(lines_of(world) == "warning policy.differs a.example a.example 0 2026-11-15\n");
}

}  // namespace
}  // namespace ruascope
