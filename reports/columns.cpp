// SPDX-License-Identifier: MIT
#include "reports/columns.hpp"

#include "ingest/model/time.hpp"
#include "reports/escape.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

using enum ColumnKind;
constexpr bool summed = true;
constexpr bool whole = true;

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

constexpr std::array<Column, 27> source_list{{
    {"domain", "Domain", text},
    {"source_ip", "Source", text, false, whole},
    {"host", "", text},
    {"sender", "Sender", text},
    {"class", "Class", text, false, whole},
    {"cause", "Cause", text, false, whole},
    {"messages", "Messages", count, summed},
    {"dmarc_pass", "", count, summed},
    {"dmarc_fail", "Failed", count, summed},
    {"dkim_aligned", "", count, summed},
    {"spf_aligned", "", count, summed},
    {"delivered", "", count, summed},
    {"quarantined", "", count, summed},
    {"rejected", "", count, summed},
    {"overridden", "", count, summed},
    {"header_from", "", list},
    {"envelope_from", "", list},
    {"dkim_results", "", json},
    {"causes", "", json},
    {"disposition_unknown", "", count, summed},
    {"reporters", "", list},
    {"first_day", "", text},
    {"last_day", "", text},
    {"rejections", "", count},
    {"confidence", "", text},
    {"evidence", "", list},
    {"advice", "", list},
}};

constexpr std::array<Column, 18> group_list{{
    {"domain", "Domain", text},
    {"", "", text},  // what the rows are put together by
    {"class", "Class", text, false, whole},
    {"messages", "Messages", count, summed},
    {"dmarc_pass", "", count, summed},
    {"dmarc_fail", "Failed", count, summed},
    {"pass_rate", "Passed", ratio},
    {"dkim_aligned", "", count, summed},
    {"spf_aligned", "", count, summed},
    {"delivered", "", count, summed},
    {"quarantined", "", count, summed},
    {"rejected", "", count, summed},
    {"disposition_unknown", "", count, summed},
    {"overridden", "", count, summed},
    {"sources", "Sources", count},
    {"causes", "", json},
    {"first_day", "", text},
    {"last_day", "", text},
}};

constexpr std::array<Column, 8> finding_list{{
    {"severity", "Severity", text, false, whole},
    {"code", "Finding", text, false, whole},
    {"domain", "Domain", text},
    {"subject", "Subject", text},
    {"messages", "Messages", count},
    {"last_day", "", text},
    {"what", "", text},
    {"advice", "What to do", text},
}};

