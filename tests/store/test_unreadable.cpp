// SPDX-License-Identifier: MIT
#include "store/unreadable.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

std::vector<UnreadableRow> all(Sqlite& database) {
  std::vector<UnreadableRow> rows;
  list_unreadable(database, [&](const UnreadableRow& row) { rows.push_back(row); });
  return rows;
}

const Unreadable cut{"a.xml", "line 12", "truncated", "the document ends early", "ask for it again"};

TEST_CASE("An unreadable input is kept with its reason, place and hint") {
  StoreWorld world;
  keep_unreadable(*world.database, cut, 1000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].what == cut);
  CHECK(rows[0].first_seen == 1000);
  CHECK(rows[0].last_seen == 1000);
  const auto found = find_unreadable(*world.database, rows[0].id);
  REQUIRE(found);
  CHECK(found->what == cut);
  CHECK_FALSE(find_unreadable(*world.database, rows[0].id + 1));
}

TEST_CASE("The same input, reason and place is kept once and seen again, with the newest words") {
  StoreWorld world;
  keep_unreadable(*world.database, cut, 1000);
  auto again = cut;
  again.message = "other words";
  again.hint = "other hint";
  keep_unreadable(*world.database, again, 2000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].what == again);
  CHECK(rows[0].first_seen == 1000);
  CHECK(rows[0].last_seen == 2000);
}

TEST_CASE("Another origin, reason or place is another input, listed in the order first seen") {
  StoreWorld world;
  keep_unreadable(*world.database, cut, 1000);
  for (auto member : {&Unreadable::origin, &Unreadable::reason, &Unreadable::place}) {
    auto other = cut;
    other.*member = "A first by name";
    keep_unreadable(*world.database, other, 900);
  }
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].what == cut);
  CHECK(rows[1].what.origin == "A first by name");
  CHECK(rows[2].what.reason == "A first by name");
  CHECK(rows[3].what.place == "A first by name");
  CHECK(store_info(*world.database).unreadable == 4);
}

TEST_CASE("A file name that is no UTF-8 is kept mended") {
  StoreWorld world;
  keep_unreadable(*world.database, {"caf\xE9.xml", "", "xml", "bad \xFF byte", ""}, 1000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].what.origin == "caf\uFFFD.xml");
  CHECK(rows[0].what.message == "bad \uFFFD byte");
  CHECK(rows[0].what.place.empty());
}

}  // namespace
}  // namespace ruascope
