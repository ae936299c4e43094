// SPDX-License-Identifier: MIT
#include "store/dns_facts.hpp"
#include "store/prune.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

using Kept = DnsFactWriter::Kept;

DnsFact txt(std::vector<std::string> values, std::int64_t at, DnsStatus status = DnsStatus::found) {
  return {{"example.com", DnsType::txt}, status, std::move(values), 600, at, "192.0.2.53:53"};
}

Kept keep(StoreWorld& world, const DnsFact& fact) {
  Transaction transaction(*world.database);
  const auto kept = DnsFactWriter(*world.database).keep(fact);
  transaction.commit();
  return kept;
}

const DnsQuestion question{"example.com", DnsType::txt};

std::vector<std::string> values_at(StoreWorld& world, std::int64_t moment) {
  const auto known = DnsFactReader(*world.database).at(question, moment);
  REQUIRE(known);
  return known->fact.values;
}

TEST_CASE("A fact comes back as it was kept, bytes and all, in its order") {
  StoreWorld world;
  const auto fact = txt({std::string{"a\0b", 3}, "\xff\xfe", "v=spf1 -all", ""}, 1000);
  CHECK_FALSE(has_dns_facts(*world.database));
  CHECK(keep(world, fact) == Kept::first);
  CHECK(has_dns_facts(*world.database));
  DnsFactReader reader(*world.database);
  CHECK(reader.newest(question) == KnownDns{fact, 1000, 1600, std::nullopt});
  CHECK_FALSE(reader.newest({"example.com", DnsType::mx}));
  CHECK_FALSE(reader.newest({"www.example.com", DnsType::txt}));
}

TEST_CASE("The same answer again makes the fact last longer, and is no second one") {
  StoreWorld world;
  keep(world, txt({"one"}, 1000));
  CHECK(keep(world, txt({"one"}, 2000)) == Kept::same);
  CHECK(world.database->integer("SELECT count(*) FROM dns_fact") == 1);
  const auto known = DnsFactReader(*world.database).newest(question);
  REQUIRE(known);
  CHECK(known->since == 1000);
  CHECK(known->fact.asked_at == 2000);
  CHECK(known->expires_at == 2600);
}

TEST_CASE("Another answer leaves the one before it, and each time has its own") {
  StoreWorld world;
  keep(world, txt({"one"}, 1000));
  CHECK(keep(world, txt({"two"}, 5000)) == Kept::changed);
  CHECK(keep(world, txt({}, 7000, DnsStatus::nxdomain)) == Kept::changed);
  CHECK(keep(world, txt({"one"}, 9000)) == Kept::changed);
  CHECK(values_at(world, 500) == std::vector<std::string>{"one"});  // nothing is known of that time
  CHECK(values_at(world, 1000) == std::vector<std::string>{"one"});
  CHECK(values_at(world, 4999) == std::vector<std::string>{"one"});
  CHECK(values_at(world, 5000) == std::vector<std::string>{"two"});
  CHECK(values_at(world, 8000).empty());
  CHECK(DnsFactReader(*world.database).at(question, 8000)->fact.status == DnsStatus::nxdomain);
  CHECK(values_at(world, 9999) == std::vector<std::string>{"one"});
  CHECK(DnsFactReader(*world.database).newest(question)->since == 9000);
}

TEST_CASE("An answer is the newest one though the clock was set back") {
  StoreWorld world;
  keep(world, txt({"one"}, 5000));
  keep(world, txt({"two"}, 3000));
  CHECK(DnsFactReader(*world.database).newest(question)->fact.values == std::vector<std::string>{"two"});
  keep(world, txt({"two"}, 3100));
  CHECK(world.database->integer("SELECT last_at FROM dns_fact ORDER BY id LIMIT 1") == 5000);
}

