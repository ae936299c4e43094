// SPDX-License-Identifier: MIT
#include "store/filter.hpp"
#include "store/queries.hpp"
#include "tests/store/store_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

using Lines = std::vector<std::string>;

// Four reports, a different part of the filter telling each apart.
struct FilterWorld : StoreWorld {
  FilterWorld() {
    auto google = report("g1", {passing("192.0.2.1", 10), failing("198.51.100.7", 3)});
    google.head.org_name = "Google.com";
    google.records[1].disposition = {Disposition::reject, {}};
    add(google);
    auto yahoo = days_later(report("y1", {failing("2001:db8::1", 5)}), 1);
    yahoo.head.org_name = "yahoo";
    yahoo.head.policy.domain = "mail.example.com";
    yahoo.records[0].disposition = {Disposition::quarantine, {}};
    yahoo.records[0].results.edit().header_from = "news.mail.example.com";
    add(yahoo);
    auto outlook = days_later(report("o1", {passing("192.0.2.200", 7)}), 2);
    outlook.head.org_name = "Outlook.com";
    outlook.head.policy.domain = "example.org";
    outlook.records[0].results.edit().header_from = "example.org";
    add(outlook);
    auto other = report("n1", {passing("192.0.2.1", 1)});
    other.head.org_name = "yahoo";
    other.head.policy.domain = "notexample.com";
    add(other);
  }
};

Lines domains(Sqlite& database, const Filter& filter) {
  Lines lines;
  for (const auto& totals : domain_totals(database, filter))
    lines.push_back(totals.domain + " " + std::to_string(totals.counts.messages));
  return lines;
}

Lines sources(Sqlite& database, const Filter& filter) {
  Lines lines;
  for (const auto& totals : source_totals(database, filter))
    lines.push_back(totals.source_ip + " " + std::to_string(totals.counts.messages));
  return lines;
}

Lines reports(Sqlite& database, const Filter& filter) {
  Lines lines;
  list_reports(database, filter, {"report_id", false},
               [&](const ReportRow& row) { lines.push_back(row.report_id); });
  return lines;
}

Lines records(Sqlite& database, const Filter& filter) {
  Lines lines;
  list_records(database, filter, {"count", true},
               [&](const RecordRow& row) { lines.push_back(*row.report_id + " " + row.source_ip); });
  return lines;
}

void check(const Filter& filter, const Lines& in_domains, const Lines& in_sources, const Lines& in_reports,
           const Lines& in_records) {
  FilterWorld world;
  CHECK(domains(*world.database, filter) == in_domains);
  CHECK(sources(*world.database, filter) == in_sources);
  CHECK(reports(*world.database, filter) == in_reports);
  CHECK(records(*world.database, filter) == in_records);
}

TEST_CASE("Without a filter everything is chosen") {
  check({}, {"example.com 13", "example.org 7", "mail.example.com 5", "notexample.com 1"},
        {"192.0.2.1 10", "192.0.2.200 7", "2001:db8::1 5", "198.51.100.7 3", "192.0.2.1 1"},
        {"g1", "n1", "o1", "y1"},
        {"g1 192.0.2.1", "o1 192.0.2.200", "y1 2001:db8::1", "g1 198.51.100.7", "n1 192.0.2.1"});
}

TEST_CASE("A domain chooses itself and nothing below it") {
  Filter filter;
  filter.domains = {"example.com"};
  check(filter, {"example.com 13"}, {"192.0.2.1 10", "198.51.100.7 3"}, {"g1"},
        {"g1 192.0.2.1", "g1 198.51.100.7"});
}

TEST_CASE("A domain with a leading dot chooses itself and what lies below it, not what ends alike") {
  Filter filter;
  filter.domains = {".example.com"};
  check(filter, {"example.com 13", "mail.example.com 5"}, {"192.0.2.1 10", "2001:db8::1 5", "198.51.100.7 3"},
        {"g1", "y1"}, {"g1 192.0.2.1", "y1 2001:db8::1", "g1 198.51.100.7"});
}

TEST_CASE("Several domains choose any of them") {
  Filter filter;
  filter.domains = {"example.org", "notexample.com"};
  check(filter, {"example.org 7", "notexample.com 1"}, {"192.0.2.200 7", "192.0.2.1 1"}, {"n1", "o1"},
        {"o1 192.0.2.200", "n1 192.0.2.1"});
}

TEST_CASE("A domain that no report is about chooses nothing") {
  Filter filter;
  filter.domains = {"news.mail.example.com"};
  check(filter, {}, {}, {}, {});
}

TEST_CASE("The first day of a window belongs to it") {
  Filter filter;
  filter.since = the_day + 1;
  check(filter, {"example.org 7", "mail.example.com 5"}, {"192.0.2.200 7", "2001:db8::1 5"}, {"o1", "y1"},
        {"o1 192.0.2.200", "y1 2001:db8::1"});
}

