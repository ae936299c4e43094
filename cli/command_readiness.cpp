// SPDX-License-Identifier: MIT
#include "analysis/analyse_readiness.hpp"
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "cli/options.hpp"
#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/token_names.hpp"
#include "reports/policy_pages.hpp"
#include "store/queries.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope readiness example.com                 for the next step
  ruascope readiness example.com --to reject
  ruascope readiness --all                       every domain, in short
  ruascope readiness example.com --until 2026-10-31 --format json

Judged by the domain's own and third-party mail of 28 days; spoofing never
blocks. The exit status is 0 when ready, 3 when not. Thresholds are keys of the
configuration: ruascope config check.)";

class ReadinessCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("domain", domain_, "the policy domain")->type_name("DOMAIN");
    app.add_option("--to", to_, "quarantine or reject; unless said, the next step")
        ->check(CLI::IsMember({"quarantine", "reject"}))
        ->option_text("P");
    app.add_flag("--all", all_, "every domain with reports in the window");
    window_.add_window_to(app);
    add_table_or_json(app, output_.format, "table (for people) or json");
    app.add_option("--output", output_.file, "write to a file, whole or not at all")->type_name("FILE");
    app.footer(examples);
  }

  int run(Context& context) override {
    if (domain_.empty() != all_)
      throw UsageError(all_ ? "--all takes no domain" : "no domain is named",
                       "ruascope readiness DOMAIN, or --all");
    const ReadTransaction reading(*context.store);
    auto options = analysis_options(context.config());
    const auto answers = all_ ? every(context, options) : std::vector{one(context, options)};
    print(context, answers);
    return !answers.empty() && std::all_of(answers.begin(), answers.end(),
                                           [](const Readiness& answer) {
                                             return answer.verdict == ReadinessVerdict::ready;
                                           })
               ? exit_status::done
               : exit_status::look_here;
  }

 private:
  std::optional<Policy> to() const { return to_.empty() ? std::nullopt : value_named<Policy>(to_); }

  // As named: without an end it is that of each domain.
  Filter window(Sqlite& store, const AnalysisOptions& options) const {
    auto window = window_.resolve(store, fmt::format("{}d", options.readiness.window_days));
    if (window.until && !window.since)
      window.since = static_cast<Day>(*window.until - options.readiness.window_days + 1);
    if (window.since && !window.until) window.until = newest_day(store, window);
    return window;
  }

  Readiness one(const Context& context, const AnalysisOptions& options) {
    const auto folded = fold_domain(domain_);
    if (!folded || folded->empty()) throw UsageError(fmt::format("{}: not a domain name", domain_));
    window_.set_domain(*folded);
    auto& store = *context.store;
    const auto filter = window(store, options);
    ReadinessWindow days{filter.since, filter.until, {}};
    if (!window_.is_named()) days.fresh_until = newest_day(store, {});
    const auto rejections = matched_rejections(store, filter, options, context.now());
    auto answer = readiness(store, *folded, days, to(), options, rejections);
    if (!answer.has_reports) hint_if_empty(context, filter, 0);
    return answer;
  }

  std::vector<Readiness> every(const Context& context, const AnalysisOptions& options) const {
    auto& store = *context.store;
    const auto filter = window_.is_named() ? window(store, options) : Filter{};
    auto answers = readiness_of_all(store, filter, to(), options, context.now());
    if (answers.empty()) hint_if_empty(context, filter, 0);
    return answers;
  }

  void print(const Context& context, const std::vector<Readiness>& answers) const {
    Output output(output_.file, context.out);
    const auto render = render_options(context, output_);
    const bool is_json = output_.format == "json";
    if (all_)
      output.stream() << (is_json ? readiness_json(answers) : readiness_overview(answers, render));
    else
      output.stream() << (is_json ? readiness_json(answers.front())
                                  : readiness_page(answers.front(), render));
    output.finish();
  }

  std::string domain_, to_;
  bool all_ = false;
  FilterOptions window_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_readiness_command() { return std::make_unique<ReadinessCommand>(); }

}  // namespace ruascope
