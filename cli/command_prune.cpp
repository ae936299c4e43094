// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/prune_store.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/rows.hpp"
#include "store/prune.hpp"
#include "store/rejections.hpp"

#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope prune --older-than 13m
  ruascope prune --older-than 400d --dry-run

Reports go by the end of their period, with their records and totals, a domain's
day at a time: questions may be asked meanwhile. Rejections go by their time.
Unreadable inputs have a drop of their own.)";

class PruneCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.add_option("--older-than", length_, "reports that ended longer ago: 13m, 56w or 400d")
        ->required()
        ->option_text("LENGTH");
    app.add_flag("--dry-run", dry_run_, "say what would go, and leave it");
    add_table_or_json(app, format_, "table (one line for people) or json");
    app.footer(examples);
  }

  int run(Context& context) override {
    const auto day = length_before(length_, day_of(context.now()), "--older-than");
    const auto before = std::int64_t{day} * seconds_per_day;
    if (dry_run_) {
      print(context, count_older(*context.store, before), count_rejections_before(*context.store, day), day);
      return exit_status::done;
    }
    const InterruptGuard guard;
    Progress progress(context.err, context.terminal.shows_progress);
    const auto [pruned, rejections] = prune_store(*context.store, day, [&](const Pruned& so_far) {
      progress.update(
          [&](double) { return fmt::format("{} reports removed", group_thousands(so_far.reports)); });
      return InterruptGuard::signal() == 0;
    });
    progress.clear();
    print(context, pruned, rejections, day);
    const int signal = InterruptGuard::signal();
    return signal != 0 ? 128 + signal : exit_status::done;
  }

 private:
  void print(const Context& context, const Pruned& pruned, std::int64_t rejections, Day day) const {
    if (format_ == "json") {
      context.out << fmt::format(
          "{{\"schema_version\":1,\"command\":\"prune\",\"before\":\"{}\",\"dry_run\":{},\"reports\":{},"
          "\"records\":{},\"messages\":{},\"rejections\":{},\"bytes\":{}}}\n",
          format_day(day), dry_run_, pruned.reports, pruned.records, pruned.messages, rejections,
          pruned.bytes);
      return;
    }
    context.out << fmt::format("{} {} that ended before {} {} ({} records, {} messages)\n",
                               group_thousands(pruned.reports), pruned.reports == 1 ? "report" : "reports",
                               format_day(day), dry_run_ ? "would be removed" : "removed",
                               group_thousands(pruned.records), group_thousands(pruned.messages));
    if (rejections > 0)
      context.out << fmt::format("{} {} of before {}\n", group_thousands(rejections),
                                 rejections == 1 ? "rejection" : "rejections", format_day(day));
    if (pruned.bytes > 0) context.out << group_thousands(pruned.bytes) << " bytes given back\n";
  }

  std::string length_;
  bool dry_run_ = false;
  std::string format_ = "table";
};

}  // namespace

std::unique_ptr<Command> make_prune_command() { return std::make_unique<PruneCommand>(); }

}  // namespace ruascope
