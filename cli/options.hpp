// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"
#include "reports/rows.hpp"
#include "store/filter.hpp"
#include "store/queries.hpp"
#include "store/sqlite.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace ruascope {

// The day that lies a length of time ("28d", "4w", "3m") before `last`. Throws UsageError naming `option`.
Day length_before(const std::string& text, Day last, const char* option);

// The window and filter options that every question takes.
class FilterOptions {
 public:
  void add_to(CLI::App& app);
  // --domain alone.
  void add_domains_to(CLI::App& app);
  // The window alone, for questions about all mail of one domain.
  void add_window_to(CLI::App& app);

  // The filter with its window worked out: a relative window ends with the newest reported day of the domains
  // asked for. Without a window: `default_window` ("28d"; empty: everything). Throws UsageError.
  Filter resolve(Sqlite& store, std::string_view default_window) const;
  // True if the window's end is not named but follows from what is stored.
  bool is_relative() const { return since_.empty() && until_.empty() && week_.empty(); }
  // True if any window was given.
  bool is_named() const { return !is_relative() || !last_.empty(); }
  // The rows chosen by class or cause. Throws UsageError.
  JudgedFilter judged() const;
  // For questions that name their domain otherwise.
  void set_domain(const std::string& domain) { domains_ = {domain}; }
  // The options given, as the "filter" object of JSON; `more` are those of one command alone, as
  // names and JSON texts.
  Json json(const std::vector<std::pair<std::string, std::string>>& more = {}) const;

 private:
  void add_days_to(CLI::App& app);

  std::vector<std::string> domains_;
  std::string since_, until_, last_, week_;
  std::string source_, reporter_, header_from_, disposition_;
  std::string class_, cause_;
  bool failing_ = false;
};

// --format of what comes as a table and as JSON alone; `meaning` says of both what they are.
void add_table_or_json(CLI::App& app, std::string& format, const std::string& meaning);

// How a listing comes out.
struct OutputOptions {
  std::string format = "table";
  std::string file;
  std::string sort;
  std::optional<std::int64_t> limit;
  bool raw_csv = false;

  // --format, --output, --raw-csv; with `rows` also --sort and --limit.
  void add_to(CLI::App& app, bool rows = true);
  Format chosen_format() const;
  Order order() const;
};

}  // namespace ruascope
