// SPDX-License-Identifier: MIT
// Senders that are new, that are gone, that passed and fail.
#include "tests/analysis/changes_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

struct SenderCase {
  const char* name;
  Runs days;
  const char* expected;
};

void check_senders(const std::vector<SenderCase>& cases) {
  for (const auto& one : cases) {
    INFO(one.name);
    CHECK(lines_of(world_of(sender(one.days))) == one.expected);
  }
}

// --- new senders

TEST_CASE("A sender is new for 14 days, the last day of the window included") {
  check_senders({
      {"first seen 14 days before the end", {{14, 0, 100}}, ""},
      {"first seen 13 days before the end",
       {{13, 0, 100, 2}},
       "info source.new a.example Postly 1400 2026-11-15\n"},
      {"first seen on the last day", {{0, 0, 3}}, "info source.new a.example Postly 3 2026-11-15\n"},
      {"seen once", {{13, 13, 5}}, "info source.new a.example Postly 5 2026-11-02\n"},
      {"back after a while", {{55, 55, 1}, {3, 0, 100}}, ""},
      {"never seen", {}, ""},
  });
}

TEST_CASE("A new sender is told with its first day and its figures") {
  CHECK(text_of(world_of(sender({{13, 0, 100, 2}}))) ==
        "Postly, a service that sends for you, was first seen on 2026-11-02; 28 of its 1,400 messages fail.");
}

TEST_CASE("A new sender that is known is news, an unknown one a warning") {
  const auto line = [](SourceClass source_class) {
    return lines_of(world_of(sender({{13, 0, 1}}, source_class)));
  };
  CHECK(line(SourceClass::own) == "info source.new a.example Postly 14 2026-11-15\n");
  CHECK(line(SourceClass::third_party) == "info source.new a.example Postly 14 2026-11-15\n");
  CHECK(line(SourceClass::unknown) == "warning source.new a.example Postly 14 2026-11-15\n");
}

TEST_CASE("Senders of a domain that was not reported before are no news") {
  auto world = world_of(sender({{10, 0, 100}}));
  world.domains[0].days = series({{10, 0, 100}});
  world.domains[0].first_reported = ago(10);
  CHECK(lines_of(world).empty());
  world.domains[0].first_reported = ago(11);
  CHECK(lines_of(world) == "info source.new a.example Postly 1100 2026-11-15\n");
  world.domains.clear();
  CHECK(lines_of(world).empty());
}

TEST_CASE("Earlier reports of another domain do not make a sender new") {
  auto world = world_of(sender({{10, 0, 100}}));
  world.domains[0].first_reported = ago(10);
  world.domains.push_back({"b.example", ago(200), series({{55, 0, 1000}}), {}});
  CHECK(lines_of(world).empty());
}

// --- senders that are gone

TEST_CASE("A steady sender is gone after 7 days and three times its usual gap") {
  check_senders({
      {"silent for 6 days", {{40, 6, 100}}, ""},
      {"silent for 7 days", {{40, 7, 100}}, "warning source.gone a.example Postly 3400 2026-11-08\n"},
      {"every third day, silent for 7", {{40, 7, 100, 0, 3}}, ""},
      {"every third day, silent for 8", {{41, 8, 100, 0, 3}}, ""},
      {"every third day, silent for 9",
       {{42, 9, 100, 0, 3}},
       "warning source.gone a.example Postly 1200 2026-11-06\n"},
      {"every other day, silent for 7",
       {{41, 7, 100, 0, 2}},
       "warning source.gone a.example Postly 1800 2026-11-08\n"},
      {"weekly, silent for 14", {{49, 14, 100, 0, 7}}, ""},
      {"weekly, silent for 21",
       {{49, 21, 100, 0, 7}},
       "warning source.gone a.example Postly 500 2026-10-25\n"},
  });
}

