// SPDX-License-Identifier: MIT
#include "store/remove_report.hpp"

#include "ingest/model/booking.hpp"

namespace ruascope {
namespace {

// Sums that stopped at 2^63-1 cannot be taken apart again, so days that lose a report are added up anew.
void book_again(Sqlite& database, std::int64_t domain, Day first, Day last) {
  database.prepare("DELETE FROM daily WHERE domain = ?1 AND day BETWEEN ?2 AND ?3")
      .bind(domain, first, last)
      .run();
  auto records = database.prepare(R"sql(
    SELECT report.begin, report.end, submitter.organization, record.source, record.results, record.disposition,
      record.messages
    FROM report JOIN submitter ON submitter.id = report.submitter JOIN record ON record.report = report.id
    WHERE report.domain = ?1 AND report.last_day >= ?2 AND report.first_day <= ?3)sql");
  auto book = database.prepare(R"sql(
    INSERT INTO daily VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT DO UPDATE SET messages = messages_add(messages, excluded.messages))sql");
  records.bind(domain, first, last);
  while (records.step()) {
    const auto booking = book_period(records.integer(0), records.integer(1));
    for_each_day(records.integer(6), booking, [&](Day day, std::int64_t part) {
      if (day < first || day > last) return;
      book.bind(domain, day, records.integer(3), records.integer(4), records.integer(5), records.integer(2),
                part)
          .run();
    });
  }
}

// Takes the report's records off the days. False if a sum stopped at 2^63-1, which cannot be taken apart.
bool unbook(Sqlite& database, std::int64_t report, std::int64_t domain) {
  auto records = database.prepare(R"sql(
    SELECT report.begin, report.end, submitter.organization, record.source, record.results, record.disposition,
      record.messages
    FROM report JOIN submitter ON submitter.id = report.submitter JOIN record ON record.report = report.id
    WHERE report.id = ?1)sql");
  auto take_off = database.prepare(R"sql(
    UPDATE daily SET messages = messages - ?7
    WHERE domain = ?1 AND day = ?2 AND source = ?3 AND results = ?4 AND disposition = ?5 AND organization = ?6
      AND messages < 9223372036854775807)sql");
  auto clear = database.prepare(R"sql(
    DELETE FROM daily WHERE domain = ?1 AND day = ?2 AND source = ?3 AND results = ?4 AND disposition = ?5
      AND organization = ?6 AND messages <= 0)sql");
  bool is_exact = true;
  records.bind(report);
  while (records.step()) {
    const auto booking = book_period(records.integer(0), records.integer(1));
    for_each_day(records.integer(6), booking, [&](Day day, std::int64_t part) {
      const auto bind = [&](Statement& statement, const auto&... more) {
        statement.bind(domain, day, records.integer(3), records.integer(4), records.integer(5),
                       records.integer(2), more...);
        statement.run();
      };
      bind(take_off, part);
      is_exact = is_exact && database.changes() == 1;
      bind(clear);
    });
  }
  return is_exact;
}

}  // namespace

void remove_report(Sqlite& database, std::int64_t report) {
  auto find = database.prepare("SELECT domain, first_day, last_day FROM report WHERE id = ?1");
  find.bind(report);
  if (!find.step()) return;
  const auto domain = find.integer(0);
  const auto first = static_cast<Day>(find.integer(1));
  const auto last = static_cast<Day>(find.integer(2));
  find.reset();
  const bool is_exact = unbook(database, report, domain);
  // Imports leave foreign keys unchecked, so nothing follows by itself.
  for (const auto* sql : {"DELETE FROM record WHERE report = ?1", "DELETE FROM copy WHERE report = ?1",
                          "DELETE FROM report WHERE id = ?1"})
    database.prepare(sql).bind(report).run();
  if (!is_exact) book_again(database, domain, first, last);
}

void refuse_report(Sqlite& database, std::int64_t report, std::int64_t now) {
  database
      .prepare(R"sql(
        INSERT OR IGNORE INTO refused_report
        SELECT report.identity, organization.name, name.name, report.report_id, ?2
        FROM report JOIN submitter ON submitter.id = report.submitter
          JOIN organization ON organization.id = submitter.organization JOIN name ON name.id = report.domain
        WHERE report.id = ?1)sql")
      .bind(report, now)
      .run();
}

}  // namespace ruascope
