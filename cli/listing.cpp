// SPDX-License-Identifier: MIT
#include "cli/listing.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/messages.hpp"
#include "store/queries.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

std::optional<std::string> day_text(std::optional<Day> day) {
  if (!day) return std::nullopt;
  return format_day(*day);
}

std::vector<std::string_view> column_names(std::span<const Column> columns) {
  std::vector<std::string_view> result;
  for (const auto& column : columns)
    if (column.kind != ColumnKind::json && column.kind != ColumnKind::list) result.push_back(column.name);
  return result;
}

bool is_less(const Cell& one, const Cell& other) {
  if (one.index() != other.index()) return one.index() < other.index();
  if (const auto* number = std::get_if<std::int64_t>(&one)) return *number < std::get<std::int64_t>(other);
  if (const auto* ratio = std::get_if<double>(&one)) return *ratio < std::get<double>(other);
  if (const auto* text = std::get_if<std::string>(&one)) return *text < std::get<std::string>(other);
  return false;
}

}  // namespace

Listing::Listing(const Context& context, const OutputOptions& options, std::string command, std::string noun,
                 std::span<const Column> columns, const Filter& window, Json filter)
    : options_(options), columns_(columns), output_(options.file, context.out) {
  writer_ = make_row_writer(options.chosen_format(), output_.stream(), render_options(context, options));
  end_.totals.resize(columns.size());
  for (std::size_t index = 0; index < columns.size(); ++index)
    if (columns[index].summed) end_.totals[index] = std::int64_t{0};
  writer_->begin({std::move(command), columns, day_text(window.since), day_text(window.until),
                  std::move(filter), std::move(noun)});
}

void Listing::row(std::span<const Cell> cells) {
  ++end_.rows_total;
  for (std::size_t index = 0; index < columns_.size(); ++index) {
    const auto* number = std::get_if<std::int64_t>(&cells[index]);
    if (!columns_[index].summed || number == nullptr) continue;
    auto& total = std::get<std::int64_t>(end_.totals[index]);
    total = add_messages(total, *number);
  }
  if (options_.limit && end_.rows_shown >= *options_.limit) return;
  ++end_.rows_shown;
  writer_->row(cells);
}

void Listing::sorted_rows(std::vector<std::vector<Cell>> rows) {
  const auto order = options_.order();
  if (!order.column.empty()) {
    check_sort(options_, column_names(columns_));
    const auto column = index_of(order.column);
    std::stable_sort(rows.begin(), rows.end(), [&](const auto& one, const auto& other) {
      return order.descending ? is_less(other[column], one[column]) : is_less(one[column], other[column]);
    });
  }
  for (const auto& cells : rows) row(cells);
}

std::size_t Listing::index_of(std::string_view column) const {
  const auto found =
      std::find_if(columns_.begin(), columns_.end(), [&](const Column& one) { return one.name == column; });
  return static_cast<std::size_t>(found - columns_.begin());
}

std::int64_t Listing::total(std::string_view column) const {
  return std::get<std::int64_t>(end_.totals[index_of(column)]);
}

void Listing::set_total(std::string_view column, Cell cell) {
  end_.totals[index_of(column)] = std::move(cell);
}

void Listing::finish() {
  writer_->end(end_);
  output_.finish();
}

RenderOptions render_options(const Context& context, const OutputOptions& options) {
  const auto& terminal = context.terminal;
  if (!options.file.empty()) return {0, false, options.raw_csv, terminal.has_blocks};
  return {terminal.width, terminal.color, options.raw_csv, terminal.has_blocks};
}

void check_sort(const OutputOptions& options, const std::vector<std::string_view>& allowed) {
  const auto column = options.order().column;
  if (column.empty() || std::find(allowed.begin(), allowed.end(), column) != allowed.end()) return;
  throw UsageError(fmt::format("--sort {}: no such column", column),
                   fmt::format("one of: {}", fmt::join(allowed, ", ")));
}

void hint_if_empty(const Context& context, const Filter& filter, std::int64_t rows) {
  if (rows > 0 || context.config().quiet) return;
  const auto newest = newest_day(*context.store, Filter{});
  if (!newest)
    context.err << "hint: the store holds no reports yet: ruascope import PATH\n";
  else if (filter.since || filter.until)
    context.err << "hint: the newest reports are of " << format_day(*newest)
                << "; --since and --until move the window\n";
  else
    context.err << "hint: nothing matches the filter\n";
}

}  // namespace ruascope