TEST_CASE("The last day of a window belongs to it") {
  Filter filter;
  filter.until = the_day + 1;
  check(filter, {"example.com 13", "mail.example.com 5", "notexample.com 1"},
        {"192.0.2.1 10", "2001:db8::1 5", "198.51.100.7 3", "192.0.2.1 1"}, {"g1", "n1", "y1"},
        {"g1 192.0.2.1", "y1 2001:db8::1", "g1 198.51.100.7", "n1 192.0.2.1"});
}

TEST_CASE("A window of one day holds that day") {
  Filter filter;
  filter.since = the_day + 2;
  filter.until = the_day + 2;
  check(filter, {"example.org 7"}, {"192.0.2.200 7"}, {"o1"}, {"o1 192.0.2.200"});
}

TEST_CASE("An address chooses the mail it sent") {
  Filter filter;
  filter.source = IpNetwork::parse("192.0.2.1");
  check(filter, {"example.com 10", "notexample.com 1"}, {"192.0.2.1 10", "192.0.2.1 1"}, {"g1", "n1"},
        {"g1 192.0.2.1", "n1 192.0.2.1"});
}

TEST_CASE("A block of IPv4 addresses chooses those in it and no IPv6 address") {
  Filter filter;
  filter.source = IpNetwork::parse("192.0.2.128/25");
  check(filter, {"example.org 7"}, {"192.0.2.200 7"}, {"o1"}, {"o1 192.0.2.200"});
  filter.source = IpNetwork::parse("0.0.0.0/0");
  check(filter, {"example.com 13", "example.org 7", "notexample.com 1"},
        {"192.0.2.1 10", "192.0.2.200 7", "198.51.100.7 3", "192.0.2.1 1"}, {"g1", "n1", "o1"},
        {"g1 192.0.2.1", "o1 192.0.2.200", "g1 198.51.100.7", "n1 192.0.2.1"});
}

TEST_CASE("A block of IPv6 addresses chooses those in it and no IPv4 address") {
  for (const char* block : {"2001:db8::/32", "::/0"}) {
    Filter filter;
    filter.source = IpNetwork::parse(block);
    check(filter, {"mail.example.com 5"}, {"2001:db8::1 5"}, {"y1"}, {"y1 2001:db8::1"});
  }
  Filter filter;
  filter.source = IpNetwork::parse("2001:db8:1::/48");
  check(filter, {}, {}, {}, {});
}

TEST_CASE("A reporter is chosen whatever its letter case") {
  Filter filter;
  filter.reporter = "gOOGLE.com";
  check(filter, {"example.com 13"}, {"192.0.2.1 10", "198.51.100.7 3"}, {"g1"},
        {"g1 192.0.2.1", "g1 198.51.100.7"});
  filter.reporter = "google";
  check(filter, {}, {}, {}, {});
}

TEST_CASE("A header From domain chooses the mail that bore it") {
  Filter filter;
  filter.header_from = "news.mail.example.com";
  check(filter, {"mail.example.com 5"}, {"2001:db8::1 5"}, {"y1"}, {"y1 2001:db8::1"});
  filter.header_from = "mail.example.com";
  check(filter, {}, {}, {}, {});
}

TEST_CASE("A disposition chooses the mail it was applied to") {
  Filter filter;
  filter.disposition = Disposition::reject;
  check(filter, {"example.com 3"}, {"198.51.100.7 3"}, {"g1"}, {"g1 198.51.100.7"});
  filter.disposition = Disposition::quarantine;
  check(filter, {"mail.example.com 5"}, {"2001:db8::1 5"}, {"y1"}, {"y1 2001:db8::1"});
}

TEST_CASE("Failing chooses rows, which keep their full figures, and of the records those that failed") {
  Filter filter;
  filter.failing = true;
  check(filter, {"example.com 13", "mail.example.com 5"}, {"2001:db8::1 5", "198.51.100.7 3"}, {"g1", "y1"},
        {"y1 2001:db8::1", "g1 198.51.100.7"});
}

TEST_CASE("All parts of a filter must hold at once") {
  Filter filter;
  filter.domains = {".example.com"};
  filter.since = the_day;
  filter.until = the_day;
  filter.source = IpNetwork::parse("192.0.2.0/24");
  filter.reporter = "google.com";
  filter.header_from = "example.com";
  filter.disposition = Disposition::none;
  check(filter, {"example.com 10"}, {"192.0.2.1 10"}, {"g1"}, {"g1 192.0.2.1"});
  filter.failing = true;
  check(filter, {}, {}, {}, {});
}

TEST_CASE("A quote in a filter is a letter like any other") {
  Filter filter;
  filter.domains = {"example.com' OR '1'='1"};
  filter.reporter = "' OR 1=1 --";
  filter.header_from = "x' OR '1'='1";
  check(filter, {}, {}, {}, {});
}

}  // namespace
}  // namespace ruascope
