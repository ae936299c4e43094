// SPDX-License-Identifier: MIT
#include "store/conditions.hpp"
#include "store/queries.hpp"
#include "store/result_sets.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

struct OrderColumn {
  std::string_view name;
  std::string_view sql;
};

constexpr std::array<OrderColumn, 9> report_order_columns{{{"org_name", "organization.name"},
                                                           {"email", "submitter.email"},
                                                           {"report_id", "report.report_id"},
                                                           {"domain", "domain.name"},
                                                           {"begin", "report.begin"},
                                                           {"end", "report.end"},
                                                           {"records", "report.records"},
                                                           {"messages", "report.messages"},
                                                           {"imported_at", "report.imported_at"}}};

constexpr std::array<OrderColumn, 9> record_order_columns{{{"org_name", "organization.name"},
                                                           {"report_id", "report.report_id"},
                                                           {"domain", "domain.name"},
                                                           {"begin", "report.begin"},
                                                           {"end", "report.end"},
                                                           {"source_ip", "source.address"},
                                                           {"count", "record.messages"},
                                                           {"disposition", "record.disposition"},
                                                           {"header_from", "header_from.name"}}};

template <std::size_t Size>
std::vector<std::string_view> order_names(const std::array<OrderColumn, Size>& columns) {
  std::vector<std::string_view> result;
  for (const auto& column : columns) result.push_back(column.name);
  return result;
}

// The ORDER BY of a listing; `tail` settles ties and stands alone without an order.
template <std::size_t Size>
std::string order_sql(const std::array<OrderColumn, Size>& columns, const Order& order,
                      std::string_view tail) {
  for (const auto& column : columns)
    if (column.name == order.column)
      return fmt::format("ORDER BY {}{}, {}", column.sql, order.descending ? " DESC" : "", tail);
  return fmt::format("ORDER BY {}", tail);
}

Conditions report_conditions(Sqlite& database, const Filter& filter) {
  Conditions conditions;
  // The index of reports begins with the domain: naming all makes the cost that of the window.
  if (!filter.domains.empty() || filter.since || filter.until)
    conditions.add_ids("report.domain IN (SELECT value FROM json_each(?))",
                       matching_domains(database, filter));
  if (filter.since) conditions.add("report.last_day >= ?", *filter.since);
  if (filter.until) conditions.add("report.first_day <= ?", *filter.until);
  if (filter.reporter)
    conditions.add_ids("submitter.organization IN (SELECT value FROM json_each(?))",
                       matching_organizations(database, *filter.reporter));
  if (filter.with_warnings) conditions.add("report.warnings IS NOT NULL AND ? = 1", 1);
  if (filter.warning)
    conditions.add(
        "EXISTS (SELECT 1 FROM json_each(report.warnings) WHERE json_extract(value, '$.kind') = ?)",
        *filter.warning);
  if (filter.report_id) conditions.add("report.report_id = ?", *filter.report_id);
  return conditions;
}

bool chooses_records(const Filter& filter) {
  return filter.source || filter.header_from || filter.disposition || filter.failing || filter.combinations;
}

void add_record_conditions(Conditions& conditions, const Filter& filter) {
  if (filter.source) conditions.add_network("source.address", *filter.source);
  if (filter.header_from) conditions.add("header_from.name = ?", *filter.header_from);
  if (filter.disposition)
    conditions.add("record.disposition = ?", static_cast<std::int64_t>(*filter.disposition));
  if (filter.combinations)
    conditions.add_texts(
        "report.domain || ' ' || record.source || ' ' || record.results IN (SELECT value FROM json_each(?))",
        *filter.combinations);
  if (!filter.failing) return;
  conditions.add("result_set.dkim <> ?", static_cast<std::int64_t>(Verdict::pass));
  conditions.add("result_set.spf <> ?", static_cast<std::int64_t>(Verdict::pass));
}

constexpr std::string_view record_joins = R"sql(
  FROM report
    JOIN submitter ON submitter.id = report.submitter
    JOIN organization ON organization.id = submitter.organization
    JOIN name AS domain ON domain.id = report.domain
    CROSS JOIN record ON record.report = report.id
    JOIN source ON source.id = record.source
    JOIN result_set ON result_set.id = record.results
    JOIN name AS header_from ON header_from.id = result_set.header_from)sql";

