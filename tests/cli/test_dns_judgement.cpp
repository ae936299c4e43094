// SPDX-License-Identifier: MIT
// Judgement with what DNS says, asked of a real name server, and with files of networks.
#include "store/sqlite.hpp"
#include "tests/cli/dns_world.hpp"
#include "tests/support/text.hpp"

#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

const std::string networks = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/networks/";

Json json_of(const CliWorld& world, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--format", "json"});
  return Json::parse(world.run(arguments).out);
}

// Mail of good.example: from a host of its own, from one that its reverse zone calls a stranger's, from one
// with hostile bytes for a name.
void import_mail_of_good(const CliWorld& world) {
  for (int day = 1; day <= 3; ++day)
    import_mail(world, {"good.example", day, "none", "192.0.2.1", 40, "good.example", "s2026"});
  import_mail(world, {"good.example", 1, "none", "192.0.2.2", 3, "", "", false});
  import_mail(world, {"good.example", 1, "none", "192.0.2.4", 3, "", "", false});
  import_mail(world, {"good.example", 1, "none", "192.0.2.3", 3, "", "", false});
}

Json row_of(const Json& answer, const std::string& source) {
  for (const auto& row : answer.at("rows"))
    if (row.at("source_ip") == source) return row;
  FAIL(source << " has no row");
  return {};
}

TEST_CASE("sources are named by what DNS confirms, and marked where it does not") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_mail_of_good(world);
  CHECK(row_of(json_of(world, {"sources"}), "192.0.2.1").at("host").is_null());
  world.data({"resolve"});
  const auto sources = json_of(world, {"sources"});
  const auto own = row_of(sources, "192.0.2.1");
  CHECK(own.at("host") == "mail.good.example");
  CHECK(own.at("host_confirmed") == true);
  CHECK(own.at("class") == "own");
  const auto stranger = row_of(sources, "192.0.2.2");
  CHECK(stranger.at("host") == "mail.other.example");
  CHECK(stranger.at("host_confirmed") == false);
  CHECK(stranger.at("class") == "own");  // by the SPF record, whatever its name
  CHECK(stranger.at("evidence").back() == "the SPF record of good.example names its address");
  CHECK_FALSE(stranger.contains("asn"));
  CHECK(row_of(sources, "192.0.2.3").at("host_confirmed") == false);
  const auto page = world.data({"sources", "192.0.2.2"});
  CHECK(has(page, "mail.other.example (does not name the address in turn)"));
  // What a zone holds must not steer the terminal.
  const auto hostile = world.data({"sources", "192.0.2.4"});
  CHECK(hostile.find('\033') == std::string::npos);
}

TEST_CASE("networks come from the file that the administrator names, and without one there is no column") {
  const CliWorld world;
  import_mail(world, {"good.example", 1, "none", "192.0.2.1"});
  import_mail(world, {"good.example", 1, "none", "203.0.113.1"});
  const auto rows = json_of(world, {"sources", "--asn-db", networks + "maxmind.mmdb"});
  const auto known = row_of(rows, "192.0.2.1");
  CHECK(known.at("asn") == 64496);
  CHECK(known.at("network") == "Example Networks");
  CHECK(known.at("country") == "DE");
  CHECK(row_of(rows, "203.0.113.1").at("asn").is_null());
  CHECK(row_of(rows, "203.0.113.1").contains("country"));
  CHECK_FALSE(row_of(json_of(world, {"sources"}), "192.0.2.1").contains("asn"));
  CHECK(has(world.data({"sources", "--asn-db", networks + "ipinfo.mmdb", "--format", "csv"}),
            ",asn,network,country"));
  CHECK(has(world.data({"sources", "192.0.2.1", "--asn-db", networks + "maxmind.mmdb"}),
            "AS64496 Example Networks, DE"));
  const auto absent = world.run({"sources", "--asn-db", "/nowhere.mmdb"});
  CHECK(absent.status == 1);
  CHECK(has(absent.err,
            "/nowhere.mmdb: No such file or directory\nhint: --asn-db takes a file in MaxMind's format"));
}

TEST_CASE("readiness checks the records, and names the next one in full") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_mail_of_good(world);
  const auto check_named = [&](const Json& readiness) {
    for (const auto& check : readiness.at("checks"))
      if (check.at("name") == "records") return check;
    return Json{};
  };
  const auto before = json_of(world, {"readiness", "good.example"});
  CHECK(check_named(before).at("status") == "not_checked");
  CHECK(before.at("next_record_complete") == false);
  world.data({"resolve"});
  const auto after = json_of(world, {"readiness", "good.example"});
  CHECK(check_named(after).at("status") == "block");  // rua@collector.example takes no mail
  CHECK(has(check_named(after).at("why"), "As of 2026-11-17: collector.example (dmarc.rua_no_mail)"));
  CHECK(after.at("next_record_complete") == true);
  CHECK(after.at("next_record") ==
        "v=DMARC1; p=quarantine; "
        "rua=mailto:dmarc@good.example,mailto:rua@collector.example; adkim=s; fo=1");
}

