// SPDX-License-Identifier: MIT
#include "analysis/analyse.hpp"
#include "cli/question.hpp"
#include "ingest/model/error.hpp"
#include "reports/columns.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope reporters                        who reported in the last 28 days, and when not
  ruascope reporters --quality              whose verdicts contradict their own evidence
  ruascope reporters --quality --format json | jq '.rows[] | select(.agreement < 0.99)'

A verdict is unproven where no aligned pass is among the results that the same
record lists; figures follow the verdicts all the same.)";

class ReportersCommand final : public QuestionCommand {
 public:
  ReportersCommand() : QuestionCommand({"reporters", "28d", examples}, reporter_columns()) {}

 private:
  void narrow(Filter&, std::vector<std::pair<std::string, std::string>>& json) const override {
    if (is_judged()) throw UsageError("reporters are not judged", "leave out --class and --cause");
    if (quality_) json.emplace_back("quality", "true");
  }

  void add_options(CLI::App& app) override {
    app.add_flag("--quality", quality_, "how far verdicts agree with their own evidence");
  }
  std::span<const Column> columns() const override {
    return quality_ ? reporter_quality_columns() : reporter_columns();
  }

  void answer(const Context& context, const Question& question, Listing& listing) override {
    auto reporters = judged_reporters(*context.store, question.filter, context.config().changes);
    if (question.filter.failing)
      std::erase_if(reporters, [](const ReporterQuality& one) { return one.dmarc_fail == 0; });
    std::stable_sort(
        reporters.begin(), reporters.end(), [&](const ReporterQuality& one, const ReporterQuality& other) {
          return quality_ && one.disagreeing != other.disagreeing ? one.disagreeing > other.disagreeing
                                                                  : one.messages > other.messages;
        });
    std::vector<std::vector<Cell>> rows;
    for (const auto& reporter : reporters) rows.push_back(cells_of(reporter));
    listing.sorted_rows(std::move(rows));
    const auto messages = listing.total("messages");
    listing.set_total("agreement", pass_rate(messages - listing.total("disagreeing"), messages));
  }

  bool quality_ = false;
};

}  // namespace

std::unique_ptr<Command> make_reporters_command() { return std::make_unique<ReportersCommand>(); }

}  // namespace ruascope
