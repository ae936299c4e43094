// SPDX-License-Identifier: MIT
#include "store/queries.hpp"
#include "store/report_writer.hpp"
#include "tests/store/store_world.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

// "r1 v0 3 6 [conflict:superseded]" a report.
Lines reports_of(Sqlite& database) {
  return texts(
      database,
      "SELECT report_id || ' v' || variant || ' ' || records || ' ' || messages || ' ' || "
      "coalesce(json_extract(warnings, '$[0].kind') || ':' || json_extract(warnings, '$[0].subject'), '-') "
      "FROM v_report ORDER BY report_id, variant");
}

TEST_CASE("A fuller report takes the place of a lesser one, and all totals follow") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10), failing("192.0.2.2", 4)}));
  const auto fuller =
      report("r1", {passing("192.0.2.1", 10), failing("192.0.2.2", 4), passing("192.0.2.3", 6)});
  const auto result = world.add(as_document(fuller, "fuller"));
  CHECK(result.outcome == Outcome::replaced);
  CHECK(result.records == 1);
  CHECK(result.messages == 6);
  CHECK(reports_of(*world.database) == Lines{"r1 v0 3 20 conflict:superseded"});
  CHECK(all_sums(*world.database) == five_times(20));
  CHECK(days_of(*world.database) == Lines{"2023-11-15 20"});
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("The copies of a report go over to the one that takes its place, and stay known") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.add(as_document(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.3", 6)}), "fuller"));
  CHECK(texts(*world.database,
              "SELECT report.records || ' ' || origin FROM copy JOIN report ON report.id = "
              "copy.report ORDER BY copy.id") == Lines{"2 fuller.xml", "2 r1.xml"});
  ReportWriter writer(*world.database);
  CHECK(writer.recognize(digest_of_text("r1"), {"r1.xml", nullptr, std::nullopt}, noon_of_import) == 1);
  CHECK(writer.recognize(digest_of_text("fuller"), {"fuller.xml", nullptr, std::nullopt}, noon_of_import) ==
        1);
}

TEST_CASE("A lesser report after a fuller one is a duplicate and changes nothing") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.3", 6)}));
  const auto result = world.add(as_document(report("r1", {passing("192.0.2.3", 6)}), "lesser"));
  CHECK(result.outcome == Outcome::duplicate);
  CHECK(result.records == 0);
  CHECK(result.messages == 0);
  CHECK(reports_of(*world.database) == Lines{"r1 v0 2 16 -"});
  CHECK(all_sums(*world.database) == five_times(16));
  ReportWriter writer(*world.database);
  CHECK(writer.recognize(digest_of_text("lesser"), {"x.xml", nullptr, std::nullopt}, noon_of_import) == 1);
}

TEST_CASE("Of two reports that each hold something of their own both count, the second as a variant") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 5)}));
  const auto result =
      world.add(as_document(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.3", 6)}), "other"));
  CHECK(result.outcome == Outcome::variant);
  CHECK(result.records == 2);
  CHECK(result.messages == 16);
  CHECK(reports_of(*world.database) == Lines{"r1 v0 2 15 -", "r1 v1 2 16 conflict:variant"});
  CHECK(all_sums(*world.database) == five_times(31));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A record with another count, disposition or verdict is something of its own") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  auto changed = report("r1", {passing("192.0.2.1", 11)});
  CHECK(world.add(as_document(changed, "count")).outcome == Outcome::variant);
  changed = report("r1", {passing("192.0.2.1", 10)});
  changed.records[0].disposition = {Disposition::reject, {}};
  CHECK(world.add(as_document(changed, "disposition")).outcome == Outcome::variant);
  CHECK(world.add(as_document(report("r1", {failing("192.0.2.1", 10)}), "verdict")).outcome ==
        Outcome::variant);
  CHECK(reports_of(*world.database) == Lines{"r1 v0 1 10 -", "r1 v1 1 11 conflict:variant",
                                             "r1 v2 1 10 conflict:variant", "r1 v3 1 10 conflict:variant"});
}

TEST_CASE("A variant that comes again is a duplicate") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  const auto other = report("r1", {passing("192.0.2.2", 10)});
  world.add(as_document(other, "b"));
  CHECK(world.add(as_document(other, "c")).outcome == Outcome::duplicate);
  CHECK(all_sums(*world.database) == five_times(20));
}

TEST_CASE("A report that holds both variants takes the place of both") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.add(as_document(report("r1", {passing("192.0.2.2", 5)}), "b"));
  const auto result =
      world.add(as_document(report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 5)}), "c"));
  CHECK(result.outcome == Outcome::replaced);
  CHECK(result.records == 0);
  CHECK(result.messages == 0);
  CHECK(all_sums(*world.database) == five_times(15));
  CHECK(world.database->integer("SELECT count(*) FROM report") == 1);
  CHECK(world.database->integer("SELECT count(*) FROM copy") == 3);
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A report that holds one of two variants takes the place of that one alone") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  world.add(as_document(report("r1", {passing("192.0.2.2", 5)}), "b"));
  const auto result =
      world.add(as_document(report("r1", {passing("192.0.2.2", 5), passing("192.0.2.3", 1)}), "c"));
  CHECK(result.outcome == Outcome::replaced);
  CHECK(reports_of(*world.database) == Lines{"r1 v0 1 10 -", "r1 v1 2 6 conflict:superseded"});
}

