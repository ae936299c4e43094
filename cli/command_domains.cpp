// SPDX-License-Identifier: MIT
#include "cli/question.hpp"
#include "reports/columns.hpp"
#include "store/queries.hpp"

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope domains                          the last 28 days that reports cover
  ruascope domains --last 3m --sort -dmarc_fail
  ruascope domains --domain .example.com    example.com and every policy domain below)";

class DomainsCommand final : public QuestionCommand {
 public:
  DomainsCommand() : QuestionCommand({"domains", "28d", examples}, domain_columns()) {}

 private:
  void answer(Sqlite& store, const Filter& filter, const Order&, Listing& listing) override {
    std::vector<std::vector<Cell>> rows;
    for (const auto& totals : domain_totals(store, filter)) rows.push_back(cells_of(totals));
    listing.sorted_rows(std::move(rows));
    listing.set_total("pass_rate", pass_rate(listing.total("dmarc_pass"), listing.total("messages")));
  }
};

}  // namespace

std::unique_ptr<Command> make_domains_command() { return std::make_unique<DomainsCommand>(); }

}  // namespace ruascope
