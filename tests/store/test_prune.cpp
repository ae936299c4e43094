// SPDX-License-Identifier: MIT
#include "store/database.hpp"
#include "store/prune.hpp"
#include "store/queries.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

constexpr std::int64_t day_zero = begin_of_day;  // of the reports of the world

void prune_all(StoreWorld& world, std::int64_t before) {
  Pruner pruner(*world.database, before);
  while (pruner.remove_some()) CHECK(verify_store(*world.database).empty());
  pruner.remove_unused();
  while (pruner.give_back_some()) {}
  CHECK(verify_store(*world.database).empty());
}

ReportValue of_day(int day, const std::string& id, std::vector<Record> records) {
  return days_later(report(id, std::move(records)), day);
}

TEST_CASE("Old reports go by the end of their period, and all that only they needed") {
  StoreWorld world;
  for (int day = 0; day < 10; ++day) {
    const auto name = std::to_string(day);
    world.add(of_day(day, "r" + name, {passing("192.0.2." + name, day + 1), failing("198.51.100.1", 100)}));
  }
  Pruner pruner(*world.database, day_zero + 4 * seconds_per_day);
  while (pruner.remove_some()) CHECK(verify_store(*world.database).empty());
  CHECK(pruner.pruned().reports == 4);
  CHECK(pruner.pruned().records == 8);
  CHECK(pruner.pruned().messages == 1 + 2 + 3 + 4 + 400);
  pruner.remove_unused();
  CHECK(verify_store(*world.database).empty());
  CHECK(all_sums(*world.database) == five_times(5 + 6 + 7 + 8 + 9 + 10 + 600));
  CHECK(world.database->integer("SELECT count(*) FROM source") == 7);
  CHECK(world.database->integer("SELECT count(*) FROM report") == 6);
  CHECK(world.database->integer("SELECT count(*) FROM copy") == 6);
  CHECK_FALSE(pruner.remove_some());
}

TEST_CASE("A report that ends at the limit or behind it stays, with the day that it shares") {
  StoreWorld world;
  auto one = of_day(3, "old", {passing("192.0.2.1", 1)});
  auto other = of_day(3, "young", {passing("192.0.2.1", 10)});
  other.head.end += 10;
  world.add(one);
  world.add(other);
  prune_all(world, one.head.end + 1);
  CHECK(all_sums(*world.database) == five_times(10));
  prune_all(world, other.head.end);
  CHECK(all_sums(*world.database) == five_times(10));
  prune_all(world, other.head.end + 1);
  CHECK(world.database->integer("SELECT count(*) FROM daily") == 0);
  CHECK(world.database->integer("SELECT count(*) FROM name") == 0);
  CHECK(world.database->integer("SELECT count(*) FROM organization") == 0);
}

TEST_CASE("Reports of several days keep their part of days that lose others, and give up theirs exactly") {
  StoreWorld world;
  auto week = of_day(0, "week", {passing("192.0.2.7", 700)});
  week.head.end = week.head.begin + 7 * seconds_per_day - 1;
  world.add(week);
  for (int day = 0; day < 10; ++day)
    world.add(of_day(day, "r" + std::to_string(day), {passing("192.0.2.1", 1)}));
  prune_all(world, day_zero + 3 * seconds_per_day);
  CHECK(all_sums(*world.database) == five_times(707));
  prune_all(world, day_zero + 7 * seconds_per_day);
  CHECK(all_sums(*world.database) == five_times(3));
}

TEST_CASE("What was pruned counts again when it comes again") {
  StoreWorld world;
  const auto value = of_day(0, "r", {passing("192.0.2.1", 5)});
  world.add(value);
  prune_all(world, day_zero + 2 * seconds_per_day);
  CHECK(world.add(value).outcome == Outcome::fresh);
  CHECK(all_sums(*world.database) == five_times(5));
}

TEST_CASE("A day of many reports goes in several transactions") {
  StoreWorld world;
  ReportWriter writer(*world.database);
  for (int number = 0; number < 1201; ++number)
    write(writer, of_day(0, "r" + std::to_string(number), {passing("192.0.2.1", 1)}));
  write(writer, of_day(0, "last", {passing("192.0.2.2", 1)}));
  auto shared = of_day(0, "long", {passing("192.0.2.3", 30)});
  shared.head.end += 2 * seconds_per_day;
  write(writer, shared);
  writer.commit();
  prune_all(world, day_zero + seconds_per_day + 1);
  CHECK(all_sums(*world.database) == five_times(30));
}

TEST_CASE("Free pages are given back to the file system") {
  StoreWorld world;
  ReportWriter writer(*world.database);
  for (int number = 0; number < 100; ++number)
    write(writer, of_day(number, "r" + std::to_string(number), many(300, number)));
  writer.commit();
  const auto full = store_info(*world.database);
  Pruner pruner(*world.database, day_zero + 90 * seconds_per_day);
  const auto reader = open_store(world.path, Access::read);
  auto reading = reader->prepare("SELECT count(*) FROM record");
  reading.step();  // a question that is being asked meanwhile
  while (pruner.remove_some()) {}
  pruner.remove_unused();
  while (pruner.give_back_some()) {}
  reading.reset();
  const auto left = store_info(*world.database);
  CHECK(left.bytes < full.bytes / 3);
  CHECK(left.bytes == full.bytes - pruner.pruned().bytes);
  CHECK(left.free_bytes == 0);
  std::int64_t sum = left.free_bytes;
  for (const auto& part : left.parts) sum += part.bytes;
  CHECK(sum == left.bytes);
}

}  // namespace
}  // namespace ruascope
