// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "store/database.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

TEST_CASE("A backup is a whole store, and nothing unfinished stays beside it") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10), failing("192.0.2.2", 5)}));
  const auto path = world.folder.path("backup.db");
  backup_store(*world.database, path);
  CHECK_FALSE(std::filesystem::exists(path + ".unfinished"));
  const auto copy = open_store(path, Access::write);
  CHECK(all_sums(*copy) == five_times(15));
  CHECK(verify_store(*copy).empty());
  ReportWriter writer(*copy);
  CHECK(write(writer, report("r1", {passing("192.0.2.1", 10), failing("192.0.2.2", 5)})).outcome ==
        Outcome::duplicate);
}

TEST_CASE("A store opened for reading can be backed up") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  backup_store(*open_store(world.path, Access::read), world.folder.path("backup.db"));
  CHECK(all_sums(*open_store(world.folder.path("backup.db"), Access::read)) == five_times(10));
}

TEST_CASE("A backup never takes the place of a file that exists") {
  StoreWorld world;
  const auto path = world.folder.write("precious", "do not touch");
  try {
    backup_store(*world.database, path);
    FAIL("overwritten");
  } catch (const Error& error) {
    CHECK(std::string{error.what()} == path + " exists already");
    CHECK(error.hint() == "name a new file");
  }
  CHECK(read_file(path) == "do not touch");
}

TEST_CASE("What an interrupted backup left does not stand in the way of the next one") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.folder.write("backup.db.unfinished", "half a file");
  backup_store(*world.database, world.folder.path("backup.db"));
  CHECK(all_sums(*open_store(world.folder.path("backup.db"), Access::read)) == five_times(10));
  CHECK_FALSE(std::filesystem::exists(world.folder.path("backup.db.unfinished")));
}

TEST_CASE("A backup into a folder that does not exist is an error and leaves nothing") {
  StoreWorld world;
  CHECK_THROWS_AS(backup_store(*world.database, world.folder.path("none/backup.db")), Error);
  CHECK_FALSE(std::filesystem::exists(world.folder.path("none")));
}

TEST_CASE("A store is read and written by others while it is backed up") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 5)}));
  const auto reader = open_store(world.path, Access::read);
  auto rows = reader->prepare("SELECT messages FROM record ORDER BY seq");
  REQUIRE(rows.step());
  const auto other = open_store(world.path, Access::write);
  ReportWriter writer(*other);
  write(writer, report("r2", {passing("192.0.2.3", 100)}));
  backup_store(*world.database, world.folder.path("backup.db"));
  writer.commit();
  CHECK(rows.integer(0) == 10);
  REQUIRE(rows.step());
  CHECK(rows.integer(0) == 5);
  CHECK(all_sums(*open_store(world.folder.path("backup.db"), Access::read)) == five_times(15));
  CHECK(all_sums(*world.database) == five_times(115));
}

}  // namespace
}  // namespace ruascope
