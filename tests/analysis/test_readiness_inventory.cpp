// SPDX-License-Identifier: MIT
// Readiness by analysis.md section 5: unknown, new and seldom senders, rejections, the verdict, what blocks.
#include "tests/analysis/readiness_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

// A stranger that nobody listed, whose mail fails.
std::string stranger(const std::string& days, int messages = 40) {
  return mail("203.0.113.9", messages, fails, days);
}

TEST_CASE("An unknown source that sends steadily and fails blocks, until it is listed or ignored") {
  CHECK(verdict_of({.mail = sound() + stranger("28-30")}) == "not_ready strong unknown_sources=block");
  // Not steady, but much of the mail: it does not block, and is not passed over.
  CHECK(verdict_of({.mail = sound() + stranger("28,29")}) == "ready likely unknown_sources=warn");
  CHECK(verdict_of({.mail = sound() + stranger("28,29", 19)}) == "ready strong");
  CHECK(verdict_of({.mail = server("192.0.2.1", 5000, 0) + stranger("28,29", 49)}) == "ready strong");
  CHECK(verdict_of({.mail = sound() + stranger("28-30") + "own ignore 203.0.113.9;"}) == "ready strong");
  const auto answered = answer({.mail = sound() + stranger("28-30")});
  REQUIRE(blockers_of(answered) == Texts{"203.0.113.9 40"});
  CHECK(answered.blockers.front().source_class == SourceClass::unknown);
  CHECK_FALSE(answered.blockers.front().advice.empty());
  CHECK(check_in(answered, "unknown_sources").value == 1);
  CHECK(check_in(answered, "unknown_sources").why.find("203.0.113.9") != std::string::npos);
}

// One more server, of a sender of its own.
std::string shop(const std::string& days) {
  return mail("192.0.2.2", 40, both, days) + "own address 192.0.2.2 the shop;";
}

TEST_CASE("A sender that is new within 14 days blocks") {
  CHECK(status_of({.mail = sound() + shop("42-55")}, "quiet_inventory") == "block");
  CHECK(status_of({.mail = sound() + shop("41-55")}, "quiet_inventory") == "pass");
  CHECK(status_of({.mail = sound() + shop("55")}, "quiet_inventory") == "block");
  // Known from before the window.
  CHECK(status_of({.mail = sound() + shop("42-55"), .before = shop("3")}, "quiet_inventory") == "pass");
  // Nobody that the administrator has to see to.
  for (const auto& other : {std::string{"own ignore 192.0.2.2;"} + shop("42-55"), spoofers(5),
                            std::string{"203.0.113.5 n=9 days=50 at=1,2 dkim=a.example/s1 spf=f.example;"}})
    CHECK(status_of({.mail = sound() + other}, "quiet_inventory") == "pass");
  const auto answered = answer({.mail = sound() + shop("42-55")});
  CHECK(verdict_of(answered) == "not_ready strong quiet_inventory=block");
  CHECK(blockers_of(answered) == Texts{"192.0.2.2 40"});
  CHECK(check_in(answered, "quiet_inventory").why.find("the shop at 192.0.2.0/24 (since 2026-02-16)") !=
        std::string::npos);
  // One day later it is quiet, as the advice says.
  CHECK(answered.blockers.front().advice.find("until 2026-03-02") != std::string::npos);
  CHECK(status_of({.mail = sound() + shop("42-56"), .until = day(56)}, "quiet_inventory") == "pass");
}

TEST_CASE("A sender is not new where its first day is the first day of the domain's reports") {
  const auto young = mail("192.0.2.1", 1000, both, "42-55") + "own address 192.0.2.1;";
  CHECK(status_of({.mail = young, .first_reported = day(42)}, "quiet_inventory") == "pass");
  CHECK(status_of({.mail = young, .first_reported = day(41)}, "quiet_inventory") == "block");
  const auto service = mail("198.51.100.9", 50, "dkim=a.example/py1 spf=b.postly.example", "42-55");
  CHECK(status_of({.mail = sound() + service}, "quiet_inventory") == "block");
}

