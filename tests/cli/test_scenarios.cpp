// SPDX-License-Identifier: MIT
// Rejections from end to end: what the reports of a domain, a bounce of it and a mail log say together, in
// the cases that administrators meet. Here: mail of one's own that fails; test_scenarios_other.cpp has the
// rest. Bounces: tests/data/bounces/scenario-*.eml.
#include "tests/cli/scenario_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {

TEST_CASE("scenario 1: a newsletter service signs as itself, and is found by its signature") {
  ScenarioWorld world("2026-11-11");
  add_strangers(world);
  const std::string signature = "esp.example s1 pass";
  const std::string envelope = "bounce.esp.example pass";
  world.reported("google.com", all_days, {"198.51.100.25", 5, signature, envelope, "reject"});
  world.reported("GMX", all_days, {"198.51.100.26", 3, signature, envelope, "reject"});
  world.reported("google.com", {0}, {"203.0.113.66", 1, "", "firma.example fail", "reject"});
  const auto log = log_of({"mail.firma.example", "2026-11-11T09:00:00Z", "3C005A19D3", "a@mail.firma.example",
                           "info@firma.example", "lea.muster@gmail.com", google, "status=sent (250 OK)"});
  CHECK(world.import_all("scenario-01-esp-newsletter.eml", log) == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "dmarc");
  check_match(rows[0], "198.51.100.25", "strong");
  CHECK(rows[0]["possible_sources"].size() == 1);
  check_source(world, "198.51.100.25", "third_party", "unconfigured-service", 1);
  CHECK(world.source("198.51.100.25")["sender"] == "esp.example");
  check_source(world, "198.51.100.26", "third_party", "unconfigured-service", 0);
  check_source(world, "203.0.113.66", "abuse", "spoof", 0);
  const auto explained = world.explain_bounce("scenario-01-esp-newsletter.eml");
  CHECK(explained["domain"] == "firma.example");
  CHECK(explained["policy"] == "reject");
  CHECK(explained["source_ip"] == "198.51.100.25");
  CHECK(explained["cause"] == "unconfigured-service");
  CHECK(explained["foreign_from"] == false);
  CHECK(explained["backscatter"] == false);
  check_repair(explained, {"let it sign as firma.example", "d=firma.example"});
  check_policy_step(explained, "before this source passes");
  CHECK(has_words(explained["limits"], only_counts));
}

TEST_CASE(
    "scenario 1 before enforcement: Google asks those who send much to be aligned, whatever the policy") {
  ScenarioWorld world("2026-11-11", "<p>none</p>");
  world.reported("google.com", all_days,
                 {"198.51.100.25", 5, "esp.example s1 pass", "bounce.esp.example pass"});
  world.import_all("");
  const auto answer = world.data(
      {"explain", "--format", "json", "--from", "firma.example", "--day", "2026-11-11",
       "421-4.7.32 Your email has been rate limited because the From: header (RFC5322) in this message isn't "
       "aligned with either the authenticated SPF or DKIM organizational domain. 421 4.7.32 "
       "https://support.google.com/mail?p=sender-guidelines-alignment - gsmtp"});
  const auto explained = Json::parse(answer);
  CHECK(explained["check"] == "sender_requirements");
  CHECK(explained["permanent"] == false);
  CHECK(explained["source_ip"] == "198.51.100.25");
  CHECK(explained["matched"]["confidence"] == "likely");
  check_repair(explained, {"let it sign as firma.example"});
  check_policy_step(explained, "Leave the policy as it is");
}

