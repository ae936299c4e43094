// SPDX-License-Identifier: MIT
#include "reports/metrics.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

// The value of a label: backslash, quote and newline are written out.
std::string label_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? std::string{"\\n"} : std::string{c};
  }
  return out;
}

class Metrics {
 public:
  void gauge(const char* name, const char* help) {
    text_ += fmt::format("# HELP ruascope_{0} {1}\n# TYPE ruascope_{0} gauge\n", name, help);
    name_ = name;
  }
  void value(std::int64_t number) { text_ += fmt::format("ruascope_{} {}\n", name_, number); }
  void value(const char* label, const std::string& of, std::int64_t number) {
    text_ += fmt::format("ruascope_{}{{{}=\"{}\"}} {}\n", name_, label, label_text(of), number);
  }
  void plain(const char* name, const char* help, std::int64_t number) {
    gauge(name, help);
    value(number);
  }
  void seconds(const char* name, const char* help, std::int64_t milliseconds) {
    gauge(name, help);
    text_ += fmt::format("ruascope_{} {}.{:03}\n", name_, milliseconds / 1000, milliseconds % 1000);
  }
  std::string finish() { return std::move(text_); }

 private:
  std::string text_;
  const char* name_ = "";
};

}  // namespace

std::string metrics_text(const RunMetrics& metrics) {
  const auto& run = metrics.run;
  Metrics out;
  out.plain("run_started_timestamp_seconds", "When the last run started.", run.started_at);
  out.seconds("run_duration_seconds", "How long it took.", run.milliseconds);
  out.plain("run_errors", "Steps of it that failed.", run.errors);
  out.plain("run_inputs", "Messages and files that it read.", run.inputs);
  out.plain("run_reports_new", "Reports that it stored.", run.reports_new);
  out.plain("run_reports_duplicate", "Reports that were known before.", run.reports_duplicate);
  out.plain("run_rejections_new", "Rejections that it stored.", run.rejections_new);
  out.plain("run_unreadable", "Inputs that it could not read.", run.unreadable);
  out.plain("run_findings_new", "Findings that it told.", run.findings_new);
  out.gauge("findings", "Findings that stand, by severity.");
  for (const auto& [severity, number] : metrics.findings) out.value("severity", severity, number);
  if (!metrics.mailboxes.empty()) out.gauge("mailbox_up", "Whether a mailbox was read to its end.");
  for (const auto& [name, is_read] : metrics.mailboxes) out.value("mailbox", name, is_read ? 1 : 0);
  if (metrics.newest_report)
    out.plain("newest_report_timestamp_seconds", "End of the newest day that reports tell of.",
              *metrics.newest_report);
  return out.finish();
}

}  // namespace ruascope
