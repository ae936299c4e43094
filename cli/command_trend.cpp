// SPDX-License-Identifier: MIT
#include "analysis/analyse_trend.hpp"
#include "cli/analysis_options.hpp"
#include "cli/question.hpp"
#include "ingest/model/token_names.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "reports/policy_pages.hpp"

#include <CLI/CLI.hpp>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope trend                                 the last 28 days, a bar a day
  ruascope trend --by week --last 3m --domain example.com
  ruascope trend --of sender --failing           a line of bars a sender
  ruascope trend --by month --last 12m --of disposition --format csv

With --class or --cause the mail of such sources or of such a cause is counted.)";

std::vector<std::string> words_of(std::span<const std::string_view> words) {
  return {words.begin(), words.end()};
}

class TrendCommand final : public QuestionCommand {
 public:
  TrendCommand() : QuestionCommand({"trend", "28d", examples}, {}) {}

 private:
  void add_options(CLI::App& app) override {
    app.add_option("--by", by_, "day, week or month")
        ->check(CLI::IsMember(words_of(names<TrendBy>)))
        ->option_text("PERIOD");
    app.add_option("--of", of_, "domain, sender, source, class, cause, reporter or disposition")
        ->check(CLI::IsMember(words_of(std::span(names<TrendOf>).subspan(1))))
        ->option_text("X");
  }

  void narrow(Filter&, std::vector<std::pair<std::string, std::string>>& json) const override {
    json.emplace_back("by", json_string(by_));
    if (of_ != "all") json.emplace_back("of", json_string(of_));
  }

  TrendBy by() const { return *value_named<TrendBy>(by_); }
  TrendOf of() const { return *value_named<TrendOf>(of_); }

  // Those of the share that was asked for; made once it is known.
  std::span<const Column> columns() const override {
    if (columns_.empty()) columns_ = trend_columns(of());
    return columns_;
  }
  std::string noun() const override { return "periods"; }

  std::vector<TrendRow> rows(const Context& context, const Question& question) const {
    return trend(*context.store, question.filter, analysis_options(context.config()), question.judged, by(),
                 of());
  }

  std::optional<std::string> page(const Context& context, const Question& question,
                                  const RenderOptions& options) override {
    if (!question.order.column.empty()) return std::nullopt;  // a table sorts
    if (output().limit && of() == TrendOf::all) return std::nullopt;
    const auto all = rows(context, question);
    if (all.empty()) {
      hint_if_empty(context, question.filter, 0);
      return std::string{};
    }
    return trend_page({all, by(), of(), output().limit}, options);
  }

  void answer(const Context& context, const Question& question, Listing& listing) override {
    std::vector<std::vector<Cell>> cells;
    for (const auto& row : rows(context, question)) cells.push_back(cells_of(row, of()));
    listing.sorted_rows(std::move(cells));
    listing.set_total("pass_rate", pass_rate(listing.total("dmarc_pass"), listing.total("messages")));
  }

  std::string by_ = "day";
  std::string of_ = "all";
  mutable std::vector<Column> columns_;
};

}  // namespace

std::unique_ptr<Command> make_trend_command() { return std::make_unique<TrendCommand>(); }

}  // namespace ruascope