TEST_CASE("A sender that was seen before and not in the window is named") {
  const auto seldom = answer({.mail = sound(), .before = shop("3-5")});
  CHECK(verdict_of(seldom) == "ready likely seldom_senders=warn");
  CHECK(check_in(seldom, "seldom_senders").value == 1);
  CHECK(check_in(seldom, "seldom_senders").why.find("the shop at 192.0.2.0/24 (last on 2026-01-10)") !=
        std::string::npos);
  CHECK(status_of({.mail = sound() + shop("28"), .before = shop("3-5")}, "seldom_senders") == "pass");
  CHECK(status_of({.mail = sound(), .before = shop("3-27")}, "seldom_senders") == "warn");
  CHECK(status_of({.mail = sound(), .before = spoofers(3)}, "seldom_senders") == "pass");
}

TEST_CASE("A window without an end of a month may lack monthly senders") {
  const auto status = [](const char* since, const char* until) {
    return status_of({.mail = sound(), .since = parse_day(since).value(), .until = parse_day(until).value()},
                     "seldom_senders");
  };
  CHECK(status("2026-02-01", "2026-02-27") == "warn");
  CHECK(status("2026-02-01", "2026-02-28") == "pass");
  CHECK(status("2026-01-31", "2026-02-27") == "pass");
  CHECK(status("2026-02-28", "2026-02-28") == "pass");
  CHECK(status("2026-03-01", "2026-03-28") == "warn");
}

// A rejection that is matched with a source.
MatchedRejection rejection(const std::string& address, Confidence level = Confidence::likely,
                           Check check = Check::dmarc) {
  MatchedRejection one;
  one.refusal.check = check;
  one.match.domain = one.match.policy_domain = "a.example";
  one.match.level = level;
  if (!address.empty()) one.match.candidates.push_back({IpAddress::parse(address).value(), 1});
  return one;
}

TEST_CASE("A rejection that is matched with a sender blocks while that still fails") {
  struct Rejected {
    const char* failing_days;
    MatchedRejection one;
    const char* status;
  };
  const std::vector<Rejected> cases{{"28-49", rejection("192.0.2.2"), "block"},
                                    {"28-48", rejection("192.0.2.2"), "pass"},  // it stopped 7 days ago
                                    {"28-49", rejection("192.0.2.2", Confidence::proven), "block"},
                                    {"28-49", rejection("192.0.2.2", Confidence::possible), "warn"},
                                    {"28-49", rejection("192.0.2.2", Confidence::none), "warn"},
                                    {"28-49", rejection("", Confidence::none), "warn"},
                                    {"28-49", rejection("192.0.2.99"), "warn"},   // not in the window
                                    {"28-49", rejection("192.0.2.1"), "pass"},    // it never failed
                                    {"28-49", rejection("203.0.113.5"), "pass"},  // a forwarder
                                    {"28-49", rejection("192.0.2.2", Confidence::proven, Check::spf), "pass"},
                                    {"28-49", rejection("", Confidence::none, Check::unknown), "pass"}};
  for (const auto& [days, one, status] : cases) {
    const auto address = one.match.candidates.empty() ? "no source" : one.match.best()->source.text();
    INFO(address << ", " << name_of(one.match.level) << ", failing on " << days);
    CHECK(status_of(
              {.mail = sound() + server("192.0.2.2", 40, 3, days) + forwarder(10, 10), .rejections = {one}},
              "explained_rejections") == status);
  }
}

TEST_CASE("An explained rejection blocks with its source, an unmatched one warns with the reason") {
  const auto window = sound() + server("192.0.2.2", 997, 3);
  const auto blocked = answer(
      {.mail = window,
       .rejections = {rejection("192.0.2.2"), rejection("192.0.2.2"), rejection("", Confidence::none)}});
  CHECK(verdict_of(blocked) == "not_ready strong explained_rejections=block");
  CHECK(check_in(blocked, "explained_rejections").value == 2);
  CHECK(blockers_of(blocked) == Texts{"192.0.2.2 3"});
  auto unmatched = rejection("", Confidence::none);
  unmatched.match.limits.emplace_back("the receiver sends no reports");
  const auto warned = answer({.mail = window, .rejections = {unmatched}});
  CHECK(verdict_of(warned) == "ready likely explained_rejections=warn");
  CHECK(check_in(warned, "explained_rejections").why.find("the receiver sends no reports") !=
        std::string::npos);
  const auto ignored = window + "own ignore 192.0.2.2;";
  CHECK(verdict_of({.mail = ignored, .rejections = {rejection("192.0.2.2")}}) == "ready strong");
}

