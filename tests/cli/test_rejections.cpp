// SPDX-License-Identifier: MIT
// What rejections must not say, and how often they count.
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <string>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

constexpr const char* of_google =
    "Unauthenticated email from example.com is not accepted due to domain's DMARC policy. - gsmtp";

// Google's report of 2026-11-10: our server passes, the others fail.
void add_report(const CliWorld& world, const std::vector<RecordText>& failing,
                const std::string& begin = "1794268800", const std::string& end = "1794355199") {
  ReportText report;
  report.org_name = "google.com";
  report.email = "noreply-dmarc-support@google.com";
  report.report_id = "g" + begin;
  report.begin = begin;
  report.end = end;
  report.policy = "<adkim>r</adkim><aspf>r</aspf><p>reject</p><sp>reject</sp><pct>100</pct>";
  report.records = failing;
  report.records.push_back({.source_ip = "192.0.2.1", .count = "100"});
  world.data({"import", world.folder.write("report" + begin + ".xml", report.xml()), "--quiet"});
}

RecordText failing(const std::string& address, const std::string& disposition = "reject",
                   const std::string& spf =
                       "<spf><domain>example.com</domain><scope>mfrom</scope><result>fail</result></spf>") {
  return {
      .source_ip = address, .count = "5", .disposition = disposition, .dkim = "fail", .auth_results = spf};
}

std::string log_line(const std::string& queue_id, const std::string& what) {
  return "2026-11-10T12:00:00Z mail " + what + ": " + queue_id + ": ";
}

// A message of our server that Google refused with these words.
std::string log_of(const std::string& queue_id, const std::string& reply,
                   const std::string& sender = "hans@example.com") {
  return log_line(queue_id, "postfix/cleanup[1]") + "message-id=<" + queue_id + "@mail.example.com>\n" +
         log_line(queue_id, "postfix/qmgr[2]") + "from=<" + sender + ">, size=9, nrcpt=1 (queue active)\n" +
         log_line(queue_id, "postfix/smtp[3]") +
         "to=<erika@gmail.com>, relay=aspmx.l.google.com[192.0.2.133]:25, delay=1, delays=1/0/0/0, "
         "dsn=5.7.1, "
         "status=bounced (host aspmx.l.google.com[192.0.2.133] said: " +
         reply + " (in reply to end of DATA command))\n" + log_line(queue_id, "postfix/qmgr[2]") +
         "removed\n";
}

std::string bounce_of(const std::string& more, const std::string& recipients) {
  return "From: MAILER-DAEMON@mail.example.com\nTo: hans@example.com\n" + more +
         "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
         "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.example.com\n\n" +
         recipients + "--b--\n";
}

std::string refused(const std::string& recipient, const std::string& text = of_google) {
  return "Final-Recipient: rfc822; " + recipient +
         "\nAction: failed\nStatus: 5.7.26\nRemote-MTA: dns; aspmx.l.google.com\nDiagnostic-Code: smtp; "
         "550-5.7.26 " +
         text + "\n\n";
}

std::vector<Json> rows_of(const CliWorld& world) {
  return Json::parse(world.data(
      {"rejections", "--since", "2026-11-01", "--until", "2026-11-30", "--format", "json"}))["rows"];
}

Json import_of(const CliWorld& world, const std::string& name, const std::string& text) {
  return Json::parse(world.data({"import", world.folder.write(name, text), "--format", "json"}));
}

}  // namespace

TEST_CASE("a reply that says nothing of authentication is laid at nobody's door") {
  const CliWorld world;
  add_report(world, {failing("203.0.113.9", "none")});
  import_of(world, "mail.log", log_of("AAAA1", "550 5.7.1 Message refused. x.1"));
  const auto rows = rows_of(world);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "unknown");
  CHECK(rows[0]["matched"].is_null());
  CHECK(rows[0]["possible_sources"].empty());
}

TEST_CASE("what was refused for SPF alone has no source among those that fail DMARC") {
  const CliWorld world;
  add_report(world, {failing("203.0.113.9", "reject",
                             "<spf><domain>other.example</domain><result>pass</result></spf>")});
  import_of(world, "mail.log", log_of("AAAA1", "550 #5.7.1 SPF unauthorized mail is prohibited"));
  const auto rows = rows_of(world);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "spf");
  CHECK(rows[0]["matched"].is_null());
}

TEST_CASE("who demands SPF or DKIM refused nothing that passes one of them") {
  const CliWorld world;
  add_report(world, {failing("203.0.113.9", "none",
                             "<spf><domain>example.com.example</domain><result>pass</result></spf>"),
                     failing("203.0.113.10", "none")});
  import_of(world, "mail.log",
            log_of("AAAA1",
                   "550-5.7.26 Your email has been blocked because the sender is unauthenticated. - gsmtp"));
  const auto rows = rows_of(world);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["check"] == "sender_requirements");
  REQUIRE(rows[0]["possible_sources"].size() == 1);
  CHECK(rows[0]["possible_sources"][0]["source_ip"] == "203.0.113.10");
}

