// SPDX-License-Identifier: MIT
#include "reports/columns.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using Lines = std::vector<std::string>;

Lines names_of(std::span<const Column> columns) {
  Lines result;
  for (const auto& column : columns) result.emplace_back(column.name);
  return result;
}

// The names of the columns for which `is_chosen` holds.
template <class Chosen>
Lines names_where(std::span<const Column> columns, const Chosen& is_chosen) {
  Lines result;
  for (const auto& column : columns)
    if (is_chosen(column)) result.emplace_back(column.name);
  return result;
}

Lines names_of_kind(std::span<const Column> columns, ColumnKind kind) {
  return names_where(columns, [kind](const Column& column) { return column.kind == kind; });
}

Lines summed(std::span<const Column> columns) {
  return names_where(columns, [](const Column& column) { return column.summed; });
}

// The cells as JSON, "null" where absent.
Lines json_of(const std::vector<Cell>& cells) {
  Lines result;
  for (const auto& cell : cells) result.push_back(cell_json(cell));
  return result;
}

TEST_CASE("Domains have the columns of the contract") {
  CHECK(names_of(domain_columns()) == Lines{"domain", "policy", "subdomain_policy", "messages", "dmarc_pass",
                                            "dmarc_fail", "pass_rate", "delivered", "quarantined", "rejected",
                                            "disposition_unknown", "sources", "reporters", "first_day",
                                            "last_day"});
  CHECK(names_of_kind(domain_columns(), ColumnKind::count) ==
        Lines{"messages", "dmarc_pass", "dmarc_fail", "delivered", "quarantined", "rejected",
              "disposition_unknown", "sources", "reporters"});
  CHECK(names_of_kind(domain_columns(), ColumnKind::ratio) == Lines{"pass_rate"});
  CHECK(summed(domain_columns()) == Lines{"messages", "dmarc_pass", "dmarc_fail", "delivered", "quarantined",
                                          "rejected", "disposition_unknown"});
}

TEST_CASE("Sources have the columns of the contract") {
  CHECK(names_of(source_columns()) ==
        Lines{"domain",      "source_ip",     "host",          "sender",     "class",
              "cause",       "messages",      "dmarc_pass",    "dmarc_fail", "dkim_aligned",
              "spf_aligned", "delivered",     "quarantined",   "rejected",   "overridden",
              "header_from", "envelope_from", "dkim_results",  "causes",     "disposition_unknown",
              "reporters",   "first_day",     "last_day",      "rejections", "confidence",
              "evidence",    "advice",        "host_confirmed"});
  CHECK(names_of_kind(source_columns(), ColumnKind::list) ==
        Lines{"header_from", "envelope_from", "reporters", "evidence", "advice"});
  CHECK(names_of_kind(source_columns(), ColumnKind::json) ==
        Lines{"dkim_results", "causes", "host_confirmed"});
  CHECK(summed(source_columns()) == Lines{"messages", "dmarc_pass", "dmarc_fail", "dkim_aligned",
                                          "spf_aligned", "delivered", "quarantined", "rejected", "overridden",
                                          "disposition_unknown", "rejections"});
}

TEST_CASE("Reports have the columns of the contract") {
  CHECK(names_of(report_columns()) == Lines{"org_name",
                                            "email",
                                            "report_id",
                                            "domain",
                                            "begin",
                                            "end",
                                            "schema",
                                            "policy",
                                            "subdomain_policy",
                                            "nonexistent_policy",
                                            "adkim",
                                            "aspf",
                                            "pct",
                                            "testing",
                                            "fo",
                                            "discovery_method",
                                            "generator",
                                            "extra_contact_info",
                                            "errors",
                                            "records",
                                            "messages",
                                            "origin",
                                            "imported_at",
                                            "warnings"});
  CHECK(names_of_kind(report_columns(), ColumnKind::instant) == Lines{"begin", "end"});
  CHECK(names_of_kind(report_columns(), ColumnKind::number) == Lines{"pct"});
  CHECK(names_of_kind(report_columns(), ColumnKind::list) == Lines{"errors", "warnings"});
  CHECK(summed(report_columns()) == Lines{"records", "messages"});
}

