// SPDX-License-Identifier: MIT
#include "analysis/receivers.hpp"
#include "ingest/model/error.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

const Receivers& built_in() {
  static const auto receivers = Receivers::well_known();
  return receivers;
}

std::string name_of(const Receiver* receiver) { return receiver == nullptr ? "" : receiver->name; }

TEST_CASE("An MX host tells its operator by the longest suffix") {
  struct Case {
    const char* host;
    const char* name;
  };
  for (const auto& one : {Case{"gmail-smtp-in.l.google.com", "Google"},
                          Case{"aspmx2.googlemail.com", "Google"},
                          Case{"smtp.google.com", "Google"},
                          Case{"outlook-com.olc.protection.outlook.com", "Outlook.com"},
                          Case{"firma-example.mail.protection.outlook.com", "Microsoft 365"},
                          Case{"firma-example.a-v1.mx.microsoft", "Microsoft 365"},
                          Case{"x.eop-nam11.prod.protection.outlook.com", "Microsoft"},
                          Case{"mta5.am0.yahoodns.net", "Yahoo"},
                          Case{"mx1.mail.yahoo.co.jp", "Yahoo Japan"},
                          Case{"mx00.gmx.net", "GMX"},
                          Case{"mx-ha02.web.de", "WEB.DE"},
                          Case{"mx01.mail.icloud.com", "Apple iCloud"},
                          Case{"mxs.mail.ru", "Mail.ru"},
                          Case{"in1-smtp.messagingengine.com", "Fastmail"},
                          Case{"mx.zoho.eu", "Zoho"},
                          Case{"163mx01.mxmail.netease.com", "NetEase 163, 126"},
                          Case{"esa1.hc1234-5.iphmx.com", "Cisco ESA"},
                          Case{"mx.notgoogle.com", ""},
                          Case{"google.com.evil.example", ""},
                          Case{"com", ""},
                          Case{"", ""}}) {
    INFO(one.host);
    CHECK(name_of(built_in().of_host(one.host)) == one.name);
  }
}

TEST_CASE("A well-known mailbox domain tells its operator, and nothing below it does") {
  CHECK(name_of(built_in().of_recipient("googlemail.com")) == "Google");
  CHECK(name_of(built_in().of_recipient("live.de")) == "Outlook.com");
  CHECK(name_of(built_in().of_recipient("aol.com")) == "Yahoo");
  CHECK(name_of(built_in().of_recipient("gmx.de")) == "GMX");
  CHECK(name_of(built_in().of_recipient("me.com")) == "Apple iCloud");
  CHECK(name_of(built_in().of_recipient("x.gmail.com")).empty());
  CHECK(name_of(built_in().of_recipient("firma.example")).empty());
  CHECK(name_of(built_in().of_recipient("")).empty());
}

TEST_CASE("A receiver is found by its name, which the catalogue tells") {
  CHECK(name_of(built_in().of_name("google")) == "Google");
  CHECK(name_of(built_in().of_name(" Mail.ru")) == "Mail.ru");
  CHECK(name_of(built_in().of_name("GMX, WEB.DE, mail.com")) == "GMX, WEB.DE, mail.com");
  CHECK(built_in().of_name("") == nullptr);
}

struct ReportCase {
  const char* host;
  const char* recipient;
  const char* org_name;
  const char* email;
};

bool is_from_receiver(const ReportCase& one) {
  const auto* receiver = built_in().of_host(one.host);
  if (receiver == nullptr) receiver = built_in().of_recipient(one.recipient);
  return built_in().reports_for(receiver, one.host, one.recipient, one.org_name, one.email);
}

