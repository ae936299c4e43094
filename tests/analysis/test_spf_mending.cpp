// SPDX-License-Identifier: MIT
// What `check` offers for an SPF record must not cost mail that passes today, and what it says of keys.
#include "tests/analysis/check_world.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

const std::string dmarc = "TXT _dmarc.a.example v=DMARC1; p=none; rua=mailto:r@a.example\n";
const std::string servers =
    "MX a.example 10 mail.a.example\nMX a.example 20 mx.hoster.example\nA mail.a.example 192.0.2.1\n"
    "A mx.hoster.example 198.51.100.1\nA crm.a.example 192.0.2.7\nAAAA crm.a.example 2001:db8::7\n"
    "A odd.a.example 192.0.2.9\n";

// "include:i0.example ..." as many as that, with the records that they ask for.
std::string includes(int count) {
  std::string terms;
  for (int at = 0; at < count; ++at) terms += fmt::format(" include:i{}.example", at);
  return terms;
}
std::string included(int count) {
  std::string lines;
  for (int at = 0; at < count; ++at)
    lines += fmt::format("TXT i{}.example v=spf1 ip4:203.0.113.{} -all\n", at, at);
  return lines;
}

bool passes(const Zone& zone, const std::string& address) {
  auto book = zone.book();
  return network_of(spf_tree(book, "a.example"), *IpAddress::parse(address)) != nullptr;
}

TEST_CASE("What passes by an SPF record passes by each replacement of it") {
  int offered = 0;
  for (const std::string terms :
       {"mx -all", "mx", "mx ?all", "mx ptr -all", "a:crm.a.example -ip4:192.0.2.9 ip4:192.0.2.0/28 ~all",
        "mx -all include:i0.example", "mx ipv4:192.0.2.9 -all",
        "a:gone.a.example a:lost.a.example mx exists:x.a.example -all", "mx include:gone.example -all",
        "mx a:crm.a.example a:mx.hoster.example ptr ?all", "-a:odd.a.example mx a:crm.a.example ~all"})
    for (const int count : {0, 1, 2, 4, 6, 9, 10, 11}) {
      const Zone before{dmarc + servers + included(count) +
                        fmt::format("TXT a.example v=spf1{} {}\n", includes(count), terms)};
      CAPTURE(before.lines);
      for (const auto& one : before.check().findings) {
        if (!one.replacement.starts_with("v=spf1")) continue;
        CAPTURE(one.code, one.replacement);
        const auto after = before.with("TXT", "a.example", one.replacement);
        for (const auto* address : {"192.0.2.1", "198.51.100.1", "192.0.2.7", "2001:db8::7", "192.0.2.9",
                                    "203.0.113.0", "203.0.113.8", "192.0.2.3"})
          if (passes(before, address)) CHECK(passes(after, address));
        CHECK_FALSE(has_code(after.check(), one.code));
        CHECK((one.replacement.find(" ptr") != std::string::npos) ==
              (terms.find("ptr") != std::string::npos));
        ++offered;
      }
    }
  CHECK(offered > 30);
}

TEST_CASE("Only what is the domain's own is written out, and nothing where hosts are left") {
  const auto of = [](const std::string& terms, const std::string& more = {}) {
    return finding(Zone{dmarc + servers + included(10) + more + "TXT a.example v=spf1" + includes(10) +
                        terms + "\n"}
                       .check(),
                   "spf.lookups")
        .replacement;
  };
  CHECK(of(" a:crm.a.example -all") == "v=spf1" + includes(10) + " ip4:192.0.2.7 ip6:2001:db8::7 -all");
  // Of the mx one host is somebody else's, who may move it.
  CHECK(of(" mx -all").empty());
  CHECK(of(" a:mx.hoster.example -all").empty());
  CHECK(of(" -a:crm.a.example ~all").empty());
  std::string many;
  for (int at = 0; at < 11; ++at)
    many +=
        fmt::format("MX m.a.example {} h{}.a.example\nA h{}.a.example 192.0.2.{}\n", at, at, at, 100 + at);
  CHECK(of(" a:crm.a.example mx:m.a.example -all", many).empty());
}

