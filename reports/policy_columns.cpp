// SPDX-License-Identifier: MIT
// The columns of what-if and trend.
#include "reports/cells.hpp"
#include "reports/columns.hpp"
#include "reports/policy_pages.hpp"

#include <array>

namespace ruascope {
namespace {

using enum ColumnKind;

constexpr std::array<Column, 26> what_if_list{{
    {"", "", text, false, whole},  // what the rows are split by
    {"class", "Class", text},
    {"messages", "Messages", count, summed},
    {"dmarc_pass", "", count, summed},
    {"dmarc_fail", "Failed", count, summed},
    {"delivered", "Delivered", count, summed},
    {"quarantined", "Quarantined", count, summed},
    {"rejected", "Rejected", count, summed},
    {"disposition_unknown", "", count, summed},
    {"let_through", "Let through", count, summed},
    {"reported_delivered", "", count, summed},
    {"reported_quarantined", "", count, summed},
    {"reported_rejected", "", count, summed},
    {"reported_unknown", "", count, summed},
    {"ignoring_t_quarantined", "", count, summed},
    {"ignoring_t_rejected", "", count, summed},
    {"differs_other_policy", "", count, summed},
    {"differs_overridden", "", count, summed},
    {"differs_sampled", "", count, summed},
    {"differs_unexplained", "", count, summed},
    {"differs_unknown", "", count, summed},
    {"rejections", "", count},
    {"rejections_rejected", "", count},
    {"rejections_quarantined", "", count},
    {"rejections_delivered", "", count},
    {"rejections_others", "", count},
}};

constexpr std::array<std::string_view, names<WhatIfBy>.size()> what_if_titles{"Class", "Sender", "Reporter",
                                                                              "Day"};

std::vector<Column> make_what_if_columns(WhatIfBy by) {
  std::vector<Column> columns(what_if_list.begin(), what_if_list.end());
  columns[0] = {name_of(by), what_if_titles[static_cast<std::size_t>(by)], text, false, whole};
  if (by != WhatIfBy::sender) columns.erase(columns.begin() + 1);
  return columns;
}

constexpr std::array<Column, 17> trend_list{{
    {"period", "Period", text, false, whole},
    {"first_day", "", text},
    {"last_day", "", text},
    {"", "", text, false, whole},  // what has a share
    {"class", "Class", text},
    {"messages", "Messages", count, summed},
    {"dmarc_pass", "", count, summed},
    {"dmarc_fail", "Failed", count, summed},
    {"pass_rate", "Passed", ratio},
    {"dkim_aligned", "", count, summed},
    {"spf_aligned", "", count, summed},
    {"delivered", "Delivered", count, summed},
    {"quarantined", "Quarantined", count, summed},
    {"rejected", "Rejected", count, summed},
    {"disposition_unknown", "", count, summed},
    {"overridden", "", count, summed},
    {"reporters", "Reporters", count},
}};

constexpr std::array<std::string_view, names<TrendOf>.size()> trend_titles{
    "", "Domain", "Sender", "Source", "Class", "Cause", "Reporter", "Disposition"};
constexpr std::size_t share_column = 3;
constexpr std::size_t class_column = 4;

bool has_class_column(TrendOf of) { return of == TrendOf::sender || of == TrendOf::source; }

}  // namespace

std::span<const Column> what_if_columns(WhatIfBy by) {
  static const std::array<std::vector<Column>, names<WhatIfBy>.size()> all{
      make_what_if_columns(WhatIfBy::source_class), make_what_if_columns(WhatIfBy::sender),
      make_what_if_columns(WhatIfBy::reporter), make_what_if_columns(WhatIfBy::day)};
  return all[static_cast<std::size_t>(by)];
}

std::vector<Cell> cells_of(const WhatIfRow& row, WhatIfBy by) {
  const auto& counts = row.counts;
  std::vector<Cell> cells{cell_or_null(row.key)};
  if (by == WhatIfBy::sender) cells.emplace_back(std::string{name_of(*row.source_class)});
  for (const auto number : {counts.messages, counts.dmarc_pass, counts.dmarc_fail, counts.under.delivered,
                            counts.under.quarantined, counts.under.rejected, counts.under.unknown,
                            counts.let_through, counts.reported.delivered, counts.reported.quarantined,
                            counts.reported.rejected, counts.reported.unknown, counts.ignoring_t.quarantined,
                            counts.ignoring_t.rejected, counts.differing(Difference::other_policy),
                            counts.differing(Difference::overridden), counts.differing(Difference::sampled),
                            counts.differing(Difference::unexplained), counts.differing(Difference::unknown)})
    cells.emplace_back(number);
  cells.resize(what_if_columns(by).size());  // rejections have totals alone
  return cells;
}

std::vector<std::pair<std::string_view, std::int64_t>> rejection_totals(
    const ReplayedRejections& rejections) {
  return {{"rejections", rejections.rejections},
          {"rejections_rejected", rejections.under.rejected},
          {"rejections_quarantined", rejections.under.quarantined},
          {"rejections_delivered", rejections.under.delivered},
          {"rejections_others", rejections.others}};
}

std::vector<Column> trend_columns(TrendOf of) {
  std::vector<Column> columns(trend_list.begin(), trend_list.end());
  columns[share_column].name = name_of(of);
  columns[share_column].title = trend_titles[static_cast<std::size_t>(of)];
  if (!has_class_column(of)) columns.erase(columns.begin() + class_column);
  if (of == TrendOf::all) columns.erase(columns.begin() + share_column);
  return columns;
}

std::vector<Cell> cells_of(const TrendRow& row, TrendOf of) {
  const auto& counts = row.counts;
  std::vector<Cell> cells{row.period.name, format_day(row.period.first_day), format_day(row.period.last_day)};
  if (of != TrendOf::all) cells.push_back(cell_or_null(row.key));
  if (has_class_column(of))
    cells.push_back(row.source_class ? Cell{std::string{name_of(*row.source_class)}} : Cell{});
  for (const auto number : {counts.messages, counts.dmarc_pass, counts.dmarc_fail})
    cells.emplace_back(number);
  cells.push_back(pass_rate(counts.dmarc_pass, counts.messages));
  for (const auto number : {counts.dkim_aligned, counts.spf_aligned, counts.delivered, counts.quarantined,
                            counts.rejected, counts.disposition_unknown, counts.overridden, row.reporters})
    cells.emplace_back(number);
  return cells;
}

}  // namespace ruascope
