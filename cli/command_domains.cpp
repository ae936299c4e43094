// SPDX-License-Identifier: MIT
#include "analysis/analyse.hpp"
#include "cli/analysis_options.hpp"
#include "cli/question.hpp"
#include "reports/columns.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <set>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope domains                          the last 28 days that reports cover
  ruascope domains --last 3m --sort -dmarc_fail
  ruascope domains --domain .example.com    example.com and every policy domain below)";

// Domains that the administrator listed have a row without reports too.
void add_listed_domains(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                        std::vector<DomainTotals>& all) {
  if (chooses_messages(filter) || filter.failing) return;
  for (auto& domain : listed_domains(store, options)) {
    const auto place =
        std::lower_bound(all.begin(), all.end(), domain,
                         [](const DomainTotals& one, const std::string& name) { return one.domain < name; });
    const bool is_there = place != all.end() && place->domain == domain;
    if (is_there || !takes_domain(filter, domain)) continue;
    DomainTotals none;
    none.domain = std::move(domain);
    all.insert(place, std::move(none));
  }
}

class DomainsCommand final : public QuestionCommand {
 public:
  DomainsCommand() : QuestionCommand({"domains", "28d", examples}, domain_columns()) {}

 private:
  void answer(const Context& context, const Question& question, Listing& listing) override {
    auto& store = *context.store;
    auto options = analysis_options(context.config());
    options.explains = false;
    auto all = domain_totals(store, question.filter);
    add_listed_domains(store, question.filter, options, all);
    if (!question.judged.is_empty()) {
      std::set<std::string> taken;
      for (const auto& source : judged_sources(store, question.filter, options, question.judged))
        taken.insert(source.totals.domain);
      std::erase_if(all, [&](const DomainTotals& totals) { return !taken.contains(totals.domain); });
    }
    std::vector<std::vector<Cell>> rows;
    for (const auto& totals : all) rows.push_back(cells_of(totals));
    listing.sorted_rows(std::move(rows));
    listing.set_total("pass_rate", pass_rate(listing.total("dmarc_pass"), listing.total("messages")));
  }
};

}  // namespace

std::unique_ptr<Command> make_domains_command() { return std::make_unique<DomainsCommand>(); }

}  // namespace ruascope