TEST_CASE("A report of the organisation that refused is known as such") {
  const ReportCase cases[] = {
      {"gmail-smtp-in.l.google.com", "gmail.com", "google.com", "noreply-dmarc-support@google.com"},
      {"aspmx.l.google.com", "firma.example", "google.com", "noreply-dmarc-support@google.com"},
      {"aspmx.l.google.com", "firma.example", "Google Inc.", "noreply-dmarc-support@google.com"},
      {"", "gmail.com", "google.com", ""},
      {"hotmail-com.olc.protection.outlook.com", "hotmail.com", "Outlook.com", "dmarcreport@microsoft.com"},
      {"", "live.de", " outlook.com ", "dmarcreport@microsoft.com"},
      {"firma-example.mail.protection.outlook.com", "firma.example", "Enterprise Outlook",
       "dmarcreport@microsoft.com"},
      {"x.eop-nam11.prod.protection.outlook.com", "", "Enterprise Outlook", "dmarcreport@microsoft.com"},
      {"mta5.am0.yahoodns.net", "yahoo.com", "Yahoo", "dmarchelp@yahooinc.com"},
      {"mta5.am0.yahoodns.net", "aol.com", "AOL", "postmaster@aol.com"},
      {"mta5.am0.yahoodns.net", "comcast.net", "Yahoo", "dmarchelp@yahooinc.com"},
      {"mx00.gmx.net", "gmx.de", "GMX", "noreply-dmarc@sicher.gmx.net"},
      {"mx-ha02.web.de", "web.de", "WEB.DE", "noreply-dmarc@sicher.web.de"},
      {"mxs.mail.ru", "bk.ru", "Mail.Ru", "dmarc_support@corp.mail.ru"},
      {"mx.zoho.com", "firma.example", "zoho.com", "noreply-dmarc@zoho.com"},
      {"in1-smtp.messagingengine.com", "firma.example", "FastMail Pty Ltd", "reports@fastmaildmarc.com"},
      // Unknown receivers, by the recipient's domain or the MX host's.
      {"mx1.veeam.com", "veeam.com", "veeam.com", "noreply@veeam.com"},
      {"mx.firma.co.uk", "firma.co.uk", "FIRMA.co.uk", ""},
      {"", "usssa.com", "usssa.com", "MAILER-DAEMON@usssa.com"},
      {"", "cs.uni-nord.de", "Universitaet Nord", "<dmarc@mail.uni-nord.de>"},
      {"mx.hoster-sued.de", "kunde-sued.de", "hoster-sued.de", "dmarc@hoster-sued.de"},
      {"mx.hoster-sued.de", "kunde-sued.de", "Hoster Sued", "dmarc@reports.hoster-sued.de"},
      {"esa1.hc1234-5.iphmx.com", "ikea.com", "ikea.com", "MAILER-DAEMON@esa1.hc1234-5.iphmx.com"},
  };
  for (const auto& one : cases) {
    INFO(one.host << " " << one.recipient << " " << one.org_name);
    CHECK(is_from_receiver(one));
  }
}

TEST_CASE("A report of another organisation is not taken for that of the one that refused") {
  const ReportCase cases[] = {
      {"gmail-smtp-in.l.google.com", "gmail.com", "Yahoo", "dmarchelp@yahooinc.com"},
      {"gmail-smtp-in.l.google.com", "gmail.com", "google.com.evil.example", "x@evil.example"},
      {"gmail-smtp-in.l.google.com", "gmail.com", "", ""},
      {"aspmx.l.google.com", "firma.example", "firma.example", "dmarc@firma.example"},
      // One address for two names: the name tells.
      {"hotmail-com.olc.protection.outlook.com", "hotmail.com", "Enterprise Outlook",
       "dmarcreport@microsoft.com"},
      {"firma-example.mail.protection.outlook.com", "firma.example", "Outlook.com",
       "dmarcreport@microsoft.com"},
      {"mx00.gmx.net", "gmx.de", "WEB.DE", "noreply-dmarc@sicher.web.de"},
      {"mx1.mail.yahoo.co.jp", "yahoo.co.jp", "Yahoo", "dmarchelp@yahooinc.com"},
      {"mx1.comcast.net", "comcast.net", "Yahoo", "dmarchelp@yahooinc.com"},
      {"mx1.veeam.com", "veeam.com", "ikea.com", "dmarc@ikea.com"},
      {"mx1.veeam.com", "veeam.com", "notveeam.com", "dmarc@notveeam.com"},
      {"mx.firma.co.uk", "firma.co.uk", "anders.co.uk", "dmarc@anders.co.uk"},
      {"", "co.uk", "anders.co.uk", "dmarc@anders.co.uk"},
      {"mx.example", "example", "firma.example", "dmarc@firma.example"},
      {"", "", "firma.de", "dmarc@firma.de"},
      {"", "", "", ""},
      // Two customers of a gateway.
      {"esa1.hc1234-5.iphmx.com", "ikea.com", "usssa.com", "MAILER-DAEMON@esa2.hc9999-1.iphmx.com"},
      {"mx01.mail.icloud.com", "icloud.com", "google.com", "noreply-dmarc-support@google.com"},
  };
  for (const auto& one : cases) {
    INFO(one.host << " " << one.recipient << " " << one.org_name);
    CHECK_FALSE(is_from_receiver(one));
  }
}

