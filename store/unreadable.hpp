// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <functional>
#include <optional>

namespace ruascope {

// Keeps an unreadable input; the same (origin, reason, place) once, seen again.
void keep_unreadable(Sqlite& database, const Unreadable& what, std::int64_t now);

// All that is kept, in the order it was first seen.
void list_unreadable(Sqlite& database, const std::function<void(const UnreadableRow&)>& take);

std::optional<UnreadableRow> find_unreadable(Sqlite& database, std::int64_t id);

}  // namespace ruascope
