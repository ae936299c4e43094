// SPDX-License-Identifier: MIT
#include "cli/import_output.hpp"

#include "analysis/alignment.hpp"
#include "cli/output.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The line that a person reads at the end: what came in, and what needs a look.
std::string summary_line(const ImportCounts& counts) {
  const auto amount = [](std::int64_t number) { return group_thousands(number); };
  std::string line =
      fmt::format("{} {} new, {} known before", amount(counts.reports_new),
                  counts.reports_new == 1 ? "report" : "reports", amount(counts.reports_duplicate));
  if (counts.reports_replaced > 0)
    line += fmt::format(", {} replaced by fuller ones", amount(counts.reports_replaced));
  if (counts.reports_variant > 0)
    line += fmt::format(", {} contradicting (both kept)", amount(counts.reports_variant));
  if (const auto all = counts.rejections_new + counts.rejections_duplicate; all > 0)
    line += fmt::format(", {} {} new, {} known before", amount(counts.rejections_new),
                        counts.rejections_new == 1 ? "rejection" : "rejections",
                        amount(counts.rejections_duplicate));
  if (counts.warnings > 0) line += fmt::format(", {} warnings", amount(counts.warnings));
  if (counts.ignored() > 0) line += fmt::format(", {} ignored", amount(counts.ignored()));
  line += fmt::format(", {} unreadable", amount(counts.unreadable));
  return line + (counts.unreadable > 0 ? " (see: ruascope unreadable list)" : "");
}

std::string by_kind(const std::map<std::string, std::int64_t>& numbers) {
  std::string text;
  for (const auto& [kind, number] : numbers)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", group_thousands(number), kind);
  return text;
}

std::string by_kind_json(const std::map<std::string, std::int64_t>& numbers) {
  std::string text;
  for (const auto& [kind, number] : numbers)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", json_string(kind), number);
  return "{" + text + "}";
}

std::string counts_json(const char* command, const ImportCounts& counts, double seconds) {
  return fmt::format(
      "{{\"schema_version\":1,\"command\":\"{}\",\"inputs\":{},\"reports_new\":{},\"reports_duplicate\":{"
      "},"
      "\"reports_replaced\":{},\"reports_variant\":{},\"records\":{},\"messages\":{},\"rejections_new\":{},"
      "\"rejections_duplicate\":{},\"ignored\":{},\"ignored_by\":{},\"unreadable\":{},\"warnings\":{},"
      "\"warnings_by\":{},\"bytes\":{},\"seconds\":{:.3f}}}\n",
      command, counts.inputs, counts.reports_new, counts.reports_duplicate, counts.reports_replaced,
      counts.reports_variant, counts.records, counts.messages, counts.rejections_new,
      counts.rejections_duplicate, counts.ignored(), by_kind_json(counts.ignored_by), counts.unreadable,
      counts.warnings, by_kind_json(counts.warnings_by), counts.bytes, seconds);
}

std::string progress_text(const ImportCounts& counts, std::int64_t all_bytes, double seconds) {
  const auto reports = counts.reports_new + counts.reports_duplicate;
  auto text =
      fmt::format("{} files and mails, {} reports", group_thousands(counts.inputs), group_thousands(reports));
  if (seconds > 0) text += fmt::format(", {:.0f} a second", static_cast<double>(reports) / seconds);
  if (counts.bytes == 0 || all_bytes == 0) return text;
  const auto part = std::min(1.0, static_cast<double>(counts.bytes) / static_cast<double>(all_bytes));
  return text + fmt::format(", {:.0f} %, {:.0f} s left", part * 100, seconds / part - seconds);
}

}  // namespace

ImportSession::Hooks import_hooks(Context& context, Progress& progress, std::int64_t all_bytes) {
  return {context.now,
          [&](const Unreadable& what) {
            progress.clear();
            print_unreadable(context.err, what);
          },
          [&progress, all_bytes](const ImportCounts& counts) {
            progress.update([&](double seconds) { return progress_text(counts, all_bytes, seconds); });
          },
          [] { return InterruptGuard::signal() != 0; },
          [&](const InputError& error) {
            progress.clear();
            print_error(context, error);
          }};
}

FeedbackOptions feedback_options(const Context& context, const std::string& log_zone) {
  FeedbackOptions options{context.config().limits, derive_verdict};
  options.logs = {parse_zone(log_zone.empty() ? context.config().log_zone : log_zone), context.now()};
  return options;
}

void print_warning(const Context& context, const std::string& words) {
  context.err << "ruascope: warning: " << terminal_text(words) << '\n';
}

void print_error(const Context& context, const Error& error) {
  context.err << "ruascope: error: " << terminal_text(error.what()) << '\n';
  if (!error.hint().empty()) context.err << "hint: " << terminal_text(error.hint()) << '\n';
}

void print_counts(const Context& context, const char* command, bool as_json, const ImportCounts& counts,
                  double seconds) {
  if (as_json) {
    context.out << counts_json(command, counts, seconds);
    return;
  }
  context.out << summary_line(counts) << '\n';
  if (context.config().quiet) return;
  if (counts.ignored() > 0) context.out << "ignored: " << by_kind(counts.ignored_by) << '\n';
  if (counts.warnings > 0)
    context.out << "warnings: " << by_kind(counts.warnings_by)
                << " (see: ruascope reports --with-warnings)\n";
}

}  // namespace ruascope