// Reports that hold a record the filter chooses.
void add_record_filter(Conditions& conditions, Sqlite& database, const Filter& filter) {
  Conditions of_records = report_conditions(database, filter);
  add_record_conditions(of_records, filter);
  auto rows =
      database.prepare(fmt::format("SELECT DISTINCT report.id {} WHERE {}", record_joins, of_records.sql()));
  of_records.bind(rows);
  std::vector<std::int64_t> ids;
  while (rows.step()) ids.push_back(rows.integer(0));
  conditions.add_ids("report.id IN (SELECT value FROM json_each(?))", ids);
}

template <class E>
std::optional<E> optional_enum(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return static_cast<E>(row.integer(column));
}

ReportRow read_report(const Statement& row) {
  ReportRow report;
  report.id = row.integer(0);
  report.org_name = row.text(1);
  report.email = row.text(2);
  report.report_id = row.text(3);
  report.domain = row.text(4);
  report.begin = row.integer(5);
  report.end = row.integer(6);
  report.schema = static_cast<Schema>(row.integer(7));
  report.policy = optional_enum<Policy>(row, 8);
  report.subdomain_policy = optional_enum<Policy>(row, 9);
  report.nonexistent_policy = optional_enum<Policy>(row, 10);
  report.adkim = optional_enum<AlignmentMode>(row, 11);
  report.aspf = optional_enum<AlignmentMode>(row, 12);
  report.pct = row.optional_integer(13);
  report.testing = optional_enum<Testing>(row, 14);
  report.fo = row.optional_text(15);
  report.discovery_method = optional_enum<DiscoveryMethod>(row, 16);
  report.generator = row.optional_text(17);
  report.extra_contact_info = row.optional_text(18);
  report.errors = read_texts(row.text(19));
  report.records = row.integer(20);
  report.messages = row.integer(21);
  report.origin = row.text(22);
  report.imported_at = row.integer(23);
  report.warnings = read_warnings(row.text(24));
  return report;
}

}  // namespace

std::vector<std::string_view> report_orders() { return order_names(report_order_columns); }
std::vector<std::string_view> record_orders() { return order_names(record_order_columns); }

void list_reports(Sqlite& database, const Filter& filter, const Order& order,
                  const std::function<void(const ReportRow&)>& take) {
  auto conditions = report_conditions(database, filter);
  if (chooses_records(filter)) add_record_filter(conditions, database, filter);
  constexpr std::string_view newest_first = "report.end DESC, organization.name, report.id";
  auto rows =
      database.prepare(fmt::format(R"sql(
    SELECT report.id, organization.name, submitter.email, report.report_id, domain.name, report.begin, report.end,
      report.schema, policy.p, policy.sp, policy.np, policy.adkim, policy.aspf, policy.pct, policy.testing,
      policy.fo, policy.discovery_method, submitter.generator, submitter.extra_contact_info, report.errors,
      report.records, report.messages,
      (SELECT origin FROM copy WHERE copy.report = report.id ORDER BY copy.id LIMIT 1),
      report.imported_at, report.warnings
    FROM report
      JOIN submitter ON submitter.id = report.submitter
      JOIN organization ON organization.id = submitter.organization
      JOIN policy ON policy.id = report.policy
      JOIN name AS domain ON domain.id = report.domain
    WHERE {} {})sql",
                                   conditions.sql(), order_sql(report_order_columns, order, newest_first)));
  conditions.bind(rows);
  while (rows.step()) take(read_report(rows));
}

void list_records(Sqlite& database, const Filter& filter, const Order& order,
                  const std::function<void(const RecordRow&)>& take) {
  Conditions conditions = report_conditions(database, filter);
  add_record_conditions(conditions, filter);
  auto rows = database.prepare(fmt::format(
      "SELECT organization.name, report.report_id, domain.name, report.begin, report.end, source.ip, "
      "record.messages, record.disposition, record.results {} WHERE {} {}",
      record_joins, conditions.sql(), order_sql(record_order_columns, order, "report.id, record.seq")));
  conditions.bind(rows);
  ResultSetLookup result_sets(database);
  std::string org_name, report_id, domain;
  while (rows.step()) {
    org_name = rows.text(0);
    report_id = rows.text(1);
    domain = rows.text(2);
    take({&org_name, &report_id, &domain, rows.integer(3), rows.integer(4), std::string{rows.text(5)},
          rows.integer(6), static_cast<Disposition>(rows.integer(7)),
          &result_sets.of(rows.integer(8)).results});
  }
}

}  // namespace ruascope
