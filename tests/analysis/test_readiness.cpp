// SPDX-License-Identifier: MIT
// Readiness by analysis.md section 5: days, reporters, messages, alignment, forwarding, DKIM, sub-domains,
// each check on both sides of its line.
#include "tests/analysis/readiness_world.hpp"

#include <tuple>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

// A check of a window under a step, its status and what was measured.
struct Line {
  Policy to;
  std::string mail;
  const char* status;
  double value;
};

void check_lines(const std::string& name, const std::vector<Line>& lines) {
  for (const auto& [to, mail, status, value] : lines) {
    INFO(name << " to " << name_of(to) << ": " << mail);
    const auto check = check_in(answer({.mail = mail, .to = to}), name);
    CHECK(name_of(check.status) == std::string{status});
    CHECK(check.value.value() == Approx(value));
    CHECK_FALSE(check.why.empty());
  }
}

TEST_CASE("Every answer has every check, in the same order") {
  const Texts names{
      "policy_known",   "enough_days",          "enough_reporters", "enough_messages",      "aligned_sources",
      "aligned_total",  "without_one_reporter", "unknown_sources",  "quiet_inventory",      "seldom_senders",
      "forwarded_mail", "dkim_carries",         "sub_domains",      "explained_rejections", "records"};
  for (const auto& world :
       {World{}, World{.mail = sound()}, World{.mail = server("192.0.2.1", 1, 99) + below(1, 99)},
        World{.mail = sound(), .published = "p=reject"}, World{.mail = spoofers(3), .days = 0}}) {
    Texts found;
    const auto answered = answer(world);
    for (const auto& check : answered.checks) found.push_back(check.name);
    CHECK(found == names);
    CHECK(check_in(answered, "records").status == CheckStatus::not_checked);
  }
}

TEST_CASE("Sound mail is ready, and surely") {
  for (const auto to : {to_quarantine, to_reject}) {
    const auto answered = answer({.mail = sound(), .to = to});
    CHECK(verdict_of(answered) == "ready strong");
    CHECK(answered.domain == "a.example");
    CHECK(answered.has_reports);
    CHECK(answered.blockers.empty());
    CHECK(answered.what_if.messages == 1000);
    CHECK(answered.what_if.rejected + answered.what_if.quarantined == 0);
  }
}

TEST_CASE("Days, reporters and messages must be enough, else there is no verdict") {
  CHECK(verdict_of({.mail = sound(), .days = 21}) == "ready strong");
  CHECK(verdict_of({.mail = sound(), .days = 20}) == "not_enough_data none enough_days=no_data");
  CHECK(verdict_of({.mail = sound(), .reporters = 3}) == "ready strong");
  CHECK(verdict_of({.mail = sound(), .reporters = 2}) == "not_enough_data none enough_reporters=no_data");
  CHECK(verdict_of({.mail = server("192.0.2.1", 100, 0)}) == "ready strong");
  // A small domain, judged less surely.
  CHECK(verdict_of({.mail = server("192.0.2.1", 99, 0)}) == "ready likely");
  CHECK(verdict_of({.mail = server("192.0.2.1", 30, 0)}) == "ready likely");
  CHECK(verdict_of({.mail = server("192.0.2.1", 29, 0)}) == "not_enough_data none enough_messages=no_data");
}

TEST_CASE("Value and threshold stand beside each check") {
  const auto few = answer({.mail = server("192.0.2.1", 29, 0), .days = 20, .reporters = 2});
  for (const auto& [name, value, threshold] : std::vector<std::tuple<const char*, double, double>>{
           {"enough_days", 20, 21}, {"enough_reporters", 2, 3}, {"enough_messages", 29, 30}}) {
    INFO(name);
    CHECK(check_in(few, name).value == value);
    CHECK(check_in(few, name).threshold == threshold);
    CHECK_FALSE(check_in(few, name).is_share);
  }
  CHECK(check_in(answer({.mail = sound()}), "enough_messages").threshold == 100);
  for (const auto& [to, source, total] : std::vector<std::tuple<Policy, double, double>>{
           {to_reject, 0.99, 0.995}, {to_quarantine, 0.98, 0.99}}) {
    const auto answered = answer({.mail = sound(), .to = to});
    CHECK(check_in(answered, "aligned_sources").threshold.value() == Approx(source));
    CHECK(check_in(answered, "aligned_total").threshold.value() == Approx(total));
    CHECK(check_in(answered, "sub_domains").threshold.value() == Approx(total));
    CHECK(check_in(answered, "aligned_total").is_share);
  }
}

