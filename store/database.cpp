// SPDX-License-Identifier: MIT
#include "store/database.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/time.hpp"
#include "store/schema.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <map>

#include <fmt/format.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

void make_folder_of(const std::string& path) {
  const auto folder = fs::path(path).parent_path();
  if (folder.empty()) return;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw Error(fmt::format("cannot make the folder {}: {}", folder.string(), error.message()),
                "name another store with --db");
}

// WAL lets queries read while an import writes. Two processes that switch a new file at once collide without
// the busy handler being asked, so the switch is made under a lock of its own: the first table.
void set_up_connection(Sqlite& database) {
  database.execute("PRAGMA foreign_keys = ON");
  database.execute("PRAGMA synchronous = NORMAL");
  database.execute("PRAGMA cache_size = -6144");
  // Each checkpoint waits for the disk and writes pages that will soon change again.
  database.execute("PRAGMA wal_autocheckpoint = 4000");
  database.execute("PRAGMA secure_delete = OFF");
  database.execute("PRAGMA temp_store = FILE");
}

// Of a new store; one that exists keeps what it was made with. Free pages can be given back without a copy.
void choose_layout(Sqlite& database) {
  database.execute("PRAGMA page_size = 8192");
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
}

void switch_to_wal(Sqlite& database) {
  for (int tries = 0;; ++tries) {
    try {
      database.execute("PRAGMA journal_mode = WAL");
      return;
    } catch (const Error&) {
      constexpr int most_tries = 100;
      if (tries == most_tries) throw;
    }
    // Wait for whoever holds the lock by asking for it in a way that may wait.
    Transaction(database).commit();
  }
}

// Tables and indexes by the beginning of their names.
struct PartName {
  std::string_view beginning;
  std::string_view part;
};

constexpr std::array<PartName, 13> part_names{{{"record", "records"},
                                               {"rejection", "rejections"},
                                               {"daily", "daily totals"},
                                               {"report", "reports"},
                                               {"refused_report", "reports"},
                                               {"given_way", "reports"},
                                               {"copy", "copies"},
                                               {"source", "sources"},
                                               {"result_set", "result sets"},
                                               {"unreadable", "unreadable inputs"},
                                               {"kept_input", "unreadable inputs"},
                                               {"dns_", "answers of DNS"},
                                               {"", "names, policies, schema"}}};

std::string_view part_of(std::string_view table) {
  constexpr std::string_view automatic = "sqlite_autoindex_";
  if (table.starts_with(automatic)) table.remove_prefix(automatic.size());
  return std::find_if(part_names.begin(), part_names.end(),
                      [&](const PartName& one) { return table.starts_with(one.beginning); })
      ->part;
}

std::vector<StorePart> store_parts(Sqlite& database, std::int64_t used_bytes) {
  std::map<std::string_view, std::int64_t> bytes;
  auto sizes = database.prepare("SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE");
  while (sizes.step()) {
    bytes[part_of(sizes.text(0))] += sizes.integer(1);
    used_bytes -= sizes.integer(1);
  }
  bytes[part_of("")] += used_bytes;  // pages that say where pages are
  std::vector<StorePart> parts;
  for (const auto& [name, sum] : bytes) parts.push_back({std::string{name}, sum});
  std::stable_sort(parts.begin(), parts.end(),
                   [](const StorePart& one, const StorePart& other) { return one.bytes > other.bytes; });
  return parts;
}

}  // namespace

std::unique_ptr<Sqlite> open_store(const std::string& path, Access access) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored))
    throw Error(fmt::format("store {}: this is a folder", path), "name a file with --db");
  if (access == Access::write)
    make_folder_of(path);
  else if (!fs::exists(path, ignored))
    throw Error(fmt::format("store {}: there is none yet", path),
                "import reports first: ruascope import PATH; or name another store with --db");
  auto database = std::make_unique<Sqlite>(
      path, access == Access::write ? Sqlite::Mode::create : Sqlite::Mode::read_write);
  const int version = check_schema_version(*database);
  set_up_connection(*database);
  if (version == 0) choose_layout(*database);
  if (access == Access::write) switch_to_wal(*database);
  if (version < newest_schema_version()) prepare_schema(*database);
  if (access == Access::read) database->execute("PRAGMA query_only = ON");
  return database;
}

StoreInfo store_info(Sqlite& database) {
  StoreInfo info;
  info.path = database.path();
  info.schema_version = static_cast<int>(database.integer("PRAGMA user_version"));
  info.bytes = database.integer("PRAGMA page_count") * database.integer("PRAGMA page_size");
  auto sums = database.prepare(
      "SELECT count(*), coalesce(sum(records), 0), messages_sum(messages), count(DISTINCT domain), "
      "min(first_day), "
      "max(last_day) FROM report");
  sums.step();
  info.reports = sums.integer(0);
  info.records = sums.integer(1);
  info.messages = sums.integer(2);
  info.domains = sums.integer(3);
  if (!sums.is_null(4)) {
    info.first_day = format_day(static_cast<Day>(sums.integer(4)));
    info.last_day = format_day(static_cast<Day>(sums.integer(5)));
  }
  sums.reset();
  info.sources = database.integer("SELECT count(*) FROM source");
  info.organizations = database.integer("SELECT count(*) FROM organization");
  info.result_sets = database.integer("SELECT count(*) FROM result_set");
  info.daily_rows = database.integer("SELECT count(*) FROM daily");
  info.rejections = database.integer("SELECT count(*) FROM rejection");
  info.unreadable = database.integer("SELECT count(*) FROM unreadable");
  info.free_bytes = database.integer("PRAGMA freelist_count") * database.integer("PRAGMA page_size");
  info.parts = store_parts(database, info.bytes - info.free_bytes);
  return info;
}

void backup_store(Sqlite& database, const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error)) throw Error(fmt::format("{} exists already", path), "name a new file");
  const auto unfinished = path + ".unfinished";
  fs::remove(unfinished, error);
  const WritingAllowed a_copy(database);
  try {
    database.prepare("VACUUM INTO ?1").bind(plain_path(unfinished)).run();
  } catch (const Error&) {
    fs::remove(unfinished, error);
    throw;
  }
  // A file that appeared meanwhile is not ours to overwrite.
  if (::renameat2(AT_FDCWD, unfinished.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) != 0) {
    const int code = errno;
    fs::remove(unfinished, error);
    throw Error(fmt::format("cannot write {}: {}", path, std::strerror(code)));
  }
}

void make_commits_durable(Sqlite& store) { store.execute("PRAGMA synchronous = FULL"); }

}  // namespace ruascope
