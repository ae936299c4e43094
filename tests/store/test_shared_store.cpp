// SPDX-License-Identifier: MIT
#include "ingest/model/error.hpp"
#include "store/queries.hpp"
#include "store/remove_report.hpp"
#include "tests/store/store_world.hpp"

#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

TEST_CASE("Two writers that take turns on one store keep their ids apart and store nothing twice") {
  StoreWorld world;
  const auto second = open_store(world.path, Access::write);
  ReportWriter one(*world.database);
  ReportWriter other(*second);
  const auto batch = [](ReportWriter& writer, int number) {
    const auto name = std::to_string(number);
    auto value = report("r" + name, {passing("192.0.2." + name, number), passing("192.0.2.200", 100)});
    value.records[0].results.edit().header_from = "h" + name + ".example";
    value.head.org_name = "org" + name + ".example";
    const auto result = write(writer, value);
    writer.commit();
    return result.outcome;
  };
  CHECK(batch(one, 1) == Outcome::fresh);
  CHECK(batch(other, 2) == Outcome::fresh);
  CHECK(batch(one, 3) == Outcome::fresh);
  CHECK(batch(one, 2) == Outcome::duplicate);
  CHECK(batch(other, 1) == Outcome::duplicate);
  CHECK(batch(other, 3) == Outcome::duplicate);
  CHECK(batch(other, 4) == Outcome::fresh);
  CHECK(texts(*world.database,
              "SELECT org_name || ' ' || source_ip || ' ' || header_from || ' ' || messages FROM "
              "v_record WHERE source_ip <> '192.0.2.200' ORDER BY report") ==
        Lines{"org1.example 192.0.2.1 h1.example 1", "org2.example 192.0.2.2 h2.example 2",
              "org3.example 192.0.2.3 h3.example 3", "org4.example 192.0.2.4 h4.example 4"});
  CHECK(all_sums(*second) == five_times(410));
  CHECK(world.database->integer("SELECT count(*) FROM source") == 5);
  CHECK(verify_store(*second).empty());
}

TEST_CASE("A document whose report another process removes meanwhile is not taken for known") {
  StoreWorld world;
  const auto value = report("r1", {passing("192.0.2.1", 1)});
  world.add(value);
  ReportWriter writer(*world.database);
  const auto second = open_store(world.path, Access::write);
  Transaction removal(*second);
  remove_report(*second, 1);
  // The writer looks before the removal is there to be seen, and gets the lock only once it is.
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    removal.commit();
  });
  const Document copy{"elsewhere.xml", nullptr, std::nullopt};
  const auto known = writer.recognize(digest_of_text(value.document), copy, value.now);
  other.join();
  CHECK(known == 0);
  CHECK(write(writer, report("r2", {passing("192.0.2.2", 2)})).outcome == Outcome::fresh);
  writer.commit();
  CHECK(verify_store(*world.database).empty());
  CHECK(all_sums(*world.database) == five_times(2));
}

TEST_CASE("Ids that another process gave away anew are not used from memory") {
  StoreWorld world;
  ReportWriter writer(*world.database);
  write(writer, report("r1", {passing("192.0.2.1", 1)}));
  writer.commit();
  const auto second = open_store(world.path, Access::write);
  second->execute(
      "DELETE FROM daily; DELETE FROM copy; DELETE FROM record; DELETE FROM report; DELETE FROM policy;"
      "DELETE FROM submitter; DELETE FROM organization; DELETE FROM result_set; DELETE FROM source; DELETE "
      "FROM name;"
      "INSERT INTO source VALUES (1, x'CB007109', '203.0.113.9');"
      "INSERT INTO name VALUES (1, 'other.example');"
      "INSERT INTO organization VALUES (1, 'other.example')");
  write(writer, report("r2", {passing("192.0.2.1", 2)}));
  writer.commit();
  CHECK(texts(*second,
              "SELECT org_name || ' ' || domain || ' ' || source_ip || ' ' || header_from FROM v_record") ==
        Lines{"reporter.example example.com 192.0.2.1 example.com"});
  CHECK(verify_store(*second).empty());
}

TEST_CASE("Another connection sees a batch when it is committed and not before") {
  StoreWorld world;
  const auto reader = open_store(world.path, Access::read);
  ReportWriter writer(*world.database);
  write(writer, report("r1", {passing("192.0.2.1", 5)}));
  CHECK(all_sums(*reader) == five_times(0));
  writer.commit();
  CHECK(all_sums(*reader) == five_times(5));
}

TEST_CASE("A store opened for reading cannot be written") {
  StoreWorld world;
  const auto reader = open_store(world.path, Access::read);
  CHECK_THROWS_AS(reader->execute("DELETE FROM report"), Error);
}

}  // namespace
}  // namespace ruascope
