// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "store/dns_facts.hpp"
#include "store/mailboxes.hpp"
#include "store/own.hpp"
#include "store/rejections.hpp"
#include "store/runs.hpp"
#include "store/schema.hpp"
#include "tests/store/store_world.hpp"

#include <utility>

#include <catch2/catch.hpp>
#include <sqlite3.h>

namespace ruascope {
namespace {

using namespace test;

void check_refused(const std::string& path, Access access, const std::string& what, const std::string& hint) {
  try {
    open_store(path, access);
    FAIL("opened");
  } catch (const Error& error) {
    CHECK(std::string{error.what()} == "store " + path + ": " + what);
    CHECK(error.hint() == hint);
  }
}

TEST_CASE("A new store has the newest schema") {
  StoreWorld world;
  CHECK(newest_schema_version() == 8);
  CHECK(check_schema_version(*world.database) == newest_schema_version());
  CHECK(world.database->integer("PRAGMA application_id") == 0x52554153);
}

TEST_CASE("An empty file has schema version 0 and becomes a store") {
  const TemporaryFolder folder;
  const auto path = folder.write("empty.db", "");
  {
    Sqlite database(path, Sqlite::Mode::read_write);
    CHECK(check_schema_version(database) == 0);
  }
  CHECK(check_schema_version(*open_store(path, Access::write)) == newest_schema_version());
}

TEST_CASE("A store of version 1 is brought to the newest one, its figures as they were") {
  const TemporaryFolder folder;
  const auto path = folder.path("old.db");
  Sqlite(path, Sqlite::Mode::create)
      .execute(read_file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/stores/version-1.sql").c_str());
  const auto database = open_store(path, Access::change);
  CHECK(check_schema_version(*database) == newest_schema_version());
  CHECK(verify_store(*database).empty());
  const auto info = store_info(*database);
  CHECK(info.reports == 4);
  CHECK(info.messages == 32);
  CHECK(info.unreadable == 1);
  CHECK(database->integer("SELECT count(*) FROM kept_input") == 0);
}

TEST_CASE("A store of version 3 is brought to the newest one, its figures as they were") {
  const TemporaryFolder folder;
  const auto path = folder.path("old.db");
  Sqlite(path, Sqlite::Mode::create)
      .execute(read_file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/stores/version-3.sql").c_str());
  const auto database = open_store(path, Access::change);
  CHECK(check_schema_version(*database) == newest_schema_version());
  CHECK(verify_store(*database).empty());
  const auto info = store_info(*database);
  CHECK(info.reports == 4);
  CHECK(info.messages == 37);
  CHECK(info.unreadable == 1);
  CHECK(database->integer("SELECT count(*) FROM given_way") == 0);
}

TEST_CASE("A store of version 4 is brought to the newest one, its figures as they were") {
  const TemporaryFolder folder;
  const auto path = folder.path("old.db");
  Sqlite(path, Sqlite::Mode::create)
      .execute(read_file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/stores/version-4.sql").c_str());
  const auto database = open_store(path, Access::change);
  CHECK(check_schema_version(*database) == newest_schema_version());
  CHECK(verify_store(*database).empty());
  const auto info = store_info(*database);
  CHECK(info.reports == 4);
  CHECK(info.messages == 37);
  CHECK(info.unreadable == 1);
  CHECK(own_entries(*database).empty());
  CHECK(add_own(*database, {OwnKind::domain, "example.com", ""}, 1));
}

TEST_CASE("A store of version 5 is brought to the newest one, and takes rejections then") {
  const TemporaryFolder folder;
  const auto path = folder.path("old.db");
  Sqlite(path, Sqlite::Mode::create)
      .execute(read_file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/stores/version-5.sql").c_str());
  const auto database = open_store(path, Access::change);
  CHECK(check_schema_version(*database) == newest_schema_version());
  CHECK(verify_store(*database).empty());
  CHECK(store_info(*database).messages == 37);
  CHECK(own_entries(*database) == std::vector<OwnEntry>{{OwnKind::domain, "example.com", "our own"}});
  CHECK(secret_key(*database).size() == 32);
  CHECK(failure_reports(*database, {}).empty());
}

TEST_CASE("A store of version 6 is brought to the newest one, and remembers mailboxes then") {
  const TemporaryFolder folder;
  const auto path = folder.path("old.db");
  Sqlite(path, Sqlite::Mode::create)
      .execute(read_file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/stores/version-6.sql").c_str());
  const auto database = open_store(path, Access::change);
  CHECK(check_schema_version(*database) == newest_schema_version());
  CHECK(verify_store(*database).empty());
  CHECK(store_info(*database).messages == 37);
  CHECK(database->integer("SELECT count(*) FROM rejection") == 1);
  CHECK_FALSE(folder_progress(*database, "user@host:993", "INBOX"));
  set_folder_progress(*database, "user@host:993", "INBOX", {7, 12, {{3, true}}});
  CHECK(folder_progress(*database, "user@host:993", "INBOX")->last_uid == 12);
}

TEST_CASE("A store of version 7 is brought to the newest one, and keeps what DNS says then") {
  const TemporaryFolder folder;
  const auto path = folder.path("old.db");
  Sqlite(path, Sqlite::Mode::create)
      .execute(read_file(std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/stores/version-7.sql").c_str());
  const auto database = open_store(path, Access::change);
  CHECK(check_schema_version(*database) == newest_schema_version());
  CHECK(verify_store(*database).empty());
  CHECK(store_info(*database).messages == 37);
  CHECK(folder_progress(*database, "user@mail.example:993", "INBOX")->last_uid == 12);
  CHECK(first_run(*database) == 1795000000);
  CHECK_FALSE(has_dns_facts(*database));
  Transaction transaction(*database);
  DnsFactWriter(*database).keep({{"example.com", DnsType::txt}, DnsStatus::found, {"v=spf1 -all"}, 0, 1, ""});
  transaction.commit();
  CHECK(has_dns_facts(*database));
  CHECK(database->integer("SELECT count(*) FROM v_dns_fact WHERE value = 'v=spf1 -all'") == 1);
}

TEST_CASE("A store made by a newer program is refused with a hint, and left as it is") {
  StoreWorld world;
  world.database->execute("PRAGMA user_version = 99");
  for (const auto access : {Access::read, Access::write})
    check_refused(world.path, access, "made by a newer ruascope (schema 99, this program knows 8)",
                  "upgrade ruascope, or name another store with --db");
  CHECK(world.database->integer("PRAGMA user_version") == 99);
}

TEST_CASE("The database of another program is refused and left as it is") {
  const TemporaryFolder folder;
  const auto path = folder.path("other.db");
  Sqlite(path, Sqlite::Mode::create).execute("CREATE TABLE t (x)");
  for (const auto access : {Access::read, Access::write})
    check_refused(path, access, "this SQLite database belongs to another program",
                  "name another file with --db");
  CHECK(Sqlite(path, Sqlite::Mode::read_write).integer("SELECT count(*) FROM sqlite_schema") == 1);
}

TEST_CASE("A file that is no database is refused and left as it is") {
  const TemporaryFolder folder;
  for (const std::string& bytes : {std::string{"hello"}, std::string(5000, 'x')}) {
    const auto path = folder.write("text.db", bytes);
    for (const auto access : {Access::read, Access::write})
      check_refused(path, access, "the file is no SQLite database",
                    "name another file with --db, or move this one away");
    CHECK(read_file(path) == bytes);
  }
}

TEST_CASE("A folder is refused as a store") {
  const TemporaryFolder folder;
  check_refused(folder.path(), Access::write, "this is a folder", "name a file with --db");
}

TEST_CASE("A store that does not exist is not made for a question") {
  const TemporaryFolder folder;
  check_refused(folder.path("none.db"), Access::read, "there is none yet",
                "import reports first: ruascope import PATH; or name another store with --db");
  CHECK_FALSE(std::filesystem::exists(folder.path("none.db")));
}

TEST_CASE("The folder of a new store is made") {
  const TemporaryFolder folder;
  CHECK(open_store(folder.path("a/b/c.db"), Access::write) != nullptr);
  CHECK(std::filesystem::exists(folder.path("a/b/c.db")));
}

TEST_CASE("A store that is opened again has kept its reports") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.database.reset();
  for (const auto access : {Access::write, Access::read})
    CHECK(all_sums(*open_store(world.path, access)) == five_times(10));
}

TEST_CASE("A store that is open can be opened by another at the same time") {
  const TemporaryFolder folder;
  const auto one = open_store(folder.path("a.db"), Access::write);
  const auto other = open_store(folder.path("a.db"), Access::write);
  const auto reader = open_store(folder.path("a.db"), Access::read);
  ReportWriter first(*one);
  write(first, report("r1", {passing("192.0.2.1", 1)}));
  first.commit();
  ReportWriter second(*other);
  write(second, report("r2", {passing("192.0.2.1", 2)}));
  second.commit();
  CHECK(all_sums(*reader) == five_times(3));
}

// While the next store is opened, another process makes it: just before the first question for its tables.
std::string path_to_race;

int make_store_meanwhile(unsigned, void*, void* statement, void*) {
  const std::string sql = sqlite3_sql(static_cast<sqlite3_stmt*>(statement));
  if (path_to_race.empty() || sql.find("sqlite_schema") == std::string::npos) return 0;
  sqlite3_reset_auto_extension();
  const auto path = std::exchange(path_to_race, {});
  open_store(path, Access::write);
  return 0;
}

int watch(sqlite3* database, char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, make_store_meanwhile, nullptr);
}

TEST_CASE("A store that another process makes at the same moment is opened all the same") {
  const TemporaryFolder folder;
  path_to_race = folder.path("a.db");
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch));
  CHECK_NOTHROW(open_store(folder.path("a.db"), Access::write));
  sqlite3_reset_auto_extension();
  CHECK(path_to_race.empty());
}

TEST_CASE("Preparing a store that is prepared changes nothing") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  prepare_schema(*world.database);
  CHECK(all_sums(*world.database) == five_times(10));
}

TEST_CASE("Foreign keys are on, so that a row that points nowhere is refused") {
  StoreWorld world;
  CHECK(world.database->integer("PRAGMA foreign_keys") == 1);
  CHECK_THROWS_WITH(world.database->execute("INSERT INTO submitter (organization, email) VALUES (77, 'a@b')"),
                    "store " + world.path + ": FOREIGN KEY constraint failed");
}

TEST_CASE("Dropping a report drops its records and copies") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.database->execute("DELETE FROM report");
  CHECK(world.database->integer("SELECT count(*) FROM record") == 0);
  CHECK(world.database->integer("SELECT count(*) FROM copy") == 0);
}

TEST_CASE("Every table is strict: text in an integer column is refused") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  CHECK_THROWS_WITH(world.database->execute("UPDATE record SET messages = 'many'"),
                    "store " + world.path + ": cannot store TEXT value in INTEGER column record.messages");
  CHECK(world.database->integer(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
            "AND name NOT LIKE 'sqlite_%' AND strict = 0") == 0);
}

TEST_CASE("What is in the store is counted") {
  StoreWorld world;
  CHECK(store_info(*world.database).first_day.empty());
  world.add(report("r1", {passing("192.0.2.1", 10), failing("192.0.2.1", 1)}));
  world.add(days_later(report("r2", {passing("192.0.2.2", 3)}), 2));
  const auto info = store_info(*world.database);
  CHECK(info.path == world.path);
  CHECK(info.schema_version == 8);
  CHECK(info.bytes > 0);
  CHECK(info.reports == 2);
  CHECK(info.records == 3);
  CHECK(info.messages == 14);
  CHECK(info.domains == 1);
  CHECK(info.sources == 2);
  CHECK(info.organizations == 1);
  CHECK(info.result_sets == 2);
  CHECK(info.daily_rows == 3);
  CHECK(info.unreadable == 0);
  CHECK(info.first_day == "2023-11-15");
  CHECK(info.last_day == "2023-11-17");
}

}  // namespace
}  // namespace ruascope
