// SPDX-License-Identifier: MIT
// What DNS and networks tell of sources, and what they do not.
#include "tests/analysis/cause_cases.hpp"

namespace ruascope {
namespace {

using namespace test;

Judgement first(const std::string& window) { return judged(window).at(0); }
std::string class_name(const Judgement& judgement) { return std::string{name_of(judgement.source_class)}; }

TEST_CASE("A host whose confirmed name is the domain's own is the domain's own") {
  const std::string dns = "; ptr 192.0.2.1 crm.a.example; a crm.a.example 192.0.2.1";
  for (const auto* mail :
       {"192.0.2.1 days=0-9 at=1,2", "192.0.2.1 spf=a.example", "192.0.2.1 dkim=a.example/s1"})
    CHECK(first(mail + dns).confidence == Confidence::strong);
  CHECK(first("192.0.2.1; txt a.example v=spf1 a:crm.a.example -all" + dns).confidence == Confidence::strong);
  // A provider's customers have names below it as well: one message may be anybody's.
  CHECK(first("192.0.2.1" + dns).confidence == Confidence::possible);
  const auto one = first("192.0.2.1 days=0-9 at=1,2" + dns);
  CHECK(class_name(one) == "own");
  CHECK(one.sender == "a.example");
  CHECK(has_text(one.evidence, "its name is crm.a.example, and that names it in turn"));
  CHECK(one.host == HostName{"crm.a.example", true});
}

TEST_CASE("A name that does not name the address in turn names nobody") {
  for (const auto* dns :
       {"ptr 192.0.2.1 crm.a.example", "ptr 192.0.2.1 crm.a.example; a crm.a.example 192.0.2.2"}) {
    const auto one = first(std::string{"192.0.2.1; "} + dns);
    CHECK(class_name(one) == "abuse");
    CHECK(one.sender.empty());
    CHECK(one.host == HostName{"crm.a.example", false});
    CHECK(has_text(one.evidence, "it is called crm.a.example, which does not name it in turn"));
  }
}

TEST_CASE("An address that the domain's SPF record names is its own, though nothing passed") {
  const auto one = first("192.0.2.1; txt a.example v=spf1 ip4:192.0.2.0/24 -all");
  CHECK(class_name(one) == "own");
  CHECK(one.confidence == Confidence::likely);
  CHECK(has_text(one.evidence, "the SPF record of a.example names its address"));
  CHECK(class_name(first("192.0.2.1; txt a.example v=spf1 include:_spf.a.example -all; "
                         "txt _spf.a.example v=spf1 ip4:192.0.2.1 -all")) == "own");
  CHECK(class_name(first(
            "192.0.2.1; txt a.example v=spf1 a:crm.a.example -all; a crm.a.example 192.0.2.1")) == "own");
  // Neither what it does not let pass nor the whole world is named by it.
  for (const auto* spf : {"-ip4:192.0.2.1 -all", "?ip4:192.0.2.1 -all", "ip4:0.0.0.0/0 -all", "+all",
                          "ip4:192.0.2.2", "-ip4:192.0.2.1 ip4:192.0.2.0/24 -all"})
    CHECK(class_name(first(std::string{"192.0.2.1; txt a.example v=spf1 "} + spf)) == "abuse");
}

TEST_CASE("What the SPF record includes names a service's customers: only a steady one may be ours") {
  const std::string spf =
      "; txt a.example v=spf1 include:postly.example -all; txt postly.example v=spf1 ip4:192.0.2.0/24";
  CHECK(class_name(first("192.0.2.1" + spf)) == "abuse");
  const auto steady = first("192.0.2.1 days=0-9 at=1,2" + spf);
  CHECK(class_name(steady) == "third_party");
  CHECK(steady.confidence == Confidence::possible);
  CHECK(has_text(steady.evidence, "includes postly.example, which names its address"));
}

TEST_CASE("A forwarder or list within a network that the SPF record includes is none of the service's own") {
  const std::string spf =
      "; txt a.example v=spf1 include:postly.example include:_spf.a.example -all"
      "; txt postly.example v=spf1 ip4:192.0.2.0/25; txt _spf.a.example v=spf1 ip4:192.0.2.128/25";
  for (const std::string address : {"192.0.2.1", "192.0.2.129"}) {
    CHECK(class_name(first(address + " n=9 days=0-9 at=1,2 reason=forwarded" + spf)) == "forwarder");
    CHECK(class_name(first(address + " n=9 days=0-9 at=1,2 dkim=a.example/s1" + spf)) == "forwarder");
    CHECK(class_name(first(address + " n=9 days=0-9 at=1,2 dkim=a.example/s1:fail reason=mailing_list" +
                           spf)) == "mailing_list");
  }
  // Named by the domain's own record, or one in its place: its own, unless it hands on.
  CHECK(class_name(first("192.0.2.1 n=9 days=0-9 at=1,2 dkim=a.example/s1"
                         "; txt a.example v=spf1 redirect=_spf.a.example"
                         "; txt _spf.a.example v=spf1 ip4:192.0.2.1 -all")) == "own");
  const std::string direct = "; txt a.example v=spf1 ip4:192.0.2.1 -all";
  CHECK(class_name(first("192.0.2.1 n=9 days=0-9 at=1,2 dkim=a.example/s1" + direct)) == "own");
  CHECK(class_name(first("192.0.2.1 n=9 days=0-9 at=1,2 reason=forwarded" + direct)) == "forwarder");
}

TEST_CASE("A service's confirmed name makes third party what passes SPF for the domain") {
  const std::string mail = "192.0.2.1 n=500 days=0-9 at=1-4 dkim=a.example/s1 spf=a.example";
  CHECK(class_name(first(mail)) == "own");
  const auto served = first(mail + "; ptr 192.0.2.1 o1.postly.example; a o1.postly.example 192.0.2.1");
  CHECK(class_name(served) == "third_party");
  CHECK(has_text(served.evidence, "its name is o1.postly.example, of Postly, a known service"));
  CHECK(class_name(first(mail + "; ptr 192.0.2.1 o1.postly.example")) == "own");
}

TEST_CASE("A source that authenticates as nobody is called by its confirmed name, else by its network") {
  const std::string unknown = "192.0.2.1 days=0-9 at=1,2";
  CHECK(first(unknown).sender.empty());
  CHECK(first(unknown + "; ptr 192.0.2.1 vm7.hoster.example; a vm7.hoster.example 192.0.2.1").sender ==
        "hoster.example");
  CHECK(first(unknown + "; ptr 192.0.2.1 m1.postly.example; a m1.postly.example 192.0.2.1").sender ==
        "Postly");
  CHECK(first(unknown + "; network 192.0.2.1 64496 Some Networks").sender == "Some Networks");
  CHECK(first(unknown + "; ptr 192.0.2.1 vm7.hoster.example").sender.empty());
  // Strangers are not one sender for sharing a hoster.
  CHECK(first("192.0.2.1; network 192.0.2.1 64496 Some Networks").sender.empty());
  CHECK(first("192.0.2.1 spf=b.example days=0-9 at=1,2; network 192.0.2.1 64496 N").sender == "b.example");
}

TEST_CASE("Neighbours share a confirmed name's domain, or a network and an envelope") {
  const std::string sender = "; 203.0.113.9 n=500 days=0-9 at=1-4 spf=shop.example";
  const auto of = [&](const std::string& dns) { return class_name(first("192.0.2.1" + sender + dns)); };
  CHECK(of("") == "abuse");
  const std::string hosts =
      "; ptr 192.0.2.1 a1.shop.example; a a1.shop.example 192.0.2.1"
      "; ptr 203.0.113.9 a2.shop.example; a a2.shop.example 203.0.113.9";
  CHECK(of(hosts) == "unknown");
  CHECK(of("; ptr 192.0.2.1 a1.shop.example; ptr 203.0.113.9 a2.shop.example") == "abuse");
  const std::string networks = "; network 192.0.2.1 64496 N; network 203.0.113.9 64496 N";
  CHECK(of(networks) == "abuse");  // the same network alone says nothing
}

TEST_CASE("By the tree walk names without a record on their way are organizations of their own") {
  const std::string mail = "192.0.2.1 n=500 days=0-9 at=1-4 dkim=b.a.example/s1 spf=b.a.example";
  CHECK(class_name(first(mail)) == "own");
  CHECK(class_name(first(mail + "; txt other.example nothing of DMARC")) == "third_party");
}

}  // namespace
}  // namespace ruascope
