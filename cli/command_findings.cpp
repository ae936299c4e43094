// SPDX-License-Identifier: MIT
#include "analysis/analyse_rejections.hpp"
#include "analysis/rejection_findings.hpp"
#include "cli/analysis_options.hpp"
#include "cli/new_findings.hpp"
#include "cli/question.hpp"
#include "ingest/model/error.hpp"
#include "reports/columns.hpp"
#include "reports/pages.hpp"
#include "store/own.hpp"
#include "store/rejections.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope findings                         everything worth acting on, worst first
  ruascope findings --domain example.com --fail-on serious
  ruascope findings --since-last-run        what is new or worse, for cron
  ruascope findings --format json | jq '.rows[] | {code, subject, advice}'

Severities: info, warning, serious, critical. With --fail-on the exit status is
3 if a finding that is shown reaches it.)";

class FindingsCommand final : public QuestionCommand {
 public:
  FindingsCommand() : QuestionCommand({"findings", "28d", examples}, finding_columns()) {}

  StoreNeed need(StoreNeed usual) const override { return since_last_run_ ? StoreNeed::change : usual; }

 private:
  void add_options(CLI::App& app) override {
    app.add_option("--fail-on", fail_on_, "exit with 3 if a finding is so bad")
        ->check(CLI::IsMember(std::vector<std::string>(names<Severity>.begin(), names<Severity>.end())))
        ->option_text("SEVERITY");
    app.add_flag("--since-last-run", since_last_run_, "what the last such run has not told yet; for cron");
  }

  // What is told has to be all that there is: else the rest would never be told.
  void check(const OutputOptions& output) const override {
    if (since_last_run_ && output.limit) throw UsageError("--since-last-run takes no --limit");
  }

  // Once all was written: a run that failed tells it again.
  void told(const Context& context) override {
    if (since_last_run_) keep_told_findings(*context.store, all_);
  }

  void narrow(Filter& filter, std::vector<std::pair<std::string, std::string>>& json) const override {
    if (!since_last_run_) return;
    json.emplace_back("since_last_run", "true");
    if (!filter.domains.empty() || chooses_messages(filter) || filter.failing)
      throw UsageError("--since-last-run takes no filter", "what was told is kept for all domains together");
  }

  std::vector<Finding> found(const Context& context, const Question& question) {
    if (since_last_run_ && !question.judged.is_empty())
      throw UsageError("--since-last-run takes no filter", "what was told is kept for all domains together");
    const auto options = analysis_options(context.config());
    const auto rejections = rejections_of(context, question, options);
    auto result =
        findings(*context.store, question.filter, options, question.judged, &rejections, context.now());
    all_ = told_of(result);
    if (since_last_run_) leave_new(*context.store, result);
    const auto limit = severity_named(fail_on_);
    reaches_limit_ = limit && std::any_of(result.begin(), result.end(),
                                          [&](const Finding& one) { return one.severity >= *limit; });
    return result;
  }

  // Up to the newest: a bounce is news before it is reported. Class and cause choose by their source.
  std::vector<MatchedRejection> rejections_of(const Context& context, const Question& question,
                                              const AnalysisOptions& options) const {
    auto filter = question.filter;
    if (const auto newest = newest_rejection_day(*context.store); newest && filter.until && is_relative())
      filter.until = std::max(*filter.until, *newest);
    std::vector<MatchedRejection> rejections;
    visit_rejections(*context.store, filter, {}, options, context.now(), [&](MatchedRejection one) {
      const bool is_taken = question.judged.is_empty() ||
                            (one.judgement() != nullptr && question.judged.takes(*one.judgement()));
      if (is_taken && concerns_findings(one)) rejections.push_back(std::move(one));
    });
    return rejections;
  }

  std::optional<std::string> page(const Context& context, const Question& question,
                                  const RenderOptions& options) override {
    if (!question.order.column.empty()) return std::nullopt;  // a table sorts
    auto all = found(context, question);
    const auto number = all.size();
    if (const auto limit = output().limit) all.resize(std::min(all.size(), static_cast<std::size_t>(*limit)));
    auto text = findings_page(all, options);
    if (text.empty() && since_last_run_) return text;  // cron mails what is said
    const auto& [since, until] = std::tie(question.filter.since, question.filter.until);
    const auto days =
        since && until ? fmt::format(", {} to {} (UTC)", format_day(*since), format_day(*until)) : "";
    const auto shown = all.size() < number ? fmt::format("{} of ", all.size()) : "";
    return text + fmt::format("{}{} finding{}{}\n", shown, number, number == 1 ? "" : "s", days);
  }

  void answer(const Context& context, const Question& question, Listing& listing) override {
    std::vector<std::vector<Cell>> rows;
    for (const auto& finding : found(context, question)) rows.push_back(cells_of(finding));
    listing.sorted_rows(std::move(rows));
  }

  int status() const override { return reaches_limit_ ? exit_status::look_here : exit_status::done; }

  std::vector<ToldFinding> all_;
  std::string fail_on_;
  bool since_last_run_ = false;
  bool reaches_limit_ = false;
};

}  // namespace

std::unique_ptr<Command> make_findings_command() { return std::make_unique<FindingsCommand>(); }

}  // namespace ruascope
