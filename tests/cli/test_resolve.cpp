// SPDX-License-Identifier: MIT
// `resolve` against a real name server.
#include "ingest/model/text.hpp"
#include "tests/cli/dns_world.hpp"
#include "tests/support/text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json resolved(const CliWorld& world, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"resolve", "--format", "json"});
  return Json::parse(world.data(more));
}

void import_good_mail(const CliWorld& world) {
  for (const auto* selector : {"s2026", "old", "none"})
    import_mail(world, {"good.example", 1, "none", "192.0.2.1", 10, "good.example", selector});
  import_mail(world, {"good.example", 2, "none", "2001:db8::1", 5, "good.example", "s2026"});
  import_mail(world, {"good.example", 3, "none", "192.0.2.66", 100, "strange.example", "x"});
}

TEST_CASE("resolve asks for records and names, and nothing twice") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_good_mail(world);
  const auto first = resolved(world);
  CHECK(first.at("complete") == true);
  CHECK(first.at("failed") == first.at("failed_by").at("refused"));  // zones that the server does not have
  CHECK(first.at("found") > 8);
  const auto again = resolved(world);
  CHECK(again.at("questions") == 0);
  CHECK(world.data({"resolve"}) == "0 questions: 0 found, 0 without a record, 0 failed; 0 changed\n");
}

TEST_CASE("resolve stops at its limit of sources, busiest first, and goes on from there") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_good_mail(world);
  const auto records = resolved(world, {"--limit", "0"});
  const auto one = resolved(world, {"--limit", "1"});
  CHECK(records.at("questions") > 8);
  CHECK(one.at("questions") == 1);  // PTR of 192.0.2.66, which has none
  CHECK(resolved(world).at("questions") > 1);
}

TEST_CASE("resolve asks for what a window and a domain name alone") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_good_mail(world);
  CHECK(resolved(world, {"--domain", "other.example"}).at("questions") == 0);
  const auto last_day = resolved(world, {"--last", "1d", "--limit", "0"});
  CHECK(last_day.at("questions") > 8);
}

TEST_CASE(
    "resolve asks for own domains alone once they are listed, and for the first of very many selectors") {
  if (!has_name_server()) return;
  const DnsWorld world;
  import_good_mail(world);
  // Anybody may send a report, on any domain, with any selectors.
  std::string forged = report_document({"deep.example", 1, "none", "192.0.2.1"});
  world.data({"import", world.folder.write("forged.xml", forged)});
  world.data({"own", "add", "domain", "good.example"});
  resolved(world, {"--limit", "0"});
  CHECK(has(world.run({"check", "deep.example", "--offline"}).out, "It was not looked up yet."));
  auto many = report_document({"good.example", 1, "none", "192.0.2.7", 1, "good.example", "made-up"});
  const auto begin = many.find("<dkim><domain>");
  std::string signatures;
  for (int at = 0; at < 600; ++at)
    signatures += "<dkim><domain>good.example</domain><selector>made" + std::to_string(at) +
                  "</selector><result>fail</result></dkim>";
  many.insert(begin, signatures);
  world.data({"import", world.folder.write("many.xml", many)});
  CHECK(resolved(world, {"--limit", "0"}).at("questions") < 600);
  CHECK(has(world.run({"check", "good.example", "--offline"}).out,
            "s2026._domainkey.good.example (rsa 2048 bits"));
}

TEST_CASE("a dead resolver leaves resolve with 1 and a hint, and the facts as they were") {
  if (!has_name_server()) return;
  DnsWorld world;
  import_good_mail(world);
  world.environment["RUASCOPE_DNS_TIMEOUT"] = "1";
  world.end_server();
  const auto answer = world.run({"resolve"});
  CHECK(answer.status == 1);
  CHECK(has(answer.err, "no reply from 127.0.0.1:"));
  CHECK(has(answer.err, "hint: name a resolver that answers"));
  CHECK(has(world.run({"check", "good.example", "--offline"}).out, "It was not looked up yet."));
}

// A domain of which some questions are answered at once and others never.
struct HalfSilent {
  HalfSilent() : process({"/usr/bin/python3", server_script("odd_nameserver.py")}, log) {
    import_mail(world, {"silent.example", 1, "none"});
    world.environment["RUASCOPE_DNS_SERVERS"] = "127.0.0.1:" + process.ready_port();
    world.environment["RUASCOPE_DNS_TIMEOUT"] = "60";
  }
  void check_kept() {
    const auto check = world.run({"check", "silent.example", "--offline"}).out;
    CHECK(has(check, "serious: dmarc.missing _dmarc.silent.example"));
    CHECK(has(check, "info: spf.not_known silent.example\n  It was not looked up yet."));
  }

  CliWorld world;
  std::string log = world.folder.path("odd.log");
  ServerProcess process;
};