TEST_CASE("What was not steady is never gone") {
  // The 26th of October, 20 days ago, is a Monday.
  check_senders({
      {"4 days in two weeks", {{22, 19, 100}}, ""},
      {"5 days in two weeks", {{22, 18, 100}}, "warning source.gone a.example Postly 500 2026-10-28\n"},
      {"7 days of one week", {{20, 14, 100}}, ""},
      {"the Sunday before as well", {{21, 14, 100}}, "warning source.gone a.example Postly 800 2026-11-01\n"},
  });
}

TEST_CASE("A sender that is gone is told with its last day") {
  CHECK(text_of(world_of(sender({{40, 7, 100}}, SourceClass::own))) ==
        "Postly, one of your own senders, was last seen on 2026-11-08, after 34 days with mail.");
}

TEST_CASE("Own senders are gone as services are, unknown ones never") {
  const auto line = [](SourceClass source_class) {
    return lines_of(world_of(sender({{40, 10, 100}}, source_class)));
  };
  CHECK(line(SourceClass::own) == "warning source.gone a.example Postly 3100 2026-11-05\n");
  CHECK(line(SourceClass::unknown).empty());
}

TEST_CASE("A sender that is silent while nothing is reported is not gone") {
  auto world = world_of(sender({{40, 10, 100}}));
  world.domains[0].days = series({{55, 10, 1000}});
  CHECK(lines_of(world).empty());
  world.domains[0].days = series({{55, 10, 1000}, {4, 4, 1000}});
  CHECK(lines_of(world) == "warning source.gone a.example Postly 3100 2026-11-05\n");
  world.domains.clear();
  CHECK(lines_of(world).empty());
}

// --- senders that passed and fail

TEST_CASE("A sender turned failing on the first of the days that fail without a break") {
  check_senders({
      {"all fails for 10 days",
       {{55, 10, 100}, {9, 0, 100, 100}},
       "critical source.turned_failing a.example Postly 1000 2026-11-15\n"},
      {"days without mail are no break",
       {{55, 10, 100}, {9, 1, 100, 100, 4}},
       "critical source.turned_failing a.example Postly 300 2026-11-14\n"},
      {"mended on the last day", {{55, 10, 100}, {9, 1, 100, 100}, {0, 0, 100}}, ""},
      {"never failed", {{55, 0, 100}}, ""},
      {"failed from its first day", {{55, 0, 100, 100}}, ""},
      {"on a single day", {{5, 5, 100, 100}}, "info source.new a.example Postly 100 2026-11-10\n"},
  });
}

TEST_CASE("Half of a day's mail must fail") {
  const auto text = [](std::int64_t failed) {
    return text_of(
        world_of(sender({{55, 10, 100}, {9, 9, 100, 100}, {8, 8, 100, failed}, {7, 0, 100, 100}})));
  };
  CHECK(
      text(49) ==
      "Postly, a service that sends for you, passed until 2026-11-07 and fails since 2026-11-08: 800 of 800 "
      "messages.");
  CHECK(text(50) ==
        "Postly, a service that sends for you, passed until 2026-11-05 and fails since 2026-11-06: 950 of "
        "1,000 messages.");
}

TEST_CASE("Half of the last day's mail must fail") {
  check_senders({
      {"49 of 100 on the last day", {{55, 10, 100}, {9, 1, 100, 100}, {0, 0, 100, 49}}, ""},
      {"50 of 100 on the last day",
       {{55, 10, 100}, {9, 1, 100, 100}, {0, 0, 100, 50}},
       "critical source.turned_failing a.example Postly 950 2026-11-15\n"},
  });
}

