// SPDX-License-Identifier: MIT
#include "reports/columns.hpp"

#include "ingest/model/time.hpp"
#include "reports/cells.hpp"
#include "reports/escape.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

using enum ColumnKind;

constexpr std::array<Column, 15> domain_list{{
    {"domain", "Domain", text},
    {"policy", "Policy", text},
    {"subdomain_policy", "", text},
    {"messages", "Messages", count, summed},
    {"dmarc_pass", "", count, summed},
    {"dmarc_fail", "Failed", count, summed},
    {"pass_rate", "Passed", ratio},
    {"delivered", "", count, summed},
    {"quarantined", "", count, summed},
    {"rejected", "Rejected", count, summed},
    {"disposition_unknown", "", count, summed},
    {"sources", "Sources", count},
    {"reporters", "", count},
    {"first_day", "", text},
    {"last_day", "", text},
}};

constexpr std::array<Column, 24> report_list{{
    {"org_name", "Reporter", text},
    {"email", "", text},
    {"report_id", "Report", text},
    {"domain", "Domain", text},
    {"begin", "Begin", instant},
    {"end", "", instant},
    {"schema", "", text},
    {"policy", "Policy", text},
    {"subdomain_policy", "", text},
    {"nonexistent_policy", "", text},
    {"adkim", "", text},
    {"aspf", "", text},
    {"pct", "", number},
    {"testing", "", text},
    {"fo", "", text},
    {"discovery_method", "", text},
    {"generator", "", text},
    {"extra_contact_info", "", text},
    {"errors", "", list},
    {"records", "Records", count, summed},
    {"messages", "Messages", count, summed},
    {"origin", "", text},
    {"imported_at", "", text},
    {"warnings", "", list},
}};

constexpr std::array<Column, 16> record_list{{
    {"org_name", "Reporter", text},
    {"report_id", "", text},
    {"domain", "", text},
    {"begin", "Begin", instant},
    {"end", "", instant},
    {"source_ip", "Source", text, false, whole},
    {"count", "Messages", count, summed},
    {"disposition", "Disposition", text},
    {"dkim", "DKIM", text},
    {"spf", "SPF", text},
    {"reasons", "", json},
    {"header_from", "Header from", text},
    {"envelope_from", "", text},
    {"envelope_to", "", text},
    {"dkim_results", "", json},
    {"spf_results", "", json},
}};

constexpr std::array<Column, 4> own_list{{
    {"kind", "Kind", text},
    {"value", "Value", text, false, whole},
    {"note", "Note", text},
    {"kept_in", "Kept in", text},
}};

constexpr std::array<Column, 9> unreadable_list{{
    {"id", "ID", number},
    {"origin", "Input", text},
    {"place", "Place", text},
    {"reason", "Reason", text},
    {"message", "What is wrong", text},
    {"hint", "", text},
    {"first_seen", "", text},
    {"last_seen", "", text},
    {"kept_bytes", "", number},
}};

template <class E>
Cell name_cell(const std::optional<E>& value) {
  if (!value) return {};
  return std::string{name_of(*value)};
}

Cell optional_cell(const std::optional<std::string>& text) {
  if (!text) return {};
  return *text;
}

}  // namespace

Cell pass_rate(std::int64_t dmarc_pass, std::int64_t messages) {
  if (messages == 0) return {};
  return static_cast<double>(dmarc_pass) / static_cast<double>(messages);
}

std::span<const Column> domain_columns() { return domain_list; }
std::span<const Column> report_columns() { return report_list; }
std::span<const Column> report_warning_columns() {
  static const auto columns = [] {
    auto list = report_list;
    for (auto& column : list) {
      if (column.name == "warnings") column.title = "Warnings";
      const bool shown = column.name == "org_name" || column.name == "report_id" || column.name == "domain" ||
                         column.name == "begin" || column.name == "warnings";
      if (!shown) column.title = "";
    }
    return list;
  }();
  return columns;
}
std::span<const Column> record_columns() { return record_list; }

std::span<const Column> unreadable_columns() { return unreadable_list; }

