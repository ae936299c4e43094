// SPDX-License-Identifier: MIT
#include "ingest/model/messages.hpp"
#include "store/conditions.hpp"
#include "store/daily_rows.hpp"
#include "store/queries.hpp"
#include "store/result_sets.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

namespace ruascope {
namespace {

// A source of a domain, by their numbers.
struct SourceKey {
  std::int64_t domain;
  std::int64_t source;
  bool operator==(const SourceKey&) const = default;
};
struct Key {
  SourceKey of;
  std::int64_t results;
  bool operator==(const Key&) const = default;
};
struct HashKey {
  std::size_t operator()(const Key& key) const {
    constexpr std::uint64_t factor = 0x9E3779B97F4A7C15U;  // spreads numbers that follow each other
    auto hash = static_cast<std::uint64_t>(key.of.domain);
    for (const auto part : {key.of.source, key.results}) hash = (hash ^ (hash >> 29)) * factor + part;
    return (hash ^ (hash >> 32)) * factor;
  }
};

struct Numbered {
  SourceKey of;
  Combination combination;
};

// Distinct and in order; numbers mostly come again, and days in order.
template <class T>
void insert_sorted(std::vector<T>& sorted, T value) {
  if (sorted.empty() || sorted.back() < value) return sorted.push_back(value);
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), value);
  if (*at != value) sorted.insert(at, value);
}

void take(const DailyRows::Row& row, Combination& combination) {
  auto& messages = combination.messages[static_cast<std::size_t>(row.disposition)];
  messages = add_messages(messages, row.messages);
  insert_sorted(combination.reporters, row.organization);
  insert_sorted(combination.days, row.day);
}

std::vector<Numbered> numbered_combinations(Sqlite& database, const Filter& filter) {
  std::vector<Numbered> combinations;
  std::unordered_map<Key, std::size_t, HashKey> places;
  DailyRows rows(database, filter);
  while (const auto row = rows.next()) {
    const Key key{{row->domain, row->source}, row->results};
    const auto [place, is_new] = places.emplace(key, combinations.size());
    if (is_new) combinations.push_back({key.of, {key.results, {}, {}, {}}});
    take(*row, combinations[place->second].combination);
  }
  std::sort(combinations.begin(), combinations.end(), [](const Numbered& one, const Numbered& other) {
    return std::tie(one.of.domain, one.of.source, one.combination.results) <
           std::tie(other.of.domain, other.of.source, other.combination.results);
  });
  return combinations;
}

struct SourceSums {
  MessageCounts counts;
  std::set<std::string> header_from, envelope_from, reporters;
  std::set<Signature> signatures;
  DaySpan days;

  void take_names(const RecordRow::Results& results, const std::vector<Signature>& found) {
    signatures.insert(found.begin(), found.end());
    header_from.insert(results.header_from);
    if (results.envelope_from) {
      envelope_from.insert(*results.envelope_from);
    } else {  // not reported; the domain that SPF was checked for is the same
      const auto checked = read_mail_from_domains(results.spf_results);
      envelope_from.insert(checked.begin(), checked.end());
    }
  }

  SourceTotals totals(const SourceCombinations& of) const {
    const auto list = [](const auto& set) {
      return std::vector<typename std::decay_t<decltype(set)>::value_type>(set.begin(), set.end());
    };
    return {of.domain,        of.source.text(), counts,     list(header_from), list(envelope_from),
            list(signatures), list(reporters),  days.first, days.last};
  }
};

}  // namespace

std::vector<SourceCombinations> source_combinations(Sqlite& database, const Filter& filter) {
  TextLookup names(database, "SELECT name FROM name WHERE id = ?1");
  TextLookup addresses(database, "SELECT address FROM source WHERE id = ?1");
  std::vector<SourceCombinations> sources;
  std::optional<SourceKey> last;
  for (auto& [of, combination] : numbered_combinations(database, filter)) {
    if (last != of)
      sources.push_back(
          {names.of(of.domain), *IpAddress::from_bytes(addresses.of(of.source)), of.domain, of.source, {}});
    last = of;
    // Copied, so that what is walked together from now on lies together.
    sources.back().combinations.push_back(combination);
  }
  std::sort(sources.begin(), sources.end(),
            [](const SourceCombinations& one, const SourceCombinations& other) {
              return std::tuple(std::string_view{one.domain}, one.source.bytes()) <
                     std::tuple(std::string_view{other.domain}, other.source.bytes());
            });
  return sources;
}

std::vector<SourceTotals> source_totals(Sqlite& database, const Filter& filter) {
  SourceTotalsReader reader(database);
  std::vector<SourceTotals> result;
  for (const auto& source : source_combinations(database, filter)) result.push_back(reader.read(source));
  if (filter.failing)
    std::erase_if(result, [](const SourceTotals& totals) { return totals.counts.dmarc_fail == 0; });
  std::stable_sort(result.begin(), result.end(), [](const SourceTotals& one, const SourceTotals& other) {
    return one.counts.messages > other.counts.messages;
  });
  return result;
}