TEST_CASE("an interrupted resolve ends at once with 130, and keeps what it heard") {
  HalfSilent half;
  const auto asked = "grep -q 'silent.example MX' " + half.log;
  const auto answer =
      run_shell("export RUASCOPE_DNS_SERVERS=" + half.world.environment["RUASCOPE_DNS_SERVERS"] +
                    " RUASCOPE_DNS_TIMEOUT=60; $RUASCOPE resolve & until " + asked +
                    "; do sleep 0.01; done; kill -INT $!; wait $!",
                half.world);
  CHECK(answer.status == 130);
  CHECK(has(answer.out, " questions: 0 found, "));
  half.check_kept();
}

TEST_CASE("resolve ends when its time is up, keeps what it heard, and says that more is left") {
  HalfSilent half;
  const auto answer = half.world.run({"resolve", "--for", "1s"});
  CHECK(answer.status == 0);
  CHECK(has(answer.err, "more is left to ask"));
  half.check_kept();
}

TEST_CASE("names without end that nobody answers for, as a forged report has them, end no resolve") {
  CliWorld world;
  ServerProcess odd({"/usr/bin/python3", server_script("odd_nameserver.py")}, world.folder.path("odd.log"));
  auto report = report_document({"a.example", 1, "none", "192.0.2.7", 1, "a.example", "silent"});
  std::string signatures;
  for (int at = 0; at < 300; ++at)
    signatures += "<dkim><domain>s" + std::to_string(at) +
                  ".a.example</domain><selector>silent</selector><result>fail</result></dkim>";
  report.insert(report.find("<dkim><domain>"), signatures);
  world.data({"import", world.folder.write("forged.xml", report)});
  world.environment["RUASCOPE_DNS_SERVERS"] = "127.0.0.1:" + odd.ready_port();
  world.environment["RUASCOPE_DNS_TIMEOUT"] = "1";
  const auto first = resolved(world);
  CHECK(first.at("complete") == true);
  CHECK(first.at("failed_by").at("timeout") == 301);
  const auto asked = read_file(world.folder.path("odd.log"));
  CHECK(has(asked, "7.2.0.192.in-addr.arpa PTR"));
  // What failed is known to have failed, and the next run does not begin with it again.
  CHECK(resolved(world).at("questions") == 0);
}

TEST_CASE("a server that dies before the end is told, and no name is blamed for it") {
  CliWorld world;
  ServerProcess odd({"/usr/bin/python3", server_script("odd_nameserver.py")}, world.folder.path("odd.log"));
  import_mail(world, {"a.example", 1, "none", "192.0.2.7", 1, "a.example", "dies"});
  import_mail(world, {"a.example", 1, "none", "192.0.2.8", 1, "a.example", "more"});
  world.environment["RUASCOPE_DNS_SERVERS"] = "127.0.0.1:" + odd.ready_port();
  world.environment["RUASCOPE_DNS_TIMEOUT"] = "1";
  const auto answer = world.run({"resolve"});
  CHECK(answer.status == 1);
  CHECK(has(answer.err, "no reply from 127.0.0.1:"));
  const auto check = world.run({"check", "a.example", "--offline"}).out;
  CHECK(has(check, "serious: dmarc.missing"));  // what was answered before is kept
  CHECK(has(check, "info: dkim.not_known dies._domainkey.a.example\n  It was not looked up yet."));
  CHECK_FALSE(has(check, "no reply in time"));
}

TEST_CASE("what DNS holds steers no terminal and breaks no output, however long and odd it is") {
  if (!has_name_server()) return;
  const DnsWorld world;
  for (const auto* domain : {"bytes.good.example", "long.good.example", "loop1.good.example",
                             "b.wild.good.example", "xn--bcher-kva.good.example"}) {
    CAPTURE(domain);
    for (const auto* format : {"table", "json"}) {
      const auto answer = world.run({"check", domain, "--format", format});
      CHECK((answer.status == 0 || answer.status == 3));
      CHECK(answer.out.find('\033') == std::string::npos);
      if (format == std::string_view{"json"}) CHECK(Json::accept(answer.out));
    }
  }
}

TEST_CASE("check fits a terminal of any width, and cuts no character in two") {
  if (!has_name_server()) return;
  DnsWorld world;
  for (const std::size_t width : {1, 4, 8, 9, 23, 79}) {
    world.width = width;
    CHECK(world.run({"check", "good.example"}).status == 3);
    CHECK(is_valid_utf8(world.run({"check", "umlaut.check.example"}).out));
  }
}

TEST_CASE("resolve takes lengths of time up to a day, and no others") {
  if (!has_name_server()) return;
  const DnsWorld world;
  for (const auto* good : {"1s", "60", "5m"}) CHECK(world.run({"resolve", "--for", good}).status == 0);
  for (const auto* bad : {"", "0", "-1s", "1h", "s", "99999m", "1441m"})
    if (*bad != '\0') CHECK(world.run({"resolve", "--for", bad}).status == 2);
}

}  // namespace
}  // namespace ruascope::test