TEST_CASE("A service that fails blocks as a server does, and is named") {
  const auto service = mail("198.51.100.9", 40, "dkim=postly.example/k spf=b.postly.example");
  const auto answered = answer({.mail = sound() + service, .rejections = {rejection("198.51.100.9")}});
  CHECK(verdict_of(answered) ==
        "not_ready strong aligned_sources=block aligned_total=block explained_rejections=block");
  REQUIRE(blockers_of(answered) == Texts{"198.51.100.9 40"});
  CHECK(answered.blockers.front().sender == "Postly");
  CHECK(answered.blockers.front().source_class == SourceClass::third_party);
  CHECK(answered.blockers.front().cause == Cause::unconfigured_service);
}

TEST_CASE("A source that does not fail any more needs nothing but time") {
  const auto advice = [](const char* days) {
    const auto answered = answer({.mail = sound() + server("192.0.2.2", 500, 500, days)});
    REQUIRE(blockers_of(answered) == Texts{"192.0.2.2 500"});
    return answered.blockers.front().advice;
  };
  // A window of 28 days that ends on 2026-03-22 begins behind 2026-02-22.
  CHECK(advice("28-48") ==
        "Mended, it seems: last seen on 2026-02-22. The mail from before has left the window by 2026-03-22.");
  CHECK(advice("28-49").find("Mended") == std::string::npos);
  CHECK_FALSE(advice("28-49").empty());
}

TEST_CASE("A block goes before missing data, and missing data before ready") {
  CHECK(verdict_of({.mail = server("192.0.2.1", 0, 100), .days = 20, .reporters = 2}) ==
        "not_ready likely enough_days=no_data enough_reporters=no_data aligned_sources=block "
        "aligned_total=block dkim_carries=warn");
  CHECK(verdict_of({.mail = sound(), .before = shop("3"), .days = 20}) ==
        "not_enough_data none enough_days=no_data seldom_senders=warn");
  CHECK(verdict_of({.mail = sound(), .before = shop("3")}) == "ready likely seldom_senders=warn");
}

TEST_CASE("Spoofing never blocks: it is the reason to go on") {
  for (const auto to : {to_quarantine, to_reject}) {
    const auto answered = answer({.mail = server("192.0.2.1", 100, 0) + spoofers(200), .to = to});
    CHECK(verdict_of(answered) == "ready strong");
    CHECK(answered.blockers.empty());
    CHECK(answered.what_if.messages == 300);
    CHECK(answered.what_if.not_delivered[static_cast<std::size_t>(SourceClass::abuse)] == 200);
    CHECK((to == to_reject ? answered.what_if.rejected : answered.what_if.quarantined) == 200);
  }
}

TEST_CASE("Silence is no success") {
  const std::string silent =
      "enough_reporters=no_data enough_messages=no_data aligned_sources=no_data aligned_total=no_data "
      "without_one_reporter=no_data";
  for (const auto to : {to_quarantine, to_reject}) {
    const auto empty = answer({.mail = "", .published = "", .to = to, .days = 0, .reporters = 0});
    CHECK(verdict_of(empty) ==
          "not_enough_data none enough_days=no_data " + silent + " dkim_carries=no_data");
    CHECK_FALSE(empty.has_reports);
    CHECK(empty.next_record.empty());
    CHECK(empty.blockers.empty());
    CHECK(empty.what_if.messages == 0);
    // Reports that hold nothing of the domain's own.
    for (const auto& mail : {std::string{}, spoofers(150), forwarder(500, 0)})
      CHECK(verdict_of({.mail = mail, .to = to}) ==
            "not_enough_data none " + silent + " dkim_carries=no_data");
  }
  // Mail below the domain alone is mail.
  CHECK(verdict_of({.mail = below(200, 0) + "own address 192.0.2.1;"}) == "ready strong");
}

