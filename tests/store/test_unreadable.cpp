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

void keep(Sqlite& database, const Unreadable& what, std::int64_t now,
          const std::optional<KeptInput>& input = std::nullopt, std::int64_t most_bytes = 1000) {
  UnreadableKeeper(database, most_bytes).keep(what, input, now);
}

KeptInput input_of(const std::string& origin, const std::string& bytes) {
  return {digest_of_text(bytes), origin, origin, Carrier{"1@x.example", "x.example", "Report"}, bytes};
}

std::int64_t kept_inputs(Sqlite& database) { return database.integer("SELECT count(*) FROM kept_input"); }

const Unreadable cut{"a.xml", "line 12", "truncated", "the document ends early", "ask for it again"};

TEST_CASE("An unreadable input is kept with its reason, place and hint") {
  StoreWorld world;
  keep(*world.database, cut, 1000);
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
  keep(*world.database, cut, 1000);
  auto again = cut;
  again.message = "other words";
  again.hint = "other hint";
  keep(*world.database, again, 2000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].what == again);
  CHECK(rows[0].first_seen == 1000);
  CHECK(rows[0].last_seen == 2000);
}

TEST_CASE("Another origin, reason or place is another input, listed in the order first seen") {
  StoreWorld world;
  keep(*world.database, cut, 1000);
  for (auto member : {&Unreadable::origin, &Unreadable::reason, &Unreadable::place}) {
    auto other = cut;
    other.*member = "A first by name";
    keep(*world.database, other, 900);
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
  keep(*world.database, {"caf\xE9.xml", "", "xml", "bad \xFF byte", ""}, 1000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].what.origin == "caf\uFFFD.xml");
  CHECK(rows[0].what.message == "bad \uFFFD byte");
  CHECK(rows[0].what.place.empty());
}

TEST_CASE("The bytes of an input are kept once, with what its mail said of it") {
  StoreWorld world;
  const auto input = input_of("a.zip", std::string{"PK\0\xFF", 4});
  keep(*world.database, {"a.zip: 1.xml", "", "corrupt", "", ""}, 1000, input);
  keep(*world.database, {"a.zip: 2.xml", "", "corrupt", "", ""}, 1000, input);
  CHECK(kept_inputs(*world.database) == 1);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].kept_bytes == 4);
  CHECK(rows[0].input == rows[1].input);
  const auto kept = kept_input(*world.database, *rows[0].input);
  REQUIRE(kept);
  CHECK(kept->bytes == input.bytes);
  CHECK(kept->digest == input.digest);
  CHECK(kept->origin == "a.zip");
  CHECK(kept->carrier == input.carrier);
}

TEST_CASE("Beyond what may be kept the oldest bytes go, their rows stay") {
  StoreWorld world;
  for (const auto* name : {"a", "b", "c"})
    keep(*world.database, {name, "", "xml", "", ""}, 1000, input_of(name, name + std::string(399, 'x')),
         1000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 3);
  CHECK_FALSE(rows[0].input);
  CHECK(rows[1].kept_bytes == 400);
  CHECK(rows[2].kept_bytes == 400);
  keep(*world.database, {"d", "", "xml", "", ""}, 1000, input_of("d", std::string(1001, 'x')), 1000);
  CHECK(kept_inputs(*world.database) == 2);
  keep(*world.database, {"e", "", "xml", "", ""}, 1000, input_of("e", "bytes"), 0);
  CHECK_FALSE(all(*world.database).back().input);
}

TEST_CASE("What is dropped goes with its bytes, once nothing else was found in them") {
  StoreWorld world;
  const auto input = input_of("a.zip", "bytes");
  keep(*world.database, {"a.zip: 1.xml", "", "corrupt", "", ""}, 1000, input);
  keep(*world.database, {"a.zip: 2.xml", "", "corrupt", "", ""}, 1000, input);
  CHECK(drop_unreadable(*world.database, {all(*world.database)[0].id}) == 1);
  CHECK(kept_inputs(*world.database) == 1);
  CHECK(drop_unreadable(*world.database, {all(*world.database)[0].id, 99}) == 1);
  CHECK(kept_inputs(*world.database) == 0);
  CHECK(all(*world.database).empty());
}

}  // namespace
}  // namespace ruascope
