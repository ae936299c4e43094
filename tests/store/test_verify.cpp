// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "store/database.hpp"
#include "tests/store/store_world.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

struct Sound : StoreWorld {
  Sound() {
    auto week = report("r1", {passing("192.0.2.1", 10)});
    add(week);
    week = report("r2", {passing("192.0.2.1", 9), failing("2001:db8::1", 4)});
    week.head.policy.domain = "example.org";
    week.head.end = week.head.begin + 3 * seconds_per_day;
    add(week);
  }
};

TEST_CASE("A sound store has no faults, asked as often as one likes") {
  Sound world;
  CHECK(verify_store(*world.database) == Lines{});
  CHECK(verify_store(*world.database) == Lines{});
  CHECK(verify_store(*open_store(world.path, Access::read)) == Lines{});
}

TEST_CASE("An empty store is sound") {
  StoreWorld world;
  CHECK(verify_store(*world.database) == Lines{});
}

TEST_CASE("A record whose count was changed is found in its report and in the daily totals") {
  Sound world;
  world.database->execute("UPDATE record SET messages = 99 WHERE report = 1");
  CHECK(verify_store(*world.database) ==
        Lines{"report 1: says 1 records and 10 messages, holds 1 and 99",
              "daily totals of example.com on 2023-11-15: 10 messages stand in daily alone",
              "daily totals of example.com on 2023-11-15: 99 messages stand in records alone"});
}

TEST_CASE("A missing row of the daily totals is found") {
  Sound world;
  world.database->execute(
      "DELETE FROM daily WHERE domain = (SELECT id FROM name WHERE name = 'example.com')");
  CHECK(verify_store(*world.database) ==
        Lines{"daily totals of example.com on 2023-11-15: 10 messages stand in records alone"});
}

TEST_CASE("A row of the daily totals too many is found") {
  Sound world;
  world.database->execute(
      "INSERT INTO daily SELECT domain, day + 9, source, results, disposition, organization, 5 "
      "FROM daily WHERE messages = 10");
  CHECK(verify_store(*world.database) ==
        Lines{"daily totals of example.com on 2023-11-24: 5 messages stand in daily alone"});
}

TEST_CASE("A report that says more messages or records than it holds is found") {
  Sound world;
  world.database->execute(
      "UPDATE report SET messages = 11 WHERE id = 1; UPDATE report SET records = 3 WHERE id = 2");
  CHECK(verify_store(*world.database) == Lines{"report 1: says 1 records and 11 messages, holds 1 and 10",
                                               "report 2: says 3 records and 13 messages, holds 2 and 13"});
}

TEST_CASE("A row that points nowhere is found") {
  Sound world;
  world.database->execute("PRAGMA foreign_keys = OFF; DELETE FROM source WHERE ip = '2001:db8::1'");
  const auto faults = verify_store(*world.database);
  REQUIRE_FALSE(faults.empty());
  CHECK(std::count(faults.begin(), faults.end(), "table record: a row points to no row of source") == 1);
  CHECK(std::count(faults.begin(), faults.end(), "table daily: a row points to no row of source") == 3);
}

TEST_CASE("A store opened for reading still cannot be written after it was verified") {
  Sound world;
  const auto reader = open_store(world.path, Access::read);
  verify_store(*reader);
  CHECK_THROWS_AS(reader->execute("DELETE FROM copy"), Error);
}

}  // namespace
}  // namespace ruascope