TEST_CASE("a failure report of another receiver's copy proves nothing") {
  const CliWorld world;
  add_report(world, {failing("203.0.113.9"), failing("203.0.113.10")});
  import_of(world, "mail.log", log_of("AAAA1", std::string{"550-5.7.26 "} + of_google));
  const std::string report =
      "From: dmarc@dritte.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/report; "
      "report-type=feedback-report; boundary=b\n\n--b\nContent-Type: message/feedback-report\n\n"
      "Feedback-Type: auth-failure\nAuth-Failure: dmarc\nOriginal-Rcpt-To: "
      "z@dritte.example\nDelivery-Result: {}\n"
      "Arrival-Date: Tue, 10 Nov 2026 12:00:00 +0000\nSource-IP: 203.0.113.10\nReported-Domain: "
      "example.com\n\n--b\n"
      "Content-Type: text/rfc822-headers\n\nFrom: hans@example.com\nMessage-ID: "
      "<AAAA1@mail.example.com>\n\n--b--\n";
  import_of(world, "arf1.eml", fmt::format(fmt::runtime(report), "delivered"));
  CHECK(rows_of(world).size() == 1);
  CHECK(rows_of(world)[0]["matched"]["confidence"] == "possible");
  import_of(world, "arf2.eml", fmt::format(fmt::runtime(report), "reject") + "\n");
  CHECK(rows_of(world)[0]["matched"]["confidence"] == "possible");
}

TEST_CASE("a rejection counts once, however the logs were cut and whatever comes first") {
  const CliWorld world;
  const auto log = log_of("AAAA1", std::string{"550-5.7.26 "} + of_google);
  const auto cut = log.find(log_line("AAAA1", "postfix/smtp[3]"));
  CHECK(import_of(world, "mail.log.1", log.substr(0, cut))["rejections_new"] == 0);
  CHECK(import_of(world, "mail.log", log.substr(cut))["rejections_new"] == 1);
  const auto bounce = bounce_of("Date: Tue, 10 Nov 2026 12:00:01 +0000\nMessage-ID: <b1@mail.example.com>\n",
                                refused("erika@gmail.com"));
  const auto with_original = bounce.substr(0, bounce.rfind("--b--")) +
                             "--b\nContent-Type: text/rfc822-headers\n\nFrom: hans@example.com\nMessage-ID: "
                             "<AAAA1@mail.example.com>\n\n--b--\n";
  import_of(world, "bounce.eml", with_original);
  import_of(world, "whole.log", log);
  const auto rows = rows_of(world);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["from_domain"] == "example.com");
  CHECK(rows[0]["from_assumed"] == false);
  CHECK(rows[0]["time"] == "2026-11-10T12:00:00Z");
}

TEST_CASE("several recipients at one receiver are one refusal, and none of them was known before") {
  const CliWorld world;
  const auto bounce = bounce_of("Date: Tue, 10 Nov 2026 12:00:01 +0000\nMessage-ID: <b1@mail.example.com>\n",
                                refused("a@gmail.com") + refused("b@gmail.com") + refused("c@gmail.com"));
  const auto text = bounce.substr(0, bounce.rfind("--b--")) +
                    "--b\nContent-Type: text/rfc822-headers\n\nFrom: hans@example.com\nMessage-ID: "
                    "<m1@example.com>\n\n--b--\n";
  const auto first = import_of(world, "bounce.eml", text);
  CHECK(first["rejections_new"] == 1);
  CHECK(first["rejections_duplicate"] == 0);
  const auto again = import_of(world, "bounce.eml", text);
  CHECK(again["rejections_new"] == 0);
  CHECK(again["rejections_duplicate"] == 3);
}

TEST_CASE("bounces without any id are told apart by their dates") {
  const CliWorld world;
  for (const std::string day : {"10", "11"})
    import_of(world, day + ".eml",
              bounce_of("Date: " + day + " Nov 2026 12:00:01 +0000\n", refused("a@gmail.com")));
  CHECK(rows_of(world).size() == 2);
}

TEST_CASE("a bounce counts for the day on which it was made, not on which the mail was handed in") {
  const CliWorld world;
  auto bounce = bounce_of("Date: Tue, 10 Nov 2026 12:00:01 +0000\n", refused("a@gmail.com"));
  bounce.insert(bounce.find("\n\nFinal-Recipient"), "\nArrival-Date: Thu, 5 Nov 2026 12:00:00 +0000");
  import_of(world, "bounce.eml", bounce);
  CHECK(rows_of(world)[0]["time"] == "2026-11-10T12:00:01Z");
}