constexpr std::array<Column, 14> reporter_list{{
    {"org_name", "Reporter", text},
    {"messages", "Messages", count, summed},
    {"domains", "Domains", count},
    {"first_day", "First day", text},
    {"last_day", "Last day", text},
    {"disagreeing", "", count, summed},
    {"agreement", "", ratio},
    {"dkim_pass_unproven", "", count, summed},
    {"dkim_fail_though_aligned", "", count, summed},
    {"spf_pass_unproven", "", count, summed},
    {"spf_fail_though_aligned", "", count, summed},
    {"derived", "", count, summed},
    {"override_undeclared", "", count, summed},
    {"stricter_than_policy", "", count, summed},
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

constexpr std::array<Column, 3> own_list{{
    {"kind", "Kind", text},
    {"value", "Value", text, false, whole},
    {"note", "Note", text},
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

Cell text_or_null(const std::string& text) {
  if (text.empty()) return {};
  return text;
}

Json signatures_json(const std::vector<Signature>& signatures) {
  std::string out = "[";
  for (const auto& signature : signatures) {
    out += out.size() > 1 ? ",{\"domain\":" : "{\"domain\":";
    out += signature.domain.empty() ? "null" : json_string(signature.domain);
    out += ",\"selector\":" + (signature.selector ? json_string(*signature.selector) : std::string{"null"});
    out += ",\"result\":" + json_string(signature.result) + "}";
  }
  return {out + "]"};
}

Json causes_json(const std::vector<CauseShare>& causes) {
  std::string out = "[";
  for (const auto& share : causes)
    out += fmt::format("{}{{\"cause\":{},\"messages\":{}}}", out.size() > 1 ? "," : "",
                       json_string(name_of(share.cause)), share.messages);
  return {out + "]"};
}

constexpr std::array<std::string_view, names<GroupBy>.size()> group_titles{
    "Sender", "Source", "Network", "Cause", "Class", "Selector", "Envelope"};

}  // namespace

Cell pass_rate(std::int64_t dmarc_pass, std::int64_t messages) {
  if (messages == 0) return {};
  return static_cast<double>(dmarc_pass) / static_cast<double>(messages);
}

std::span<const Column> domain_columns() { return domain_list; }
std::span<const Column> source_columns() { return source_list; }
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

std::span<const Column> own_columns() { return own_list; }

std::vector<Cell> cells_of(const OwnEntry& entry) {
  return {std::string{name_of(entry.kind)}, entry.value, text_or_null(entry.note)};
}

std::vector<Cell> cells_of(const UnreadableRow& row) {
  Cell kept_bytes;
  if (row.kept_bytes) kept_bytes = *row.kept_bytes;
  return {row.id,
          row.what.origin,
          text_or_null(row.what.place),
          row.what.reason,
          row.what.message,
          text_or_null(row.what.hint),
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

std::vector<Cell> cells_of(const JudgedSource& source) {
  const auto& totals = source.totals;
  const auto& judgement = source.judgement;
  const auto& counts = totals.counts;
  return {totals.domain,
          totals.source_ip,
          {},  // the confirmed host name: not looked up
          text_or_null(judgement.sender),
          std::string{name_of(judgement.source_class)},
          std::string{name_of(judgement.cause)},
          counts.messages,
          counts.dmarc_pass,
          counts.dmarc_fail,
          counts.dkim_aligned,
          counts.spf_aligned,
          counts.delivered,
          counts.quarantined,
          counts.rejected,
          counts.overridden,
          totals.header_from,
          totals.envelope_from,
          signatures_json(totals.signatures),
          causes_json(judgement.causes),
          counts.disposition_unknown,
          totals.reporters,
          format_day(totals.first_day),
          format_day(totals.last_day),
          {},  // rejections: none are read yet
          std::string{name_of(judgement.confidence)},
          judgement.evidence,
          judgement.advice};
}

std::span<const Column> source_page_columns() {
  static const auto columns = [] {
    std::vector<Column> list(source_list.begin(), source_list.end());
    for (const auto* name : {"combinations", "by_reporter", "by_day"}) list.push_back({name, "", json});
    return list;
  }();
  return columns;
}

std::vector<Cell> cells_of(const SourcePage& page) {
  auto cells = cells_of(page.source);
  cells.emplace_back(combinations_json(page));
  cells.emplace_back(activity_json(page.activity.reporters, "org_name"));
  cells.emplace_back(activity_json(page.activity.days, "day"));
  return cells;
}

std::span<const Column> finding_columns() { return finding_list; }

std::vector<Cell> cells_of(const Finding& finding) {
  return {std::string{name_of(finding.severity)},
          finding.code,
          text_or_null(finding.domain),
          finding.subject,
          finding.messages,
          finding.last_day ? Cell{format_day(*finding.last_day)} : Cell{},
          finding.what,
          finding.advice};
}

std::span<const Column> reporter_columns() { return reporter_list; }

std::span<const Column> reporter_quality_columns() {
  static const auto columns = [] {
    auto list = reporter_list;
    for (auto& column : list) {
      if (column.name == "domains" || column.name == "first_day" || column.name == "last_day")
        column.title = "";
      if (column.name == "agreement") column.title = "Agrees";
      if (column.name == "dkim_pass_unproven") column.title = "DKIM unproven";
      if (column.name == "dkim_fail_though_aligned") column.title = "DKIM denied";
      if (column.name == "spf_pass_unproven") column.title = "SPF unproven";
      if (column.name == "spf_fail_though_aligned") column.title = "SPF denied";
    }
    return list;
  }();
  return columns;
}

std::vector<Cell> cells_of(const ReporterQuality& reporter) {
  return {reporter.reporter,
          reporter.messages,
          reporter.domains,
          format_day(reporter.first_day),
          format_day(reporter.last_day),
          reporter.disagreeing,
          pass_rate(reporter.messages - reporter.disagreeing, reporter.messages),
          reporter.dkim_pass_unproven,
          reporter.dkim_fail_though_aligned,
          reporter.spf_pass_unproven,
          reporter.spf_fail_though_aligned,
          reporter.derived,
          reporter.override_undeclared,
          reporter.stricter_than_policy};
}

std::vector<Column> group_columns(GroupBy by) {
  std::vector<Column> columns(group_list.begin(), group_list.end());
  columns[1] = {name_of(by), group_titles[static_cast<std::size_t>(by)], text, false, whole};
  // A column of its own would say the same again.
  if (by == GroupBy::source_class) columns.erase(columns.begin() + 2);
  return columns;
}

std::vector<Cell> cells_of(const SourceGroup& group) {
  const auto& counts = group.counts;
  std::vector<Cell> cells{group.domain,
                          text_or_null(group.key),
                          group.source_class ? Cell{std::string{name_of(*group.source_class)}} : Cell{},
                          counts.messages,
                          counts.dmarc_pass,
                          counts.dmarc_fail,
                          pass_rate(counts.dmarc_pass, counts.messages),
                          counts.dkim_aligned,
                          counts.spf_aligned,
                          counts.delivered,
                          counts.quarantined,
                          counts.rejected,
                          counts.disposition_unknown,
                          counts.overridden,
                          group.sources,
                          causes_json(group.causes),
                          format_day(group.first_day),
                          format_day(group.last_day)};
  if (group.by == GroupBy::source_class) cells.erase(cells.begin() + 2);
  return cells;
}

std::vector<Cell> cells_of(const ReportRow& report) {
  Cell pct;
  if (report.pct) pct = *report.pct;
  return {report.org_name,
          text_or_null(report.email),
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
