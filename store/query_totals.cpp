// SPDX-License-Identifier: MIT
#include "store/conditions.hpp"
#include "store/daily_rows.hpp"
#include "store/queries.hpp"
#include "store/result_sets.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace ruascope {
namespace {

// A report that ends later than this after its import is forged or from a broken clock.
constexpr std::int64_t two_days = 2 * seconds_per_day;

// False if there is no such report. Reports that end long after their import have a wrong clock.
bool read_newest_policy(Sqlite& database, const Filter& filter, std::int64_t domain, bool with_right_clock,
                        DomainTotals& totals) {
  Conditions conditions;
  conditions.add("report.domain = ?", domain);
  if (with_right_clock) conditions.add("report.end <= report.imported_at + ?", two_days);
  if (filter.since) conditions.add("report.last_day >= ?", *filter.since);
  if (filter.until) conditions.add("report.first_day <= ?", *filter.until);
  auto newest = database.prepare(
      fmt::format("SELECT policy.p, policy.sp FROM report JOIN policy ON policy.id = report.policy WHERE {} "
                  "ORDER BY report.last_day DESC, report.end DESC, report.id DESC LIMIT 1",
                  conditions.sql()));
  conditions.bind(newest);
  if (!newest.step()) return false;
  if (!newest.is_null(0)) totals.policy = static_cast<Policy>(newest.integer(0));
  totals.subdomain_policy = totals.policy;
  if (!newest.is_null(1)) totals.subdomain_policy = static_cast<Policy>(newest.integer(1));
  newest.reset();
  return true;
}

struct DomainSums {
  MessageCounts counts;
  std::unordered_set<std::int64_t> sources;
  std::unordered_set<std::int64_t> organizations;
  DaySpan days;
};

}  // namespace

std::optional<Day> newest_day(Sqlite& database, const Filter& filter) {
  std::optional<Day> newest;
  auto find = database.prepare(R"sql(
    SELECT last_day FROM report WHERE domain = ?1 AND end <= imported_at + ?2
    ORDER BY last_day DESC LIMIT 1)sql");
  for (const auto domain : matching_domains(database, filter)) {
    find.bind(domain, two_days);
    if (!find.step()) continue;
    newest = std::max(newest.value_or(INT32_MIN), static_cast<Day>(find.integer(0)));
    find.reset();
  }
  return newest;
}

std::optional<std::pair<Day, Day>> reported_days(Sqlite& database, const Filter& filter) {
  DaySpan days;
  auto find = database.prepare("SELECT min(first_day), max(last_day) FROM report WHERE domain = ?1");
  for (const auto domain : matching_domains(database, filter)) {
    find.bind(domain);
    if (find.step() && !find.is_null(0)) {
      days.take(static_cast<Day>(find.integer(0)));
      days.take(static_cast<Day>(find.integer(1)));
    }
    find.reset();
  }
  if (days.empty) return std::nullopt;
  return std::pair{days.first, days.last};
}

std::vector<DomainTotals> domain_totals(Sqlite& database, const Filter& filter) {
  ResultSetLookup result_sets(database);
  std::unordered_map<std::int64_t, DomainSums> by_domain;
  DailyRows rows(database, filter);
  while (const auto row = rows.next()) {
    auto& sums = by_domain[row->domain];
    count_messages(sums.counts, row->messages, result_sets.of(row->results), row->disposition);
    sums.sources.insert(row->source);
    sums.organizations.insert(row->organization);
    sums.days.take(row->day);
  }
  TextLookup names(database, "SELECT name FROM name WHERE id = ?1");
  std::vector<DomainTotals> result;
  for (const auto& [domain, sums] : by_domain) {
    if (filter.failing && sums.counts.dmarc_fail == 0) continue;
    DomainTotals totals{names.of(domain),
                        std::nullopt,
                        std::nullopt,
                        sums.counts,
                        static_cast<std::int64_t>(sums.sources.size()),
                        static_cast<std::int64_t>(sums.organizations.size()),
                        sums.days.first,
                        sums.days.last};
    if (!read_newest_policy(database, filter, domain, true, totals))
      read_newest_policy(database, filter, domain, false, totals);
    result.push_back(std::move(totals));
  }
  std::sort(result.begin(), result.end(),
            [](const DomainTotals& one, const DomainTotals& other) { return one.domain < other.domain; });
  return result;
}

}  // namespace ruascope
