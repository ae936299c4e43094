// SPDX-License-Identifier: MIT
// The columns of what was judged: sources, groups of them, findings, reporters.
#include "ingest/model/time.hpp"
#include "reports/cells.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

using enum ColumnKind;

constexpr std::array<Column, 28> source_list{{
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
    {"rejections", "", count, summed},
    {"confidence", "", text},
    {"evidence", "", list},
    {"advice", "", list},
    {"host_confirmed", "", json},
}};

// Where the administrator has a file of networks.
constexpr std::array<Column, 3> network_list{{
    {"asn", "", count},
    {"network", "", text},
    {"country", "", text},
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

constexpr std::array<Column, 9> finding_list{{
    {"severity", "Severity", text, false, whole},
    {"code", "Finding", text, false, whole},
    {"domain", "Domain", text},
    {"subject", "Subject", text},
    {"messages", "Messages", count},
    {"rejections", "", count},
    {"last_day", "", text},
    {"what", "", text},
    {"advice", "What to do", text},
}};

constexpr std::array<Column, 21> reporter_list{{
    {"org_name", "Reporter", text},
    {"messages", "Messages", count, summed},
    {"domains", "", count},
    {"first_day", "", text},
    {"last_day", "Last day", text, false, whole},
    {"disagreeing", "", count, summed},
    {"agreement", "", ratio},
    {"dkim_pass_unproven", "", count, summed},
    {"dkim_fail_though_aligned", "", count, summed},
    {"spf_pass_unproven", "", count, summed},
    {"spf_fail_though_aligned", "", count, summed},
    {"derived", "", count, summed},
    {"override_undeclared", "", count, summed},
    {"stricter_than_policy", "", count, summed},
    {"since", "Since", text, false, whole},
    {"days", "Days", count},
    {"usual_gap", "", count},
    {"regular", "", json},
    {"silent_days", "Silent", count},
    {"missing", "Missing", count},
    {"missing_days", "", list},
}};

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

Cell confirmed_cell(const Judgement& judgement) {
  Cell cell;
  if (judgement.host) cell = Json{judgement.host->is_confirmed ? "true" : "false"};
  return cell;
}

}  // namespace

std::span<const Column> source_columns() { return source_list; }

std::span<const Column> network_columns() { return network_list; }
void add_network_cells(const JudgedSource& source, std::vector<Cell>& cells) {
  const auto network = source.judgement.network.value_or(SourceNetwork{});
  Cell asn;
  if (network.asn != 0) asn = network.asn;
  cells.push_back(std::move(asn));
  cells.push_back(cell_or_null(network.holder));
  cells.push_back(cell_or_null(network.country));
}

std::vector<Cell> cells_of(const JudgedSource& source) {
  const auto& totals = source.totals;
  const auto& judgement = source.judgement;
  const auto& counts = totals.counts;
  return {totals.domain,
          totals.source_ip,
          cell_or_null(judgement.host ? judgement.host->name : std::string{}),
          cell_or_null(judgement.sender),
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
          source.rejections ? Cell{*source.rejections} : Cell{},
          std::string{name_of(judgement.confidence)},
          judgement.evidence,
          judgement.advice,
          confirmed_cell(judgement)};
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
          cell_or_null(finding.domain),
          finding.subject,
          finding.messages,
          finding.rejections,
          finding.last_day ? Cell{format_day(*finding.last_day)} : Cell{},
          finding.what,
          finding.advice};
}

std::span<const Column> reporter_columns() { return reporter_list; }

std::span<const Column> reporter_quality_columns() {
  static const auto columns = [] {
    auto list = reporter_list;
    for (auto& column : list) {
      const bool is_quality = column.name == "org_name" || column.name == "messages";
      if (!is_quality) column.title = "";
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
  const auto& rhythm = reporter.rhythm;
  std::vector<std::string> missing;
  for (const auto day : rhythm.missing_days) missing.push_back(format_day(day));
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
          reporter.stricter_than_policy,
          format_day(rhythm.since),
          rhythm.days,
          rhythm.usual_gap,
          Json{rhythm.is_regular ? "true" : "false"},
          rhythm.silent_days,
          static_cast<std::int64_t>(rhythm.missing_days.size()),
          missing};
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
                          cell_or_null(group.key),
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

}  // namespace ruascope
