// SPDX-License-Identifier: MIT
// What `check` offers for a DMARC record must not cost mail that is delivered today.
#include "analysis/policy_step.hpp"
#include "tests/analysis/check_world.hpp"

#include <array>
#include <set>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

const std::string mail = "MX a.example 10 mail.a.example\nTXT a.example v=spf1 mx -all\n";
const std::string parked = "MX a.example 0 .\nTXT a.example v=spf1 -all\n";
const std::string rua = "; rua=mailto:r@a.example";

Zone zone(const std::string& record, const std::string& rest = mail) {
  return {rest + "TXT _dmarc.a.example v=DMARC1; " + record + "\n"};
}

// What receivers do with mail that falls under p, sp and np, those of RFC 7489 and those of RFC 9989. Of
// mail that pct chooses from, what the least of it is under.
std::array<int, 6> done(const std::optional<DmarcRecord>& record) {
  if (!record) return {};
  auto old = record->policy;
  old.np.reset();
  std::array<int, 6> done{};
  const Addressed kinds[] = {Addressed::domain, Addressed::subdomain, Addressed::unused_name};
  for (std::size_t at = 0; at < 3; ++at) {
    const auto under_old = asked(old, kinds[at]);
    done[at] = strictness(old.pct.value_or(100) < 100 ? weakened(under_old) : under_old);
    done[at + 3] = strictness(action_of(record->policy, kinds[at]));
  }
  return done;
}

std::array<int, 6> done_in(const Zone& zone) {
  auto book = zone.book();
  return done(discover_dmarc(book, "a.example").steps.front().record);
}

std::string replacement(const Zone& zone, const std::string& code, const ReportedDomain& reported = {}) {
  return finding(zone.check(reported), code).replacement;
}

TEST_CASE("No replacement of a record asks receivers for more than they do today, but where it says so") {
  // They say what has to be seen to first, or that there is no mail.
  const std::set<std::string> tightening{"dmarc.testing", "dmarc.sp_weaker", "dmarc.np_weaker",
                                         "dmarc.not_rejected"};
  int offered = 0;
  for (const std::string p : {"", "p=none; ", "p=quarantine; ", "p=reject; ", "p=block; "})
    for (const std::string sp : {"", "sp=none; ", "sp=quarantine; ", "sp=reject; ", "sp=all; ", "np=x; "})
      for (const std::string rest : {"", "pct=0; ", "pct=50; ", "t=y; ", "pct=20; t=y; ", "rf=afrf; "})
        for (const std::string fault : {"", "rau=mailto:r@a.example; ", "adkim=strict; ", "; p=reject; "})
          for (const auto& report_to : {std::string{}, rua}) {
            const auto before = zone(p + sp + rest + fault + report_to);
            CAPTURE(before.lines);
            for (const auto& one : before.check().findings) {
              if (!one.replacement.starts_with("v=DMARC1;") || tightening.contains(one.code)) continue;
              CAPTURE(one.code, one.replacement);
              const auto after = before.with("TXT", "_dmarc.a.example", one.replacement);
              const auto was = done_in(before), is = done_in(after);
              for (std::size_t at = 0; at < was.size(); ++at) CHECK(is[at] <= was[at]);
              CHECK_FALSE(has_code(after.check(), one.code));
              ++offered;
            }
          }
  CHECK(offered > 500);
}

TEST_CASE("A pct below 100 is not dropped: what all mail is under is offered, and readiness told") {
  CHECK(replacement(zone("p=reject; pct=0" + rua), "dmarc.tag_removed") == "v=DMARC1; p=quarantine" + rua);
  CHECK(replacement(zone("p=quarantine; pct=20; sp=reject" + rua), "dmarc.tag_removed") ==
        "v=DMARC1; p=none; sp=quarantine" + rua);
  CHECK(finding(zone("p=reject; pct=99" + rua).check(), "dmarc.tag_removed").advice.find("readiness") !=
        std::string::npos);
  CHECK(replacement(zone("p=reject; pct=100" + rua), "dmarc.tag_removed") == "v=DMARC1; p=reject" + rua);
  CHECK(replacement(zone("p=none; pct=20" + rua), "dmarc.tag_removed") == "v=DMARC1; p=none" + rua);
  // Who mends something else changes nothing of it.
  CHECK(replacement(zone("p=reject; pct=20; rau=x" + rua), "dmarc.tag_unknown") ==
        "v=DMARC1; p=reject; pct=20" + rua);
  CHECK(replacement(zone("p=reject; pct=20; sp=none" + rua), "dmarc.sp_weaker") ==
        "v=DMARC1; p=reject; pct=20" + rua);
}