TEST_CASE("Each source must be aligned: 99 % for reject, 98 % for quarantine") {
  check_lines("aligned_sources", {{to_reject, server("192.0.2.1", 990, 10), "pass", 0.99},
                                  {to_reject, server("192.0.2.1", 989, 11), "block", 0.989},
                                  {to_quarantine, server("192.0.2.1", 980, 20), "pass", 0.98},
                                  {to_quarantine, server("192.0.2.1", 979, 21), "block", 0.979},
                                  {to_reject, sound() + server("192.0.2.2", 95, 5), "block", 0.95}});
}

TEST_CASE("A source is judged by itself from 20 messages on, or from 1 % of the mail") {
  const auto with = [](int large, int small) {
    return server("192.0.2.1", large, 0) + server("192.0.2.2", 0, small);
  };
  check_lines("aligned_sources", {{to_reject, with(9981, 19), "pass", 1},
                                  {to_reject, with(9980, 20), "block", 0},
                                  {to_reject, with(990, 10), "block", 0},
                                  {to_reject, with(991, 10), "pass", 1}});
}

TEST_CASE("All together must be aligned: 99.5 % for reject, 99 % for quarantine") {
  check_lines("aligned_total", {{to_reject, server("192.0.2.1", 995, 5), "pass", 0.995},
                                {to_reject, server("192.0.2.1", 994, 6), "block", 0.994},
                                {to_quarantine, server("192.0.2.1", 990, 10), "pass", 0.99},
                                {to_quarantine, server("192.0.2.1", 989, 11), "block", 0.989}});
}

TEST_CASE("Where only the sum falls short, all that fail stand in the way") {
  const auto answered =
      answer({.mail = server("192.0.2.1", 985, 0) + server("192.0.2.2", 0, 7) + server("192.0.2.3", 0, 8),
              .to = to_reject});
  CHECK(verdict_of(answered) == "not_ready strong aligned_total=block");
  CHECK(blockers_of(answered) == Texts{"192.0.2.3 8", "192.0.2.2 7"});
}

TEST_CASE("Forwarded mail that would be lost is a warning and never blocks") {
  for (const auto to : {to_quarantine, to_reject})
    check_lines("forwarded_mail", {{to, sound() + forwarder(950, 50), "pass", 0.95},
                                   {to, sound() + forwarder(949, 51), "warn", 0.949},
                                   {to, sound() + forwarder(1, 999), "warn", 0.001}});
  const auto answered = answer({.mail = sound() + forwarder(100, 900), .to = to_reject});
  CHECK(verdict_of(answered) == "ready likely forwarded_mail=warn");
  CHECK(check_in(answered, "forwarded_mail").why.find("900 of 1,000 messages") != std::string::npos);
  CHECK(answered.what_if.rejected == 900);
  const auto list =
      "203.0.113.6 n=80 days=28-55 at=1 dkim=a.example/s1:fail spf=lists.club.example "
      "reason=mailing_list;";
  CHECK(verdict_of({.mail = sound() + list, .to = to_reject}) == "ready likely forwarded_mail=warn");
  CHECK_FALSE(check_in(answer({.mail = sound()}), "forwarded_mail").value.has_value());
}

TEST_CASE("DKIM must carry 95 % before reject, and should before quarantine") {
  const auto with = [](int signed_mail, int unsigned_mail) {
    return mail("192.0.2.1", signed_mail, both) + mail("192.0.2.1", unsigned_mail, spf_alone) +
           "own address 192.0.2.1;";
  };
  check_lines("dkim_carries", {{to_reject, with(950, 50), "pass", 0.95},
                               {to_reject, with(949, 51), "block", 0.949},
                               {to_quarantine, with(950, 50), "pass", 0.95},
                               {to_quarantine, with(949, 51), "warn", 0.949}});
  CHECK(verdict_of({.mail = with(900, 100), .to = to_quarantine}) == "ready likely dkim_carries=warn");
  const auto answered = answer({.mail = with(900, 100), .to = to_reject});
  CHECK(verdict_of(answered) == "not_ready strong dkim_carries=block");
  CHECK(blockers_of(answered) == Texts{"192.0.2.1 100"});
  CHECK(blockers_of(answer({.mail = with(900, 100), .to = to_quarantine})).empty());
}

