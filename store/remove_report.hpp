// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"

namespace ruascope {

// Removes a report with its records and copies; the daily totals follow. Within a write transaction. Costs a
// look at all reports of its domain that share a day with it.
void remove_report(Sqlite& database, std::int64_t report);

// Keeps the identity of a stored report out from now on.
void refuse_report(Sqlite& database, std::int64_t report, std::int64_t now);

}  // namespace ruascope
