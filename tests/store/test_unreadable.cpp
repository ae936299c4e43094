// SPDX-License-Identifier: MIT
#include "store/unreadable.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

std::vector<UnreadableRow> all(Sqlite& database, const Order& order = {}) {
  std::vector<UnreadableRow> rows;
  list_unreadable(database, order, [&](const UnreadableRow& row) { rows.push_back(row); });
  return rows;
}

void keep(UnreadableKeeper& keeper, const Unreadable& what, std::int64_t now,
          const std::optional<KeptInput>& input = std::nullopt) {
  InputRow row;
  if (input) row = {input->digest, keeper.keep_input(*input)};
  keeper.keep(what, row, now);
}

void keep(Sqlite& database, const Unreadable& what, std::int64_t now,
          const std::optional<KeptInput>& input = std::nullopt, std::int64_t most_bytes = 1000) {
  UnreadableKeeper keeper(database, most_bytes);
  keep(keeper, what, now, input);
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

TEST_CASE("Room is made by what is kept now, whatever another process did meanwhile") {
  StoreWorld world;
  const auto second = open_store(world.path, Access::write);
  UnreadableKeeper one(*world.database, 1000);
  UnreadableKeeper other(*second, 1000);
  SECTION("it dropped all") {
    keep(one, {"a", "", "xml", "", ""}, 1000, input_of("a", std::string(900, 'a')));
    CHECK(drop_all_unreadable(*second) == 1);
    keep(one, {"b", "", "xml", "", ""}, 1000, input_of("b", std::string(900, 'b')));
    CHECK(kept_inputs(*second) == 1);
    CHECK(all(*second)[0].kept_bytes == 900);
  }
  SECTION("it kept more") {
    keep(one, {"a", "", "xml", "", ""}, 1000, input_of("a", std::string(100, 'a')));
    keep(other, {"b", "", "xml", "", ""}, 1000, input_of("b", std::string(200, 'b')));
    keep(other, {"c", "", "xml", "", ""}, 1000, input_of("c", std::string(700, 'c')));
    CHECK(kept_inputs(*world.database) == 3);
    keep(one, {"d", "", "xml", "", ""}, 1000, input_of("d", std::string(300, 'd')));
    CHECK(world.database->integer("SELECT sum(size) FROM kept_input") == 1000);
    CHECK(all(*second)[1].kept_bytes == std::nullopt);
    CHECK(all(*second)[2].kept_bytes == 700);
  }
}

TEST_CASE("Making room ends where nothing is left, even if it was dropped through the same connection") {
  StoreWorld world;
  UnreadableKeeper keeper(*world.database, 1000);
  keep(keeper, {"a", "", "xml", "", ""}, 1000, input_of("a", std::string(900, 'a')));
  CHECK(drop_all_unreadable(*world.database) == 1);
  keep(keeper, {"b", "", "xml", "", ""}, 1000, input_of("b", std::string(900, 'b')));
  CHECK(all(*world.database)[0].kept_bytes == 900);
}

TEST_CASE("Inputs of one name and different bytes are different rows") {
  StoreWorld world;
  const Unreadable piped{"standard input", "line 1", "xml", "", ""};
  keep(*world.database, piped, 1000, input_of("standard input", "one"));
  keep(*world.database, piped, 1000, input_of("standard input", "other"));
  keep(*world.database, piped, 2000, input_of("standard input", "one"));
  keep(*world.database, piped, 3000, input_of("standard input", std::string(1001, 'x')));
  keep(*world.database, piped, 4000);
  keep(*world.database, piped, 5000);
  const auto rows = all(*world.database);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].last_seen == 2000);
  CHECK(rows[1].last_seen == 1000);
  CHECK_FALSE(rows[2].input);
  CHECK(rows[3].last_seen == 5000);
}

TEST_CASE("The row of an input that has gone meanwhile is not noted, nor what has its number now") {
  StoreWorld world;
  UnreadableKeeper keeper(*world.database, 1000);
  const auto gone = input_of("a", "gone");
  const auto row = keeper.keep_input(gone);
  world.database->execute("DELETE FROM kept_input");
  keeper.keep({"a", "1", "xml", "", ""}, {gone.digest, row}, 1000);
  CHECK(keeper.keep_input(input_of("b", "another")) == row);
  keeper.keep({"a", "2", "xml", "", ""}, {gone.digest, row}, 1000);
  for (const auto& kept : all(*world.database)) CHECK_FALSE(kept.input);
}

TEST_CASE("Of more unreadables than are kept those not seen for longest go, with their inputs") {
  StoreWorld world;
  keep(*world.database, {"first", "", "xml", "", ""}, 1, input_of("first", "old"));
  world.database->execute(R"sql(
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 99999)
    INSERT INTO unreadable (origin, place, reason, message, hint, first_seen, last_seen)
    SELECT 'a', n, 'xml', '', '', 2, 2 FROM number)sql");
  CHECK(store_info(*world.database).unreadable == 100'000);
  UnreadableKeeper keeper(*world.database, 1000);
  keep(keeper, {"new", "0", "xml", "", ""}, 3, input_of("new", "bytes"));
  CHECK(store_info(*world.database).unreadable == 100'000);
  CHECK(all(*world.database)[0].what.place == "1");
  CHECK(all(*world.database).back().kept_bytes == 5);
  CHECK(kept_inputs(*world.database) == 1);
  for (int number = 1; number <= 1000; ++number)
    keep(keeper, {"new", std::to_string(number), "xml", "", ""}, 3);
  CHECK(store_info(*world.database).unreadable == 100'000);
  CHECK(all(*world.database)[0].what.place == "1001");
}

TEST_CASE("Unreadables are listed by any column, ties as first seen, without bytes first") {
  StoreWorld world;
  keep(*world.database, {"b", "1", "xml", "", ""}, 1000, input_of("b", "bytes"));
  keep(*world.database, {"a", "2", "xml", "", ""}, 3000);
  keep(*world.database, {"c", "3", "corrupt", "", ""}, 2000, input_of("c", "more bytes"));
  const auto places = [&](const Order& order) {
    std::string text;
    for (const auto& row : all(*world.database, order)) text += row.what.place;
    return text;
  };
  CHECK(places({}) == "123");
  CHECK(places({"origin", false}) == "213");
  CHECK(places({"reason", true}) == "123");
  CHECK(places({"last_seen", true}) == "231");
  CHECK(places({"kept_bytes", false}) == "213");
  for (const auto column : unreadable_orders()) CHECK(places({std::string{column}, true}).size() == 3);
}

TEST_CASE("What was found in an input as a whole is told from what was found within it") {
  StoreWorld world;
  const auto input = input_of("a.zip", "bytes");
  keep(*world.database, {"a.zip: 1.xml", "", "encrypted", "", ""}, 1000, input);
  const auto kept = *all(*world.database)[0].input;
  CHECK_FALSE(find_unreadable_as_whole(*world.database, kept, "encrypted"));
  keep(*world.database, {"a.zip", "", "encrypted", "sealed", ""}, 1000, input);
  CHECK(find_unreadable_as_whole(*world.database, kept, "encrypted")->message == "sealed");
  CHECK_FALSE(find_unreadable_as_whole(*world.database, kept, "corrupt"));
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
  for (const auto* name : {"b", "c"})
    keep(*world.database, {name, "", "xml", "", ""}, 1000, input_of(name, name));
  CHECK(drop_all_unreadable(*world.database) == 2);
  CHECK(kept_inputs(*world.database) == 0);
  CHECK(drop_all_unreadable(*world.database) == 0);
}

}  // namespace
}  // namespace ruascope
