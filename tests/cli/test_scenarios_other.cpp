// SPDX-License-Identifier: MIT
// Rejections from end to end, as in test_scenarios.cpp: what is not ours, not DMARC, or nothing to repair.
#include "tests/cli/scenario_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {

TEST_CASE("scenario 2: a web form that sends as its visitors meets their domains' policies, not ours") {
  const bool is_log_first = GENERATE(false, true);
  CAPTURE(is_log_first);
  ScenarioWorld world("2026-11-12");
  add_strangers(world);
  const Delivery to_visitor{
      "web1.firma.example",
      "2026-11-12T15:03:21+01:00",
      "42DA8C3A49F",
      "20261112140321.ECB456D769D@web1.firma.example",
      "www-data@web1.firma.example",
      "i.obrazec@mail.ru",
      mail_ru,
      bounced(mail_ru,
              "550 5.7.1 This message was not accepted due to domain (mail.ru) owner DMARC "
              "policy (RFC 7489) https://help.mail.ru/mail-help/postmaster/dmarc")};
  auto other = to_visitor;
  other.stamp = "2026-11-12T16:40:00+01:00";
  other.queue_id = "42DA8C3A4A0";
  other.message_id = "20261112154000.77@web1.firma.example";
  other.recipient = "lea.muster@gmail.com";
  other.relay = google;
  other.outcome = bounced(google,
                          "550-5.7.26 Unauthenticated email from gmail.com is not accepted due to 550-5.7.26 "
                          "domain's DMARC policy. 550 5.7.26 "
                          "https://support.google.com/mail/?p=DmarcRejection 4fb4d7f45d1cf - gsmtp");
  CHECK(world.import_all("scenario-02-web-form.eml", log_of(to_visitor) + log_of(other), is_log_first) == 2);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["from_domain"] == "gmail.com");
  CHECK(rows[1]["from_domain"] == "mail.ru");
  CHECK(rows[1]["from_assumed"] == false);
  for (const auto& row : rows) {
    CHECK(row["check"] == "dmarc");
    CHECK(row["matched"].is_null());
    CHECK(row["possible_sources"].empty());
    CHECK(has_words(row["limits"], "is not your domain"));
  }
  CHECK(world.source("198.51.100.80").is_null());
  const auto explained = world.explain_bounce("scenario-02-web-form.eml");
  CHECK(explained["domain"] == "mail.ru");
  CHECK(explained["foreign_from"] == true);
  CHECK(explained["backscatter"] == false);
  CHECK(explained["source_ip"].is_null());
  check_repair(explained, {"Reply-To:", "of your own domain into From:"});
  CHECK(explained["policy_step"].is_null());
  CHECK(has_words(explained["limits"], "mail.ru is not your domain"));
  CHECK(world.explain_log()["foreign_from"] == true);
}

TEST_CASE("scenario 7: a bounce of what a stranger sent is backscatter, and counts for no source") {
  ScenarioWorld world("2026-11-19");
  add_strangers(world);
  world.reported("google.com", {0}, {"203.0.113.40", 3, "", "firma.example fail", "reject"});
  world.reported("google.com", {0}, {"198.18.77.1", 1, "", "firma.example fail", "reject"});
  world.reported("google.com", {-1, 0}, {"2001:db8:bad::7", 1, "", "firma.example softfail", "reject"});
  CHECK(world.import_all("scenario-07-spoofing-backscatter.eml") == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "dmarc");
  check_match(rows[0], "203.0.113.40", "possible");
  CHECK(rows[0]["possible_sources"].size() == 3);
  CHECK(rows[0]["explained_by"] == "a stranger: backscatter");
  for (const std::string address : {"203.0.113.40", "198.18.77.1", "2001:db8:bad::7"})
    check_source(world, address, "abuse", "spoof", 0);
  const auto explained = world.explain_bounce("scenario-07-spoofing-backscatter.eml");
  CHECK(explained["backscatter"] == true);
  CHECK(explained["foreign_from"] == false);
  CHECK(explained["source_ip"].is_null());
  check_repair(explained, {"Nothing to repair"});
  CHECK(explained["repair"].size() == 1);
  check_policy_step(explained, "this is what it is for");
}