TEST_CASE("The built-in table tells who reports, and holds folded names") {
  CHECK(built_in().all().size() >= 30);
  CHECK(built_in().of_name("Google")->reporting == Reporting::yes);
  CHECK(built_in().of_name("Apple iCloud")->reporting == Reporting::no);
  for (const auto& receiver : built_in().all()) {
    INFO(receiver.name);
    CHECK((receiver.reporting == Reporting::yes) == !receiver.org_names.empty());
    for (const auto* list : {&receiver.hosts, &receiver.domains, &receiver.report_domains})
      for (const auto& name : *list) {
        CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos);
        CHECK((name.front() != '.' && name.back() != '.'));
      }
  }
}

TEST_CASE("A user's rows add receivers, replace them by name, and take hosts from them") {
  auto receivers = Receivers::well_known();
  const auto before = receivers.all().size();
  receivers.add(
      "Inhouse\tmx.inhouse.example,aspmx.l.google.com\tInhouse.example\tIn House, inhouse\t-\tyes\t-\n",
      "mine.tsv");
  CHECK(receivers.all().size() == before + 1);
  CHECK(name_of(receivers.of_host("a.mx.inhouse.example")) == "Inhouse");
  CHECK(name_of(receivers.of_host("aspmx.l.google.com")) == "Inhouse");
  CHECK(name_of(receivers.of_host("smtp.google.com")) == "Google");
  const auto* inhouse = receivers.of_recipient("inhouse.example");
  REQUIRE(inhouse != nullptr);
  CHECK(receivers.reports_for(inhouse, "", "inhouse.example", "IN HOUSE", ""));
  receivers.add("google\tg.example\t-\t-\t-\tunknown\t-", "mine.tsv");
  CHECK(receivers.all().size() == before + 1);
  CHECK(receivers.of_host("smtp.google.com") == nullptr);
}

// What is said of a table that is refused; empty if it is taken.
std::string refused(std::string_view table) {
  Receivers receivers;
  try {
    receivers.add(table, "mine.tsv");
  } catch (const Error& error) {
    CHECK(receivers.all().empty());
    return error.what();
  }
  return {};
}

TEST_CASE("A row of receivers that is none is refused with its origin and line") {
  const std::string good = "A\ta.example\t-\t-\t-\tyes\t-\n";
  CHECK(refused(good).empty());
  CHECK(refused(good + "\n# x\nA\tb\n") == "mine.tsv: line 4: 2 fields instead of 7");
  CHECK(refused("-\ta.example\t-\t-\t-\tyes\t-\n") == "mine.tsv: line 1: the receiver has no name");
  CHECK(refused(good + "B\ta.example\t-\t-\t-\tmaybe\t-\n") ==
        "mine.tsv: line 2: \"maybe\" is none of yes, no and unknown");
  CHECK(refused("A\t-\t-\t-\ta.example\tyes\t-\n") ==
        "mine.tsv: line 1: the receiver has no host, domain or name of reports");
}

}  // namespace
}  // namespace ruascope
