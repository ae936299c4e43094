// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"

namespace ruascope {

// The version a store has after prepare_schema(); kept in SQLite's user_version.
int newest_schema_version();

// The version the store has now; 0 for an empty file. Throws Error for a store of a newer version, and for a
// SQLite database of another program.
int check_schema_version(Sqlite& database);

// Brings the store to the newest version, in one transaction. Safe with two processes at once.
void prepare_schema(Sqlite& database);

}  // namespace ruascope