SourceTotalsReader::SourceTotalsReader(Sqlite& database)
    : lookups_(std::make_unique<ResultLookups>(database)) {}
SourceTotalsReader::~SourceTotalsReader() = default;

SourceTotals SourceTotalsReader::read(const SourceCombinations& source) {
  SourceSums sums;
  for (const auto& combination : source.combinations) {
    const auto& signatures = lookups_->result_sets.signatures(combination.results);
    const auto& entry = lookups_->result_sets.of(combination.results);
    count_messages(sums.counts, combination, {entry.results.dkim, entry.results.spf, entry.has_reasons});
    sums.take_names(entry.results, signatures);
    sums.days.take(combination.days.front());
    sums.days.take(combination.days.back());
    for (const auto reporter : combination.reporters)
      sums.reporters.insert(lookups_->organizations.of(reporter));
  }
  return sums.totals(source);
}

std::string combination_key(const SourceCombinations& source, const Combination& combination) {
  return fmt::format("{} {} {}", source.domain_number, source.source_number, combination.results);
}

PublishedRange published_range(Sqlite& database, const Filter& filter, const std::string& domain) {
  Conditions conditions;
  conditions.add("report.domain = (SELECT id FROM name WHERE name = ?)", domain);
  if (filter.since) conditions.add("report.last_day >= ?", *filter.since);
  if (filter.until) conditions.add("report.first_day <= ?", *filter.until);
  auto policies =
      database.prepare(fmt::format("SELECT DISTINCT policy.adkim, policy.aspf, policy.p, coalesce(policy.sp, "
                                   "policy.p), coalesce(policy.np, policy.sp, policy.p), "
                                   "coalesce(policy.pct, 100) < 100 OR coalesce(policy.testing, 0) = 1 "
                                   "FROM report JOIN policy ON policy.id = report.policy WHERE {}",
                                   conditions.sql()));
  conditions.bind(policies);
  PublishedRange found;
  const auto take_action = [&](int column, PublishedRange::Actions& actions) {
    const auto policy = static_cast<Policy>(policies.integer(column));
    const bool enforces = policy == Policy::quarantine || policy == Policy::reject;
    (enforces && !policies.is_null(column) ? actions.enforcing : actions.none) = true;
  };
  while (policies.step()) {  // absent is relaxed
    (policies.integer(0) == 1 ? found.strict_dkim : found.relaxed_dkim) = true;
    (policies.integer(1) == 1 ? found.strict_spf : found.relaxed_spf) = true;
    take_action(2, found.domain);
    take_action(3, found.subdomains);
    take_action(4, found.subdomains);  // which of the two applied no report tells
    found.is_soft |= policies.integer(5) != 0;
  }
  return found;
}

std::vector<std::pair<std::string, DiscoveryMethod>> discovery_methods(Sqlite& database,
                                                                       const Filter& filter) {
  auto rows = database.prepare(R"sql(
    SELECT DISTINCT name.name, policy.discovery_method FROM policy JOIN name ON name.id = policy.domain
    WHERE policy.discovery_method IS NOT NULL AND EXISTS (
      SELECT 1 FROM report WHERE report.domain = policy.domain AND report.policy = policy.id
        AND (?1 IS NULL OR report.last_day >= ?1) AND (?2 IS NULL OR report.first_day <= ?2)))sql");
  const auto day = [](const std::optional<Day>& one) {
    return one ? std::optional<std::int64_t>{*one} : std::nullopt;
  };
  rows.bind(day(filter.since), day(filter.until));
  std::vector<std::pair<std::string, DiscoveryMethod>> methods;
  while (rows.step()) methods.emplace_back(rows.text(0), static_cast<DiscoveryMethod>(rows.integer(1)));
  return methods;
}

std::vector<std::string> policy_domains(Sqlite& database) {
  std::vector<std::string> domains;
  auto rows = database.prepare("SELECT name FROM name WHERE id IN (SELECT domain FROM policy) ORDER BY name");
  while (rows.step()) domains.emplace_back(rows.text(0));
  return domains;
}

ResultSetReader::ResultSetReader(Sqlite& database) : lookups_(std::make_unique<ResultLookups>(database)) {}
ResultSetReader::~ResultSetReader() = default;

ResultSet ResultSetReader::read(std::int64_t results) {
  const auto& stored = lookups_->result_sets.of(results).results;
  return {stored.header_from,
          stored.envelope_from,
          stored.envelope_to,
          {stored.dkim, {}},
          {stored.spf, {}},
          stored.derived,
          stored.derived,
          read_reasons(stored.reasons),
          read_dkim(stored.dkim_results),
          read_spf(stored.spf_results)};
}

const std::string& ResultSetReader::reporter(std::int64_t number) {
  return lookups_->organizations.of(number);
}

}  // namespace ruascope