TEST_CASE("findings name broken records, and the summary shows the records as they stand") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_mail_of_good(world);
  CHECK_FALSE(has(world.data({"findings"}), "dmarc.rua_no_mail"));
  world.data({"resolve"});
  CHECK(has(world.data({"findings"}), "dmarc.rua_no_mail good.example, collector.example"));
  const auto summary = world.data({"summary", "--week", "2026-W47"});
  CHECK(has(summary, "Records in DNS\n  - DMARC _dmarc.good.example: v=DMARC1; p=none;\n"));
  CHECK(has(summary, "- DKIM s2026._domainkey.good.example: rsa 2048 bits, since 2026-11-17"));
  const auto html = world.folder.path("week.html");
  world.data({"summary", "--week", "2026-W47", "--html", html});
  CHECK(has(read_file(html), "<h3>Records in DNS</h3>"));
}

TEST_CASE("each include that fails is a finding of its own: one that is known does not hide the next") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_mail(world, {"includes.check.example", 1, "reject"});
  world.data({"resolve"});
  std::set<std::string> subjects;
  const auto answer = json_of(world, {"findings"});
  for (const auto& row : answer.at("rows"))
    if (row.at("code") == "spf.include_fails") subjects.insert(row.at("subject").get<std::string>());
  CHECK(subjects ==
        std::set<std::string>{"badspf.check.example", "gone.check.example", "twospf.check.example"});
}

TEST_CASE("with facts in the store every question is answered with the network off, alike twice") {
  if (!has_name_server()) return;
  DnsWorld world;
  import_mail_of_good(world);
  world.data({"resolve"});
  world.end_server();
  world.environment["RUASCOPE_DNS_TIMEOUT"] = "1";
  const std::vector<std::vector<std::string>> questions{{"domains"},
                                                        {"sources"},
                                                        {"sources", "192.0.2.1"},
                                                        {"sources", "--by", "sender"},
                                                        {"records"},
                                                        {"reports"},
                                                        {"reporters"},
                                                        {"reporters", "--quality"},
                                                        {"rejections"},
                                                        {"findings"},
                                                        {"readiness", "good.example"},
                                                        {"readiness", "--all"},
                                                        {"what-if", "good.example", "--policy", "reject"},
                                                        {"trend"},
                                                        {"summary"},
                                                        {"check", "good.example", "--offline"},
                                                        {"explain", "550 5.7.1 DMARC"}};
  for (const auto& question : questions) {
    CAPTURE(question.front());
    const auto first = world.run(question);
    CHECK((first.status == 0 || first.status == 3));
    CHECK(first.out == world.run(question).out);
  }
}

TEST_CASE("run asks DNS before it tells findings, and does the rest where no server answers") {
  if (!has_name_server()) return;
  DnsWorld world;
  import_mail_of_good(world);
  world.environment["RUASCOPE_DNS_RUN_SECONDS"] = "20";
  const auto first = world.run({"run"});
  CHECK(first.status == 0);
  CHECK(has(first.out, "dmarc.rua_no_mail"));
  world.environment["RUASCOPE_DNS_TIMEOUT"] = "1";
  import_mail(world, {"good.example", 1, "none", "192.0.2.9", 3, "", "", false});
  world.end_server();
  const auto second = world.run({"run"});
  CHECK(second.status == 1);
  CHECK(has(second.err, "no reply from 127.0.0.1:"));
  CHECK(has(world.data({"runs", "--format", "json"}), "dns: no reply from"));
  CHECK(row_of(json_of(world, {"sources"}), "192.0.2.1").at("host") == "mail.good.example");
}

TEST_CASE("a week is judged by the DNS of that week") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_mail_of_good(world);
  world.data({"resolve"});
  // What DNS said a month before: another name.
  Sqlite(world.store, Sqlite::Mode::read_write).execute(R"sql(
    INSERT INTO dns_fact (id, name, type, status, ttl, first_at, last_at, expires_at, server)
      VALUES (1000, '1.2.0.192.in-addr.arpa', 3, 0, 0, 1790000000, 1790000001, 0, '');
    INSERT INTO dns_value (fact, number, value) VALUES (1000, 0, CAST('earlier.good.example' AS BLOB)))sql");
  CHECK(row_of(json_of(world, {"sources"}), "192.0.2.1").at("host") == "mail.good.example");
  import_mail(world, {"good.example", 31, "none", "192.0.2.1", 40, "good.example", "s2026"});
  CHECK(row_of(json_of(world, {"sources", "--until", "2026-10-17"}), "192.0.2.1").at("host") ==
        "earlier.good.example");
}

}  // namespace
}  // namespace ruascope::test
