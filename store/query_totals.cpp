// SPDX-License-Identifier: MIT
#include "store/conditions.hpp"
#include "store/queries.hpp"
#include "store/result_sets.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

namespace ruascope {
namespace {

// A report that ends later than this after its import is forged or from a broken clock.
constexpr std::int64_t two_days = 2 * seconds_per_day;

struct DailyRow {
  std::int64_t domain, source, results, organization, messages;
  Day day;
  Disposition disposition;
};

// Walks the daily totals that the filter chooses; the table's key begins with (domain, day), so the cost is
// that of the window.
template <class Take>
void walk_daily(Sqlite& database, const Filter& filter, const Take& take) {
  Conditions conditions;
  conditions.add_ids("daily.domain IN (SELECT value FROM json_each(?))", matching_domains(database, filter));
  if (filter.since) conditions.add("daily.day >= ?", *filter.since);
  if (filter.until) conditions.add("daily.day <= ?", *filter.until);
  if (filter.reporter)
    conditions.add_ids("daily.organization IN (SELECT value FROM json_each(?))",
                       matching_organizations(database, *filter.reporter));
  if (filter.disposition)
    conditions.add("daily.disposition = ?", static_cast<std::int64_t>(*filter.disposition));
  if (filter.header_from)
    conditions.add(
        "(SELECT header_from FROM result_set WHERE id = daily.results) = (SELECT id FROM name WHERE name = "
        "?)",
        *filter.header_from);
  if (filter.source)
    conditions.add_network("(SELECT address FROM source WHERE id = daily.source)", *filter.source);
  auto rows = database.prepare(fmt::format(
      "SELECT domain, day, source, results, disposition, organization, messages FROM daily WHERE {}",
      conditions.sql()));
  conditions.bind(rows);
  while (rows.step())
    take(DailyRow{rows.integer(0), rows.integer(2), rows.integer(3), rows.integer(5), rows.integer(6),
                  static_cast<Day>(rows.integer(1)), static_cast<Disposition>(rows.integer(4))});
}

struct Span {
  Day first = 0;
  Day last = 0;
  bool empty = true;
  void take(Day day) {
    first = empty ? day : std::min(first, day);
    last = empty ? day : std::max(last, day);
    empty = false;
  }
};

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
  Span days;
};

struct SourceSums {
  MessageCounts counts;
  std::set<std::int64_t> results;
  std::set<std::int64_t> organizations;
  Span days;
};

SourceTotals describe(const SourceSums& sums, ResultSetLookup& result_sets, TextLookup& organizations) {
  SourceTotals totals;
  totals.counts = sums.counts;
  totals.first_day = sums.days.first;
  totals.last_day = sums.days.last;
  std::set<std::string> header_from;
  std::set<std::string> envelope_from;
  std::set<Signature> signatures;
  std::set<std::string> reporters;
  for (const auto id : sums.results) {
    const auto& found = result_sets.signatures(id);
    signatures.insert(found.begin(), found.end());
    const auto& results = result_sets.of(id).results;
    header_from.insert(results.header_from);
    if (results.envelope_from) {
      envelope_from.insert(*results.envelope_from);
    } else {  // not reported; the domain that SPF was checked for is the same
      const auto checked = read_mail_from_domains(results.spf_results);
      envelope_from.insert(checked.begin(), checked.end());
    }
  }
  for (const auto id : sums.organizations) reporters.insert(organizations.of(id));
  totals.header_from.assign(header_from.begin(), header_from.end());
  totals.envelope_from.assign(envelope_from.begin(), envelope_from.end());
  totals.signatures.assign(signatures.begin(), signatures.end());
  totals.reporters.assign(reporters.begin(), reporters.end());
  return totals;
}

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
  Span days;
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
  walk_daily(database, filter, [&](const DailyRow& row) {
    auto& sums = by_domain[row.domain];
    count_messages(sums.counts, row.messages, result_sets.of(row.results), row.disposition);
    sums.sources.insert(row.source);
    sums.organizations.insert(row.organization);
    sums.days.take(row.day);
  });
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

std::vector<SourceTotals> source_totals(Sqlite& database, const Filter& filter) {
  ResultSetLookup result_sets(database);
  std::map<std::pair<std::int64_t, std::int64_t>, SourceSums> by_source;
  walk_daily(database, filter, [&](const DailyRow& row) {
    auto& sums = by_source[{row.domain, row.source}];
    count_messages(sums.counts, row.messages, result_sets.of(row.results), row.disposition);
    sums.results.insert(row.results);
    sums.organizations.insert(row.organization);
    sums.days.take(row.day);
  });
  TextLookup names(database, "SELECT name FROM name WHERE id = ?1");
  TextLookup addresses(database, "SELECT address FROM source WHERE id = ?1");
  TextLookup organizations(database, "SELECT name FROM organization WHERE id = ?1");
  using Addressed = std::pair<std::string, SourceTotals>;  // sorts by the bytes of the address
  std::vector<Addressed> found;
  for (const auto& [key, sums] : by_source) {
    if (filter.failing && sums.counts.dmarc_fail == 0) continue;
    auto totals = describe(sums, result_sets, organizations);
    totals.domain = names.of(key.first);
    const auto& address = addresses.of(key.second);
    totals.source_ip = IpAddress::from_bytes(address)->text();
    found.emplace_back(address, std::move(totals));
  }
  std::sort(found.begin(), found.end(), [](const Addressed& one, const Addressed& other) {
    return std::tie(other.second.counts.messages, one.second.domain, one.first) <
           std::tie(one.second.counts.messages, other.second.domain, other.first);
  });
  std::vector<SourceTotals> result;
  for (auto& one : found) result.push_back(std::move(one.second));
  return result;
}

}  // namespace ruascope