TEST_CASE("Changed thresholds of readiness are obeyed") {
  const auto changed = [](auto figure, std::int64_t value) {
    ReadinessThresholds thresholds;
    thresholds.*figure = value;
    return thresholds;
  };
  using Lines = ReadinessThresholds;
  const auto status = [&](const char* check, World world, auto figure, std::int64_t value) {
    world.thresholds = changed(figure, value);
    return status_of(world, check);
  };
  CHECK(status("enough_days", {.mail = sound(), .days = 9}, &Lines::days, 10) == "no_data");
  CHECK(status("enough_days", {.mail = sound(), .days = 10}, &Lines::days, 10) == "pass");
  CHECK(status("enough_reporters", {.mail = sound(), .reporters = 1}, &Lines::reporters, 1) == "pass");
  CHECK(status("enough_messages", {.mail = server("192.0.2.1", 29, 0)}, &Lines::small_messages, 29) ==
        "pass");
  CHECK(status("enough_messages", {.mail = server("192.0.2.1", 15, 0)}, &Lines::messages, 15) == "pass");
  const World failing{.mail = server("192.0.2.1", 900, 100)};
  CHECK(status("aligned_total", failing, &Lines::quarantine_total_aligned, 900) == "pass");
  CHECK(status("aligned_total", failing, &Lines::quarantine_total_aligned, 901) == "block");
  CHECK(status("aligned_sources", failing, &Lines::quarantine_source_aligned, 900) == "pass");
  const World fresh{.mail = sound() + shop("50-55")};
  CHECK(status("quiet_inventory", fresh, &Lines::quiet_days, 5) == "pass");
  CHECK(status("quiet_inventory", fresh, &Lines::quiet_days, 6) == "block");
  const World still{.mail = sound() + server("192.0.2.2", 40, 3, "52"),
                    .rejections = {rejection("192.0.2.2")}};
  CHECK(status("explained_rejections", still, &Lines::still_days, 3) == "pass");
  CHECK(status("explained_rejections", still, &Lines::still_days, 4) == "block");
  const World small{.mail = server("192.0.2.1", 9990, 0) + server("192.0.2.2", 0, 10)};
  CHECK(status("aligned_sources", small, &Lines::source_messages, 10) == "block");
  CHECK(status("aligned_sources", small, &Lines::source_share, 1) == "block");
  CHECK(status("aligned_sources", small, &Lines::source_share, 2) == "pass");
  const World lost{.mail = sound() + forwarder(50, 50)};
  CHECK(status("forwarded_mail", lost, &Lines::forwarded_aligned, 500) == "pass");
  CHECK(status("dkim_carries", failing, &Lines::dkim_aligned, 900) == "pass");
}

TEST_CASE("What the step would cost is counted by what is done and by class") {
  const auto answered = answer(
      {.mail = server("192.0.2.1", 900, 20) + below(50, 8) + forwarder(30, 4) + spoofers(6) +
               mail("198.51.100.9", 40, "dkim=postly.example/k spf=b.postly.example") + stranger("28-30"),
       .published = "p=quarantine sp=none"});
  const auto& counts = answered.what_if;
  CHECK(counts.messages == 920 + 58 + 34 + 6 + 40 + 40);
  CHECK(counts.rejected == 20 + 4 + 6 + 40 + 40);
  CHECK(counts.quarantined == 8);  // sp moves to quarantine alone
  const std::vector<std::int64_t> by_class(counts.not_delivered.begin(), counts.not_delivered.end());
  CHECK(by_class == std::vector<std::int64_t>{28, 40, 4, 0, 40, 6});
}

TEST_CASE("Blockers come by messages, one row an address") {
  const auto answered = answer({.mail = server("192.0.2.2", 100, 30) + server("192.0.2.1", 100, 50) +
                                        server("192.0.2.3", 100, 20) + stranger("28-55", 45) + sound(),
                                .to = to_reject,
                                .rejections = {rejection("192.0.2.2"), rejection("192.0.2.3")}});
  CHECK(blockers_of(answered) == Texts{"192.0.2.1 50", "203.0.113.9 45", "192.0.2.2 30", "192.0.2.3 20"});
}

TEST_CASE("A source that fails at the domain and below it costs both") {
  const auto answered = answer({.mail = server("192.0.2.1", 900, 30) + below(70, 20)});
  CHECK(verdict_of(answered) ==
        "not_ready strong aligned_sources=block aligned_total=block sub_domains=block");
  CHECK(blockers_of(answered) == Texts{"192.0.2.1 50"});
  CHECK(answered.what_if.quarantined == 50);
}

}  // namespace
}  // namespace ruascope
