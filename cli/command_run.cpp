// SPDX-License-Identifier: MIT
#include "analysis/analyse_summary.hpp"
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/dns_asking.hpp"
#include "cli/import_output.hpp"
#include "cli/mail_delivery.hpp"
#include "cli/mailbox_run.hpp"
#include "cli/new_findings.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/prune_store.hpp"
#include "cli/run_lock.hpp"
#include "cli/summary_run.hpp"
#include "reports/cells.hpp"
#include "reports/columns.hpp"
#include "reports/delivery/child.hpp"
#include "reports/escape.hpp"
#include "reports/metrics.hpp"
#include "reports/pages.hpp"
#include "store/queries.hpp"
#include "store/runs.hpp"

#include <algorithm>
#include <chrono>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope run                  for a timer or cron
  ruascope run --if-idle        does nothing where another run is under way
  ruascope run --metrics /var/lib/prometheus/node-exporter/ruascope.prom

Reads the configured mailboxes, asks DNS for what is new (up to a minute, as
[dns] says), tells new findings, makes the summary once its day has come and
removes what is older than is kept, each as [run] of the configuration says. A
step that fails keeps no other from being done. Nothing new is told with no
word.)";

// One run: each step for itself.
class Run {
 public:
  explicit Run(Context& context) : context_(context), started_(std::chrono::steady_clock::now()) {
    row_.started_at = context.now();
  }