TEST_CASE("That a domain sends no mail is offered only where it takes none and none was seen") {
  const auto of = [](const std::string& lines, std::int64_t messages = 0) {
    return finding(Zone{dmarc + lines}.check(reported_mail(messages, 0)), "spf.missing").replacement;
  };
  CHECK(of("MX a.example 0 .\n") == "v=spf1 -all");
  CHECK(of("") == "v=spf1 -all");
  CHECK(of("MX a.example 0 .\n", 1).empty());
  CHECK(of("", 1).empty());
  CHECK(of("A a.example 192.0.2.1\n") == "v=spf1 a ~all");
  CHECK(of("AAAA a.example 2001:db8::1\n") == "v=spf1 a ~all");
  CHECK(of("MX a.example 10 mail.a.example\n") == "v=spf1 mx ~all");
}

TEST_CASE("Where the look-up of MX failed nothing is offered for a missing SPF record") {
  auto book = DnsBook([](const DnsQuestion& question) {
    KnownDns known;
    known.fact.question = question;
    known.fact.status = question.type == DnsType::mx ? DnsStatus::timeout : DnsStatus::nodata;
    return std::optional{known};
  });
  const auto check = check_records(domain_records(book, "a.example", {}), {}, {}, 0);
  CHECK(finding(check, "spf.missing").replacement.empty());
  CHECK(finding(check, "dmarc.missing").replacement == "v=DMARC1; p=none");
}

TEST_CASE("Mail that passes DMARC speaks against a record that says that none is sent") {
  const Zone zone{dmarc + "MX a.example 0 .\nTXT a.example v=spf1 -all\n"};
  CHECK(finding(zone.check(reported_mail(5, 0)), "spf.sends_no_mail").severity == Severity::info);
  CHECK(finding(zone.check(reported_mail(5, 2)), "spf.sends_no_mail").severity == Severity::warning);
}

TEST_CASE("Nothing is offered that would not be in order itself") {
  const auto of = [](const std::string& terms, const std::string& code, const std::string& more = {}) {
    return finding(
               Zone{dmarc + servers + included(11) + more + "TXT a.example v=spf1" + terms + "\n"}.check(),
               code)
        .replacement;
  };
  // What is not in force today costs look-ups, or fails.
  CHECK(of(" include=gone.example mx -all", "spf.ignored") == "v=spf1 mx ~all");
  CHECK(of(" include=i0.example mx -all", "spf.ignored") == "v=spf1 include:i0.example mx -all");
  CHECK(of(includes(10) + " -all mx", "spf.ignored") == "v=spf1" + includes(10) + " ~all");
  CHECK(of(includes(10) + " mx ?all", "spf.all_neutral").empty());
  CHECK(of(includes(11) + " ?all", "spf.lookups").empty());
  CHECK(of(" include:b.example ?all", "spf.include_fails", "TXT b.example v=spf1 include:gone.example ~all\n")
            .empty());
  CHECK(of(" mx redirect=Gone.Example", "spf.include_fails") == "v=spf1 mx ~all");
  CHECK(of(" mx redirect=I0.Example ?all", "spf.ignored") == "v=spf1 mx include:I0.Example ~all");
}

TEST_CASE("Of what leads back to the record that is kept which lets mail pass") {
  const std::string lines =
      dmarc + servers + "TXT a.example v=spf1 include:b.example ip4:198.51.100.7 -all\n";
  CHECK(finding(Zone{lines + "TXT b.example v=spf1 ip4:203.0.113.9 include:a.example -all\n"}.check(),
                "spf.circle")
            .replacement.empty());
  CHECK(finding(Zone{lines + "TXT b.example v=spf1 include:a.example -all\n"}.check(), "spf.circle")
            .replacement == "v=spf1 ip4:198.51.100.7 ~all");
}