TEST_CASE("What facts take is a part of its own of what the store takes") {
  StoreWorld world;
  const auto bytes = [&] {
    for (const auto& part : store_info(*world.database).parts)
      if (part.name == "answers of DNS") return part.bytes;
    return std::int64_t{0};
  };
  const auto before = bytes();
  keep(world, txt({std::string(100'000, 'x')}, 1000));
  CHECK(bytes() > before + 90'000);
}

TEST_CASE("A failure takes no answer's place, is asked again soon, and goes with the next answer") {
  StoreWorld world;
  keep(world, txt({"one"}, 1000));
  CHECK(keep(world, txt({}, 90'000, DnsStatus::servfail)) == Kept::failure);
  DnsFactReader reader(*world.database);
  const auto known = reader.newest(question);
  REQUIRE(known);
  CHECK(known->fact.values == std::vector<std::string>{"one"});
  CHECK(known->fact.asked_at == 1000);
  REQUIRE(known->failure);
  CHECK(known->failure->status == DnsStatus::servfail);
  CHECK(known->failure->asked_at == 90'000);
  CHECK(known->expires_at == 90'600);
  CHECK(keep(world, txt({"one"}, 91'000)) == Kept::same);
  CHECK_FALSE(reader.newest(question)->failure);
}

TEST_CASE("Of a question that never was answered the failure is known, and no answer of any time") {
  StoreWorld world;
  keep(world, txt({}, 1000, DnsStatus::timeout));
  keep(world, txt({}, 2000, DnsStatus::refused));
  DnsFactReader reader(*world.database);
  const auto known = reader.newest(question);
  REQUIRE(known);
  CHECK(known->fact.status == DnsStatus::refused);
  CHECK(known->since == 2000);
  CHECK_FALSE(reader.at(question, 3000));
  CHECK_FALSE(has_dns_facts(*world.database));
  CHECK(keep(world, txt({"one"}, 3000)) == Kept::first);
}

TEST_CASE("A good answer lasts for its TTL within bounds, none and failures for a short time") {
  const auto lifetime = [](DnsType type, DnsStatus status, std::int64_t ttl) {
    return lifetime_of({{"example.com", type}, status, {}, ttl, 0, ""});
  };
  constexpr std::int64_t day = 86'400;
  CHECK(lifetime(DnsType::txt, DnsStatus::found, 3600) == 3600);
  CHECK(lifetime(DnsType::txt, DnsStatus::found, 0) == 300);
  CHECK(lifetime(DnsType::txt, DnsStatus::found, 30 * day) == day);
  CHECK(lifetime(DnsType::mx, DnsStatus::nodata, 7 * day) == 3600);
  CHECK(lifetime(DnsType::txt, DnsStatus::nxdomain, 0) == 300);
  CHECK(lifetime(DnsType::ptr, DnsStatus::found, 60) == day);
  CHECK(lifetime(DnsType::ptr, DnsStatus::found, 30 * day) == 7 * day);
  CHECK(lifetime(DnsType::ptr, DnsStatus::nxdomain, 60) == day);
  for (const auto status :
       {DnsStatus::servfail, DnsStatus::refused, DnsStatus::timeout, DnsStatus::malformed})
    CHECK(lifetime(DnsType::ptr, status, 7 * day) == 600);
}

TEST_CASE("Facts that were last told before the reports that are kept go with them") {
  StoreWorld world;
  keep(world, txt({"old"}, 1000));
  keep(world, txt({"new"}, 5000));
  auto of_another = txt({}, 1500, DnsStatus::timeout);
  of_another.question.name = "other.example";
  keep(world, of_another);
  Pruner(*world.database, 4000).remove_unused();
  CHECK(world.database->integer("SELECT count(*) FROM dns_fact") == 1);
  CHECK(world.database->integer("SELECT count(*) FROM dns_value") == 1);
  CHECK(world.database->integer("SELECT count(*) FROM dns_failure") == 0);
  CHECK(values_at(world, 0) == std::vector<std::string>{"new"});
}

}  // namespace
}  // namespace ruascope::test
