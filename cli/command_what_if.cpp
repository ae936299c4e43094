// SPDX-License-Identifier: MIT
#include "analysis/analyse_readiness.hpp"
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "ingest/idn.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/token_names.hpp"
#include "reports/escape.hpp"
#include "reports/policy_pages.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope what-if example.com --policy reject
  ruascope what-if example.com --policy reject --subdomain-policy quarantine
  ruascope what-if example.com --policy quarantine --testing
  ruascope what-if example.com --policy reject --by sender --format csv

The window's mail under another policy: what passes is delivered, what fails is
treated as the policy says. Unless they are named, sp and np stay as published.
What receivers let through in spite of the policy is counted apart.)";

class WhatIfCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    const auto policy = CLI::IsMember({"none", "quarantine", "reject"});
    app.add_option("domain", domain_, "the policy domain")->type_name("DOMAIN")->required();
    app.add_option("--policy", p_, "p=: none, quarantine or reject")
        ->check(policy)
        ->option_text("P")
        ->required();
    app.add_option("--subdomain-policy", sp_, "sp=, for names below the domain")
        ->check(policy)
        ->option_text("SP");
    app.add_option("--nonexistent-policy", np_, "np=, for names that do not exist")
        ->check(policy)
        ->option_text("NP");
    app.add_flag("--testing", testing_, "with t=y; both readings are told");
    app.add_option("--by", by_, "rows by class, sender, reporter or day; unless said, all of them")
        ->check(CLI::IsMember({"class", "sender", "reporter", "day"}))
        ->option_text("X");
    window_.add_window_to(app);
    output_.add_to(app);
    app.footer(examples);
  }

  int run(Context& context) override {
    const auto folded = fold_domain(domain_);
    if (!folded || folded->empty()) throw UsageError(fmt::format("{}: not a domain name", domain_));
    window_.set_domain(*folded);
    const ReadTransaction reading(*context.store);
    const auto filter = window_.resolve(*context.store, "28d");
    const auto options = analysis_options(context.config());
    const auto rejections = matched_rejections(*context.store, filter, options, context.now());
    const auto replayed = what_if(*context.store, *folded, filter, choice(), options, rejections);
    const bool is_page = output_.chosen_format() == Format::table && by_.empty() && output_.sort.empty();
    if (is_page)
      print_page(context, replayed);
    else
      list(context, filter, replayed);
    hint_if_empty(context, filter, replayed.total.messages);
    return exit_status::done;
  }

 private:
  PolicyChoice choice() const {
    return {*value_named<Policy>(p_), sp_.empty() ? std::nullopt : value_named<Policy>(sp_),
            np_.empty() ? std::nullopt : value_named<Policy>(np_), testing_};
  }

  void print_page(const Context& context, const WhatIf& replayed) const {
    Output output(output_.file, context.out);
    output.stream() << what_if_page(replayed, render_options(context, output_));
    output.finish();
  }

  void list(const Context& context, const Filter& filter, const WhatIf& replayed) {
    const auto by = value_named<WhatIfBy>(by_.empty() ? "class" : by_).value();
    std::vector<std::pair<std::string, std::string>> asked;
    for (const auto& [name, value] : {std::pair<const char*, const std::string&>{"policy", p_},
                                      {"subdomain_policy", sp_},
                                      {"nonexistent_policy", np_}})
      if (!value.empty()) asked.emplace_back(name, json_string(value));
    if (testing_) asked.emplace_back("testing", "true");
    asked.emplace_back("published", json_string(policy_text(replayed.published)));
    Listing listing(context, output_, "what-if", "rows", what_if_columns(by), filter, window_.json(asked));
    std::vector<std::vector<Cell>> rows;
    for (const auto& row : rows_of(replayed, by)) rows.push_back(cells_of(row, by));
    listing.sorted_rows(std::move(rows));
    for (const auto& [column, number] : rejection_totals(replayed.rejections))
      listing.set_total(column, number);
    listing.finish();
  }

  std::string domain_, p_, sp_, np_, by_;
  bool testing_ = false;
  FilterOptions window_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_what_if_command() { return std::make_unique<WhatIfCommand>(); }

}  // namespace ruascope
