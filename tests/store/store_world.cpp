// SPDX-License-Identifier: MIT
#include "tests/store/store_world.hpp"

#include "ingest/identity.hpp"
#include "store/queries.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace ruascope::test {
namespace {

Record record(const std::string& ip, std::int64_t count, Verdict verdict) {
  Record result;
  result.source_ip = IpAddress::parse(ip).value();
  result.count = count;
  result.disposition = {Disposition::none, {}};
  result.results.edit().header_from = "example.com";
  result.results.edit().dkim = {verdict, {}};
  result.results.edit().spf = {verdict, {}};
  return result;
}

}  // namespace

Record passing(const std::string& ip, std::int64_t count) { return record(ip, count, Verdict::pass); }
Record failing(const std::string& ip, std::int64_t count) { return record(ip, count, Verdict::fail); }

std::vector<Record> many(std::int64_t count, int net) {
  std::vector<Record> records;
  for (std::int64_t index = 0; index < count; ++index)
    records.push_back(passing(fmt::format("10.{}.{}.{}", net, index / 256, index % 256), 1));
  return records;
}

ReportValue report(const std::string& report_id, std::vector<Record> records) {
  ReportValue value;
  value.head.org_name = "reporter.example";
  value.head.email = "dmarc@reporter.example";
  value.head.report_id = report_id;
  value.head.begin = begin_of_day;
  value.head.end = begin_of_day + seconds_per_day - 1;
  value.head.policy.domain = "example.com";
  value.head.policy.p = Token<Policy>{Policy::none, {}};
  value.records = std::move(records);
  value.document = report_id;
  value.origin = report_id + ".xml";
  return value;
}

ReportValue as_document(ReportValue value, const std::string& document) {
  value.document = document;
  value.origin = document + ".xml";
  return value;
}

ReportValue days_later(ReportValue value, int days) {
  value.head.begin += days * seconds_per_day;
  value.head.end += days * seconds_per_day;
  value.now += days * seconds_per_day;
  return value;
}

Digest digest_of_text(const std::string& text) {
  Hasher hasher;
  hasher.add(text);
  return hasher.finish();
}

ReportEnd end_of(ReportValue& value) {
  IdentityBuilder identity;
  for (auto& record : value.records) identity.add(record);
  ReportEnd end;
  identity.finish(value.head, end);
  end.document = digest_of_text(value.document);
  end.partial = value.partial;
  end.reports_of_document = value.reports_of_document;
  return end;
}

WriteResult write(ReportWriter& writer, ReportValue value) {
  const auto end = end_of(value);
  writer.begin(value.head, {value.origin, nullptr, std::nullopt}, value.now);
  constexpr std::size_t chunk = 1000;
  const std::span<const Record> records{value.records};
  for (std::size_t at = 0; at < records.size(); at += chunk) {
    const auto part = records.subspan(at, std::min(chunk, records.size() - at));
    writer.add({part.begin(), part.end()});
  }
  return writer.finish(end);
}

WriteResult StoreWorld::add(const ReportValue& value) {
  ReportWriter writer(*database);
  const auto result = write(writer, value);
  writer.commit();
  return result;
}

std::vector<std::int64_t> all_sums(Sqlite& database) {
  std::vector<std::int64_t> sums{database.integer("SELECT messages_sum(messages) FROM v_report"),
                                 database.integer("SELECT messages_sum(messages) FROM v_record"),
                                 database.integer("SELECT messages_sum(messages) FROM v_daily"), 0, 0};
  for (const auto& totals : domain_totals(database, {})) sums[3] += totals.counts.messages;
  for (const auto& totals : source_totals(database, {})) sums[4] += totals.counts.messages;
  return sums;
}

std::vector<std::int64_t> five_times(std::int64_t messages) { return std::vector<std::int64_t>(5, messages); }

std::vector<std::string> days_of(Sqlite& database) {
  return texts(database, "SELECT day || ' ' || sum(messages) FROM v_daily GROUP BY day ORDER BY day");
}

std::vector<std::string> texts(Sqlite& database, const char* sql) {
  std::vector<std::string> result;
  auto rows = database.prepare(sql);
  while (rows.step()) result.emplace_back(rows.text(0));
  return result;
}

}  // namespace ruascope::test
