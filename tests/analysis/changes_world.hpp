// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/changes.hpp"
#include "ingest/model/time.hpp"
#include "tests/analysis/record_text.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace ruascope::test {

// The last day of every window: 2026-11-15, a Sunday.
inline constexpr Day until = 20772;

// A day, told by how long before the last it is.
inline Day ago(Day days) { return static_cast<Day>(until - days); }

// The same figures on each of some days, told by how long ago they are.
struct Run {
  Day from = 0, to = 0;
  std::int64_t messages = 0, failed = 0;
  Day every = 1;
};
using Runs = std::vector<Run>;

// A later run takes the place of an earlier one.
inline DaySeries series(const Runs& runs) {
  DaySeries days;
  for (const auto& run : runs)
    for (auto day = run.from; day >= run.to; day = static_cast<Day>(day - run.every))
      days[ago(day)] = {run.messages, run.failed};
  return days;
}

// A sender of a.example: a service, unless said.
inline SenderSeries sender(const Runs& runs, SourceClass source_class = SourceClass::third_party) {
  return {"a.example", "Postly", source_class, series(runs)};
}

// What is looked at; the window are the last four weeks of the 56 days.
struct ChangesWorld {
  std::vector<SenderSeries> senders{};
  std::vector<DomainSeries> domains{};
  std::vector<ReporterDays> reporters{};
  std::map<std::string, std::vector<Day>> rejections{};
  ChangeThresholds thresholds{};
  Day since = ago(27);

  std::vector<Finding> findings() const {
    return changes_of({since, until, senders, domains, reporters, rejections, thresholds});
  }
};

// A domain that is reported every day, and the same volume each.
inline DomainSeries steady_domain() { return {"a.example", ago(200), series({{55, 0, 1000}}), {}}; }

// One sender, and its domain.
inline ChangesWorld world_of(const SenderSeries& one) { return {{one}, {steady_domain()}}; }

// "warning source.new a.example Postly 5 2026-11-15", one line each. All findings are in it, so that one that
// nobody asked for shows.
inline std::string lines_of(const std::vector<Finding>& findings) {
  std::string text;
  for (const auto& finding : findings)
    text += std::string{name_of(finding.severity)} + " " + finding.code + " " + finding.domain + " " +
            finding.subject + " " + std::to_string(finding.messages) + " " +
            format_day(finding.last_day.value_or(0)) + "\n";
  return text;
}

inline std::string lines_of(const ChangesWorld& world) { return lines_of(world.findings()); }

// The text of the only finding.
inline std::string text_of(const ChangesWorld& world) {
  const auto findings = world.findings();
  return findings.size() == 1 ? findings[0].what : lines_of(findings);
}

// What a reporter's daily reports see on some days, told by how long ago they are.
struct Seen {
  const char* reporter;
  Day from = 0, to = 0;
  const char* record = "";
};

// A report over some days, the last of which ends it.
inline PublishedPeriod period(const Seen& seen, Day first, Day last) {
  return {"a.example", 0, seen.reporter, first, last, (last + 1) * seconds_per_day, record(seen.record)};
}

// A domain, and what its reporters see of its policy.
inline ChangesWorld published(const std::vector<Seen>& all) {
  auto domain = steady_domain();
  for (const auto& seen : all)
    for (auto day = seen.from; day >= seen.to; --day)
      domain.published.push_back(period(seen, ago(day), ago(day)));
  std::stable_sort(domain.published.begin(), domain.published.end(),
                   [](const auto& one, const auto& other) { return one.end < other.end; });
  return {{}, {domain}};
}

}  // namespace ruascope::test
