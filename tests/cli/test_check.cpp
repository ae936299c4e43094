// SPDX-License-Identifier: MIT
// `check` against a real name server: for each rule a domain of check.example, and what it says of it.
#include "tests/cli/dns_world.hpp"
#include "tests/cli/expected_file.hpp"
#include "tests/support/text.hpp"

#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

struct Rule {
  const char* domain;
  int status;
};
// Each domain is in order but for what its name says.
const Rule domains[] = {
    {"good.check.example", 0},
    {"missing.check.example", 3},
    {"several.check.example", 3},
    {"unheeded.check.example", 3},
    {"nopolicy.check.example", 0},
    {"syntax.check.example", 0},
    {"unknown.check.example", 0},
    {"removed.check.example", 0},
    {"norua.check.example", 0},
    {"external.check.example", 3},
    {"lost.check.example", 3},
    {"none.check.example", 0},
    {"parked.none.check.example", 0},
    {"weaker.check.example", 0},
    {"testing.check.example", 0},
    {"below.weaker.check.example", 0},
    {"own.weaker.check.example", 0},
    {"differs.check.example", 0},
    {"silent.check.example", 0},
    {"closed.check.example", 0},
    {"nospf.check.example", 0},
    {"twospf.check.example", 3},
    {"badspf.check.example", 3},
    {"ignored.check.example", 0},
    {"includes.check.example", 3},
    {"circle.check.example", 3},
    {"many.check.example", 3},
    {"voids.check.example", 3},
    {"hosts.check.example", 3},
    {"passes.check.example", 3},
    {"neutral.check.example", 0},
    {"noall.check.example", 0},
    {"pointer.check.example", 0},
    {"long.check.example", 0},
    {"redirects.check.example", 0},
    {"keys.check.example", 3},
    {"nomail.example", 0},
    {"deep.example", 3},
};

// Every rule that there is, but for those of names that could not be looked up.
const std::set<std::string> rules{
    "dkim.invalid",
    "dkim.missing",
    "dkim.revoked",
    "dkim.several",
    "dkim.strict",
    "dkim.testing",
    "dkim.weak",
    "dmarc.differs",
    "dmarc.inherited",
    "dmarc.missing",
    "dmarc.no_policy",
    "dmarc.not_rejected",
    "dmarc.np_weaker",
    "dmarc.policy_none",
    "dmarc.rua_missing",
    "dmarc.rua_no_mail",
    "dmarc.ruf_no_mail",
    "dmarc.rua_not_authorized",
    "dmarc.ruf_not_authorized",
    "dmarc.several",
    "dmarc.sp_ignored",
    "dmarc.sp_weaker",
    "dmarc.syntax",
    "dmarc.tag_removed",
    "dmarc.tag_unknown",
    "dmarc.testing",
    "dmarc.unheeded",
    "reports.silent",
    "spf.all_neutral",
    "spf.all_passes",
    "spf.circle",
    "spf.ignored",
    "spf.include_fails",
    "spf.invalid",
    "spf.lookups",
    "spf.many_hosts",
    "spf.missing",
    "spf.no_all",
    "spf.ptr",
    "spf.sends_no_mail",
    "spf.several",
    "spf.too_long",
    "spf.voids",
};

void import_story(const CliWorld& world) {
  import_mail(world, {"good.check.example", 1, "reject"});
  import_mail(world, {"none.check.example", 45, "none"});
  import_mail(world, {"none.check.example", 1, "none"});
  import_mail(world, {"differs.check.example", 1, "none"});
  import_mail(world, {"silent.check.example", 9, "reject"});
  for (const auto* selector :
       {"sound", "ed", "revoked", "short", "tiny", "tried", "strict", "odd", "loose", "double", "gone"})
    import_mail(world, {"keys.check.example", 1, "reject", "192.0.2.1", 10, "keys.check.example", selector});
  // A key that was retired after its last mail, and what somebody made up.
  import_mail(world, {"keys.check.example", 20, "reject", "192.0.2.1", 7, "keys.check.example", "retired"});
  import_mail(world,
              {"keys.check.example", 1, "reject", "203.0.113.9", 2, "keys.check.example", "forged", false});
  // DNS cannot be asked for a label that long.
  import_mail(world, {"keys.check.example", 1, "reject", "203.0.113.9", 2, "keys.check.example",
                      std::string(64, 'x'), false});
}

std::set<std::string> codes_of(const std::string& json) {
  std::set<std::string> codes;
  const auto answer = Json::parse(json);
  for (const auto& finding : answer.at("findings")) codes.insert(finding.at("code"));
  return codes;
}