TEST_CASE("scenario 3: a mailing list breaks our signature, its subscribers' receivers refuse") {
  ScenarioWorld world("2026-11-13");
  add_strangers(world);
  const std::string broken = "firma.example fa2026 fail";
  const std::string list = "listen.verband.example pass";
  world.reported("google.com", {-7, -3, 0}, {"198.51.100.90", 6, broken, list, "reject"});
  world.reported("Enterprise Outlook", {-7, -3, 0}, {"198.51.100.90", 4, broken, list, "reject"});
  world.reported("GMX", {-7, -3, 0},
                 {"198.51.100.90", 2, broken, list, "none", "firma.example", "mailing_list"});
  world.reported("google.com", {0}, {"203.0.113.66", 9, "", "firma.example fail", "reject"});
  const auto log = log_of({"mail.firma.example", "2026-11-13T10:19:58Z", "3C005A19D3",
                           "20261113102000.FFC08F15190@mail.firma.example", "kai.muster@firma.example",
                           "fachgruppe@listen.verband.example", "listen.verband.example[198.51.100.90]",
                           "status=sent (250 ok)"});
  CHECK(world.import_all("scenario-03-mailing-list.eml", log) == 2);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 2);
  for (const auto& row : rows) {
    CHECK(row["check"] == "dmarc");
    check_match(row, "198.51.100.90", "strong");
  }
  check_source(world, "198.51.100.90", "mailing_list", "mailing-list", 2);
  const auto explained = world.explain_bounce("scenario-03-mailing-list.eml");
  CHECK(explained["check"] == "dmarc");
  CHECK(explained["source_ip"] == "198.51.100.90");
  CHECK(explained["cause"] == "mailing-list");
  CHECK(explained["backscatter"] == false);
  CHECK(explained["others"].size() == 1);
  check_repair(explained, {"Munge From"});
  CHECK_FALSE(has_words(explained["repair"], "SPF record"));
  check_policy_step(explained, "RFC 9989 section 7.4");
  CHECK(has_words(explained["limits"], only_counts));
}

TEST_CASE("scenario 4: what relied on SPF alone does not survive a forwarder") {
  ScenarioWorld world("2026-11-16");
  add_strangers(world);
  world.reported("Enterprise Outlook", all_days, {"192.0.2.11", 9, "", "firma.example pass"});
  world.reported("google.com", all_days, {"192.0.2.11", 9, "", "firma.example pass"});
  for (const std::string reporter : {"google.com", "Enterprise Outlook"}) {
    world.reported(reporter, {-8, -5, -1, 0},
                   {"198.51.100.95", 2, "firma.example fa2026 pass", "firma.example fail"});
    world.reported(reporter, {-8, -5, 0}, {"198.51.100.95", 1, "", "firma.example fail", "reject"});
  }
  const auto log = log_of({"mail.firma.example", "2026-11-16T08:08:38Z", "3C005A19D3",
                           "20261116080840.C1D2B4409C7@mail.firma.example", "vertrieb@firma.example",
                           "anna@alumni-musterstadt.example", "mx.alumni-musterstadt.example[198.51.100.95]",
                           "status=sent (250 OK id=1cedd4)"});
  CHECK(world.import_all("scenario-04-forwarded-mailbox.eml", log) == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "dmarc");
  check_match(rows[0], "198.51.100.95", "likely");
  const auto forwarder = world.source("198.51.100.95");
  CHECK(forwarder["class"] == "forwarder");
  CHECK(forwarder["rejections"] == 1);
  CAPTURE(forwarder["cause"].dump(), forwarder["advice"].dump());
  CHECK(forwarder["cause"] != "spoof");
  CHECK_FALSE(has_words(forwarder["advice"], "own add address"));  // it is not ours
  CHECK(world.source("192.0.2.11")["cause"] == "unsigned");
  const auto explained = world.explain_bounce("scenario-04-forwarded-mailbox.eml");
  CHECK(explained["source_ip"] == "198.51.100.95");
  CHECK(explained["backscatter"] == false);
  check_repair(explained, {"DKIM", "d=firma.example"});
  CHECK_FALSE(has_words(explained["repair"], "own add address"));
  check_policy_step(explained, "SPF alone cannot pass");
}

