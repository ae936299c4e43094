// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/readiness.hpp"
#include "tests/analysis/record_text.hpp"
#include "tests/analysis/window_text.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace ruascope::test {

// Days as window texts count them: day 0 is Monday 2026-01-05.
inline Day day(int number) { return static_cast<Day>(20458 + number); }

using Texts = std::vector<std::string>;

// Steps that are asked for.
inline constexpr auto to_quarantine = Policy::quarantine;
inline constexpr auto to_reject = Policy::reject;

// What readiness asks, for a.example. The window is days 28 to 55, 2026-02-02 to 2026-03-01: it holds the end
// of a month, and the four weeks before it were reported as well.
struct World {
  std::string mail;      // of the window, as window_of reads it
  std::string before{};  // of the days before
  std::string published = "p=none";
  std::optional<Policy> to{};
  Day since = day(28), until = day(55);
  Day first_reported = day(0);
  int days = 28;
  int reporters = 3;                         // who saw each the same part of own and third-party mail
  std::vector<ReporterShare> by_reporter{};  // or what each of them saw
  PublishedNow told{};                       // or what is published, if not all see it
  std::optional<Day> fresh_until{};
  ReadinessThresholds thresholds{};
  std::vector<MatchedRejection> rejections{};
};

// Own and third-party mail, in equal parts.
inline std::vector<ReporterShare> even_shares(const std::vector<JudgedSource>& sources, int reporters) {
  std::int64_t messages = 0;
  std::int64_t passed = 0;
  for (const auto& source : sources)
    if (const auto of = source.judgement.source_class;
        of == SourceClass::own || of == SourceClass::third_party) {
      messages += source.judgement.messages;
      passed += source.judgement.messages - source.judgement.failed;
    }
  std::vector<ReporterShare> shares;
  for (int at = 0; at < reporters && messages > 0; ++at)
    shares.push_back({fmt::format("r{}.example", at), messages / reporters, passed / reporters, 0});
  return shares;
}

inline Readiness answer(const World& world) {
  const auto window = window_of(world.mail);
  const auto sources = judged_sources_of(window);
  const auto earlier = judged_sources_of(window_of(world.before + world.mail));
  std::vector<Day> days;
  for (int back = world.days - 1; back >= 0; --back) days.push_back(static_cast<Day>(world.until - back));
  std::vector<const MatchedRejection*> rejections;
  for (const auto& one : world.rejections) rejections.push_back(&one);
  const auto result_set = [&](std::int64_t number) {
    return window.results.at(static_cast<std::size_t>(number));
  };
  const PublishedNow agreed{record(world.published), true, true, {}};
  return readiness_of({"a.example", world.since, world.until, sources, earlier, world.first_reported, days,
                       world.fresh_until.value_or(world.until),
                       world.by_reporter.empty() ? even_shares(sources, world.reporters) : world.by_reporter,
                       rejections, result_set, world.told.told.empty() ? agreed : world.told, world.to,
                       world.thresholds});
}

inline ReadinessCheck check_in(const Readiness& answered, const std::string& name) {
  for (const auto& check : answered.checks)
    if (check.name == name) return check;
  throw std::logic_error("no such check: " + name);
}

// "pass": of one check.
inline std::string status_of(const World& world, const std::string& check) {
  return std::string{name_of(check_in(answer(world), check).status)};
}

// "ready strong", and the checks that do not pass behind it: "not_ready likely aligned_total=block".
inline std::string verdict_of(const Readiness& answered) {
  auto text = fmt::format("{} {}", name_of(answered.verdict), name_of(answered.confidence));
  for (const auto& check : answered.checks)
    if (check.status != CheckStatus::pass && check.status != CheckStatus::not_checked)
      text += fmt::format(" {}={}", check.name, name_of(check.status));
  return text;
}
inline std::string verdict_of(const World& world) { return verdict_of(answer(world)); }

// "192.0.2.1 50", a line a blocker.
inline std::vector<std::string> blockers_of(const Readiness& answered) {
  std::vector<std::string> lines;
  for (const auto& one : answered.blockers)
    lines.push_back(fmt::format("{} {}", one.source_ip, one.messages));
  return lines;
}

// Evidence of mail: both legs pass, SPF alone, neither.
inline const std::string both = "dkim=a.example/s1 spf=a.example";
inline const std::string spf_alone = "spf=a.example";
inline const std::string fails = "spf=a.example:fail";

// A line of a window, seen by three reporters; nothing for no messages.
inline std::string mail(const std::string& address, int messages, const std::string& evidence,
                        const std::string& days = "28-55") {
  if (messages == 0) return {};
  return fmt::format("{} n={} days={} at=1-3 {};", address, messages, days, evidence);
}

// A listed server of the domain: what passes, and what does not.
inline std::string server(const std::string& address, int passing, int failing,
                          const std::string& failing_days = "28-55") {
  return fmt::format("{}{}own address {};", mail(address, passing, both),
                     mail(address, failing, fails, failing_days), address);
}
inline std::string sound() { return server("192.0.2.1", 1000, 0); }

// Mail with a From: below the domain, of the same server.
inline std::string below(int passing, int failing) {
  return mail("192.0.2.1", passing, "from=x.a.example dkim=a.example/s1 spf=x.a.example") +
         mail("192.0.2.1", failing, "from=x.a.example spf=x.a.example:fail");
}

// A forwarder: DKIM survives it, or not. Only two reporters see it.
inline std::string forwarder(int surviving, int broken) {
  const auto line = [](int messages, const char* result) {
    if (messages == 0) return std::string{};
    return fmt::format("203.0.113.5 n={} days=28-55 at=1,2 dkim=a.example/s1:{} spf=a.example:fail;",
                       messages, result);
  };
  return line(surviving, "pass") + line(broken, "fail");
}

// Strangers with the domain in From:, one message each, from all over the place.
inline std::string spoofers(int number, const std::string& from = "a.example") {
  std::string text;
  for (int at = 1; at <= number; ++at)
    text += fmt::format("2001:db8:{:x}::1 days=30 from={} spf=r{}.example:pass;", at, from, at);
  return text;
}

}  // namespace ruascope::test