TEST_CASE("Of several records, of which none counts, one is made that asks for no more than each") {
  const auto of = [](const std::string& one, const std::string& other) {
    return replacement(
        {mail + "TXT _dmarc.a.example v=DMARC1; " + one + "\nTXT _dmarc.a.example v=DMARC1; " + other + "\n"},
        "dmarc.several");
  };
  CHECK(of("p=reject; rua=mailto:r@a.example", "p=none; rua=mailto:s@a.example") ==
        "v=DMARC1; p=none; rua=mailto:r@a.example,mailto:s@a.example");
  CHECK(of("p=reject; sp=none; adkim=s; rua=mailto:r@a.example",
           "p=quarantine; rua=mailto:r@a.example; ruf=mailto:f@a.example") ==
        "v=DMARC1; p=quarantine; sp=none; rua=mailto:r@a.example; ruf=mailto:f@a.example");
  CHECK(of("p=reject; adkim=s; np=none" + rua, "p=reject; adkim=s; pct=10" + rua) ==
        "v=DMARC1; p=quarantine; adkim=s; np=none" + rua);
  CHECK(of("p=reject" + rua, "p=block") == "v=DMARC1; p=none" + rua);
}

TEST_CASE("A record that receivers take for none is mended to what it is now: p=none") {
  CHECK(replacement(zone("p=block; adkim=s"), "dmarc.unheeded") ==
        "v=DMARC1; p=none; adkim=s; rua=mailto:dmarc-reports@a.example");
  CHECK(replacement(zone("p=reject; sp=all"), "dmarc.unheeded") ==
        "v=DMARC1; p=none; rua=mailto:dmarc-reports@a.example");
}

TEST_CASE("An sp or np that is not known makes the record count as p=none, and is mended to that") {
  for (const auto* tag : {"sp=all", "np=all"}) {
    const auto before = zone(std::string{"p=reject; "} + tag + rua);
    CHECK(replacement(before, "dmarc.no_policy") == "v=DMARC1; p=none" + rua);
    CHECK(has_code(before.check(), "dmarc.policy_none"));
    CHECK_FALSE(has_code(before.check(), "dmarc.sp_weaker"));
  }
}

TEST_CASE(
    "Only a domain that takes no mail, says that it sends none, and was not seen to is to be rejected") {
  CHECK(replacement(zone("p=none" + rua, parked), "dmarc.not_rejected") ==
        "v=DMARC1; p=reject; sp=none" + rua);
  CHECK(replacement(zone("p=quarantine; sp=reject; np=none; pct=50" + rua, parked), "dmarc.not_rejected") ==
        "v=DMARC1; p=reject; sp=quarantine; np=none" + rua);
  CHECK(replacement(zone("p=reject; t=y" + rua, parked), "dmarc.not_rejected") ==
        "v=DMARC1; p=reject; sp=quarantine" + rua);
  // Names below it may send, and are asked about by nothing today.
  CHECK(replacement({parked}, "dmarc.missing") == "v=DMARC1; p=reject; sp=none");
  // What stands behind the "all" was meant to send.
  for (const auto* spf : {"v=spf1 -all include:b.example", "v=spf1 redirect=b.example -all"})
    CHECK_FALSE(has_code(zone("p=none" + rua, std::string{"TXT a.example "} + spf + "\n").check(),
                         "dmarc.not_rejected"));
  // It sends by DKIM, with envelopes of others.
  CHECK_FALSE(has_code(zone("p=none" + rua, parked).check(reported_mail(20, 10)), "dmarc.not_rejected"));
  CHECK(has_code(zone("p=none" + rua, parked).check(reported_mail(20, 0)), "dmarc.not_rejected"));
  const std::string takes_mail = "MX a.example 10 mail.a.example\nTXT a.example v=spf1 -all\n";
  CHECK_FALSE(has_code(zone("p=none" + rua, takes_mail).check(), "dmarc.not_rejected"));
  CHECK(replacement({takes_mail}, "dmarc.missing").starts_with("v=DMARC1; p=none;"));
  CHECK(replacement({"A a.example 192.0.2.1\nTXT a.example v=spf1 -all\n"}, "dmarc.missing")
            .starts_with("v=DMARC1; p=none;"));
}