TEST_CASE("Records have the columns of the contract") {
  CHECK(names_of(record_columns()) == Lines{"org_name", "report_id", "domain", "begin", "end", "source_ip",
                                            "count", "disposition", "dkim", "spf", "reasons", "header_from",
                                            "envelope_from", "envelope_to", "dkim_results", "spf_results"});
  CHECK(names_of_kind(record_columns(), ColumnKind::instant) == Lines{"begin", "end"});
  CHECK(names_of_kind(record_columns(), ColumnKind::json) == Lines{"reasons", "dkim_results", "spf_results"});
  CHECK(summed(record_columns()) == Lines{"count"});
}

TEST_CASE("Addresses are the columns that no terminal cuts") {
  const auto whole = [](const Column& column) { return column.whole; };
  CHECK(names_where(source_columns(), whole) == Lines{"source_ip", "class", "cause"});
  CHECK(names_where(record_columns(), whole) == Lines{"source_ip"});
}

TEST_CASE("Unreadable inputs have a cell a column") {
  const UnreadableRow row{3, {"a.xml", "line 12", "xml", "bad", "mend it"}, 1700006400, 1700006401};
  CHECK(names_of(unreadable_columns()) ==
        Lines{"id", "origin", "place", "reason", "message", "hint", "first_seen", "last_seen", "kept_bytes"});
  CHECK(json_of(cells_of(row)) == Lines{"3", "\"a.xml\"", "\"line 12\"", "\"xml\"", "\"bad\"", "\"mend it\"",
                                        "\"2023-11-15T00:00:00Z\"", "\"2023-11-15T00:00:01Z\"", "null"});
}

TEST_CASE("A domain has a cell a column, each in its place") {
  DomainTotals totals;
  totals.domain = "example.com";
  totals.policy = Policy::quarantine;
  totals.subdomain_policy = Policy::reject;
  totals.counts = {8, 2, 6, 91, 92, 1, 3, 4, 0, 93};
  totals.sources = 11;
  totals.reporters = 12;
  totals.first_day = 19676;
  totals.last_day = 19677;
  CHECK(json_of(cells_of(totals)) == Lines{"\"example.com\"", "\"quarantine\"", "\"reject\"", "8", "2", "6",
                                           "0.25", "1", "3", "4", "0", "11", "12", "\"2023-11-15\"",
                                           "\"2023-11-16\""});
}

TEST_CASE("The pass rate is absent at 0 messages") {
  CHECK(cell_json(pass_rate(0, 0)) == "null");
  CHECK(cell_json(pass_rate(0, 4)) == "0");
  CHECK(cell_json(pass_rate(3, 4)) == "0.75");
  CHECK(cell_json(pass_rate(4, 4)) == "1");
}

TEST_CASE("A policy that is absent is null") {
  const auto cells = json_of(cells_of(DomainTotals{}));
  CHECK(cells.at(1) == "null");
  CHECK(cells.at(2) == "null");
  CHECK(cells.at(6) == "null");
}