TEST_CASE("scenario 4 with little mail: a forwarder's bounce of our own message is no backscatter") {
  ScenarioWorld world("2026-11-16");
  add_strangers(world);
  world.reported("google.com", {0}, {"198.51.100.95", 1, "", "firma.example fail", "reject"});
  world.import_all("scenario-04-forwarded-mailbox.eml");
  const auto explained = world.explain_bounce("scenario-04-forwarded-mailbox.eml");
  CHECK(explained["backscatter"] == false);  // its Message-ID is our server's, and it was forwarded
  CHECK_FALSE(has_words(explained["repair"], "Nothing to repair"));
  check_repair(explained, {"DKIM"});
  CHECK(world.source("198.51.100.95")["rejections"] == 1);
}

TEST_CASE("scenario 5: the forgotten server's own log and bounce lead to it, and count once") {
  const bool is_log_first = GENERATE(false, true);
  CAPTURE(is_log_first);
  ScenarioWorld world("2026-11-17");
  add_strangers(world);
  for (const std::string reporter : {"stadtwerke-lindenau.example", "google.com"})
    world.reported(reporter, all_days, {"198.51.100.99", 2, "", "firma.example fail", "reject"});
  world.reported("google.com", {0}, {"203.0.113.66", 1, "", "firma.example fail", "reject"});
  const Delivery alarm{"mon1.firma.example",
                       "Nov 17 02:30:12",  // without a zone: --log-zone UTC
                       "7BF029DD87F",
                       "20261117023011.C446004070F@mon1.firma.example",
                       "nagios@firma.example",
                       "leitstand@stadtwerke-lindenau.example",
                       stadtwerke,
                       bounced(stadtwerke, "550 #5.7.1 DMARC unauthenticated mail is prohibited.")};
  auto earlier = alarm;
  earlier.stamp = "Nov 15 02:30:12";
  earlier.queue_id = "7BF029DD000";
  earlier.message_id = "20261115023011.1@mon1.firma.example";
  CHECK(world.import_all("scenario-05-forgotten-server.eml", log_of(earlier) + log_of(alarm), is_log_first) ==
        2);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["from_assumed"] == false);
  CHECK(rows[1]["from_assumed"] == true);
  CHECK(rows[1]["time"] == "2026-11-15T02:30:12Z");
  for (const auto& row : rows) {
    CHECK(row["check"] == "dmarc");
    CHECK(row["from_domain"] == "firma.example");
    check_match(row, "198.51.100.99", "likely");
  }
  check_source(world, "198.51.100.99", "unknown", "unknown-steady", 2);
  check_source(world, "203.0.113.66", "abuse", "spoof", 0);
  const auto explained = world.explain_bounce("scenario-05-forgotten-server.eml");
  CHECK(explained["source_ip"] == "198.51.100.99");
  CHECK(explained["backscatter"] == false);
  check_repair(explained, {"It is mon1.firma.example", "own add address 198.51.100.99",
                           "sign with DKIM as d=firma.example", "SPF record"});
  check_policy_step(explained, "before this source passes");
  CHECK(has_words(explained["limits"], only_counts));
  CHECK(world.explain_log()["source_ip"] == "198.51.100.99");

  world.data({"own", "add", "address", "198.51.100.99", "--note", "monitoring"});
  check_source(world, "198.51.100.99", "own", "own-server-unauthenticated", 2);
  check_repair(world.explain_bounce("scenario-05-forgotten-server.eml"),
               {"Sign with d=firma.example at 198.51.100.99", "ip4:198.51.100.99"});
}

TEST_CASE("scenario 5 with a stranger at the same receiver: what an own host tells of, it sent") {
  ScenarioWorld world("2026-11-17");
  for (const std::string reporter : {"stadtwerke-lindenau.example", "google.com"})
    world.reported(reporter, all_days, {"198.51.100.99", 1, "", "firma.example fail", "reject"});
  world.reported("stadtwerke-lindenau.example", {0}, {"203.0.113.66", 4, "", "firma.example fail", "reject"});
  world.import_all("scenario-05-forgotten-server.eml");
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  check_match(rows[0], "198.51.100.99", "likely");
}

