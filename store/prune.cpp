// SPDX-License-Identifier: MIT
#include "store/prune.hpp"

#include "ingest/model/messages.hpp"
#include "store/remove_report.hpp"

#include <algorithm>

namespace ruascope {
namespace {

// A transaction of so many is done within a moment.
constexpr std::size_t most_reports_at_once = 500;

std::int64_t file_bytes(Sqlite& database) {
  return database.integer("PRAGMA page_count") * database.integer("PRAGMA page_size");
}

// What no window that is left can be explained with. The ban on cascades holds here.
void remove_facts_last_told_before(Sqlite& database, std::int64_t before) {
  for (const auto* sql :
       {"DELETE FROM dns_value WHERE fact IN (SELECT id FROM dns_fact WHERE last_at < ?1)",
        "DELETE FROM dns_fact WHERE last_at < ?1", "DELETE FROM dns_failure WHERE asked_at < ?1"})
    database.prepare(sql).bind(before).run();
}

}  // namespace

Pruner::Pruner(Sqlite& database, std::int64_t before)
    : database_(database), unchecked_(database), before_(before) {
  auto domains = database.prepare("SELECT DISTINCT domain FROM policy");
  while (domains.step()) domains_.push_back(domains.integer(0));
}

bool Pruner::remove_some() {
  if (!go_to_next_day()) return false;
  Transaction transaction(database_);
  remove_day();
  transaction.commit();
  return true;
}

// The next day of a domain on which an old report may be booked: none is booked behind its end.
bool Pruner::go_to_next_day() {
  auto find = database_.prepare("SELECT min(last_day) FROM report WHERE domain = ?1 AND last_day > ?2");
  while (!domains_.empty()) {
    find.bind(domains_.back(), day_);
    find.step();
    const bool found = !find.is_null(0) && find.integer(0) <= day_of(before_);
    if (found) day_ = static_cast<Day>(find.integer(0));
    find.reset();
    if (found) return true;
    domains_.pop_back();
    day_ = INT32_MIN;
  }
  return false;
}

void Pruner::remove_day() {
  auto find = database_.prepare(R"sql(
    SELECT id, records, messages, first_day = last_day, end < ?3 FROM report WHERE domain = ?1 AND last_day = ?2)sql");
  find.bind(domains_.back(), day_, before_);
  std::vector<Old> of_one_day;
  std::vector<Old> others;
  bool is_kept_in_part = false;
  while (find.step()) {
    if (find.integer(4) == 0) {
      is_kept_in_part = true;
      continue;
    }
    const Old old{find.integer(0), find.integer(1), find.integer(2), find.integer(3) != 0};
    (old.is_of_one_day ? of_one_day : others).push_back(old);
  }
  // The day's totals go at once where nothing else counts on it; else each record is taken off them.
  const bool at_once = !is_kept_in_part && others.empty() && !is_shared_day();
  if (!at_once) {
    others.insert(others.end(), of_one_day.begin(), of_one_day.end());
    of_one_day.clear();
  }
  const bool is_too_much = others.size() > most_reports_at_once;
  if (is_too_much) {
    others.resize(most_reports_at_once);
    --day_;  // to come back for the rest
  }
  for (const auto& old : others) remove_report(database_, old.id);
  remove_of_one_day(of_one_day);
  others.insert(others.end(), of_one_day.begin(), of_one_day.end());
  for (const auto& old : others) {
    ++pruned_.reports;
    pruned_.records += old.records;
    pruned_.messages = add_messages(pruned_.messages, old.messages);
  }
}

// True if a report that is booked on several days counts on this one, too.
bool Pruner::is_shared_day() {
  auto find = database_.prepare(R"sql(
    SELECT 1 FROM report WHERE domain = ?1 AND last_day > ?2 AND first_day < last_day AND first_day <= ?2 LIMIT 1)sql");
  return find.bind(domains_.back(), day_).gives_a_row();
}

void Pruner::remove_of_one_day(const std::vector<Old>& reports) {
  if (reports.empty()) return;
  database_.prepare("DELETE FROM daily WHERE domain = ?1 AND day = ?2").bind(domains_.back(), day_).run();
  for (const auto* sql : {"DELETE FROM record WHERE report = ?1", "DELETE FROM copy WHERE report = ?1",
                          "DELETE FROM report WHERE id = ?1"}) {
    auto remove = database_.prepare(sql);
    for (const auto& old : reports) remove.bind(old.id).run();
  }
}

// In one transaction: another process must not begin to use what is about to go.
void Pruner::remove_unused() {
  Transaction transaction(database_);
  database_.execute(R"sql(
    CREATE TEMP TABLE used_source AS SELECT DISTINCT source AS id FROM daily;
    CREATE TEMP TABLE used_results AS SELECT DISTINCT results AS id FROM daily;
    DELETE FROM source WHERE id NOT IN (SELECT id FROM used_source);
    DELETE FROM result_set WHERE id NOT IN (SELECT id FROM used_results);
    DELETE FROM submitter WHERE id NOT IN (SELECT submitter FROM report);
    DELETE FROM policy WHERE id NOT IN (SELECT policy FROM report);
    DELETE FROM organization WHERE id NOT IN (SELECT organization FROM submitter);
    DELETE FROM name WHERE id NOT IN (SELECT domain FROM report)
      AND id NOT IN (SELECT domain FROM policy)
      AND id NOT IN (SELECT header_from FROM result_set)
      AND id NOT IN (SELECT envelope_from FROM result_set WHERE envelope_from IS NOT NULL)
      AND id NOT IN (SELECT envelope_to FROM result_set WHERE envelope_to IS NOT NULL);
    DROP TABLE used_source;
    DROP TABLE used_results)sql");
  remove_facts_last_told_before(database_, before_);
  transaction.commit();
}

bool Pruner::give_back_some() {
  const auto before = file_bytes(database_);
  if (database_.integer("PRAGMA freelist_count") == 0) return false;
  auto vacuum = database_.prepare("PRAGMA incremental_vacuum(2000)");
  vacuum.run();
  const auto given = before - file_bytes(database_);
  pruned_.bytes += given;
  return given > 0;
}

Pruned count_older(Sqlite& database, std::int64_t before) {
  auto sums = database.prepare(
      "SELECT count(*), coalesce(sum(records), 0), messages_sum(messages) FROM report WHERE end < ?1");
  sums.bind(before);
  sums.step();
  Pruned older{sums.integer(0), sums.integer(1), sums.integer(2), 0};
  sums.reset();
  return older;
}

}  // namespace ruascope
