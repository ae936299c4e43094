// SPDX-License-Identifier: MIT
// What readiness must not be talked into: by silence, by one reporter, by a record that is not known.
#include "tests/analysis/readiness_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

TEST_CASE("What holds only as long as one reporter is believed does not hold") {
  const auto judged = [](std::int64_t forged, std::int64_t failing) {
    const auto failed = static_cast<int>(2 * failing);
    World world{.mail = server("192.0.2.1", static_cast<int>(forged) + 1000 - failed, failed)};
    world.by_reporter = {{"forger.example", forged, forged, forged},
                         {"a.example", 500, 500 - failing, 500},
                         {"b.example", 500, 500 - failing, 500}};
    return status_of(world, "without_one_reporter");
  };
  CHECK(judged(100000, 0) == "pass");
  CHECK(judged(100000, 10) == "pass");  // 98 % pass without the one
  CHECK(judged(100000, 11) == "block");
}

TEST_CASE("Where less passes anyhow no single reporter decides") {
  World world{.mail = server("192.0.2.1", 900, 100)};
  world.by_reporter = {{"a.example", 500, 500, 500}, {"b.example", 500, 400, 500}};
  CHECK(status_of(world, "without_one_reporter") == "pass");
  CHECK(status_of(world, "aligned_total") == "block");
}

TEST_CASE("Who saw strangers alone is no eye for the domain's own mail") {
  World world{.mail = sound() + spoofers(20)};
  world.by_reporter = {{"a.example", 500, 500, 500}, {"b.example", 500, 500, 500}};
  CHECK(status_of(world, "enough_reporters") == "no_data");
}

TEST_CASE("A source is mended once it passes, not once it is silent") {
  const auto failing_then = [](const std::string& later) {
    return answer({.mail = sound() + server("192.0.2.2", 0, 40, "28-30") + later});
  };
  const auto silent = failing_then("");
  REQUIRE(silent.blockers.size() == 1);
  CHECK(silent.blockers.front().advice.find("has not shown since that it is mended") != std::string::npos);
  const auto mended = failing_then(mail("192.0.2.2", 40, both, "31-55"));
  REQUIRE(mended.blockers.size() == 1);
  CHECK(mended.blockers.front().advice.find("Mended, it seems") == 0);
}

TEST_CASE("Days count at the end of the window, and not where reports have stopped") {
  // Four months, of which the last four weeks are reported.
  CHECK(status_of({.mail = sound(), .since = day(-60)}, "enough_days") == "pass");
  World old{.mail = sound(), .since = day(28), .until = day(120)};
  old.fresh_until = day(120);
  old.days = 28;
  CHECK(status_of(old, "enough_days") == "pass");
  World stopped{.mail = sound()};
  stopped.fresh_until = day(62);
  CHECK(status_of(stopped, "enough_days") == "pass");
  stopped.fresh_until = day(63);
  CHECK(status_of(stopped, "enough_days") == "no_data");
}

TEST_CASE("A new server of one's own is news, whatever its name") {
  const auto more = mail("198.51.100.7", 40, both, "50-55") + "own address 198.51.100.7;";
  CHECK(status_of({.mail = sound() + more}, "quiet_inventory") == "block");
  // In the same network it is none.
  const auto near = mail("192.0.2.9", 40, both, "50-55") + "own address 192.0.2.9;";
  CHECK(status_of({.mail = sound() + near}, "quiet_inventory") == "pass");
}

TEST_CASE("A policy that is not known, or not agreed upon, is no ground for a step") {
  World world{.mail = sound()};
  world.told = {record("p=none"), true, false, "p=none by a.example; p=reject by b.example"};
  CHECK(verdict_of(world) == "not_enough_data none policy_known=no_data");
  CHECK(check_in(answer(world), "policy_known").why.find("p=reject by b.example") != std::string::npos);
}

TEST_CASE("A soft step is offered where it weakens nothing") {
  const auto offers = [](const std::string& published) {
    const auto answered = answer({.mail = sound(), .published = published});
    return has_text(answered.notes, "A soft step");
  };
  CHECK(offers("p=none"));
  CHECK(offers("p=quarantine"));
  CHECK_FALSE(offers("p=none sp=reject"));
  CHECK_FALSE(offers("p=none np=quarantine"));
}

}  // namespace
}  // namespace ruascope