  void all() {
    step("mailboxes", [&] { read_mailboxes(); });
    step("dns", [&] { resolve(); });
    step("findings", [&] { tell_findings(); });
    step("keep", [&] { prune(); });
    // Last, so that it is noted at once that it was made.
    step("summary", [&] { make_summary(); });
    row_.milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started_)
            .count();
    add_run(*context_.store, row_);
  }

  std::string metrics() const {
    RunMetrics metrics{row_, mailboxes_, standing_, {}};
    if (const auto newest = newest_day(*context_.store, {}))
      metrics.newest_report = (std::int64_t{*newest} + 1) * seconds_per_day;
    return metrics_text(metrics);
  }

  int status() const {
    if (const int signal = InterruptGuard::signal()) return 128 + signal;
    if (row_.errors > 0) return exit_status::failed;
    return row_.unreadable > 0 ? exit_status::look_here : exit_status::done;
  }

 private:
  template <class Work>
  void step(const char* name, const Work& work) {
    if (InterruptGuard::signal() != 0) return;
    try {
      work();
    } catch (const OutputFailed& failure) {
      failed(name, Error(fmt::format("cannot write {}", failure.target())));
    } catch (const Error& error) {
      failed(name, error);
    }
  }

  void failed(const std::string& name, const Error& error) {
    if (++row_.errors == 1) row_.error = fmt::format("{}: {}", name, error.what());
    print_error(context_, error);
  }

  void read_mailboxes() {
    if (context_.config().mailboxes.empty()) return;
    MailboxReading reading(context_);
    for (const auto& mailbox : context_.config().mailboxes) {
      const auto errors = row_.errors;
      step(mailbox.name.c_str(), [&] { reading.read(mailbox); });
      reading.pause();
      mailboxes_.emplace_back(mailbox.name, row_.errors == errors);
    }
    const auto& counts = reading.counts();
    row_.inputs = counts.inputs;
    row_.reports_new = counts.reports_new;
    row_.reports_duplicate = counts.reports_duplicate;
    row_.rejections_new = counts.rejections_new;
    row_.unreadable = counts.unreadable;
    // Cron mails what is said.
    const auto news =
        counts.reports_new + counts.reports_replaced + counts.reports_variant + counts.rejections_new;
    if (news > 0 && !context_.config().quiet) print_counts(context_, "run", false, counts, reading.seconds());
  }

  // What is new in the last reports first of all: the sources and records that the findings go by.
  void resolve() {
    const auto seconds = context_.config().dns.run_seconds;
    const auto newest = newest_day(*context_.store, {});
    if (seconds == 0 || !newest) return;
    Filter filter;
    filter.since = static_cast<Day>(*newest - context_.config().check.window_days + 1);
    DnsAsking asking(context_, "", seconds);
    resolve_all(context_, asking, filter, std::nullopt);
  }

  // What is told is kept once it was told: a run that failed tells it again.
  void tell_findings() {
    auto findings = findings_of_all(context_);
    for (const auto severity : {Severity::info, Severity::warning, Severity::serious, Severity::critical})
      standing_.emplace_back(name_of(severity),
                             std::count_if(findings.begin(), findings.end(),
                                           [&](const Finding& one) { return one.severity == severity; }));
    const auto all = told_of(findings);
    leave_new(*context_.store, findings);
    const auto& config = context_.config().run;
    std::erase_if(findings, [&](const Finding& one) { return one.severity < config.alert_severity; });
    row_.findings_new = static_cast<std::int64_t>(findings.size());
    if (!findings.empty()) tell(findings);
    context_.out.flush();  // what could not be said is said the next time
    keep_told_findings(*context_.store, all);
  }

  void tell(const std::vector<Finding>& findings) const {
    const auto& config = context_.config().run;
    if (!config.alert_command.empty()) {
      const auto json = fmt::format("{{\"schema_version\":1,\"command\":\"findings\",\"rows\":{}}}\n",
                                    list_json(findings, [](const Finding& one) {
                                      return row_json(finding_columns(), cells_of(one)).text;
                                    }));
      const auto end = run_child(config.alert_command, json, {"run.alert-command"});
      context_.out << end.output;
      if (end.status != 0) throw Error(fmt::format("run.alert-command ended with status {}", end.status));
    }
    if (config.mails_alerts) send_mail(context_, findings_mail(findings), "findings");
    // Where nobody else is told, cron is: it mails what is said.
    if (config.alert_command.empty() && !config.mails_alerts)
      context_.out << findings_page(findings, {context_.terminal.width, context_.terminal.color});
  }

  // Due from the last such day on, until it is made; the week of the first run is the first.
  bool is_summary_due() const {
    const auto& config = context_.config().run;
    if (!config.summary_day) return false;
    const auto today = day_of(row_.started_at);
    const auto since = (today - monday_of(today) - *config.summary_day + days_of_week) % days_of_week;
    const auto due = static_cast<Day>(today - since);
    if (const auto last = last_summary(*context_.store)) return day_of(*last) < due;
    return due >= monday_of(day_of(first_run(*context_.store).value_or(row_.started_at)));
  }

  void make_summary() {
    if (!is_summary_due()) return;
    const auto& config = context_.config().run;
    const auto period = last_reported_week(*context_.store, {});
    if (!period) return;  // nothing was ever reported
    const auto summary = summarize(*context_.store, {}, *period->since, *period->until,
                                   analysis_options(context_.config()), context_.now());
    const auto& templates = SummaryTemplates::built_in();
    if (!config.summary_html.empty())
      write_file(config.summary_html, summary_html(summary, templates), context_.out);
    if (config.mails_summary)
      send_mail(context_, summary_mail(summary, templates), "summary-" + period_name(summary));
    row_.summary = period_name(summary);
  }

  void prune() {
    const auto& length = context_.config().run.keep;
    if (length.empty()) return;
    const auto day = length_before(length, day_of(context_.now()), "run.keep");
    const auto [pruned, rejections] =
        prune_store(*context_.store, day, [](const Pruned&) { return InterruptGuard::signal() == 0; });
    row_.reports_pruned = pruned.reports;
  }

  Context& context_;
  std::chrono::steady_clock::time_point started_;
  RunRow row_;
  std::vector<std::pair<std::string, bool>> mailboxes_;
  std::vector<std::pair<std::string, std::int64_t>> standing_;
};

class RunCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_flag("--if-idle", if_idle_, "end with 0 where another run is under way");
    app.add_option("--metrics", metrics_, "write what happened for node_exporter's textfile collector")
        ->type_name("FILE");
    app.footer(examples);
  }

  int run(Context& context) override {
    const auto& config = context.config().run;
    if (config.mails_alerts || config.mails_summary) require_mail(context.config());
    const RunLock lock(context.config().database);
    if (!lock.is_held()) {
      if (!context.config().quiet) context.err << "ruascope: another run is under way\n";
      return if_idle_ ? exit_status::done : exit_status::failed;
    }
    const InterruptGuard guard;
    Run run(context);
    run.all();
    if (!metrics_.empty()) write_file(metrics_, run.metrics(), context.out);
    return run.status();
  }

 private:
  bool if_idle_ = false;
  std::string metrics_;
};

}  // namespace

std::unique_ptr<Command> make_run_command() { return std::make_unique<RunCommand>(); }

}  // namespace ruascope
