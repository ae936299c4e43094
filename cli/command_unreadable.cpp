// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "ingest/model/error.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "store/unreadable.hpp"

#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope unreadable list
  ruascope unreadable show 3)";

class UnreadableCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    list_ = app.add_subcommand("list", "all inputs that could not be read");
    list_->fallthrough();
    output_.add_to(*list_);
    auto* show = app.add_subcommand("show", "one of them in full");
    show->fallthrough();
    show->add_option("id", id_, "its number in the list")->required()->type_name("ID");
    app.require_subcommand(1);
    app.footer(examples);
  }

  int run(Context& context) override { return list_->parsed() ? list(context) : show(context); }

 private:
  int list(Context& context) {
    Listing listing(context, output_, "unreadable", "unreadable inputs", unreadable_columns(), Filter{},
                    {"{}"});
    std::vector<std::vector<Cell>> rows;
    list_unreadable(*context.store, [&](const UnreadableRow& row) { rows.push_back(cells_of(row)); });
    listing.sorted_rows(std::move(rows));
    listing.finish();
    return exit_status::done;
  }

  int show(Context& context) {
    const auto row = find_unreadable(*context.store, id_);
    if (!row) throw Error(fmt::format("there is no unreadable input {}", id_), "ruascope unreadable list");
    const auto line = [&](const char* name, const std::string& value) {
      if (!value.empty()) context.out << fmt::format("{:<11}{}\n", name, terminal_text(value));
    };
    line("origin", row->what.origin);
    line("place", row->what.place);
    line("reason", row->what.reason);
    line("message", row->what.message);
    line("hint", row->what.hint);
    line("first seen", format_time(row->first_seen));
    line("last seen", format_time(row->last_seen));
    return exit_status::done;
  }

  OutputOptions output_;
  CLI::App* list_ = nullptr;
  std::int64_t id_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_unreadable_command() { return std::make_unique<UnreadableCommand>(); }

}  // namespace ruascope
