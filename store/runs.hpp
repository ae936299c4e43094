// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <functional>
#include <optional>

namespace ruascope {

// Keeps what a run did; its id is given here.
void add_run(Sqlite& store, const RunRow& run);
// Newest first.
void list_runs(Sqlite& store, const std::function<void(const RunRow&)>& take);
// When the last run started that made a summary, and when the first of all did.
std::optional<std::int64_t> last_summary(Sqlite& store);
std::optional<std::int64_t> first_run(Sqlite& store);

}  // namespace ruascope
