// SPDX-License-Identifier: MIT
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "reports/escape.hpp"
#include "reports/row_writers.hpp"

#include <algorithm>
#include <cstdint>
#include <ostream>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t rows_that_set_widths = 500;
constexpr std::size_t narrowest_text = 6;
constexpr std::string_view gap = "  ";
constexpr std::size_t hidden = SIZE_MAX;  // the width of a column that is left out

bool is_right_aligned(ColumnKind kind) {
  return kind == ColumnKind::number || kind == ColumnKind::count || kind == ColumnKind::ratio;
}

using Line = std::vector<std::string>;

// The visible columns of a row as text.
Line visible_texts(std::span<const Column> columns, std::span<const Cell> cells) {
  Line line;
  for (std::size_t index = 0; index < columns.size(); ++index)
    if (!columns[index].title.empty()) line.push_back(cell_text(cells[index], columns[index].kind));
  return line;
}

// The line of totals; empty where it would say nothing.
Line totals_line(std::span<const Column> columns, const ListingEnd& end) {
  const bool sums = std::any_of(columns.begin(), columns.end(),
                                [](const Column& column) { return column.summed && !column.title.empty(); });
  if (!sums || end.rows_total < 2) return {};
  auto line = visible_texts(columns, end.totals);
  if (line.front().empty()) line.front() = "total";
  return line;
}

std::string singular(std::string noun) {
  if (noun.ends_with("ies")) return noun.substr(0, noun.size() - 3) + "y";
  if (noun.ends_with("sses")) return noun.substr(0, noun.size() - 2);
  if (noun.ends_with('s')) noun.pop_back();
  return noun;
}

// "12 of 67 sources, 2026-10-19 to 2026-11-15 (28 days, UTC)".
std::string summary_line(const ListingEnd& end, std::string noun, const std::string& window) {
  const auto shown =
      end.rows_shown < end.rows_total ? fmt::format("{} of ", group_thousands(end.rows_shown)) : "";
  if (end.rows_total == 1) noun = singular(std::move(noun));
  return fmt::format("{}{} {}, {}", shown, group_thousands(end.rows_total), noun, window);
}

class TableWriter final : public RowWriter {
 public:
  TableWriter(std::ostream& out, const RenderOptions& options) : out_(out), options_(options) {}

  void begin(const ListingHead& head) override {
    window_ = window_text(head);
    noun_ = head.noun;
    columns_ = head.columns;
    Line titles;
    for (const auto& column : head.columns) {
      if (column.title.empty()) continue;
      titles.emplace_back(column.title);
      kinds_.push_back(column.kind);
      may_shrink_.push_back(!is_right_aligned(column.kind) && column.kind != ColumnKind::instant &&
                            !column.whole);
    }
    held_back_.push_back(std::move(titles));
  }

  void row(std::span<const Cell> cells) override {
    auto line = visible_texts(columns_, cells);
    if (!widths_.empty()) return print(line, false);
    held_back_.push_back(std::move(line));
    if (held_back_.size() > rows_that_set_widths) release();
  }

  void end(const ListingEnd& end) override {
    const auto totals = totals_line(columns_, end);
    const bool sums = !totals.empty();
    if (widths_.empty()) {
      if (sums) held_back_.push_back(totals);  // takes part in the widths
      if (sums) totals_held_back_ = true;
      release();
    } else if (sums) {
      print(totals, true);
    }
    out_ << '\n' << summary_line(end, noun_, window_) << '\n';
    for (const auto& note : end.notes) out_ << terminal_text(note) << '\n';
  }

 private:
  // Sets the widths by the rows held back and prints those.
  void release() {
    widths_.assign(kinds_.size(), 0);
    for (const auto& line : held_back_)
      for (std::size_t index = 0; index < line.size(); ++index)
        widths_[index] = std::max(widths_[index], display_width(line[index]));
    shrink_to_fit();
    for (std::size_t index = 0; index < held_back_.size(); ++index)
      print(held_back_[index], index == 0 || (totals_held_back_ && index + 1 == held_back_.size()));
    held_back_.clear();
  }

  // Numbers keep their width; the widest texts give way first, and where that is not enough the last texts
  // are left out.
  void shrink_to_fit() {
    if (options_.width == 0) return;
    auto natural = widths_;
    while (total_width() > options_.width) {
      if (const auto widest = widest_that_shrinks()) {
        --widths_[*widest];
      } else if (const auto last = last_to_leave_out()) {
        natural[*last] = hidden;
        widths_ = natural;
      } else {
        return;
      }
    }
  }

  std::size_t total_width() const {
    std::size_t sum = 0;
    for (const auto width : widths_)
      if (width != hidden) sum += width + gap.size();
    return sum - std::min(sum, gap.size());
  }

