// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <vector>

namespace ruascope {

// What the administrator listed, by kind and value.
std::vector<OwnEntry> own_entries(Sqlite& database);

// Adds an entry, or gives the one of its kind and value another note, if it brings one. False if it was there
// already.
bool add_own(Sqlite& database, const OwnEntry& entry, std::int64_t now);

// False if there is no entry of this kind and value.
bool remove_own(Sqlite& database, OwnKind kind, const std::string& value);

// A finding that was told, as far as telling it again depends on it.
struct ToldFinding {
  std::string code, domain, subject;
  std::int64_t severity = 0;
  auto operator<=>(const ToldFinding&) const = default;
};
std::vector<ToldFinding> told_findings(Sqlite& database);
// Keeps these in place of those told before.
void keep_told_findings(Sqlite& database, const std::vector<ToldFinding>& findings);

}  // namespace ruascope