TEST_CASE("scenario 7 beside a server of ours that fails: it is not taken for the stranger") {
  ScenarioWorld world("2026-11-19");
  world.reported("google.com", {0}, {"203.0.113.40", 1, "", "firma.example fail", "reject"});
  for (const std::string reporter : {"google.com", "GMX"})
    world.reported(reporter, all_days, {"198.51.100.99", 4, "", "firma.example fail", "reject"});
  world.import_all("scenario-07-spoofing-backscatter.eml");
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["matched"]["confidence"] == "possible");
  CHECK(rows[0]["possible_sources"].size() == 2);
  CHECK(world.source("198.51.100.99")["rejections"] == 0);
  // Neither the Message-ID nor the host that bounced is ours, and nothing of ours signed it: but mail of ours
  // that a provider hands on looks the same, so both are named and nothing is decided.
  const auto explained = world.explain_bounce("scenario-07-spoofing-backscatter.eml");
  CHECK(explained["backscatter"] == false);
  CHECK(has_words(explained["limits"], "a stranger may have sent it"));
  CHECK_FALSE(has_words(explained["repair"], "own add address"));
}

TEST_CASE("scenario 8: with p=none Google still wants SPF or DKIM, and names the address") {
  const bool is_log_first = GENERATE(false, true);
  CAPTURE(is_log_first);
  ScenarioWorld world("2026-11-20", "<p>none</p>");
  for (const std::string reporter : {"google.com", "GMX"})
    world.reported(reporter, all_days, {"198.51.100.120", 2, "", "firma.example fail"});
  world.reported("google.com", {0}, {"203.0.113.66", 7, "", "firma.example fail"});
  const auto log = log_of(
      {"crm.firma.example", "2026-11-20T08:07:31+01:00", "D080E74293B",
       "20261120070730.D9669292A57@crm.firma.example", "termin@firma.example", "lea.muster@gmail.com", google,
       bounced(
           google,
           "550-5.7.26 Your email has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail "
           "requires all senders to authenticate with either SPF or DKIM. 550-5.7.26  Authentication "
           "results: 550-5.7.26  DKIM = did not pass 550-5.7.26  SPF [firma.example] with ip: "
           "[198.51.100.120] = did not pass 550 5.7.26 "
           "https://support.google.com/mail/answer/81126#authentication 12e239cca8e5130a - gsmtp")});
  CHECK(world.import_all("scenario-08-p-none-sender-requirements.eml", log, is_log_first) == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "sender_requirements");
  CHECK(rows[0]["source_ip"] == "198.51.100.120");
  check_match(rows[0], "198.51.100.120", "proven");
  CHECK(rows[0]["contradictions"].empty());
  check_source(world, "198.51.100.120", "unknown", "unknown-steady", 1);
  const auto explained = world.explain_bounce("scenario-08-p-none-sender-requirements.eml");
  CHECK(explained["policy"] == "none");
  CHECK(explained["source_ip"] == "198.51.100.120");
  check_repair(explained, {"sign with DKIM as d=firma.example", "SPF record"});
  check_policy_step(explained, "Leave the policy as it is");
  CHECK(explained["caution"].get<std::string>().find("p=none, does not help") != std::string::npos);
  CHECK_FALSE(has_words(explained["limits"], only_counts));  // it is proven
}

