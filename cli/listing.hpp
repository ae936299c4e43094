// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "reports/rows.hpp"

#include <string>
#include <vector>

namespace ruascope {

// Writes the rows of a question in the format asked for, keeps their totals and honours --limit.
class Listing {
 public:
  // `noun`: what a row is, in the plural. `window`: the days covered.
  Listing(const Context& context, const OutputOptions& options, std::string command, std::string noun,
          std::span<const Column> columns, const Filter& window, Json filter);

  void row(std::span<const Cell> cells);
  // Writes `rows` in the order of --sort, or as they are without it.
  void sorted_rows(std::vector<std::vector<Cell>> rows);

  // The sum of a summed column so far.
  std::int64_t total(std::string_view column) const;
  void set_total(std::string_view column, Cell cell);
  // A line for people, below a table.
  void note(std::string text) { end_.notes.push_back(std::move(text)); }
  void finish();
  // The rows that matched so far, before --limit.
  std::int64_t rows() const { return end_.rows_total; }

 private:
  std::size_t index_of(std::string_view column) const;

  const OutputOptions& options_;
  std::span<const Column> columns_;
  Output output_;
  std::unique_ptr<RowWriter> writer_;
  ListingEnd end_;
};

// How a table or a page is to be laid out.
RenderOptions render_options(const Context& context, const OutputOptions& options);

// Throws UsageError unless --sort names one of `allowed`.
void check_sort(const OutputOptions& options, const std::vector<std::string_view>& allowed);

// Says what an empty answer may mean: a hint on stderr where there are no rows.
void hint_if_empty(const Context& context, const Filter& filter, std::int64_t rows);

}  // namespace ruascope
