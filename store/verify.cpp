// SPDX-License-Identifier: MIT
#include "ingest/model/booking.hpp"
#include "ingest/model/time.hpp"
#include "store/database.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_faults = 100;

void check_structure(Sqlite& database, std::vector<std::string>& faults) {
  auto integrity = database.prepare("PRAGMA integrity_check(20)");
  while (integrity.step())
    if (integrity.text(0) != "ok") faults.emplace_back(integrity.text(0));
  auto keys = database.prepare("PRAGMA foreign_key_check");
  while (keys.step() && faults.size() < most_faults)
    faults.push_back(fmt::format("table {}: a row points to no row of {}", keys.text(0), keys.text(2)));
}

void check_report_sums(Sqlite& database, std::vector<std::string>& faults) {
  auto wrong = database.prepare(R"sql(
    SELECT report.id, report.records, report.messages, count(record.report), messages_sum(record.messages)
    FROM report LEFT JOIN record ON record.report = report.id
    GROUP BY report.id
    HAVING report.records <> count(record.report) OR report.messages <> messages_sum(record.messages))sql");
  while (wrong.step() && faults.size() < most_faults)
    faults.push_back(fmt::format("report {}: says {} records and {} messages, holds {} and {}",
                                 wrong.integer(0), wrong.integer(1), wrong.integer(2), wrong.integer(3),
                                 wrong.integer(4)));
}

// Books every record again into a temporary table, to be compared with the daily totals.
void book_again(Sqlite& database) {
  database.execute(R"sql(
    CREATE TEMP TABLE booked (domain, day, source, results, disposition, organization, messages,
      PRIMARY KEY (domain, day, source, results, disposition, organization)) WITHOUT ROWID)sql");
  auto records = database.prepare(R"sql(
    SELECT report.begin, report.end, report.domain, record.source, record.results, record.disposition,
      submitter.organization, record.messages
    FROM report JOIN submitter ON submitter.id = report.submitter JOIN record ON record.report = report.id)sql");
  auto add = database.prepare(R"sql(
    INSERT INTO booked VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT DO UPDATE SET messages = messages_add(messages, excluded.messages))sql");
  while (records.step()) {
    const auto booking = book_period(records.integer(0), records.integer(1));
    for_each_day(records.integer(7), booking, [&](Day day, std::int64_t part) {
      add.bind(records.integer(2), day, records.integer(3), records.integer(4), records.integer(5),
               records.integer(6), part)
          .run();
    });
  }
}

void check_daily_totals(Sqlite& database, std::vector<std::string>& faults) {
  const WritingAllowed temporary_tables(database);
  book_again(database);
  auto wrong = database.prepare(R"sql(
    SELECT name.name, wrong.day, wrong.table_name, wrong.messages FROM (
      SELECT *, 'daily' AS table_name FROM (SELECT * FROM daily EXCEPT SELECT * FROM booked)
      UNION ALL
      SELECT *, 'records' AS table_name FROM (SELECT * FROM booked EXCEPT SELECT * FROM daily)) AS wrong
    JOIN name ON name.id = wrong.domain)sql");
  while (wrong.step() && faults.size() < most_faults)
    faults.push_back(fmt::format("daily totals of {} on {}: {} messages stand in {} alone", wrong.text(0),
                                 format_day(static_cast<Day>(wrong.integer(1))), wrong.integer(3),
                                 wrong.text(2)));
  wrong.reset();
  database.execute("DROP TABLE booked");
}

}  // namespace

std::vector<std::string> verify_store(Sqlite& database) {
  std::vector<std::string> faults;
  check_structure(database, faults);
  if (!faults.empty()) return faults;
  check_report_sums(database, faults);
  check_daily_totals(database, faults);
  return faults;
}

}  // namespace ruascope
