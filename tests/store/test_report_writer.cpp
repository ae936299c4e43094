// SPDX-License-Identifier: MIT
#include "store/queries.hpp"
#include "store/remove_report.hpp"
#include "store/report_writer.hpp"
#include "tests/store/store_world.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

std::int64_t count(Sqlite& database, const std::string& table) {
  return database.integer("SELECT count(*) FROM " + table);
}

TEST_CASE("A new report is fresh and stands in the store with its head, its records and where it came from") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10), failing("2001:db8::1", 3)});
  value.head.errors = {"no record"};
  value.head.generator = "gen 1";
  const auto result = world.add(value);
  CHECK(result.outcome == Outcome::fresh);
  CHECK(result.records == 2);
  CHECK(result.messages == 13);
  CHECK(
      texts(*world.database,
            "SELECT org_name || '|' || email || '|' || report_id || '|' || domain || '|' || begin_utc || '|' "
            "|| "
            "end_utc || '|' || policy || '|' || records || '|' || messages || '|' || errors || '|' || "
            "generator "
            "|| '|' || origin || '|' || imported_utc || '|' || variant || '|' || partial FROM v_report") ==
      Lines{"reporter.example|dmarc@reporter.example|r1|example.com|2023-11-15 00:00:00|2023-11-15 23:59:59|"
            "none|2|13|[\"no record\"]|gen 1|r1.xml|2023-11-16 12:00:00|0|0"});
  CHECK(texts(*world.database,
              "SELECT seq || ' ' || source_ip || ' ' || messages || ' ' || dmarc FROM v_record") ==
        Lines{"0 192.0.2.1 10 pass", "1 2001:db8::1 3 fail"});
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A document that was never stored is not recognized") {
  StoreWorld world;
  ReportWriter writer(*world.database);
  CHECK(writer.recognize(digest_of_text("r1"), {"r1.xml", nullptr, std::nullopt}, noon_of_import) == 0);
  writer.commit();
  CHECK(count(*world.database, "copy") == 0);
}

TEST_CASE("A stored document is recognized, and each place it was seen at is noted once") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  ReportWriter writer(*world.database);
  const Carrier mail{"<1@mail.example>", "reporter.example", "subject"};
  for (const char* origin : {"again.xml", "again.xml", "r1.xml", "third.xml"})
    CHECK(writer.recognize(digest_of_text("r1"), {origin, nullptr, mail}, noon_of_import + 60) == 1);
  writer.commit();
  CHECK(
      texts(
          *world.database,
          "SELECT origin || ' ' || coalesce(message_id, '-') || ' ' || coalesce(from_domain, '-') || ' ' || "
          "received_at FROM copy ORDER BY id") ==
      Lines{"r1.xml - - 1700136000", "again.xml <1@mail.example> reporter.example 1700136060",
            "third.xml <1@mail.example> reporter.example 1700136060"});
  CHECK(all_sums(*world.database) == five_times(10));
}

TEST_CASE("A document of two reports is recognized as both, once both are there") {
  StoreWorld world;
  auto first = as_document(report("r1", {passing("192.0.2.1", 1)}), "both");
  auto second = as_document(report("r2", {passing("192.0.2.1", 1)}), "both");
  first.reports_of_document.reset();
  second.reports_of_document = 2;
  ReportWriter writer(*world.database);
  const auto recognized = [&] {
    const auto known =
        writer.recognize(digest_of_text("both"), {"copy.xml", nullptr, std::nullopt}, noon_of_import);
    writer.commit();
    return known;
  };
  world.add(first);
  CHECK(recognized() == 0);
  world.add(second);
  CHECK(recognized() == 2);
  remove_report(*world.database, world.database->integer("SELECT id FROM report WHERE report_id = 'r1'"));
  CHECK(recognized() == 0);
  world.add(first);
  CHECK(world.add(second).outcome == Outcome::duplicate);
  CHECK(recognized() == 2);
}