TEST_CASE("scenario 6: a sub-domain inherits the policy, the reply names the domain above it") {
  const bool is_log_first = GENERATE(false, true);
  CAPTURE(is_log_first);
  ScenarioWorld world("2026-11-18");
  add_strangers(world);
  for (const std::string reporter : {"uni-musterstadt.example", "google.com"})
    world.reported(reporter, all_days,
                   {"198.51.100.110", 3, "", "shop.firma.example none", "reject", "shop.firma.example"});
  // The same receiver saw the domain above it fail as well: that is another matter.
  world.reported("uni-musterstadt.example", {0}, {"203.0.113.66", 1, "", "firma.example fail", "reject"});
  const std::string uni = "mx.uni-musterstadt.example[192.0.2.190]";
  const auto log = log_of({"shop.firma.example", "2026-11-18T12:45:03+01:00", "3C169B9FD06",
                           "310b19582b1a7a5e@shop.firma.example", "www@shop.firma.example",
                           "beschaffung@uni-musterstadt.example", uni,
                           bounced(uni, "550 5.7.1 rejected by DMARC policy for firma.example")});
  CHECK(world.import_all("scenario-06-sub-domain.eml", log, is_log_first) == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "dmarc");
  CHECK(rows[0]["from_domain"] == "shop.firma.example");
  CHECK(rows[0]["from_assumed"] == false);
  check_match(rows[0], "198.51.100.110", "likely");
  check_source(world, "198.51.100.110", "unknown", "unknown-steady", 1);
  const auto explained = world.explain_bounce("scenario-06-sub-domain.eml");
  CHECK(explained["domain"] == "shop.firma.example");
  CHECK(explained["policy"] == "reject");  // by p=, as there is no sp=
  CHECK(explained["source_ip"] == "198.51.100.110");
  check_repair(explained, {"sign with DKIM as d=shop.firma.example", "SPF record"});
  check_policy_step(explained, "sp=");  // the record is inherited: it can be set for sub-domains alone
}

TEST_CASE("scenario 10: a key that is gone shows where mail is forwarded, and is what to repair") {
  ScenarioWorld world("2026-11-24");
  add_strangers(world);
  const std::string old_key = "firma.example fa2024 fail";
  for (const std::string reporter : {"Enterprise Outlook", "google.com", "GMX"})
    world.reported(reporter, all_days, {"198.51.100.10", 12, old_key, "firma.example pass"});
  world.reported("Enterprise Outlook", {-9, -4, 0},
                 {"198.51.100.130", 2, old_key, "firma.example fail", "reject"});
  world.reported("Enterprise Outlook", {-9, -6, -4, 0},
                 {"198.51.100.130", 1, "firma.example fa2026 pass", "firma.example fail"});
  world.reported("Enterprise Outlook", {0}, {"203.0.113.66", 3, "", "firma.example fail", "reject"});
  const auto log =
      log_of({"mail.firma.example", "2026-11-24T13:31:05Z", "3C005A19D3",
              "20261124133107.98841D74624@mail.firma.example", "vertrieb@firma.example",
              "info@bootsbau.example", "mx.bootsbau.example[198.51.100.130]", "status=sent (250 ok)"});
  CHECK(world.import_all("scenario-10-broken-dkim.eml", log) == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "dmarc");
  check_match(rows[0], "198.51.100.130", "strong");
  check_source(world, "198.51.100.130", "forwarder", "unclassified-failure", 1);
  check_source(world, "198.51.100.10", "own", "dkim-key-problem", 0);
  CHECK(has_words(world.source("198.51.100.10")["advice"], "fa2024._domainkey.firma.example"));
  const auto explained = world.explain_bounce("scenario-10-broken-dkim.eml");
  CHECK(explained["source_ip"] == "198.51.100.130");
  CHECK(explained["backscatter"] == false);
  check_repair(explained, {"fa2024._domainkey.firma.example"});
  check_policy_step(explained, "DKIM");
}

}  // namespace ruascope::test