TEST_CASE("the day asked for is that day, and of several sources no cause is told") {
  const CliWorld world;
  add_report(world, {failing("203.0.113.8")}, "1794182400", "1794268799");
  add_report(world, {failing("203.0.113.9")});
  const auto explained = [&](const std::string& day) {
    return Json::parse(
        world.data({"explain", "--format", "json", "--day", day, std::string{"550-5.7.26 "} + of_google}));
  };
  INFO(explained("2026-11-10").dump());
  CHECK(explained("2026-11-10")["source_ip"] == "203.0.113.9");
  CHECK(explained("2026-11-09")["source_ip"] == "203.0.113.8");
  const auto any_day =
      Json::parse(world.data({"explain", "--format", "json", std::string{"550-5.7.26 "} + of_google}));
  CHECK(any_day["source_ip"].is_null());
  CHECK(any_day["cause"].is_null());
  CHECK(any_day["sources"].size() == 2);
}

TEST_CASE("a bounce from the future moves no window") {
  const CliWorld world;
  add_report(world, {failing("203.0.113.9")});
  import_of(world, "bounce.eml",
            bounce_of("Date: Fri, 10 Nov 2056 12:00:01 +0000\n", refused("a@gmail.com")));
  CHECK(Json::parse(world.data({"rejections", "--format", "json"}))["window"]["until"] == "2026-11-10");
}

TEST_CASE("mail of others that is passed on is no web form") {
  const CliWorld world;
  world.data({"own", "add", "domain", "example.com"});
  const auto reply =
      "550-5.7.26 Unauthenticated email from bank.example is not accepted due to domain's DMARC policy. - "
      "gsmtp";
  import_of(world, "mail.log",
            log_of("AAAA1", reply, "kunde@bank.example") + log_of("AAAA2", reply, "form@example.com"));
  std::map<std::string, std::string> severities;
  const auto findings = Json::parse(world.data({"findings", "--format", "json"}));
  for (const auto& row : findings["rows"]) severities[row["code"]] = row["severity"];
  CHECK(severities["rejection.passed_on"] == "info");
  CHECK(severities["rejection.foreign_from"] == "serious");
}

TEST_CASE("neither names in a reply nor names of attachments are kept") {
  const CliWorld world;
  const auto inner = bounce_of("Date: Tue, 10 Nov 2026 12:00:01 +0000\n",
                               refused("hans.privat@gmail.com",
                                       "User unknown: hans.privat; \"hans privat\"@gmail.com, "
                                       "hans.privat@gmail.com, <hans.privat>"));
  import_of(world, "forwarded.eml",
            "From: x@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n--o\n"
            "Content-Type: message/rfc822; name=\"Kuendigung hans.privat.eml\"\n\n" +
                inner + "--o--\n");
  world.data({"db", "backup", world.folder.path("copy.db")});
  const auto stored = read_file(world.folder.path("copy.db"));
  CHECK(rows_of(world).size() == 1);
  CHECK(stored.find("hans.privat") == std::string::npos);
  CHECK(stored.find("hans privat") == std::string::npos);
  CHECK(stored.find("Kuendigung") == std::string::npos);
}

TEST_CASE("texts and receivers of the user's own come before the known ones") {
  CliWorld world;
  const std::string known = "550 5.7.1 Our house says no (H17)";
  CHECK(Json::parse(world.data({"explain", "--format", "json", known}))["check"] == "unknown");
  world.environment["RUASCOPE_ANALYSIS_REJECTIONS_FILE"] = world.folder.write(
      "texts.tsv", "house\tOur house\tD\tP\t550\t5.7.1\t-\tOur house says no (H17)\t-\t-\t-\t-\n");
  const auto explained = Json::parse(world.data({"explain", "--format", "json", known}));
  CHECK(explained["check"] == "dmarc");
  CHECK(explained["catalogue_id"] == "house");
  world.folder.write("texts.tsv", "house\n");
  const auto refused = world.run({"explain", known});
  CHECK(refused.status == 1);
  CHECK(refused.err.find("texts.tsv: line 1") != std::string::npos);
}

TEST_CASE("what is no refusal is not explained as one") {
  const CliWorld world;
  for (const std::string text : {"hello world", " ", "250 2.0.0 OK queued"}) {
    CAPTURE(text);
    const auto answer = world.run({"explain", text});
    CHECK(answer.status == 1);
    CHECK(answer.err.find("there is no refusal in the text") != std::string::npos);
  }
  const auto file = world.folder.write("bounce.eml", "x");
  CHECK(world.run({"explain", file}).err.find("ruascope explain - < " + file) != std::string::npos);
}

}  // namespace ruascope::test