TEST_CASE("The same report in other bytes is a duplicate, and those bytes are recognized from then on") {
  StoreWorld world;
  const auto value = report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 5)});
  world.add(value);
  auto other = as_document(value, "rewrapped");
  std::swap(other.records[0], other.records[1]);
  const auto result = world.add(other);
  CHECK(result.outcome == Outcome::duplicate);
  CHECK(result.records == 0);
  CHECK(result.messages == 0);
  ReportWriter writer(*world.database);
  CHECK(writer.recognize(digest_of_text("rewrapped"), {"x.xml", nullptr, std::nullopt}, noon_of_import) == 1);
  writer.commit();
  CHECK(texts(*world.database, "SELECT origin FROM copy ORDER BY id") ==
        Lines{"r1.xml", "rewrapped.xml", "x.xml"});
  CHECK(count(*world.database, "report") == 1);
  CHECK(all_sums(*world.database) == five_times(15));
}

TEST_CASE("Letter case of the organization makes no other report") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  world.add(value);
  value.head.org_name = "Reporter.EXAMPLE";
  CHECK(world.add(as_document(value, "b")).outcome == Outcome::duplicate);
}

TEST_CASE("The same report id from two organizations are two reports") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  world.add(value);
  value.head.org_name = "other.example";
  CHECK(world.add(as_document(value, "b")).outcome == Outcome::fresh);
  CHECK(all_sums(*world.database) == five_times(20));
  CHECK(domain_totals(*world.database, {}).at(0).reporters == 2);
}

TEST_CASE("The same report id for another period is another report") {
  StoreWorld world;
  const auto value = report("r1", {passing("192.0.2.1", 10)});
  world.add(value);
  CHECK(world.add(as_document(days_later(value, 1), "b")).outcome == Outcome::fresh);
  CHECK(days_of(*world.database) == Lines{"2023-11-15 10", "2023-11-16 10"});
}

TEST_CASE("The same report id for another domain is another report") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  world.add(value);
  value.head.policy.domain = "example.org";
  CHECK(world.add(as_document(value, "b")).outcome == Outcome::fresh);
  CHECK(domain_totals(*world.database, {}).size() == 2);
}

