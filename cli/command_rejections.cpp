// SPDX-License-Identifier: MIT
#include "analysis/analyse_rejections.hpp"
#include "cli/analysis_options.hpp"
#include "cli/question.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/token_names.hpp"
#include "reports/escape.hpp"
#include "reports/rejection_pages.hpp"
#include "store/rejections.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope rejections                       refusals of the last 28 days, with their sources
  ruascope rejections --check dmarc --unmatched
  ruascope rejections --receiver google --format json | jq '.rows[].matched'
  ruascope rejections --would-be --domain example.com
                                            what p=reject would have refused

A relative window ends with the newest reported day, or with the newest
rejection where that is later. A match is one of: proven, strong, likely,
possible (one of several).)";

class RejectionsCommand final : public QuestionCommand {
 public:
  RejectionsCommand() : QuestionCommand({"rejections", "28d", examples}, rejection_columns()) {}

 private:
  void add_options(CLI::App& app) override {
    app.add_option("--check", check_, "dmarc, spf, dkim, sender_requirements, other or unknown")
        ->check(CLI::IsMember(std::vector<std::string>(names<Check>.begin(), names<Check>.end())))
        ->option_text("CHECK");
    app.add_option("--receiver", chosen_.receiver, "who refused: a name or host, or a part of it")
        ->type_name("NAME");
    app.add_flag("--unmatched", chosen_.unmatched, "those that no source explains");
    app.add_flag("--would-be", would_be_, "what p=reject would have refused of reported mail, by source");
  }

  void narrow(Filter&, std::vector<std::pair<std::string, std::string>>& json) const override {
    if (would_be_ && (!check_.empty() || !chosen_.receiver.empty() || chosen_.unmatched))
      throw UsageError("--would-be is about reported mail", "leave out --check, --receiver and --unmatched");
    if (!check_.empty()) json.emplace_back("check", json_string(check_));
    if (!chosen_.receiver.empty()) json.emplace_back("receiver", json_string(chosen_.receiver));
    if (chosen_.unmatched) json.emplace_back("unmatched", "true");
    if (would_be_) json.emplace_back("would_be", "true");
  }

  std::span<const Column> columns() const override {
    return would_be_ ? would_be_columns() : rejection_columns();
  }
  std::string noun() const override { return would_be_ ? "sources" : "rejections"; }

  // Today's bounce is explained by tomorrow's report.
  void widen(Sqlite& store, Filter& filter) const override {
    if (would_be_ || !is_relative() || !filter.until) return;
    if (const auto newest = newest_rejection_day(store)) filter.until = std::max(*filter.until, *newest);
  }

  void answer(const Context& context, const Question& question, Listing& listing) override {
    auto options = analysis_options(context.config());
    options.keeps_mail = false;
    std::vector<std::vector<Cell>> rows;
    if (would_be_) {
      for (const auto& source : judged_sources(*context.store, question.filter, options, question.judged))
        if (would_be_rejected(source.totals.counts).messages > 0) rows.push_back(would_be_cells(source));
      std::stable_sort(rows.begin(), rows.end(), [](const auto& one, const auto& other) {
        return std::get<std::int64_t>(one[5]) > std::get<std::int64_t>(other[5]);
      });
    } else {
      auto chosen = chosen_;
      if (!check_.empty()) chosen.check = value_named<Check>(check_);
      visit_rejections(*context.store, question.filter, chosen, options, context.now(),
                       [&](const MatchedRejection& one) {
                         if (takes(question, one)) rows.push_back(cells_of(one));
                       });
    }
    listing.sorted_rows(std::move(rows));
  }

  // --class and --cause choose by the source that explains it.
  static bool takes(const Question& question, const MatchedRejection& one) {
    if (question.judged.is_empty()) return true;
    return one.judgement() != nullptr && question.judged.takes(*one.judgement());
  }

  std::string check_;
  RejectionFilter chosen_;
  bool would_be_ = false;
};

}  // namespace

std::unique_ptr<Command> make_rejections_command() { return std::make_unique<RejectionsCommand>(); }

}  // namespace ruascope
