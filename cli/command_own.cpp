// SPDX-License-Identifier: MIT
#include "cli/analysis_options.hpp"
#include "cli/command.hpp"
#include "cli/listing.hpp"
#include "ingest/model/error.hpp"
#include "reports/columns.hpp"
#include "reports/escape.hpp"
#include "store/own.hpp"

#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope own add domain example.com
  ruascope own add address 192.0.2.10 --note "mail server in the cellar"
  ruascope own add address 2001:db8:25::/48
  ruascope own add dkim example.com/mail2026
  ruascope own add include spf.newsletter.example
  ruascope own add ignore 203.0.113.9 --note "test of a colleague"
  ruascope own import own.txt               lines as: address 192.0.2.10 mail server
  ruascope own list

Each entry takes part at once in every judgement, also of old mail.)";

constexpr const char* kind_help = "domain, address, dkim, include or ignore";

class OwnCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    app.require_subcommand(1);
    add_ = app.add_subcommand("add", "list something as yours, or as to be ignored");
    remove_ = app.add_subcommand("remove", "take an entry off the list");
    for (auto* sub : {add_, remove_}) {
      sub->add_option("kind", kind_, kind_help)->required()->type_name("KIND");
      sub->add_option("value", value_, "a domain, an address or network, or d=/selector")
          ->required()
          ->type_name("VALUE");
    }
    add_->add_option("--note", note_, "what it is; names the sender of an address")->type_name("TEXT");
    list_ = app.add_subcommand("list", "all entries");
    output_.add_to(*list_);
    import_ = app.add_subcommand("import", "read entries from a file, a line each: KIND VALUE [NOTE]");
    import_->add_option("file", file_, "a text file; # begins a comment")->required()->type_name("FILE");
    for (auto* sub : {add_, remove_, list_, import_}) sub->fallthrough();
    app.footer(examples);
  }

  StoreNeed need(StoreNeed usual) const override { return list_->parsed() ? usual : StoreNeed::write; }

  int run(Context& context) override {
    if (add_->parsed()) return add(context);
    if (remove_->parsed()) return remove(context);
    return list_->parsed() ? list(context) : import(context);
  }

 private:
  int add(Context& context) const {
    const auto entry = own_entry(kind_, value_, note_);
    const bool is_new = add_own(*context.store, entry, context.now());
    context.out << fmt::format("{}: {} {}\n", is_new ? "added" : "listed already", kind_,
                               terminal_text(entry.value));
    return exit_status::done;
  }

  int remove(Context& context) const {
    const auto entry = own_entry(kind_, value_, "");
    if (!remove_own(*context.store, entry.kind, entry.value))
      throw Error(fmt::format("{} {} is not listed in the store", kind_, entry.value),
                  "ruascope own list shows all entries, and which stand in a file");
    context.out << fmt::format("removed: {} {}\n", kind_, entry.value);
    return exit_status::done;
  }

  int import(Context& context) const {
    const auto entries = read_own_entries(read_settings(file_), file_);
    std::int64_t added = 0;
    for (const auto& entry : entries) added += add_own(*context.store, entry, context.now()) ? 1 : 0;
    context.out << fmt::format("{} added, {} listed already\n", added,
                               static_cast<std::int64_t>(entries.size()) - added);
    return exit_status::done;
  }

  int list(Context& context) {
    Listing listing(context, output_, "own", "entries", own_columns(), Filter{}, Json{"{}"});
    std::vector<std::vector<Cell>> rows;
    for (const auto& entry : own_entries(*context.store)) rows.push_back(cells_of(entry, "store"));
    for (const auto& entry : analysis_options(context.config()).own) rows.push_back(cells_of(entry, "file"));
    listing.sorted_rows(std::move(rows));
    listing.finish();
    return exit_status::done;
  }

  CLI::App* add_ = nullptr;
  CLI::App* remove_ = nullptr;
  CLI::App* list_ = nullptr;
  CLI::App* import_ = nullptr;
  std::string kind_, value_, note_, file_;
  OutputOptions output_;
};

}  // namespace

std::unique_ptr<Command> make_own_command() { return std::make_unique<OwnCommand>(); }

}  // namespace ruascope