TEST_CASE("each rule of check says of its zone what was approved") {
  if (!has_name_server()) return;
  DnsWorld world;
  import_story(world);
  std::set<std::string> seen;
  for (const auto& [domain, status] : domains) {
    CAPTURE(domain);
    const auto answer = world.run({"check", domain});
    CHECK(answer.status == status);
    CHECK(answer.err.empty());
    check_or_approve(std::string{"check/"} + domain + ".txt", answer.out);
    // What was heard is judged alike with the network off, and twice.
    CHECK(world.run({"check", domain, "--offline"}).out == answer.out);
    const auto json = world.run({"check", domain, "--offline", "--format", "json"}).out;
    check_or_approve(std::string{"check/"} + domain + ".json", Json::parse(json).dump(1) + "\n");
    seen.merge(codes_of(json));
  }
  CHECK(seen == rules);
}

TEST_CASE("what check offers as a replacement is in order itself") {
  if (!has_name_server()) return;
  DnsWorld world;
  for (const auto& rule : domains) {
    CAPTURE(rule.domain);
    const auto answer = Json::parse(world.run({"check", rule.domain, "--format", "json"}).out);
    for (const auto& finding : answer.at("findings")) {
      if (finding.at("replacement").is_null()) continue;
      const std::string text = finding.at("replacement");
      CAPTURE(text);
      CHECK((text.starts_with("v=DMARC1") || text.starts_with("v=spf1 ") || text.starts_with("v=DKIM1;")));
      CHECK_FALSE(text.starts_with("v=spf1 -all"));
      CHECK_FALSE(text.ends_with("+all"));
      CHECK_FALSE(has(text, "pct="));
      CHECK_FALSE(has(text, "ptr"));
    }
  }
}

TEST_CASE(
    "a dead resolver costs the configured time, leaves the facts as they were, and is told with a hint") {
  if (!has_name_server()) return;
  DnsWorld world;
  world.run({"check", "good.check.example"});
  const auto before = world.run({"check", "good.check.example", "--offline"}).out;
  world.environment["RUASCOPE_DNS_TIMEOUT"] = "1";
  const auto refused = world.run({"check", "elsewhere.test"});
  CHECK(refused.status == 1);
  CHECK(has(refused.err, "127.0.0.1:"));
  CHECK(has(refused.err, " refuses to answer\nhint: name a resolver that answers"));
  const SilentServer silent;
  world.ask(silent.address());
  const auto answer = world.run({"check", "good.check.example"});
  CHECK(answer.status == 1);
  CHECK(answer.out.empty());
  CHECK(has(answer.err, "no reply from 127.0.0.1:"));
  CHECK(has(answer.err, "(dns.timeout: 1 second)\nhint: name a resolver that answers"));
  CHECK(world.run({"check", "good.check.example", "--offline"}).out == before);
  CHECK(has(world.run({"check", "elsewhere.test", "--offline"}).out, "It was not looked up yet."));
}

TEST_CASE("a name whose servers fail is told apart from one without a record") {
  if (!has_name_server()) return;
  const DnsWorld world;
  ServerProcess odd({"/usr/bin/python3", server_script("odd_nameserver.py")}, world.folder.path("odd.log"));
  const auto answer = world.run({"check", "servfail.example", "--server", "127.0.0.1:" + odd.ready_port()});
  CHECK(answer.status == 3);  // there is no DMARC record
  CHECK(has(answer.out, "warning: spf.not_known servfail.example\n  It could not be looked up: SERVFAIL."));
  CHECK_FALSE(has(answer.out, "spf.missing"));
}

TEST_CASE("a name above the domain that cannot be looked up is told, and no record is called missing") {
  if (!has_name_server()) return;
  const DnsWorld world;  // it refuses what is above its zones
  const auto answer = world.run({"check", "none.2.0.192.in-addr.arpa"});
  CHECK(has(answer.out,
            "warning: dmarc.not_known _dmarc.0.192.in-addr.arpa\n  It could not be looked up: refused."));
  CHECK_FALSE(has(answer.out, "dmarc.missing"));
}

TEST_CASE("check refuses what is no domain, and a server where nothing is asked") {
  const CliWorld world;
  CHECK(world.run({"check", "no domain"}).status == 2);
  CHECK(world.run({"check", "a.example", "--offline", "--server", "192.0.2.53"}).status == 2);
  CHECK(world.run({"check", "a.example", "--server", "nobody"}).status != 0);
  CHECK(world.run({"check"}).status == 2);
}

}  // namespace
}  // namespace ruascope::test