TEST_CASE("A source has a cell a column, each in its place") {
  JudgedSource source;
  auto& totals = source.totals;
  totals.domain = "example.com";
  totals.source_ip = "192.0.2.1";
  totals.counts = {10, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  totals.header_from = {"a.example", "b.example"};
  totals.envelope_from = {""};
  totals.signatures = {{"d.example", "s1", "pass"}, {"", std::nullopt, "none"}};
  totals.reporters = {"r.example"};
  totals.first_day = 19676;
  totals.last_day = 19677;
  auto& judgement = source.judgement;
  judgement.sender = "Sender";
  judgement.source_class = SourceClass::third_party;
  judgement.confidence = Confidence::likely;
  judgement.cause = Cause::without_signature;
  judgement.causes = {{Cause::without_signature, 9}, {Cause::spoof, 1}};
  judgement.evidence = {"one", "two"};
  judgement.advice = {"three"};
  CHECK(json_of(cells_of(source)) == Lines{"\"example.com\"",
                                           "\"192.0.2.1\"",
                                           "null",
                                           "\"Sender\"",
                                           "\"third_party\"",
                                           "\"unsigned\"",
                                           "10",
                                           "1",
                                           "2",
                                           "3",
                                           "4",
                                           "5",
                                           "6",
                                           "7",
                                           "9",
                                           "[\"a.example\",\"b.example\"]",
                                           "[\"\"]",
                                           R"([{"domain":"d.example","selector":"s1","result":"pass"},)"
                                           R"({"domain":null,"selector":null,"result":"none"}])",
                                           R"([{"cause":"unsigned","messages":9},)"
                                           R"({"cause":"spoof","messages":1}])",
                                           "8",
                                           "[\"r.example\"]",
                                           "\"2023-11-15\"",
                                           "\"2023-11-16\"",
                                           "null",
                                           "\"likely\"",
                                           "[\"one\",\"two\"]",
                                           "[\"three\"]",
                                           "null"});
}

TEST_CASE("A source without a name has none, and a group stands in the column that it is made by") {
  CHECK(json_of(cells_of(JudgedSource{})).at(3) == "null");
  SourceGroup group;
  group.by = GroupBy::selector;
  group.domain = "example.com";
  group.key = "example.com/s1";
  group.source_class = SourceClass::own;
  group.counts.messages = 4;
  group.counts.dmarc_pass = 3;
  group.causes = {{Cause::aligned_both, 4}};
  const auto columns = group_columns(group.by);
  const auto cells = json_of(cells_of(group));
  REQUIRE(columns.size() == cells.size());
  CHECK(columns[1].name == "selector");
  CHECK(cells[1] == "\"example.com/s1\"");
  CHECK(cells[2] == "\"own\"");
  CHECK(columns[6].name == "pass_rate");
  CHECK(cells[6] == "0.75");
  group.source_class.reset();
  CHECK(json_of(cells_of(group))[2] == "null");
  group.by = GroupBy::source_class;
  CHECK(group_columns(group.by).size() == json_of(cells_of(group)).size());
  CHECK(group_columns(group.by)[2].name == "messages");
}

TEST_CASE("A report has a cell a column, each in its place") {
  ReportRow row;
  row.org_name = "org";
  row.email = "mail";
  row.report_id = "id";
  row.domain = "example.com";
  row.begin = 1;
  row.end = 2;
  row.schema = Schema::rfc9990;
  row.policy = Policy::none;
  row.subdomain_policy = Policy::quarantine;
  row.nonexistent_policy = Policy::reject;
  row.adkim = AlignmentMode::relaxed;
  row.aspf = AlignmentMode::strict;
  row.pct = 50;
  row.testing = Testing::yes;
  row.fo = "1";
  row.discovery_method = DiscoveryMethod::treewalk;
  row.generator = "gen";
  row.extra_contact_info = "more";
  row.errors = {"e"};
  row.records = 3;
  row.messages = 4;
  row.origin = "a.xml";
  row.imported_at = 1700006400;
  row.warnings = {"ns"};
  CHECK(json_of(cells_of(row)) == Lines{"\"org\"",
                                        "\"mail\"",
                                        "\"id\"",
                                        "\"example.com\"",
                                        "1",
                                        "2",
                                        "\"rfc9990\"",
                                        "\"none\"",
                                        "\"quarantine\"",
                                        "\"reject\"",
                                        "\"r\"",
                                        "\"s\"",
                                        "50",
                                        "\"y\"",
                                        "\"1\"",
                                        "\"treewalk\"",
                                        "\"gen\"",
                                        "\"more\"",
                                        "[\"e\"]",
                                        "3",
                                        "4",
                                        "\"a.xml\"",
                                        "\"2023-11-15T00:00:00Z\"",
                                        "[\"ns\"]"});
}

TEST_CASE("What a report does not say is null") {
  const auto cells = json_of(cells_of(ReportRow{}));
  for (const std::size_t index : {7U, 8U, 9U, 10U, 11U, 12U, 13U, 14U, 15U, 16U, 17U}) {
    INFO(report_columns()[index].name);
    CHECK(cells.at(index) == "null");
  }
  CHECK(cells.at(18) == "[]");
  CHECK(cells.at(23) == "[]");
}

TEST_CASE("A record has a cell a column, each in its place, its lists as they were stored") {
  const std::string org_name = "org";
  const std::string report_id = "id";
  const std::string domain = "example.com";
  RecordRow::Results results{"h.example", "",    std::nullopt, Verdict::pass, Verdict::unknown,
                             false,       "[1]", "[2]",        "[3]"};
  const RecordRow row{&org_name, &report_id, &domain, 1, 2, "192.0.2.1", 5, Disposition::quarantine,
                      &results};
  CHECK(json_of(cells_of(row)) == Lines{"\"org\"", "\"id\"", "\"example.com\"", "1", "2", "\"192.0.2.1\"",
                                        "5", "\"quarantine\"", "\"pass\"", "\"unknown\"", "[1]",
                                        "\"h.example\"", "\"\"", "null", "[2]", "[3]"});
}

}  // namespace
}  // namespace ruascope
