// SPDX-License-Identifier: MIT
#include "cli/question.hpp"
#include "ingest/model/error.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "store/queries.hpp"
#include "store/remove_report.hpp"

#include <charconv>
#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope reports --last 7d                who reported in the last week
  ruascope reports --reporter google.com --sort begin
  ruascope reports --with-warnings          what was odd or mended, and where
  ruascope reports --warning encoding
  ruascope reports drop 12345 --reporter forger.example --refuse
  ruascope reports --format json | jq '.rows[] | {org_name, origin, warnings}'

Without a window all reports are listed, the newest first.)";

// "#12": the number of a report in the store.
std::optional<std::int64_t> store_number(std::string_view text) {
  std::int64_t number = 0;
  if (!text.starts_with('#')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string describe(const ReportRow& report) {
  return fmt::format("#{} {} of {} on {}, {} to {}, {} messages, from {}", report.id,
                     terminal_text(report.report_id), terminal_text(report.org_name),
                     terminal_text(report.domain), format_time(report.begin), format_time(report.end),
                     report.messages, terminal_text(report.origin));
}

class ReportsCommand final : public QuestionCommand {
 public:
  ReportsCommand() : QuestionCommand({"reports", "", examples}, report_columns()) {}

  StoreNeed need(StoreNeed usual) const override { return drop_->parsed() ? StoreNeed::change : usual; }

  int run(Context& context) override {
    return drop_->parsed() ? drop(context) : QuestionCommand::run(context);
  }

 private:
  void add_options(CLI::App& app) override {
    app.add_flag("--with-warnings", with_warnings_, "reports that something was odd or mended in, and what");
    app.add_option("--warning", warning_, "reports with a warning of this kind")->option_text("KIND");
    drop_ = app.add_subcommand("drop", "remove a wrong or forged report; all totals follow");
    drop_->fallthrough();
    drop_->add_option("report", report_, "its report_id, or its number as #12; --domain, --reporter narrow")
        ->required()
        ->type_name("REPORT");
    drop_->add_flag("--refuse", refuse_, "keep it out from now on, should it come again");
  }

  std::span<const Column> columns() const override {
    return with_warnings_ || !warning_.empty() ? report_warning_columns() : report_columns();
  }

  void narrow(Filter& filter, std::vector<std::pair<std::string, std::string>>& json) const override {
    filter.with_warnings = with_warnings_;
    if (with_warnings_) json.emplace_back("with_warnings", "true");
    if (warning_.empty()) return;
    filter.warning = warning_;
    json.emplace_back("warning", json_string(warning_));
  }

  void check(const OutputOptions& output) const override { check_sort(output, report_orders()); }
  void answer(const Context& context, const Question& question, Listing& listing) override {
    list_reports(*context.store, with_judged(context, question), question.order,
                 [&](const ReportRow& report) { listing.row(cells_of(report)); });
  }

  int drop(Context& context) const {
    Transaction transaction(*context.store);
    const auto report = find_one(context);
    if (refuse_) refuse_report(*context.store, report.id, context.now());
    remove_report(*context.store, report.id);
    transaction.commit();
    context.out << "dropped: " << describe(report) << '\n';
    if (refuse_ && !context.config().quiet)
      context.out << "it is refused from now on: reports of this reporter, id, domain and period\n";
    return exit_status::done;
  }

  // The one report meant; throws if there is none or more.
  ReportRow find_one(const Context& context) const {
    auto filter = resolve_filter(*context.store);
    const auto number = store_number(report_);
    if (!number) filter.report_id = report_;
    std::vector<ReportRow> found;
    list_reports(*context.store, filter, {}, [&](const ReportRow& report) {
      if (!number || report.id == *number) found.push_back(report);
    });
    if (found.size() == 1) return found.front();
    if (found.empty())
      throw Error(fmt::format("there is no report {}", report_), "ruascope reports lists all");
    constexpr std::size_t most_shown = 10;
    std::string hint = "narrow with --domain, --reporter or --since, or name one by its number:";
    for (std::size_t index = 0; index < std::min(found.size(), most_shown); ++index)
      hint += (index > 0 ? "; " : " ") + describe(found[index]);
    throw Error(fmt::format("{} reports are called {}", found.size(), report_), hint);
  }

  CLI::App* drop_ = nullptr;
  bool with_warnings_ = false;
  std::string warning_;
  std::string report_;
  bool refuse_ = false;
};

}  // namespace

std::unique_ptr<Command> make_reports_command() { return std::make_unique<ReportsCommand>(); }

}  // namespace ruascope
