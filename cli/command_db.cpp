// SPDX-License-Identifier: MIT
#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "reports/escape.hpp"
#include "reports/rows.hpp"
#include "store/database.hpp"

#include <ostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr const char* examples = R"(Examples:
  ruascope db info
  ruascope db verify                        all sums recomputed from the records
  ruascope db backup /var/backups/ruascope.db)";

struct InfoLine {
  const char* name;   // JSON field
  const char* title;  // for people
  std::int64_t StoreInfo::* member;
};

constexpr std::array<InfoLine, 11> info_lines{{{"bytes", "bytes", &StoreInfo::bytes},
                                               {"reports", "reports", &StoreInfo::reports},
                                               {"records", "records", &StoreInfo::records},
                                               {"messages", "messages", &StoreInfo::messages},
                                               {"domains", "domains", &StoreInfo::domains},
                                               {"sources", "sources", &StoreInfo::sources},
                                               {"organizations", "reporters", &StoreInfo::organizations},
                                               {"result_sets", "result sets", &StoreInfo::result_sets},
                                               {"daily_rows", "daily rows", &StoreInfo::daily_rows},
                                               {"rejections", "rejections", &StoreInfo::rejections},
                                               {"unreadable", "unreadable", &StoreInfo::unreadable}}};

class DbCommand final : public Command {
 public:
  void set_up(CLI::App& app) override {
    info_ = app.add_subcommand("info", "what the store holds");
    verify_ = app.add_subcommand("verify", "check the store and recompute all its sums");
    backup_ = app.add_subcommand("backup", "write a whole copy, also while an import runs");
    for (auto* sub : {info_, verify_, backup_}) sub->fallthrough();
    for (auto* sub : {info_, verify_}) add_table_or_json(*sub, format_, "table or json");
    backup_->add_option("file", backup_file_, "a new file")->required()->type_name("FILE");
    app.require_subcommand(1);
    app.footer(examples);
  }

  int run(Context& context) override {
    if (info_->parsed()) return info(context);
    if (verify_->parsed()) return verify(context);
    backup_store(*context.store, backup_file_);
    if (!context.config().quiet) context.err << "written: " << terminal_text(backup_file_) << '\n';
    return exit_status::done;
  }

 private:
  int info(Context& context) const {
    const auto store = store_info(*context.store);
    if (format_ == "json") {
      context.out << fmt::format(
          "{{\"schema_version\":1,\"command\":\"db info\",\"path\":{},\"store_version\":{}",
          json_string(store.path), store.schema_version);
      for (const auto& line : info_lines)
        context.out << fmt::format(",\"{}\":{}", line.name, store.*line.member);
      const auto day = [](const std::string& text) { return text.empty() ? "null" : json_string(text); };
      context.out << fmt::format(
          ",\"first_day\":{},\"last_day\":{},\"bytes_per_record\":{:.1f},\"free_bytes\":{},\"parts\":[",
          day(store.first_day), day(store.last_day), store.bytes_per_record(), store.free_bytes);
      for (const auto& part : store.parts)
        context.out << fmt::format("{}{{\"name\":{},\"bytes\":{}}}", &part == store.parts.data() ? "" : ",",
                                   json_string(part.name), part.bytes);
      context.out << "]}\n";
      return exit_status::done;
    }
    context.out << fmt::format("{:<14}{}\n{:<14}{}\n", "store", terminal_text(store.path), "version",
                               store.schema_version);
    for (const auto& line : info_lines)
      context.out << fmt::format("{:<14}{}\n", line.title, group_thousands(store.*line.member));
    if (!store.first_day.empty())
      context.out << fmt::format("{:<14}{} to {}\n", "days", store.first_day, store.last_day);
    if (store.records > 0)
      context.out << fmt::format("{:<14}{:.1f} bytes\n", "a record", store.bytes_per_record());
    context.out << "\nbytes of\n";
    const auto line = [&](const std::string& name, std::int64_t bytes) {
      context.out << fmt::format("  {:<26}{:>14}{:>6.1f} %\n", name, group_thousands(bytes),
                                 100.0 * static_cast<double>(bytes) / static_cast<double>(store.bytes));
    };
    for (const auto& part : store.parts) line(part.name, part.bytes);
    line("free", store.free_bytes);
    return exit_status::done;
  }

  int verify(Context& context) const {
    const auto faults = verify_store(*context.store);
    const int status = faults.empty() ? exit_status::done : exit_status::look_here;
    if (format_ == "json") {
      context.out << fmt::format(
          "{{\"schema_version\":1,\"command\":\"db verify\",\"sound\":{},\"faults\":{}}}\n", faults.empty(),
          cell_json(faults));
      return status;
    }
    for (const auto& fault : faults) context.out << terminal_text(fault) << '\n';
    if (faults.empty()) context.out << "sound: structure, references and all sums\n";
    return status;
  }

  CLI::App* info_ = nullptr;
  CLI::App* verify_ = nullptr;
  CLI::App* backup_ = nullptr;
  std::string format_ = "table";
  std::string backup_file_;
};

}  // namespace

std::unique_ptr<Command> make_db_command() { return std::make_unique<DbCommand>(); }

}  // namespace ruascope
