// SPDX-License-Identifier: MIT
#include "ingest/model/messages.hpp"
#include "store/daily_rows.hpp"
#include "store/queries.hpp"
#include "store/result_sets.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace ruascope {
namespace {

struct Sums {
  std::int64_t messages = 0;
  std::int64_t failed = 0;

  void take(std::int64_t number, bool passes) {
    messages = add_messages(messages, number);
    if (!passes) failed = add_messages(failed, number);
  }
};

struct Activity {
  std::map<Day, Sums> days;
  std::map<std::int64_t, Sums> reporters;
};

std::vector<ActivityRow> rows_by_day(const std::map<Day, Sums>& days) {
  std::vector<ActivityRow> rows;
  for (const auto& [day, sums] : days) rows.push_back({format_day(day), sums.messages, sums.failed});
  return rows;
}

std::vector<ActivityRow> rows_by_reporter(const std::map<std::int64_t, Sums>& reporters, TextLookup& names) {
  std::vector<ActivityRow> rows;
  for (const auto& [number, sums] : reporters) rows.push_back({names.of(number), sums.messages, sums.failed});
  std::sort(rows.begin(), rows.end(), [](const ActivityRow& one, const ActivityRow& other) {
    return std::tie(other.messages, one.key) < std::tie(one.messages, other.key);
  });
  return rows;
}

}  // namespace

std::vector<ReporterMail> reporter_mail(Sqlite& database, const Filter& filter) {
  using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t>;
  std::map<Key, ReporterMail> by_key;
  TextLookup names(database, "SELECT name FROM name WHERE id = ?1");
  TextLookup organizations(database, "SELECT name FROM organization WHERE id = ?1");
  DailyRows rows(database, filter);
  while (const auto row = rows.next()) {
    const auto [place, is_new] = by_key.try_emplace({row->organization, row->domain, row->results});
    auto& mail = place->second;
    if (is_new)
      mail = {
          organizations.of(row->organization), names.of(row->domain), row->results, {}, row->day, row->day};
    auto& messages = mail.messages[static_cast<std::size_t>(row->disposition)];
    messages = add_messages(messages, row->messages);
    mail.first_day = std::min(mail.first_day, row->day);
    mail.last_day = std::max(mail.last_day, row->day);
  }
  std::vector<ReporterMail> result;
  for (auto& [key, mail] : by_key) result.push_back(std::move(mail));
  std::stable_sort(result.begin(), result.end(), [](const ReporterMail& one, const ReporterMail& other) {
    return std::tie(one.reporter, one.domain) < std::tie(other.reporter, other.domain);
  });
  return result;
}

std::vector<SourceActivity> source_activity(Sqlite& database, const Filter& filter) {
  std::map<std::pair<std::int64_t, std::int64_t>, Activity> by_source;
  ResultSetLookup result_sets(database);
  DailyRows rows(database, filter);
  while (const auto row = rows.next()) {
    auto& activity = by_source[{row->domain, row->source}];
    const bool passes = result_sets.of(row->results).passes;
    activity.days[row->day].take(row->messages, passes);
    activity.reporters[row->organization].take(row->messages, passes);
  }
  TextLookup names(database, "SELECT name FROM name WHERE id = ?1");
  TextLookup addresses(database, "SELECT address FROM source WHERE id = ?1");
  TextLookup organizations(database, "SELECT name FROM organization WHERE id = ?1");
  std::vector<SourceActivity> result;
  for (const auto& [key, activity] : by_source)
    result.push_back({names.of(key.first), IpAddress::from_bytes(addresses.of(key.second))->text(),
                      rows_by_day(activity.days), rows_by_reporter(activity.reporters, organizations)});
  return result;
}

std::int64_t unreadable_count(Sqlite& database) {
  return database.integer("SELECT count(*) FROM unreadable");
}

}  // namespace ruascope