// Servers too small to be judged by themselves, ten messages each.
std::string small_servers(int number, const std::string& evidence) {
  std::string text = "own address 192.0.2.0/24;";
  for (int at = 1; at <= number; ++at) text += mail(fmt::format("192.0.2.{}", at), 10, evidence);
  return text;
}

TEST_CASE("Many small sources that are all aligned are ready") {
  CHECK(verdict_of({.mail = small_servers(150, both), .to = to_reject}) == "ready strong");
}

TEST_CASE("Small sources that sign nothing are named") {
  const auto answered =
      answer({.mail = server("198.51.100.1", 2000, 0) + small_servers(15, spf_alone), .to = to_reject});
  CHECK(verdict_of(answered) == "not_ready strong dkim_carries=block");
  CHECK(answered.blockers.size() == 15);
}

TEST_CASE("Mail below the domain has the lines of mail at the domain") {
  check_lines("sub_domains", {{to_reject, sound() + below(995, 5), "pass", 0.995},
                              {to_reject, sound() + below(994, 6), "block", 0.994},
                              {to_quarantine, sound() + below(990, 10), "pass", 0.99},
                              {to_quarantine, sound() + below(989, 11), "block", 0.989}});
  const auto answered = answer({.mail = sound() + below(70, 30)});
  CHECK(verdict_of(answered) == "not_ready strong sub_domains=block");
  CHECK(blockers_of(answered) == Texts{"192.0.2.1 30"});
  CHECK(answered.what_if.quarantined == 30);
  CHECK_FALSE(check_in(answer({.mail = sound()}), "sub_domains").value.has_value());
}

TEST_CASE("Failing mail below the domain blocks where the step makes its policy stricter") {
  struct Below {
    const char* published;
    std::optional<Policy> to;
    const char* status;
    const char* why;  // which policy they come under
  };
  const std::vector<Below> cases{{"p=none", {}, "block", "p=quarantine"},
                                 {"p=none", to_reject, "block", "p=reject"},
                                 {"p=none sp=none", {}, "block", "p=quarantine"},
                                 {"p=quarantine sp=none", {}, "block", "sp=quarantine"},
                                 {"p=reject sp=none", {}, "block", "sp=quarantine"},
                                 {"p=none sp=quarantine", {}, "warn", "p=quarantine"},
                                 {"p=none sp=quarantine", to_reject, "block", "p=reject"},
                                 {"p=none sp=reject", {}, "warn", "sp=reject"},
                                 {"p=none sp=reject", to_reject, "warn", "p=reject"},
                                 {"p=none sp=reject np=none", {}, "warn", "sp=reject"},
                                 {"p=reject", {}, "warn", "p=reject"},
                                 // Softening goes, so all of it is hit.
                                 {"p=quarantine pct=20", {}, "block", "p=quarantine"},
                                 {"p=quarantine t=y", {}, "block", "p=quarantine"},
                                 {"p=quarantine sp=reject t=y", {}, "block", "sp=reject"}};
  for (const auto& [published, to, status, why] : cases) {
    INFO(published << (to ? " to reject" : ""));
    const auto check =
        check_in(answer({.mail = sound() + below(70, 30), .published = published, .to = to}), "sub_domains");
    CHECK(name_of(check.status) == std::string{status});
    CHECK(check.why.find(fmt::format("under {}", why)) != std::string::npos);
    CHECK((check.why.find("as before") != std::string::npos) == (status == std::string{"warn"}));
  }
}

TEST_CASE("Softening that goes costs no mail below the domain where nothing is asked for it") {
  for (const auto* published :
       {"p=quarantine sp=none pct=20", "p=quarantine sp=none t=y", "p=reject sp=none pct=50"}) {
    INFO(published);
    const auto answered = answer({.mail = sound() + below(70, 30), .published = published});
    CHECK(asked(answered.step.to, Addressed::subdomain) == Policy::none);
    CHECK(answered.what_if.quarantined + answered.what_if.rejected == 0);
    CHECK(verdict_of(answered) == "ready likely sub_domains=warn");
    CHECK(answered.blockers.empty());
  }
}

TEST_CASE("Mail under names that nobody uses comes under np") {
  const auto answered = answer(
      {.mail = sound() + spoofers(7) + spoofers(5, "unused.a.example"), .published = "p=quarantine np=none"});
  CHECK(policy_text(answered.step.to) == "p=reject np=quarantine");
  CHECK(answered.what_if.rejected == 7);
  CHECK(answered.what_if.quarantined == 5);
  CHECK(verdict_of(answered) == "ready strong");
}

}  // namespace
}  // namespace ruascope
