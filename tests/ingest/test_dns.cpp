// SPDX-License-Identifier: MIT
// The resolver asks a real name server.
#include "ingest/dns.hpp"
#include "ingest/model/error.hpp"
#include "tests/support/servers.hpp"

#include <map>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope::test {
namespace {

constexpr std::int64_t noon = 1'795'000'000;

const std::string example_zone = R"($ORIGIN example.test.
$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 60
  NS ns
  MX 20 mx2
  MX 10 MX1
  TXT "v=spf1 ip4:192.0.2.0/24 -all"
  TXT "some-other=verification"
ns A 127.0.0.1
mx1 A 192.0.2.10
mx1 A 192.0.2.9
mx1 AAAA 2001:db8::10
short 60 TXT "soon over"
split TXT "v=DKIM1; k=rsa; p=" "AAAA" "BBBB"
bytes TXT "a\000b\027[31m\128"
alias CNAME split
lost CNAME nowhere
one CNAME two
two CNAME one
null MX 0 .
*.wild TXT "wild"
xn--bcher-kva TXT "books"
)";

const std::string reverse_zone = R"($ORIGIN 2.0.192.in-addr.arpa.
$TTL 300
@ SOA ns.example.test. hostmaster.example.test. 1 3600 600 86400 60
  NS ns.example.test.
9 PTR Mx1.example.test.
10 PTR b.example.test.
10 PTR a.example.test.
)";

// A long text in strings of 250 bytes, which comes by TCP alone.
std::string long_record() {
  std::string record = "long TXT";
  for (int at = 0; at < 16; ++at) record += " \"" + std::string(250, static_cast<char>('a' + at)) + "\"";
  return record + "\n";
}

struct NameServer {
  NameServer() {
    auto zone = example_zone + long_record();
    for (int at = 0; at < 101; ++at) zone += fmt::format("many TXT \"{}\"\n", at);
    for (int at = 0; at < 500; ++at) zone += fmt::format("host{} A 198.51.100.{}\n", at, at % 256);
    folder.write("zones/example.test.zone", zone);
    folder.write("zones/2.0.192.in-addr.arpa.zone", reverse_zone);
    process = std::make_unique<ServerProcess>(
        std::vector<std::string>{server_script("nameserver"), folder.path("nsd"), folder.path("zones")},
        folder.path("server.log"));
    address = "127.0.0.1:" + process->ready_port();
  }

  DnsOptions options() const {
    return {address, 5000, 64, [] { return noon; }};
  }
  // `name` stands in example.test.
  DnsFact ask(const std::string& name, DnsType type) const {
    return ask_whole(name.empty() ? "example.test" : name + ".example.test", type);
  }
  DnsFact ask_whole(const std::string& name, DnsType type) const {
    const std::vector<DnsQuestion> questions{{name, type}};
    std::vector<DnsFact> facts;
    DnsResolver(options()).ask(
        questions, [&](DnsFact fact) { facts.push_back(std::move(fact)); }, [] { return false; });
    REQUIRE(facts.size() == 1);
    CHECK(facts[0].question == questions[0]);
    CHECK(facts[0].asked_at == noon);
    CHECK(facts[0].server == address);
    return facts[0];
  }

  TemporaryFolder folder;
  std::unique_ptr<ServerProcess> process;
  std::string address;
};

bool has_nsd() { return has_parts({"/usr/bin/python3", "/usr/sbin/nsd"}); }
using Values = std::vector<std::string>;

TEST_CASE("records come whole, sorted and in lower case, with their time to live") {
  if (!has_nsd()) return;
  const NameServer server;
  const auto texts = server.ask("", DnsType::txt);
  CHECK(texts.status == DnsStatus::found);
  CHECK(texts.values == Values{"some-other=verification", "v=spf1 ip4:192.0.2.0/24 -all"});
  CHECK(texts.ttl == 300);
  CHECK(server.ask("short", DnsType::txt).ttl == 60);
  CHECK(server.ask("split", DnsType::txt).values == Values{"v=DKIM1; k=rsa; p=AAAABBBB"});
  CHECK(server.ask("", DnsType::mx).values == Values{"10 mx1.example.test", "20 mx2.example.test"});
  CHECK(server.ask("null", DnsType::mx).values == Values{"0 ."});
  CHECK(server.ask("mx1", DnsType::a).values == Values{"192.0.2.10", "192.0.2.9"});
  CHECK(server.ask("mx1", DnsType::aaaa).values == Values{"2001:db8::10"});
  CHECK(server.ask("any.wild", DnsType::txt).values == Values{"wild"});
  CHECK(server.ask("xn--bcher-kva", DnsType::txt).values == Values{"books"});
  using namespace std::string_literals;
  CHECK(server.ask("bytes", DnsType::txt).values == Values{"a\0b\x1b[31m\x80"s});
  const auto long_text = server.ask("long", DnsType::txt);
  REQUIRE(long_text.values.size() == 1);
  CHECK(long_text.values[0].size() == 4000);
}