TEST_CASE("Whether a record of its own counts is seen to before it is to reject") {
  const std::string above = "TXT _dmarc.a.example v=DMARC1; p=none; rua=mailto:r@a.example\n" + mail +
                            "MX b.a.example 0 .\nTXT b.a.example v=spf1 -all\n";
  CHECK_FALSE(
      has_code(Zone{above + "fails _dmarc.b.a.example\n"}.check({}, "b.a.example"), "dmarc.not_rejected"));
  const auto several = Zone{above + "TXT _dmarc.b.a.example v=DMARC1; p=reject\n" +
                            "TXT _dmarc.b.a.example v=DMARC1; p=reject\n"}
                           .check({}, "b.a.example");
  CHECK_FALSE(has_code(several, "dmarc.not_rejected"));
  CHECK_FALSE(has_code(several, "dmarc.inherited"));
  CHECK(finding(several, "dmarc.several").why.find("that of a.example applies") != std::string::npos);
}

TEST_CASE("Addresses for reports are kept where spaces stand for commas") {
  CHECK(replacement(zone("p=reject; rua=mailto:r@a.example mailto:s@a.example!10m"), "dmarc.syntax") ==
        "v=DMARC1; p=reject; rua=mailto:r@a.example,mailto:s@a.example");
}

TEST_CASE("Below a public suffix with a record the names below the domain stay under what they are") {
  CHECK(replacement({parked + "TXT _dmarc.example v=DMARC1; p=none; psd=y\n"}, "dmarc.not_rejected")
            .starts_with("v=DMARC1; p=reject; sp=none"));
}

TEST_CASE("Of a repeated tag the weakest policy and all addresses are kept, and it is told what may follow") {
  const auto of = [](const std::string& record) { return finding(zone(record).check(), "dmarc.syntax"); };
  CHECK(of("p=reject; p=none" + rua).replacement == "v=DMARC1; p=none" + rua);
  CHECK(of("p=none; p=reject" + rua).replacement == "v=DMARC1; p=none" + rua);
  CHECK(of("p=reject; sp=quarantine; sp=none" + rua).replacement == "v=DMARC1; p=reject; sp=none" + rua);
  const auto two = of("p=reject; rua=mailto:r@a.example; rua=mailto:s@a.example; fo=1,d");
  CHECK(two.replacement == "v=DMARC1; p=reject; rua=mailto:r@a.example,mailto:s@a.example; fo=1:d");
  CHECK(two.advice.find("readiness") != std::string::npos);
}

TEST_CASE("What puts a policy in force says so, if it is that of names below the domain alone") {
  const std::string two = "TXT _dmarc.a.example v=DMARC1; p=none; sp=reject; rua=mailto:r@a.example\n";
  CHECK(finding(Zone{mail + two + two}.check(), "dmarc.several").advice.find("readiness") !=
        std::string::npos);
}

TEST_CASE("Reports are to go where mail is taken, and where they go today") {
  const std::string above = "TXT _dmarc.a.example v=DMARC1; p=none; rua=mailto:r@a.example\n" + mail;
  const std::string below = "MX b.a.example 0 .\nTXT b.a.example v=spf1 -all\n";
  const auto of = [&](const std::string& lines, const std::string& code) {
    return finding(Zone{lines}.check({}, "b.a.example"), code);
  };
  CHECK(of(above + below, "dmarc.not_rejected").replacement == "v=DMARC1; p=reject; rua=mailto:r@a.example");
  CHECK(of("TXT _dmarc.a.example v=DMARC1; p=none\n" + mail + below, "dmarc.not_rejected").replacement ==
        "v=DMARC1; p=reject; rua=mailto:dmarc-reports@a.example");
  // Without a record above a.example is another organization, which would have to say that it takes them.
  CHECK(of(mail + below, "dmarc.missing").replacement == "v=DMARC1; p=reject; sp=none");
  // Nothing better is known than what stands there.
  const auto bare = finding(zone("p=reject", parked).check(), "dmarc.rua_missing");
  CHECK(bare.replacement.empty());
  CHECK(bare.advice.find("Add rua= with an address") != std::string::npos);
  const auto nowhere = of(below, "dmarc.missing");
  CHECK(nowhere.replacement == "v=DMARC1; p=reject; sp=none");
  CHECK(nowhere.advice.find("Add rua= with an address that takes mail.") != std::string::npos);
  CHECK(finding(Zone{mail}.check(), "dmarc.missing").advice.find("Make the mailbox first") !=
        std::string::npos);
  CHECK(replacement({"A a.example 192.0.2.1\n"}, "dmarc.missing") ==
        "v=DMARC1; p=none; rua=mailto:dmarc-reports@a.example");
}

}  // namespace
}  // namespace ruascope::test
