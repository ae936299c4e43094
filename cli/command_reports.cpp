// SPDX-License-Identifier: MIT
#include "cli/question.hpp"
#include "reports/columns.hpp"
#include "store/queries.hpp"

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope reports --last 7d                who reported in the last week
  ruascope reports --reporter google.com --sort begin
  ruascope reports --format json | jq '.rows[] | {org_name, origin, warnings}'

Without a window all reports are listed, the newest first.)";

class ReportsCommand final : public QuestionCommand {
 public:
  ReportsCommand() : QuestionCommand({"reports", "", examples}, report_columns()) {}

 private:
  void check(const OutputOptions& output) const override { check_sort(output, report_orders()); }
  void answer(Sqlite& store, const Filter& filter, const Order& order, Listing& listing) override {
    list_reports(store, filter, order, [&](const ReportRow& report) { listing.row(cells_of(report)); });
  }
};

}  // namespace

std::unique_ptr<Command> make_reports_command() { return std::make_unique<ReportsCommand>(); }

}  // namespace ruascope
