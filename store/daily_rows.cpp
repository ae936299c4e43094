// SPDX-License-Identifier: MIT
#include "store/daily_rows.hpp"

#include "store/conditions.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

Conditions conditions_of(Sqlite& database, const Filter& filter) {
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
  return conditions;
}

Statement prepared(Sqlite& database, const Conditions& conditions) {
  auto rows = database.prepare(fmt::format(
      "SELECT domain, day, source, results, disposition, organization, messages FROM daily WHERE {}",
      conditions.sql()));
  conditions.bind(rows);
  return rows;
}

}  // namespace

DailyRows::DailyRows(Sqlite& database, const Filter& filter)
    : rows_(prepared(database, conditions_of(database, filter))) {}

std::optional<DailyRows::Row> DailyRows::next() {
  if (!rows_.step()) return std::nullopt;
  return Row{rows_.integer(0),
             rows_.integer(2),
             rows_.integer(3),
             rows_.integer(5),
             rows_.integer(6),
             static_cast<Day>(rows_.integer(1)),
             static_cast<Disposition>(rows_.integer(4))};
}

}  // namespace ruascope