  std::optional<std::size_t> widest_that_shrinks() const {
    std::optional<std::size_t> widest;
    for (std::size_t index = 0; index < widths_.size(); ++index) {
      const bool can_give = may_shrink_[index] && widths_[index] != hidden && widths_[index] > narrowest_text;
      if (can_give && (!widest || widths_[index] > widths_[*widest])) widest = index;
    }
    return widest;
  }

  // Texts go first, then numbers; the first column and those that are kept whole stay.
  std::optional<std::size_t> last_to_leave_out() const {
    for (const bool texts : {true, false})
      for (std::size_t index = widths_.size(); index-- > 1;)
        if (widths_[index] != hidden && (texts ? may_shrink_[index] : is_right_aligned(kinds_[index])))
          return index;
    return std::nullopt;
  }

  void print(const Line& line, bool strong) {
    std::string text;
    for (std::size_t index = 0; index < line.size(); ++index) {
      if (widths_[index] == hidden) continue;
      const bool may_cut = may_shrink_[index] && options_.width > 0;
      const auto cell = may_cut ? fit_width(line[index], widths_[index]) : line[index];
      const std::string padding(widths_[index] - std::min(display_width(cell), widths_[index]), ' ');
      if (index > 0) text += gap;
      text += is_right_aligned(kinds_[index]) ? padding + cell : cell + padding;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out_ << (strong && options_.color ? "\x1b[1m" + text + "\x1b[0m" : text) << '\n';
  }

  std::ostream& out_;
  RenderOptions options_;
  std::span<const Column> columns_;
  std::vector<ColumnKind> kinds_;
  std::vector<bool> may_shrink_;
  std::vector<std::size_t> widths_;
  std::vector<Line> held_back_;
  bool totals_held_back_ = false;
  std::string window_;
  std::string noun_;
};

class MarkdownWriter final : public RowWriter {
 public:
  explicit MarkdownWriter(std::ostream& out) : out_(out) {}

  void begin(const ListingHead& head) override {
    columns_ = head.columns;
    window_ = window_text(head);
    noun_ = head.noun;
    Line titles;
    std::string rule = "|";
    for (const auto& column : columns_) {
      if (column.title.empty()) continue;
      titles.emplace_back(column.title);
      rule += is_right_aligned(column.kind) ? " ---: |" : " --- |";
    }
    print(titles);
    out_ << rule << '\n';
  }

  void row(std::span<const Cell> cells) override { print(visible_texts(columns_, cells)); }

  void end(const ListingEnd& end) override {
    if (const auto totals = totals_line(columns_, end); !totals.empty()) print(totals);
    out_ << '\n' << summary_line(end, noun_, window_) << '\n';
    for (const auto& note : end.notes) out_ << '\n' << markdown_cell(note) << '\n';
  }

 private:
  void print(const Line& line) {
    out_ << '|';
    for (const auto& cell : line) out_ << ' ' << markdown_cell(cell) << " |";
    out_ << '\n';
  }

  std::ostream& out_;
  std::span<const Column> columns_;
  std::string window_;
  std::string noun_;
};

}  // namespace

std::string cell_text(const Cell& cell, ColumnKind kind) {
  if (const auto* number = std::get_if<std::int64_t>(&cell); number != nullptr && kind == ColumnKind::instant)
    return format_day(day_of(*number));
  if (const auto* number = std::get_if<std::int64_t>(&cell))
    return kind == ColumnKind::count ? group_thousands(*number) : fmt::format("{}", *number);
  // Rounded down: 99.96 % is not all of it.
  if (const auto* ratio = std::get_if<double>(&cell))
    return fmt::format("{:.1f} %", static_cast<double>(static_cast<std::int64_t>(*ratio * 1000)) / 10);
  if (const auto* text = std::get_if<std::string>(&cell)) return terminal_text(*text);
  if (const auto* json = std::get_if<Json>(&cell)) return terminal_text(json->text);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&cell))
    return terminal_text(fmt::format("{}", fmt::join(*texts, " ")));
  return {};
}

std::string window_text(const ListingHead& head) {
  if (!head.since && !head.until) return "all days";
  if (!head.since) return fmt::format("all days until {} (UTC)", *head.until);
  if (!head.until) return fmt::format("all days since {} (UTC)", *head.since);
  const auto first = parse_day(*head.since);
  const auto last = parse_day(*head.until);
  if (!first || !last) return fmt::format("{} to {} (UTC)", *head.since, *head.until);
  const auto days = *last - *first + 1;
  return fmt::format("{} to {} ({} {}, UTC)", *head.since, *head.until, days, days == 1 ? "day" : "days");
}

std::unique_ptr<RowWriter> make_table_writer(std::ostream& out, const RenderOptions& options) {
  return std::make_unique<TableWriter>(out, options);
}

std::unique_ptr<RowWriter> make_markdown_writer(std::ostream& out) {
  return std::make_unique<MarkdownWriter>(out);
}

}  // namespace ruascope
