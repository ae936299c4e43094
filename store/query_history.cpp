// SPDX-License-Identifier: MIT
#include "store/conditions.hpp"
#include "store/daily_rows.hpp"
#include "store/queries.hpp"
#include "store/result_sets.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace ruascope {
namespace {

Conditions conditions_of_reports(Sqlite& database, const Filter& filter) {
  Conditions conditions;
  conditions.add_ids("report.domain IN (SELECT value FROM json_each(?))", matching_domains(database, filter));
  if (filter.since) conditions.add("report.last_day >= ?", *filter.since);
  if (filter.until) conditions.add("report.first_day <= ?", *filter.until);
  if (filter.reporter)
    conditions.add_ids("submitter.organization IN (SELECT value FROM json_each(?))",
                       matching_organizations(database, *filter.reporter));
  return conditions;
}

std::optional<Policy> policy_in(Statement& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return static_cast<Policy>(rows.integer(column));
}

std::optional<AlignmentMode> mode_in(Statement& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return static_cast<AlignmentMode>(rows.integer(column));
}

PolicyRecord record_in(Statement& rows, int first) {
  PolicyRecord record;
  record.p = policy_in(rows, first);
  record.sp = policy_in(rows, first + 1);
  record.np = policy_in(rows, first + 2);
  record.adkim = mode_in(rows, first + 3);
  record.aspf = mode_in(rows, first + 4);
  if (!rows.is_null(first + 5)) record.pct = rows.integer(first + 5);
  record.is_testing = !rows.is_null(first + 6) && rows.integer(first + 6) == 1;
  if (!rows.is_null(first + 7)) record.fo = std::string{rows.text(first + 7)};
  return record;
}

void make_distinct(std::vector<Day>& days) {
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
}

}  // namespace

void visit_daily_mail(Sqlite& database, const Filter& filter,
                      const std::function<void(const DailyMail&)>& take) {
  DailyRows rows(database, filter);
  while (const auto row = rows.next()) take(*row);
}

std::vector<PublishedPeriod> published_periods(Sqlite& database, const Filter& filter) {
  const auto conditions = conditions_of_reports(database, filter);
  auto rows = database.prepare(fmt::format(
      "SELECT report.domain, submitter.organization, report.first_day, report.last_day, report.end, "
      "policy.p, policy.sp, policy.np, policy.adkim, policy.aspf, policy.pct, policy.testing, "
      "policy.fo FROM report JOIN policy ON policy.id = report.policy "
      "JOIN submitter ON submitter.id = report.submitter "
      "WHERE {} ORDER BY report.domain, report.end, report.id",
      conditions.sql()));
  conditions.bind(rows);
  TextLookup names(database, "SELECT name FROM name WHERE id = ?1");
  TextLookup organizations(database, "SELECT name FROM organization WHERE id = ?1");
  std::vector<PublishedPeriod> periods;
  while (rows.step())
    periods.push_back({names.of(rows.integer(0)), rows.integer(1), organizations.of(rows.integer(1)),
                       static_cast<Day>(rows.integer(2)), static_cast<Day>(rows.integer(3)), rows.integer(4),
                       record_in(rows, 5), !rows.is_null(11)});
  std::stable_sort(
      periods.begin(), periods.end(),
      [](const PublishedPeriod& one, const PublishedPeriod& other) { return one.domain < other.domain; });
  return periods;
}

std::vector<ReporterDays> reporter_days(Sqlite& database, const Filter& filter) {
  auto whole = filter;
  whole.since.reset();
  const auto conditions = conditions_of_reports(database, whole);
  auto rows = database.prepare(
      fmt::format("SELECT DISTINCT submitter.organization, report.first_day, report.last_day FROM report "
                  "JOIN submitter ON submitter.id = report.submitter WHERE {} ORDER BY 1, 2",
                  conditions.sql()));
  conditions.bind(rows);
  TextLookup organizations(database, "SELECT name FROM organization WHERE id = ?1");
  std::map<std::string, ReporterDays> by_name;
  while (rows.step()) {
    const auto& name = organizations.of(rows.integer(0));
    const auto [place, is_new] = by_name.try_emplace(name, ReporterDays{name, 0, {}, {}});
    auto first = static_cast<Day>(rows.integer(1));
    auto last = static_cast<Day>(rows.integer(2));
    auto& of = place->second;
    of.since = is_new ? first : std::min(of.since, first);
    if (filter.since) first = std::max(first, *filter.since);
    if (filter.until) last = std::min(last, *filter.until);
    if (first <= last) of.ends.push_back(last);
    for (; first <= last; ++first) of.days.push_back(first);
  }
  std::vector<ReporterDays> result;
  for (auto& [name, of] : by_name) {
    make_distinct(of.days);
    make_distinct(of.ends);
    if (!of.days.empty()) result.push_back(std::move(of));
  }
  return result;
}

}  // namespace ruascope
