// SPDX-License-Identifier: MIT
#pragma once

#include "store/filter.hpp"
#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ruascope {

struct ResultLookups;

// The newest day that reports of the filter's domains are booked on; other parts of the filter aside. A
// report that ends more than two days after it was imported says nothing about today and is passed over.
std::optional<Day> newest_day(Sqlite& database, const Filter& filter);

// The first and last day that reports of the filter's domains are booked on.
std::optional<std::pair<Day, Day>> reported_days(Sqlite& database, const Filter& filter);

// A row a policy domain with mail in the window, by name.
std::vector<DomainTotals> domain_totals(Sqlite& database, const Filter& filter);

// A row a (domain, source), most messages first, then by domain and address. Cost follows the window.
std::vector<SourceTotals> source_totals(Sqlite& database, const Filter& filter);
// The same of combinations that were read, one by one.
class SourceTotalsReader {
 public:
  explicit SourceTotalsReader(Sqlite& database);
  ~SourceTotalsReader();
  SourceTotals read(const SourceCombinations& source);

 private:
  std::unique_ptr<ResultLookups> lookups_;
};

// The ground of every judgement: what each source of each domain sent, by result set; domains by name, the
// sources of each by address. Cost follows the window.
std::vector<SourceCombinations> source_combinations(Sqlite& database, const Filter& filter);

// What a filter's `combinations` call a combination.
std::string combination_key(const SourceCombinations& source, const Combination& combination);

// What was published for a policy domain in the filter's window.
PublishedRange published_range(Sqlite& database, const Filter& filter, const std::string& domain);

// How reporters of the filter's window say that they found the organizational domain, by policy domain; those
// that say nothing of it are left out.
std::vector<std::pair<std::string, DiscoveryMethod>> discovery_methods(Sqlite& database,
                                                                       const Filter& filter);

// The mail that each reporter saw, by reporter, domain and result set. Cost follows the window.
std::vector<ReporterMail> reporter_mail(Sqlite& database, const Filter& filter);

// When and where the sources that a filter chooses were seen, by domain and address.
std::vector<SourceActivity> source_activity(Sqlite& database, const Filter& filter);

// Hands out the daily totals that a filter chooses, each domain's days in order. Cost follows the window.
void visit_daily_mail(Sqlite& database, const Filter& filter,
                      const std::function<void(const DailyMail&)>& take);

// What each report of the filter's domains in its window found published; each domain's by their end, the
// newest last.
std::vector<PublishedPeriod> published_periods(Sqlite& database, const Filter& filter);

// The days on which the reporters of the filter's domains reported in its window, by name. Of the filter's
// other parts the reporter alone counts.
std::vector<ReporterDays> reporter_days(Sqlite& database, const Filter& filter);

// How many inputs are kept as unreadable.
std::int64_t unreadable_count(Sqlite& database);

// The policy domains of all reports, by name.
std::vector<std::string> policy_domains(Sqlite& database);

// Result sets and names of reporters by number.
class ResultSetReader {
 public:
  explicit ResultSetReader(Sqlite& database);
  ~ResultSetReader();
  ResultSet read(std::int64_t results);
  const std::string& reporter(std::int64_t number);

 private:
  std::unique_ptr<ResultLookups> lookups_;
};

// How a listing is ordered: a column name of the listing, empty for its own order.
struct Order {
  std::string column;
  bool descending = false;
};
// The columns that list_reports and list_records can order by.
std::vector<std::string_view> report_orders();
std::vector<std::string_view> record_orders();

// Hands out the reports that have a booked day in the window, the newest first. Streams.
void list_reports(Sqlite& database, const Filter& filter, const Order& order,
                  const std::function<void(const ReportRow&)>& take);

// Hands out the records of those reports, report by report. A report of several days is listed whole if one
// of them is in the window. Streams.
void list_records(Sqlite& database, const Filter& filter, const Order& order,
                  const std::function<void(const RecordRow&)>& take);

}  // namespace ruascope
