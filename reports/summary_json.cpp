// SPDX-License-Identifier: MIT
#include "reports/cells.hpp"
#include "reports/check_page.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "reports/policy_pages.hpp"
#include "reports/summary_pages.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

std::string counts_json(const MessageCounts& counts) {
  return fmt::format(
      "{{\"messages\":{},\"dmarc_pass\":{},\"dmarc_fail\":{},\"delivered\":{},\"quarantined\":{},"
      "\"rejected\":{},"
      "\"disposition_unknown\":{}}}",
      counts.messages, counts.dmarc_pass, counts.dmarc_fail, counts.delivered, counts.quarantined,
      counts.rejected, counts.disposition_unknown);
}

std::string findings_json(const std::vector<Finding>& findings) {
  return list_json(findings,
                   [](const Finding& one) { return row_json(finding_columns(), cells_of(one)).text; });
}

std::string sender_json(const SummarySender& sender) {
  return fmt::format(
      "{{\"sender\":{},\"class\":{},\"cause\":{},\"sources\":{},\"counts\":{},\"before\":{},\"trend\":{}}}",
      cell_json(cell_or_null(sender.name)), json_string(name_of(sender.source_class)),
      json_string(name_of(sender.cause)), sender.sources, counts_json(sender.counts),
      counts_json(sender.before),
      list_json(sender.trend, [](std::int64_t messages) { return std::to_string(messages); }));
}

std::string rejections_json(const SummaryRejections& rejections) {
  return fmt::format(
      "{{\"dmarc\":{},\"dmarc_before\":{},\"others\":{},\"others_before\":{},\"unmatched\":{},"
      "\"unmatched_before\":{},\"explained\":{}}}",
      rejections.dmarc, rejections.dmarc_before, rejections.others, rejections.others_before,
      rejections.unmatched, rejections.unmatched_before,
      list_json(rejections.explained, [](const ExplainedRejections& by) {
        return fmt::format("{{\"source\":{},\"rejections\":{},\"before\":{}}}", json_string(by.who),
                           by.number, by.before);
      }));
}

std::string classes_json(const ClassCounts& messages) {
  std::string text;
  for (std::size_t at = 0; at < messages.size(); ++at)
    text += fmt::format("{}{}:{}", at == 0 ? "{" : ",", json_string(names<SourceClass>[at]), messages[at]);
  return text + "}";
}

std::string unreadable_json(const UnreadableRow& row) {
  return fmt::format("{{\"id\":{},\"origin\":{},\"message\":{}}}", row.id, json_string(row.what.origin),
                     json_string(row.what.message));
}

std::string day_json(const SummaryDay& day) {
  return fmt::format("{{\"day\":{},\"counts\":{}}}", json_string(format_day(day.day)),
                     counts_json(day.counts));
}

std::string records_json(const std::optional<DomainRecords>& records) {
  if (!records) return "[]";
  return list_json(record_lines(*records), [](const RecordLine& line) {
    return fmt::format("{{\"kind\":{},\"name\":{},\"text\":{},\"state\":{}}}", json_string(line.kind),
                       json_string(line.name), cell_json(cell_or_null(line.text)), json_string(line.state));
  });
}

std::string domain_json(const DomainSummary& domain) {
  return fmt::format(
      "{{\"domain\":{},\"verdict\":{},\"counts\":{},\"before\":{},\"reporters\":{},\"reporters_before\":{},"
      "\"senders_at_risk\":{},\"messages_at_risk\":{},\"changes\":{},\"todo\":{},\"noted\":{},\"rejections\":"
      "{},"
      "\"readiness\":{},\"by_class\":{},\"by_class_before\":{},\"senders\":{},\"days\":{},\"records\":{}}}",
      json_string(domain.domain), json_string(verdict_of(domain)), counts_json(domain.counts),
      counts_json(domain.before), domain.reporters, domain.reporters_before, domain.senders_at_risk,
      domain.messages_at_risk, findings_json(domain.changes), findings_json(domain.todo),
      findings_json(domain.noted), rejections_json(domain.rejections), readiness_object(domain.readiness),
      classes_json(domain.by_class), classes_json(domain.by_class_before),
      list_json(domain.senders, sender_json), list_json(domain.days, day_json),
      records_json(domain.readiness.records));
}

}  // namespace

std::string summary_json(const Summary& summary) {
  return fmt::format(
      "{{\"schema_version\":1,\"command\":\"summary\",\"window\":{{\"since\":{},\"until\":{}}},\"week\":{},"
      "\"verdict\":{},\"newest_day\":{},\"silent_days\":{},\"domains\":{},\"general\":{},\"reporters\":{},"
      "\"unreadable\":{},\"unreadable_new\":{},\"rejections_elsewhere\":{},\"rejections_undated\":{},"
      "\"reports\":{}}}\n",
      json_string(format_day(summary.since)), json_string(format_day(summary.until)),
      cell_json(cell_or_null(summary.week)), json_string(verdict_of(summary)),
      summary.newest ? json_string(format_day(*summary.newest)) : "null", summary.silent_days,
      list_json(summary.domains, domain_json), findings_json(summary.general),
      list_json(summary.reporters,
                [](const ReporterQuality& one) { return row_json(reporter_columns(), cells_of(one)).text; }),
      summary.unreadable_total, list_json(summary.unreadable, unreadable_json), summary.rejections_elsewhere,
      summary.rejections_undated, summary.reports);
}

}  // namespace ruascope