TEST_CASE("Before, 95% of 20 messages or more must have passed") {
  const char* const told = "critical source.turned_failing a.example Postly 500 2026-11-15\n";
  check_senders({
      {"19 messages", {{23, 5, 1}, {4, 0, 100, 100}}, ""},
      {"20 messages", {{24, 5, 1}, {4, 0, 100, 100}}, told},
      {"94%", {{24, 5, 100, 6}, {4, 0, 100, 100}}, ""},
      {"94.95%", {{24, 6, 100, 5}, {5, 5, 100, 6}, {4, 0, 100, 100}}, ""},
      {"95%", {{24, 5, 100, 5}, {4, 0, 100, 100}}, told},
  });
}

TEST_CASE("A single bad day with few messages is no turn") {
  check_senders({
      {"one day, 19 fail", {{55, 1, 100}, {0, 0, 19, 19}}, ""},
      {"one day, 19 of 38 fail", {{55, 1, 100}, {0, 0, 38, 19}}, ""},
      {"one day, 20 fail",
       {{55, 1, 100}, {0, 0, 20, 20}},
       "critical source.turned_failing a.example Postly 20 2026-11-15\n"},
      {"two days, one message each",
       {{55, 2, 100}, {1, 0, 1, 1}},
       "critical source.turned_failing a.example Postly 2 2026-11-15\n"},
      {"two days apart",
       {{55, 6, 100}, {5, 1, 1, 1, 4}},
       "critical source.turned_failing a.example Postly 2 2026-11-14\n"},
  });
}

TEST_CASE("What turned before the window is no news") {
  check_senders({
      {"the day before the window", {{55, 29, 100}, {28, 0, 100, 100}}, ""},
      {"the window's first day",
       {{55, 28, 100}, {27, 0, 100, 100}},
       "critical source.turned_failing a.example Postly 2800 2026-11-15\n"},
  });
}

TEST_CASE("Own senders that turn failing are critical, unknown ones serious") {
  const auto line = [](SourceClass source_class) {
    return lines_of(world_of(sender({{55, 10, 100}, {9, 0, 100, 100}}, source_class)));
  };
  CHECK(line(SourceClass::own) == "critical source.turned_failing a.example Postly 1000 2026-11-15\n");
  CHECK(line(SourceClass::unknown) == "serious source.turned_failing a.example Postly 1000 2026-11-15\n");
}

TEST_CASE("The advice of a turn has its day and its domain") {
  const auto advice = world_of(sender({{55, 10, 100}, {9, 0, 100, 100}})).findings().at(0).advice;
  CHECK(advice.find("what was changed there on 2026-11-06") != std::string::npos);
  CHECK(advice.find("ruascope sources --domain a.example --failing") != std::string::npos);
}

TEST_CASE("A new sender that turned failing at once is both") {
  CHECK(lines_of(world_of(sender({{10, 5, 100}, {4, 0, 100, 100}}))) ==
        "info source.new a.example Postly 1100 2026-11-15\n"
        "critical source.turned_failing a.example Postly 500 2026-11-15\n");
}

// --- thresholds that were changed

TEST_CASE("Changed thresholds of senders are obeyed") {
  auto world = world_of(sender({{13, 0, 100}}));
  world.thresholds.new_days = 13;
  CHECK(lines_of(world).empty());

  world = world_of(sender({{40, 3, 100}}));
  world.thresholds.gone_days = 3;
  CHECK(lines_of(world) == "warning source.gone a.example Postly 3800 2026-11-12\n");
  world.thresholds.gaps = 4;
  CHECK(lines_of(world).empty());

  world = world_of(sender({{55, 10, 100, 10}, {9, 0, 100, 40}}));
  CHECK(lines_of(world).empty());
  world.thresholds.turned_percent = 40;
  CHECK(lines_of(world).empty());
  world.thresholds.sound_percent = 90;
  CHECK(lines_of(world) == "critical source.turned_failing a.example Postly 400 2026-11-15\n");
}

TEST_CASE("Where nothing is known nothing changed") {
  CHECK(lines_of(ChangesWorld{}).empty());
  CHECK(lines_of(ChangesWorld{{}, {steady_domain()}}).empty());
}

}  // namespace
}  // namespace ruascope
