// SPDX-License-Identifier: MIT
#include "cli/question.hpp"
#include "reports/columns.hpp"
#include "store/queries.hpp"

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope sources --failing                who sends mail that fails DMARC
  ruascope sources --domain example.com --week 2026-W46
  ruascope sources --source 198.51.100.0/24 --format json)";

class SourcesCommand final : public QuestionCommand {
 public:
  SourcesCommand() : QuestionCommand({"sources", "28d", examples}, source_columns()) {}

 private:
  void answer(Sqlite& store, const Filter& filter, const Order&, Listing& listing) override {
    std::vector<std::vector<Cell>> rows;
    for (const auto& totals : source_totals(store, filter)) rows.push_back(cells_of(totals));
    listing.sorted_rows(std::move(rows));
  }
};

}  // namespace

std::unique_ptr<Command> make_sources_command() { return std::make_unique<SourcesCommand>(); }

}  // namespace ruascope
