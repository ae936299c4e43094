// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/readiness.hpp"
#include "analysis/trend.hpp"
#include "analysis/what_if.hpp"
#include "reports/rows.hpp"

#include <span>
#include <string>
#include <vector>

namespace ruascope {

// "99.49 %" of 0.9949; cut, not rounded: it is not 99.5 %.
std::string share_text(double share);
// What a check measured, and what it needs: "99.49 %", "at least 99.5 %"; "none" for what should not be
// there.
std::string figure_text(const std::optional<double>& value, bool is_share);
std::string needed_text(const ReadinessCheck& check);
// "not ready for p=reject (published: p=none)".
std::string readiness_verdict(const Readiness& readiness);
// What the step would do to the window's mail, in one sentence.
std::string what_if_sentence(const Readiness& readiness);

// May a policy be tightened: the verdict first, then what it rests on.
std::string readiness_page(const Readiness& readiness, const RenderOptions& options);
// One JSON object; of several domains with the objects in a list.
std::string readiness_json(const Readiness& readiness);
std::string readiness_json(const std::vector<Readiness>& all);
std::string readiness_object(const Readiness& readiness);  // within another
// A line or two a domain.
std::string readiness_overview(const std::vector<Readiness>& all, const RenderOptions& options);

// "2026-11-09 to 2026-11-15 (UTC)".
std::string days_text(std::optional<Day> since, std::optional<Day> until);

// What a policy would have done, by all that it is split by.
std::string what_if_page(const WhatIf& replayed, const RenderOptions& options);
// The columns of a row and what they sum to; the last ones have totals alone, of rejections.
std::span<const Column> what_if_columns(WhatIfBy by);
std::vector<Cell> cells_of(const WhatIfRow& row, WhatIfBy by);
// The totals of the columns that have no other.
std::vector<std::pair<std::string_view, std::int64_t>> rejection_totals(const ReplayedRejections& rejections);

// The columns of the periods of a trend; `of` names the second one.
std::vector<Column> trend_columns(TrendOf of);
std::vector<Cell> cells_of(const TrendRow& row, TrendOf of);
// How a trend looks: a bar a period, or a line of bars for each that has a share. `limit`: so many shares.
struct TrendPage {
  const std::vector<TrendRow>& rows;
  TrendBy by = TrendBy::day;
  TrendOf of = TrendOf::all;
  std::optional<std::int64_t> limit{};
};
std::string trend_page(const TrendPage& page, const RenderOptions& options);

}  // namespace ruascope