TEST_CASE("Two equal records are more than one of them") {
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", 10)}));
  const auto twice = report("r1", {passing("192.0.2.1", 10), passing("192.0.2.1", 10)});
  const auto result = world.add(as_document(twice, "twice"));
  CHECK(result.outcome == Outcome::replaced);
  CHECK(result.records == 1);
  CHECK(result.messages == 10);
  const auto once = report("r1", {passing("192.0.2.1", 10)});
  CHECK(world.add(as_document(once, "once more")).outcome == Outcome::duplicate);
  CHECK(all_sums(*world.database) == five_times(20));
}

TEST_CASE("The order of signatures within a record is nothing of its own") {
  StoreWorld world;
  auto value = report("r1", {passing("192.0.2.1", 10)});
  value.records[0].results.edit().dkim_results = {{"a.example", "s1", {DkimResult::pass, {}}, std::nullopt},
                                                  {"b.example", "s2", {DkimResult::fail, {}}, std::nullopt}};
  world.add(value);
  auto turned = as_document(value, "turned");
  std::swap(turned.records[0].results.edit().dkim_results[0],
            turned.records[0].results.edit().dkim_results[1]);
  CHECK(world.add(turned).outcome == Outcome::duplicate);
  turned.records.push_back(passing("192.0.2.2", 1));
  CHECK(world.add(as_document(turned, "turned and fuller")).outcome == Outcome::replaced);
  CHECK(all_sums(*world.database) == five_times(11));
}

TEST_CASE("A stored report that was cut gives way even to one without its records") {
  StoreWorld world;
  auto cut = report("r1", {passing("192.0.2.1", 10)});
  cut.partial = true;
  world.add(cut);
  const auto result = world.add(as_document(report("r1", {passing("192.0.2.2", 3)}), "whole"));
  CHECK(result.outcome == Outcome::replaced);
  CHECK(result.records == 0);
  CHECK(result.messages == -7);
  CHECK(reports_of(*world.database) == Lines{"r1 v0 1 3 conflict:superseded"});
  CHECK(world.database->integer("SELECT partial FROM report") == 0);
  CHECK(all_sums(*world.database) == five_times(3));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A cut report that is confirmed by a whole one does not give way to a lesser one") {
  StoreWorld world;
  const auto whole = report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 5)});
  auto cut = whole;
  cut.partial = true;
  world.add(cut);
  world.add(as_document(whole, "whole"));
  world.add(as_document(report("r1", {passing("192.0.2.1", 10)}), "lesser"));
  CHECK(all_sums(*world.database) == five_times(15));
}

TEST_CASE("A cut report does not give way to one that was cut earlier") {
  StoreWorld world;
  auto longer = report("r1", {passing("192.0.2.1", 10), passing("192.0.2.2", 5)});
  longer.partial = true;
  world.add(longer);
  auto shorter = as_document(report("r1", {passing("192.0.2.1", 10)}), "shorter");
  shorter.partial = true;
  world.add(shorter);
  CHECK(all_sums(*world.database) == five_times(15));
}

TEST_CASE("A report of several days that is replaced leaves no messages on any of its days") {
  StoreWorld world;
  auto week = report("r1", {passing("192.0.2.1", 70)});
  week.head.end = week.head.begin + 7 * seconds_per_day;
  world.add(week);
  week.records = {passing("192.0.2.1", 70), passing("192.0.2.2", 7)};
  CHECK(world.add(as_document(week, "fuller")).messages == 7);
  CHECK(days_of(*world.database) == Lines{"2023-11-15 11", "2023-11-16 11", "2023-11-17 11", "2023-11-18 11",
                                          "2023-11-19 11", "2023-11-20 11", "2023-11-21 11"});
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("What another report booked on the same row stays when one is replaced") {
  StoreWorld world;
  world.add(report("other", {passing("192.0.2.1", 100)}));
  auto cut = report("r1", {passing("192.0.2.1", 10)});
  cut.partial = true;
  world.add(cut);
  world.add(as_document(report("r1", {passing("192.0.2.9", 1)}), "whole"));
  CHECK(all_sums(*world.database) == five_times(101));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("Large reports are compared record by record") {
  StoreWorld world;
  auto records = many(4200);
  world.add(report("r1", records));
  records.push_back(passing("192.0.2.1", 2));
  const auto fuller = world.add(as_document(report("r1", records), "fuller"));
  CHECK(fuller.outcome == Outcome::replaced);
  CHECK(fuller.records == 1);
  CHECK(fuller.messages == 2);
  const auto lesser = world.add(as_document(report("r1", many(4199)), "lesser"));
  CHECK(lesser.outcome == Outcome::duplicate);
  CHECK(all_sums(*world.database) == five_times(4202));
  CHECK(verify_store(*world.database).empty());
}

TEST_CASE("A replaced report with the largest count takes no other messages with it") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  StoreWorld world;
  world.add(report("r1", {passing("192.0.2.1", most)}));
  world.add(as_document(report("r1", {passing("192.0.2.1", most), passing("192.0.2.2", 1)}), "fuller"));
  CHECK(verify_store(*world.database).empty());
  CHECK(domain_totals(*world.database, {}).at(0).counts.messages == most);
}

}  // namespace
}  // namespace ruascope
