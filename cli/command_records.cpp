// SPDX-License-Identifier: MIT
#include "cli/question.hpp"
#include "reports/columns.hpp"
#include "store/queries.hpp"

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope records --source 192.0.2.7 --failing
  ruascope records --format ndjson | jq 'select(.envelope_from == "bounces.example")'
  ruascope records --reporter google.com --last 7d --format csv --output google.csv

Without a window all records are listed. A report of several days is listed
whole if one of its days is in the window.)";

class RecordsCommand final : public QuestionCommand {
 public:
  RecordsCommand() : QuestionCommand({"records", "", examples}, record_columns()) {}

 private:
  void check(const OutputOptions& output) const override { check_sort(output, record_orders()); }
  void answer(const Context& context, const Question& question, Listing& listing) override {
    list_records(*context.store, with_judged(context, question), question.order,
                 [&](const RecordRow& record) { listing.row(cells_of(record)); });
  }
};

}  // namespace

std::unique_ptr<Command> make_records_command() { return std::make_unique<RecordsCommand>(); }

}  // namespace ruascope
