// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "store/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using test::TemporaryFolder;

struct Fixture {
  TemporaryFolder folder;
  std::string path = folder.path("a.db");
  Sqlite database{path, Sqlite::Mode::create, 0};
};

TEST_CASE("Values come back as they were bound") {
  Fixture fixture;
  fixture.database.execute("CREATE TABLE t (i INTEGER, s TEXT, b BLOB, n TEXT, f INTEGER)");
  const std::string blob("\0\xFF", 2);
  fixture.database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(std::numeric_limits<std::int64_t>::min(), std::string_view{}, Statement::Blob{blob},
            std::optional<std::string>{}, true)
      .run();
  CHECK(fixture.database.changes() == 1);
  CHECK(fixture.database.last_insert_id() == 1);
  auto row = fixture.database.prepare("SELECT i, s, b, n, f, 0.5 FROM t");
  REQUIRE(row.step());
  CHECK(row.integer(0) == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(row.is_null(1));
  CHECK(row.optional_text(1) == std::optional<std::string>{""});
  CHECK(row.blob(2) == blob);
  CHECK(row.is_null(3));
  CHECK(row.text(3).empty());
  CHECK_FALSE(row.optional_text(3));
  CHECK_FALSE(row.optional_integer(3));
  CHECK(row.optional_integer(4) == std::optional<std::int64_t>{1});
  CHECK(row.real(5) == 0.5);
  CHECK_FALSE(row.step());
}

TEST_CASE("A statement can be bound and run again after its end and after a reset") {
  Fixture fixture;
  auto statement = fixture.database.prepare("SELECT ?1 UNION ALL SELECT 9");
  statement.bind(1);
  REQUIRE(statement.step());
  CHECK(statement.integer(0) == 1);
  statement.reset();
  statement.bind(2);
  REQUIRE(statement.step());
  CHECK(statement.integer(0) == 2);
  REQUIRE(statement.step());
  CHECK_FALSE(statement.step());
  statement.bind(3);
  REQUIRE(statement.step());
  CHECK(statement.integer(0) == 3);
}

TEST_CASE("The single integer of a query is 0 where there is no row") {
  Fixture fixture;
  CHECK(fixture.database.integer("SELECT 42") == 42);
  CHECK(fixture.database.integer("SELECT 42 WHERE 0") == 0);
}

TEST_CASE("messages_sum and messages_add stop at the largest number") {
  Fixture fixture;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  CHECK(fixture.database.integer("SELECT messages_add(2, 3)") == 5);
  CHECK(fixture.database.integer("SELECT messages_add(9223372036854775807, 1)") == most);
  CHECK(fixture.database.integer("SELECT messages_sum(column1) FROM (VALUES (2), (3))") == 5);
  CHECK(fixture.database.integer("SELECT messages_sum(column1) FROM (VALUES (9223372036854775807), (7))") ==
        most);
  CHECK(fixture.database.integer("SELECT messages_sum(column1) FROM (VALUES (1)) WHERE 0") == 0);
}

TEST_CASE("A transaction that is not committed is rolled back") {
  Fixture fixture;
  fixture.database.execute("CREATE TABLE t (i INTEGER)");
  {
    Transaction transaction(fixture.database);
    fixture.database.execute("INSERT INTO t VALUES (1)");
  }
  CHECK(fixture.database.integer("SELECT count(*) FROM t") == 0);
  {
    Transaction transaction(fixture.database);
    fixture.database.execute("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  CHECK(fixture.database.integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("A lock that another connection keeps is an error that says so and what to do") {
  Fixture fixture;
  fixture.database.execute("CREATE TABLE t (i INTEGER)");
  Transaction transaction(fixture.database);
  Sqlite other(fixture.path, Sqlite::Mode::read_write, 0);
  try {
    Transaction second(other);
    FAIL("two write transactions at once");
  } catch (const Error& error) {
    CHECK(std::string{error.what()} == "store " + fixture.path + ": the store is in use by another process");
    CHECK(error.hint() == "another process is writing to the store for long; try again later");
  }
}

TEST_CASE("SQL that is wrong is an error with the place of the store") {
  Fixture fixture;
  CHECK_THROWS_WITH(fixture.database.prepare("SELECT missing"),
                    "store " + fixture.path + ": no such column: missing");
  CHECK_THROWS_WITH(fixture.database.execute("FOO"),
                    "store " + fixture.path + ": near \"FOO\": syntax error");
}

TEST_CASE("A statement that fails can be run again") {
  Fixture fixture;
  fixture.database.execute("CREATE TABLE t (i INTEGER UNIQUE)");
  auto add = fixture.database.prepare("INSERT INTO t VALUES (?1)");
  add.bind(1).run();
  CHECK_THROWS_AS(add.run(), Error);
  add.bind(2).run();
  CHECK(fixture.database.integer("SELECT sum(i) FROM t") == 3);
}

TEST_CASE("A database that does not exist is not made by opening it to read") {
  const TemporaryFolder folder;
  for (const auto mode : {Sqlite::Mode::read_only, Sqlite::Mode::read_write}) {
    try {
      Sqlite database(folder.path("none.db"), mode, 0);
      FAIL("opened");
    } catch (const Error& error) {
      CHECK(std::string{error.what()} ==
            "store " + folder.path("none.db") + ": unable to open database file");
      CHECK(error.hint() == "check that the folder exists and that you may write to it");
    }
  }
  CHECK_FALSE(std::filesystem::exists(folder.path("none.db")));
}

TEST_CASE("A database opened read-only refuses to be written") {
  Fixture fixture;
  fixture.database.execute("CREATE TABLE t (i INTEGER)");
  Sqlite reader(fixture.path, Sqlite::Mode::read_only, 0);
  CHECK(reader.integer("SELECT count(*) FROM t") == 0);
  CHECK_THROWS_AS(reader.execute("INSERT INTO t VALUES (1)"), Error);
}

TEST_CASE("Rows in memory are read as a table, as they are when a statement runs") {
  const TemporaryFolder folder;
  Sqlite database(folder.path("rows.db"), Sqlite::Mode::create);
  database.execute("CREATE TABLE kept (a, b)");
  {
    IntegerRows rows(database, "rows", 2);
    auto keep = database.prepare("INSERT INTO kept SELECT c0, c1 FROM rows");
    keep.run();
    rows.values = {1, 10, 2, -20};
    keep.run();
    rows.values = {INT64_MAX, INT64_MIN};
    keep.run();
  }
  CHECK(database.integer("SELECT count(*) FROM kept") == 3);
  CHECK(database.integer("SELECT b FROM kept WHERE a = 2") == -20);
  CHECK(database.integer("SELECT b FROM kept WHERE a = 9223372036854775807") == INT64_MIN);
  CHECK_THROWS_AS(database.execute("SELECT * FROM rows"), Error);
  IntegerRows again(database, "rows", 3);
  again.values = {1, 2, 3};
  CHECK(database.integer("SELECT c0 + c1 + c2 FROM rows") == 6);
}

}  // namespace
}  // namespace ruascope
