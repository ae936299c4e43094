// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"

#include <string>
#include <vector>

namespace ruascope {

// What a command needs of the store: to ask, to change what is there, to fill it.
enum class Access { read, change, write };

// Opens the store at `path` at the newest schema version. `write` makes it, and the folder it stands in, on
// first use; the others throw Error if it does not exist.
std::unique_ptr<Sqlite> open_store(const std::string& path, Access access);

// What one kind of rows takes of the file, indexes included.
struct StorePart {
  std::string name;
  std::int64_t bytes = 0;
};

struct StoreInfo {
  std::string path;
  int schema_version = 0;
  std::int64_t bytes = 0;  // of the database file
  std::int64_t reports = 0;
  std::int64_t records = 0;
  std::int64_t messages = 0;
  std::int64_t domains = 0;
  std::int64_t sources = 0;
  std::int64_t organizations = 0;
  std::int64_t result_sets = 0;
  std::int64_t daily_rows = 0;
  std::int64_t rejections = 0;
  std::int64_t unreadable = 0;
  std::string first_day;  // empty without reports
  std::string last_day;
  std::vector<StorePart> parts;  // they and what is free are all of the file; the largest first
  std::int64_t free_bytes = 0;   // to be filled before the file grows

  double bytes_per_record() const {
    return records == 0 ? 0 : static_cast<double>(bytes - free_bytes) / static_cast<double>(records);
  }
};
// Reads all pages of the file.
StoreInfo store_info(Sqlite& database);

// Checks SQLite's own structures, the foreign keys, and that all totals are the sums of their records.
// Returns a line for each fault; none means sound.
std::vector<std::string> verify_store(Sqlite& database);

// Writes a whole, compact copy to `path`, which must not exist; it appears complete or not at all.
void backup_store(Sqlite& database, const std::string& path);

// From now on what is committed outlasts a loss of power: for who removes elsewhere what is stored here.
void make_commits_durable(Sqlite& store);

}  // namespace ruascope