constexpr std::array<Column, 13> run_list{{
    {"run", "Run", ColumnKind::number},
    {"started", "Started", ColumnKind::text, false, true},
    {"seconds", "Seconds"},
    {"inputs", "Inputs", ColumnKind::count, true},
    {"reports_new", "New", ColumnKind::count, true},
    {"reports_duplicate", "Known", ColumnKind::count, true},
    {"rejections_new", "Rejections", ColumnKind::count, true},
    {"unreadable", "Unreadable", ColumnKind::count, true},
    {"findings_new", "Findings", ColumnKind::count, true},
    {"reports_pruned", "", ColumnKind::count, true},
    {"errors", "Errors", ColumnKind::count, true},
    {"error", "Error"},
    {"summary", "Summary"},
}};
std::span<const Column> run_columns() { return run_list; }
std::vector<Cell> cells_of(const RunRow& run) {
  constexpr double thousand = 1000;
  return {run.id,
          format_time(run.started_at),
          fmt::format("{:.1f}", static_cast<double>(run.milliseconds) / thousand),
          run.inputs,
          run.reports_new,
          run.reports_duplicate,
          run.rejections_new,
          run.unreadable,
          run.findings_new,
          run.reports_pruned,
          run.errors,
          cell_or_null(run.error),
          cell_or_null(run.summary)};
}

constexpr std::array<Column, 9> mailbox_list{{
    {"mailbox", "Mailbox", ColumnKind::text, false, true},
    {"account", "Account"},
    {"folders", "", ColumnKind::list},
    {"after", "After"},
    {"last_run", "Last run"},
    {"messages_new", "New", ColumnKind::count},
    {"last_uid", "Last UID", ColumnKind::number},
    {"waiting", "Waiting", ColumnKind::count},
    {"error", "Error"},
}};
std::span<const Column> mailbox_columns() { return mailbox_list; }

std::span<const Column> own_columns() { return own_list; }

std::vector<Cell> cells_of(const OwnEntry& entry, std::string_view kept_in) {
  return {std::string{name_of(entry.kind)}, entry.value, cell_or_null(entry.note), std::string{kept_in}};
}

std::vector<Cell> cells_of(const UnreadableRow& row) {
  Cell kept_bytes;
  if (row.kept_bytes) kept_bytes = *row.kept_bytes;
  return {row.id,
          row.what.origin,
          cell_or_null(row.what.place),
          row.what.reason,
          row.what.message,
          cell_or_null(row.what.hint),
          format_time(row.first_seen),
          format_time(row.last_seen),
          kept_bytes};
}

std::vector<Cell> cells_of(const DomainTotals& totals) {
  const auto& counts = totals.counts;
  return {totals.domain,
          name_cell(totals.policy),
          name_cell(totals.subdomain_policy),
          counts.messages,
          counts.dmarc_pass,
          counts.dmarc_fail,
          pass_rate(counts.dmarc_pass, counts.messages),
          counts.delivered,
          counts.quarantined,
          counts.rejected,
          counts.disposition_unknown,
          totals.sources,
          totals.reporters,
          counts.messages == 0 ? Cell{} : format_day(totals.first_day),
          counts.messages == 0 ? Cell{} : format_day(totals.last_day)};
}

std::vector<Cell> cells_of(const ReportRow& report) {
  Cell pct;
  if (report.pct) pct = *report.pct;
  return {report.org_name,
          cell_or_null(report.email),
          report.report_id,
          report.domain,
          report.begin,
          report.end,
          std::string{name_of(report.schema)},
          name_cell(report.policy),
          name_cell(report.subdomain_policy),
          name_cell(report.nonexistent_policy),
          name_cell(report.adkim),
          name_cell(report.aspf),
          pct,
          name_cell(report.testing),
          optional_cell(report.fo),
          name_cell(report.discovery_method),
          optional_cell(report.generator),
          optional_cell(report.extra_contact_info),
          report.errors,
          report.records,
          report.messages,
          report.origin,
          format_time(report.imported_at),
          report.warnings};
}

std::vector<Cell> cells_of(const RecordRow& record) {
  const auto& results = *record.results;
  return {*record.org_name,
          *record.report_id,
          *record.domain,
          record.begin,
          record.end,
          record.source_ip,
          record.count,
          std::string{name_of(record.disposition)},
          std::string{name_of(results.dkim)},
          std::string{name_of(results.spf)},
          Json{results.reasons},
          results.header_from,
          optional_cell(results.envelope_from),
          optional_cell(results.envelope_to),
          Json{results.dkim_results},
          Json{results.spf_results}};
}

}  // namespace ruascope