TEST_CASE("names of addresses are asked for in reverse") {
  CHECK(reverse_question(*IpAddress::parse("192.0.2.10")).name == "10.2.0.192.in-addr.arpa");
  CHECK(reverse_question(*IpAddress::parse("2001:db8::1")).name ==
        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
  if (!has_nsd()) return;
  const NameServer server;
  const auto names_of = [&](const char* address) {
    return server.ask_whole(reverse_question(*IpAddress::parse(address)).name, DnsType::ptr);
  };
  CHECK(names_of("192.0.2.9").values == Values{"mx1.example.test"});
  CHECK(names_of("192.0.2.10").values == Values{"a.example.test", "b.example.test"});
  CHECK(names_of("192.0.2.11").status == DnsStatus::nxdomain);
}

TEST_CASE("an alias is followed, and one that leads nowhere is no record") {
  if (!has_nsd()) return;
  const NameServer server;
  CHECK(server.ask("alias", DnsType::txt).values == Values{"v=DKIM1; k=rsa; p=AAAABBBB"});
  for (const auto* name : {"lost", "one"}) {
    INFO(name);
    const auto fact = server.ask(name, DnsType::txt);
    CHECK(fact.status != DnsStatus::found);
    CHECK(fact.values.empty());
  }
}

TEST_CASE("no such name, no such record and a server that refuses are told apart") {
  if (!has_nsd()) return;
  const NameServer server;
  CHECK(server.ask("nobody", DnsType::txt).status == DnsStatus::nxdomain);
  CHECK(server.ask("mx1", DnsType::txt).status == DnsStatus::nodata);
  CHECK(server.ask_whole("elsewhere.test", DnsType::txt).status == DnsStatus::refused);
  CHECK(server.ask(std::string(64, 'x'), DnsType::txt).status == DnsStatus::malformed);
  CHECK(is_answer(DnsStatus::nodata));
  CHECK_FALSE(is_answer(DnsStatus::servfail));
}

TEST_CASE("an answer of more records than are read is no answer, not one without records") {
  if (!has_nsd()) return;
  const NameServer server;
  const auto fact = server.ask("many", DnsType::txt);
  CHECK(fact.values.empty());
  CHECK(fact.status == DnsStatus::malformed);
}

TEST_CASE("many questions have each its own answer, and asking ends when it is to stop") {
  if (!has_nsd()) return;
  const NameServer server;
  std::vector<DnsQuestion> questions;
  for (int at = 0; at < 500; ++at) questions.push_back({fmt::format("host{}.example.test", at), DnsType::a});
  DnsResolver resolver(server.options());
  std::map<std::string, Values> answers;
  resolver.ask(
      questions, [&](const DnsFact& fact) { answers.emplace(fact.question.name, fact.values); },
      [] { return false; });
  REQUIRE(answers.size() == 500);
  for (int at = 0; at < 500; ++at)
    CHECK(answers[fmt::format("host{}.example.test", at)] == Values{fmt::format("198.51.100.{}", at % 256)});
  std::size_t told = 0;
  resolver.ask(questions, [&](const DnsFact&) { ++told; }, [&] { return told > 0; });
  CHECK(told > 0);
  CHECK(told < 500);
}

TEST_CASE("a server that fails, is silent, forges or cuts short is understood") {
  if (!has_parts({"/usr/bin/python3"})) return;
  TemporaryFolder folder;
  ServerProcess process({"/usr/bin/python3", server_script("odd_nameserver.py")}, folder.path("server.log"));
  const auto address = "127.0.0.1:" + process.ready_port();
  struct Case {
    const char* name;
    DnsStatus status;
    Values values;
  };
  const std::vector<Case> cases{{"servfail.example", DnsStatus::servfail, {}},
                                {"refused.example", DnsStatus::refused, {}},
                                {"silent.example", DnsStatus::timeout, {}},
                                {"truncated.example", DnsStatus::found, {"told by TCP"}},
                                {"wrongid.example", DnsStatus::found, {"right"}},
                                {"slow.example", DnsStatus::found, {"slow"}},
                                {"nobody.example", DnsStatus::nxdomain, {}}};
  std::vector<DnsQuestion> questions{{"garbage.example", DnsType::txt}};
  for (const auto& one : cases) questions.push_back({one.name, DnsType::txt});
  std::map<std::string, DnsFact> facts;
  DnsResolver({address, 3000, 64, [] { return noon; }})
      .ask(
          questions, [&](const DnsFact& fact) { facts.emplace(fact.question.name, fact); },
          [] { return false; });
  REQUIRE(facts.size() == questions.size());
  CHECK_FALSE(is_answer(facts["garbage.example"].status));
  for (const auto& one : cases) {
    INFO(one.name);
    CHECK(facts[one.name].status == one.status);
    CHECK(facts[one.name].values == one.values);
  }
}

TEST_CASE("nobody who answers is a failure, not an absence, and no server at all is an error") {
  const std::vector<DnsQuestion> questions{{"example.test", DnsType::txt}, {"example.test", DnsType::mx}};
  std::vector<DnsStatus> told;
  // Nothing listens on port 1.
  DnsResolver({"127.0.0.1:1", 300, 64, [] { return noon; }})
      .ask(questions, [&](const DnsFact& fact) { told.push_back(fact.status); }, [] { return false; });
  CHECK(told == std::vector{DnsStatus::timeout, DnsStatus::timeout});
  CHECK_THROWS_AS(DnsResolver({"not an address", 300, 64, [] { return noon; }}), Error);
}

}  // namespace
}  // namespace ruascope::test