TEST_CASE("scenario 9: what is refused for SPF before DATA stands in no report") {
  ScenarioWorld world("2026-11-23");
  add_strangers(world);
  world.reported("GMX", {-1, 0, 1}, {"203.0.113.66", 2, "", "firma.example fail", "reject"});
  const std::string kontor = "mx.kontor-nord.example[192.0.2.61]";
  const auto log =
      log_of({"mail.firma.example", "2026-11-23T11:00:00Z", "3C005A19D3", "b@mail.firma.example",
              "info@firma.example", "lager@kontor-nord.example", kontor,
              bounced(kontor,
                      "550 5.7.23 <info@firma.example>: Sender address rejected: Message rejected due to: "
                      "SPF fail - not "
                      "authorized. Please see "
                      "http://www.openspf.net/Why?s=mfrom;id=info@firma.example;ip=192.0.2.12;r=mx",
                      "MAIL FROM")});
  CHECK(world.import_all("scenario-09-spf-before-data.eml", log) == 2);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 2);
  CHECK(rows[0]["stage"] == "mail_from");
  CHECK(rows[0]["source_ip"] == "192.0.2.12");
  CHECK(rows[1]["stage"] == "rcpt_to");
  for (const auto& row : rows) {
    CHECK(row["check"] == "spf");
    CHECK(row["matched"].is_null());
    CHECK(row["possible_sources"].empty());
    CHECK(has_words(row["limits"], "before the message was sent: no report counts such mail"));
  }
  check_source(world, "203.0.113.66", "abuse", "spoof", 0);
  CHECK(world.source("198.51.100.96").is_null());
  const auto explained = world.explain_bounce("scenario-09-spf-before-data.eml");
  CHECK(explained["check"] == "spf");
  CHECK(explained["backscatter"] == false);
  CHECK(explained["cause"].is_null());
  check_repair(explained, {"SRS", "~all while DKIM signs for firma.example"});
  CHECK_FALSE(has_words(explained["repair"], "aggregate reports"));  // they cannot show it
  check_policy_step(explained, "The DMARC policy is no part of it");
  CHECK(has_words(explained["limits"], "no report counts such mail"));
  CHECK_FALSE(has_words(explained["limits"], only_counts));
}

TEST_CASE("scenario 11: a look-up that failed for a moment delays mail, nothing is to repair") {
  const bool is_log_first = GENERATE(false, true);
  CAPTURE(is_log_first);
  ScenarioWorld world("2026-11-12");
  add_strangers(world);
  world.reported("stadtwerke-lindenau.example", {0},
                 {"192.0.2.10", 3, "firma.example fa2026 temperror", "firma.example temperror"});
  Delivery attempt{
      "mail.firma.example",
      "Nov 12 04:10:02",
      "1B7C45A02E9",
      "20261112041000.84E0C3D71FA@mail.firma.example",
      "einkauf@firma.example",
      "lager@stadtwerke-lindenau.example",
      stadtwerke,
      "status=deferred (host " + stadtwerke +
          " said: 451 #4.7.1 Unable to perform DMARC verification (in reply to end of DATA command))"};
  auto log = log_of(attempt);
  attempt.stamp = "Nov 12 06:10:02";
  log += log_of(attempt);
  attempt.stamp = "Nov 12 09:40:11";
  attempt.outcome = "status=sent (250 ok:  Message 4711 accepted)";
  log += log_of(attempt);
  CHECK(world.import_all("scenario-11-dns-temperror.eml", log, is_log_first) == 1);
  const auto rows = world.rejections();
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "dmarc");
  CHECK(rows[0]["permanence"] == "temporary");
  check_match(rows[0], "192.0.2.10", "strong");
  check_source(world, "192.0.2.10", "own", "dns-transient", 1);
  const auto explained = world.explain_bounce("scenario-11-dns-temperror.eml");
  CHECK(explained["permanent"] == false);
  CHECK(explained["source_ip"] == "192.0.2.10");
  CHECK(explained["cause"] == "dns-transient");
  check_repair(explained, {"Nothing, if the message arrives in the end", "name servers of firma.example"});
  CHECK_FALSE(has_words(explained["repair"], "sign with DKIM"));
  check_policy_step(explained, "Leave it as it is");
}

}  // namespace ruascope::test
