// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/time.hpp"
#include "store/sqlite.hpp"

#include <cstdint>
#include <vector>

namespace ruascope {

// What is gone. `bytes`: of the database file.
struct Pruned {
  std::int64_t reports = 0;
  std::int64_t records = 0;
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
};

// Removes old reports piece by piece: each call is a transaction of its own, after which all totals are
// exact, and stops no reader.
class Pruner {
 public:
  // Of reports that ended before `before`, in seconds since the epoch.
  Pruner(Sqlite& database, std::int64_t before);

  // Removes the reports of a domain and day, or some of them. False if there was none left.
  bool remove_some();
  // Removes names, addresses and result sets that no report refers to any more. Reads all daily totals.
  void remove_unused();
  // Gives some free pages back to the file system. False if there was none left, or the store is of a version
  // that keeps them for later.
  bool give_back_some();

  const Pruned& pruned() const { return pruned_; }

 private:
  struct Old {
    std::int64_t id;
    std::int64_t records;
    std::int64_t messages;
    bool is_of_one_day;
  };
  bool go_to_next_day();
  void remove_day();
  bool is_shared_day();
  void remove_of_one_day(const std::vector<Old>& reports);

  Sqlite& database_;
  ForeignKeysUnchecked unchecked_;
  std::int64_t before_;
  std::vector<std::int64_t> domains_;  // those still to be looked at
  Day day_ = INT32_MIN;                // of the last of them, done up to and with it
  Pruned pruned_;
};

// How many reports ended before `before`, and what they hold.
Pruned count_older(Sqlite& database, std::int64_t before);

}  // namespace ruascope
