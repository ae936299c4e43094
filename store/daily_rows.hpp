// SPDX-License-Identifier: MIT
#pragma once

#include "store/filter.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <algorithm>
#include <optional>

namespace ruascope {

// Walks the daily totals that a filter chooses; the table's key begins with (domain, day), so the cost is
// that of the window, and each domain's days come in order.
class DailyRows {
 public:
  using Row = DailyMail;

  DailyRows(Sqlite& database, const Filter& filter);
  std::optional<Row> next();

 private:
  Statement rows_;
};

// From the first day to the last.
struct DaySpan {
  Day first = 0;
  Day last = 0;
  bool empty = true;
  void take(Day day) {
    first = empty ? day : std::min(first, day);
    last = empty ? day : std::max(last, day);
    empty = false;
  }
};

}  // namespace ruascope