TEST_CASE("Records that are equal within one report all count") {
  StoreWorld world;
  const auto result = world.add(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.1", 10)}));
  CHECK(result.records == 2);
  CHECK(result.messages == 20);
  CHECK(all_sums(*world.database) == five_times(20));
  CHECK(count(*world.database, "result_set") == 1);
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A report without records is stored and counts nothing") {
  StoreWorld world;
  CHECK(world.add(report("r1", {})).outcome == Outcome::fresh);
  CHECK(count(*world.database, "report") == 1);
  CHECK(all_sums(*world.database) == five_times(0));
}

TEST_CASE("An abandoned report leaves nothing") {
  StoreWorld world;
  ReportWriter writer(*world.database);
  auto value = report("r1", {passing("192.0.2.1", 10)});
  end_of(value);
  writer.begin(value.head, {"r1.xml", nullptr, std::nullopt}, noon_of_import);
  writer.add(value.records);
  writer.abandon();
  writer.commit();
  for (const char* table : {"report", "record", "daily", "copy", "name", "source", "result_set"})
    CHECK(count(*world.database, table) == 0);
  CHECK(write(writer, report("r1", {passing("192.0.2.1", 10)})).outcome == Outcome::fresh);
}

TEST_CASE("An abandoned report that was spilled leaves nothing, and what follows points to the right rows") {
  StoreWorld world;
  ReportWriter writer(*world.database);
  write(writer, report("before", {passing("192.0.2.1", 1)}));
  auto value = report("gone", many(4500));
  value.head.org_name = "gone.example";
  for (auto& record : value.records) record.results.edit().header_from = "gone.example";
  end_of(value);
  writer.begin(value.head, {"gone.xml", nullptr, std::nullopt}, noon_of_import);
  writer.add(value.records);
  CHECK(count(*world.database, "record") == 4501);
  writer.abandon();
  CHECK(count(*world.database, "record") == 1);
  CHECK(count(*world.database, "source") == 1);

  auto after = report("after", {passing("198.51.100.1", 2), passing("10.0.0.7", 3)});
  after.head.org_name = "gone.example";
  after.records[1].results.edit().header_from = "gone.example";
  write(writer, after);
  writer.commit();
  CHECK(texts(*world.database,
              "SELECT report_id || ' ' || org_name || ' ' || source_ip || ' ' || header_from || ' ' || "
              "messages FROM "
              "v_record ORDER BY report, seq") == Lines{"before reporter.example 192.0.2.1 example.com 1",
                                                        "after gone.example 198.51.100.1 example.com 2",
                                                        "after gone.example 10.0.0.7 gone.example 3"});
  CHECK(all_sums(*world.database) == five_times(6));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A duplicate that was spilled before it was known leaves nothing") {
  StoreWorld world;
  const auto value = report("r1", many(4500));
  world.add(value);
  const auto result = world.add(as_document(value, "again"));
  CHECK(result.outcome == Outcome::duplicate);
  CHECK(count(*world.database, "record") == 4500);
  CHECK(count(*world.database, "report") == 1);
  CHECK(all_sums(*world.database) == five_times(4500));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A report of 10,000 records is stored whole and in order") {
  StoreWorld world;
  const auto result = world.add(report("large", many(10'000)));
  CHECK(result.records == 10'000);
  CHECK(result.messages == 10'000);
  CHECK(all_sums(*world.database) == five_times(10'000));
  std::int64_t seen = 0;
  list_records(*world.database, {}, {}, [&](const RecordRow& row) {
    if (seen == 0) CHECK(row.source_ip == "10.0.0.0");
    if (seen == 9'999) CHECK(row.source_ip == "10.0.39.15");
    ++seen;
  });
  CHECK(seen == 10'000);
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("What was not committed is gone with its writer") {
  StoreWorld world;
  {
    ReportWriter writer(*world.database);
    write(writer, report("kept", {passing("192.0.2.1", 1)}));
    CHECK(writer.uncommitted() > 0);
    writer.commit();
    CHECK(writer.uncommitted() == 0);
    write(writer, report("lost", {passing("192.0.2.2", 2)}));
  }
  CHECK(texts(*world.database, "SELECT report_id FROM v_report") == Lines{"kept"});
  CHECK(count(*world.database, "source") == 1);
  CHECK(all_sums(*world.database) == five_times(1));
}

TEST_CASE("A report in flight when its writer goes leaves nothing of itself nor of its batch") {
  StoreWorld world;
  {
    ReportWriter writer(*world.database);
    write(writer, report("r1", {passing("192.0.2.1", 1)}));
    auto value = report("r2", many(4500));
    end_of(value);
    writer.begin(value.head, {"r2.xml", nullptr, std::nullopt}, noon_of_import);
    writer.add(value.records);
  }
  CHECK(count(*world.database, "report") == 0);
  CHECK(count(*world.database, "record") == 0);
}

TEST_CASE("The largest counts, twice, stop at the largest number and break no question") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  StoreWorld world;
  const auto result = world.add(report("r1", {passing("192.0.2.1", most), passing("192.0.2.1", most)}));
  CHECK(result.messages == most);
  world.add(report("r2", {passing("192.0.2.1", most)}));
  const auto domains = domain_totals(*world.database, {});
  REQUIRE(domains.size() == 1);
  CHECK(domains[0].counts.messages == most);
  CHECK(domains[0].counts.dmarc_pass == most);
  CHECK(source_totals(*world.database, {}).at(0).counts.messages == most);
  CHECK(store_info(*world.database).messages == most);
  CHECK(verify_store(*world.database).empty());
}

}  // namespace
}  // namespace ruascope
