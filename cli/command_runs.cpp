// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "reports/columns.hpp"
#include "store/runs.hpp"

#include <CLI/CLI.hpp>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope runs --limit 10      what the last ten runs did
  ruascope runs --format json | jq '.rows[] | select(.errors > 0)'

Newest first. "seconds" is how long a run took, "error" the first of its errors.)";

class RunsCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    output_.add_to(app);
    app.footer(examples);
  }

  int run(Context& context) override {
    Listing listing(context, output_, "runs", "runs", run_columns(), Filter{}, Json{"{}"});
    std::vector<std::vector<Cell>> rows;
    list_runs(*context.store, [&](const RunRow& row) { rows.push_back(cells_of(row)); });
    listing.sorted_rows(std::move(rows));
    listing.finish();
    return exit_status::done;
  }

 private:
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_runs_command() { return std::make_unique<RunsCommand>(); }

}  // namespace ruascope
