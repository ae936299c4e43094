// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"
#include "store/database.hpp"
#include "store/report_writer.hpp"
#include "tests/support/temporary_folder.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ruascope::test {

inline constexpr std::int64_t noon_of_import = 1'700'136'000;  // 2023-11-16 12:00 UTC
inline constexpr std::int64_t begin_of_day = 1'700'006'400;    // 2023-11-15 00:00 UTC
inline constexpr Day the_day = 19676;                          // 2023-11-15

// A record that passes DMARC by both; tests change what they are about. Its digests are set by write().
Record passing(const std::string& ip, std::int64_t count);
// One that fails it by both.
Record failing(const std::string& ip, std::int64_t count);

// `count` records from as many addresses of 10.0.0.0/8, the first of them 10.0.`net`.0, one message each.
std::vector<Record> many(std::int64_t count, int net = 0);

// A whole report as a value.
struct ReportValue {
  ReportHead head;
  std::vector<Record> records;
  std::string document;  // stands for the bytes it came in
  std::string origin;
  bool partial = false;
  std::int64_t now = noon_of_import;
  std::optional<std::int64_t> reports_of_document = 1;
};

// A report of reporter.example on example.com for 2023-11-15 under p=none; its document is named like it.
ReportValue report(const std::string& report_id, std::vector<Record> records);

// `value` as it comes in other bytes.
ReportValue as_document(ReportValue value, const std::string& document);

// Moves the period to the day so many days after 2023-11-15.
ReportValue days_later(ReportValue value, int days);

ReportEnd end_of(ReportValue& value);
Digest digest_of_text(const std::string& text);
WriteResult write(ReportWriter& writer, ReportValue value);

// An empty store in a folder of its own.
struct StoreWorld {
  TemporaryFolder folder;
  std::string path = folder.path("test.db");
  std::unique_ptr<Sqlite> database = open_store(path, Access::write);

  // Writes in a transaction of its own.
  WriteResult add(const ReportValue& value);
};

// The messages of the store by each way to ask for them: v_report, v_record, v_daily, domain_totals and
// source_totals.
std::vector<std::int64_t> all_sums(Sqlite& database);
std::vector<std::int64_t> five_times(std::int64_t messages);

// "2023-11-15 10", a line a day of v_daily.
std::vector<std::string> days_of(Sqlite& database);

// The texts of the first column, a row each.
std::vector<std::string> texts(Sqlite& database, const char* sql);

}  // namespace ruascope::test