TEST_CASE("Of several records the redirects are kept") {
  CHECK(
      finding(Zone{dmarc + servers + included(2) +
                   "TXT a.example v=spf1 redirect=i0.example\nTXT a.example v=spf1 mx redirect=i1.example\n"}
                  .check(),
              "spf.several")
          .replacement == "v=spf1 mx include:i0.example include:i1.example ~all");
}

TEST_CASE("Where something was left out of a record, what it meant is not refused") {
  const auto of = [](const std::string& terms, const std::string& code) {
    return finding(Zone{dmarc + servers + "TXT a.example v=spf1 " + terms + "\n"}.check(), code).replacement;
  };
  CHECK(of("mx include:gone.example -all", "spf.include_fails") == "v=spf1 mx ~all");
  CHECK(of("mx ip4:192.0.2.300 -all", "spf.invalid") == "v=spf1 mx ~all");
  CHECK(of("mx ipv4:192.0.2.3 -all", "spf.invalid") == "v=spf1 mx ip4:192.0.2.3 -all");
  CHECK(of("mx ipv4:192.0.2.3 exp=x.a.example -all", "spf.invalid") == "v=spf1 mx ip4:192.0.2.3 -all");
  CHECK(of("a:u.a.example a:v.a.example a:w.a.example mx -all", "spf.voids") == "v=spf1 mx ~all");
}

// Keys.
ReportedDomain used(const std::string& selector, std::int64_t passed) {
  auto reported = reported_mail(10, 10);
  reported.selectors = {{{"a.example", selector}, 10, passed, passed > 0 ? reported.last_day : 0}};
  return reported;
}
const std::string key_name = "s._domainkey.a.example";
const std::string ed_key = "v=DKIM1; k=ed25519; p=6enS2GlSqRZbjl3OmDSvCzd283rhEpwXtLv3Y1T+BBE=";

TEST_CASE("What is wrong with a key weighs as much as the mail that passes by it") {
  const Zone several{"TXT " + key_name + " " + ed_key + "\nTXT " + key_name + " v=DKIM1; p=\n"};
  CHECK(finding(several.check(used("s", 10)), "dkim.several").severity == Severity::serious);
  CHECK(finding(several.check(used("s", 0)), "dkim.several").severity == Severity::info);
  const Zone failing{"fails " + key_name + "\n"};
  CHECK(finding(failing.check(used("s", 10)), "dkim.not_known").severity == Severity::warning);
  CHECK(finding(failing.check(used("s", 0)), "dkim.not_known").severity == Severity::info);
}

TEST_CASE("Of several records the one with a key is read") {
  for (const auto* other : {"v=spf1 -all", "v=DKIM1; p=", "nothing of DKIM"}) {
    const Zone zone{"TXT " + key_name + " " + other + "\nTXT " + key_name + " " + ed_key + "; t=y\n"};
    const auto check = zone.check(used("s", 10));
    CHECK(finding(check, "dkim.testing").replacement == ed_key);
    CHECK_FALSE(has_code(check, "dkim.revoked"));
    CHECK_FALSE(has_code(check, "dkim.invalid"));
  }
}

TEST_CASE("A key is taken out of trial without its other flags") {
  const auto of = [](const std::string& flags) {
    return finding(Zone{"TXT " + key_name + " " + ed_key + "; " + flags + "\n"}.check(used("s", 10)),
                   "dkim.testing")
        .replacement;
  };
  CHECK(of("t=y") == ed_key);
  CHECK(of("t=y:s") == ed_key + "; t=s");
  CHECK(of("t = s : Y : x; n=a note") == ed_key + "; t=s:x; n=a note");
}

TEST_CASE("Each broken include is a finding of its own") {
  const Zone zone{dmarc + servers + "TXT a.example v=spf1 mx include:b.example include:c.example -all\n"};
  std::vector<std::string> about;
  for (const auto& one : zone.check().findings)
    if (one.code == "spf.include_fails") about.push_back(one.about);
  CHECK(about == std::vector<std::string>{"b.example", "c.example"});
}

}  // namespace
}  // namespace ruascope::test
