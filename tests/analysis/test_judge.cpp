// SPDX-License-Identifier: MIT
#include "tests/analysis/window_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

#define HOME "; 203.0.113.9 n=500 days=0-9 at=1-4 dkim=a.example/s1 spf=a.example"

Judgement first(const std::string& text) { return judged(text).at(0); }

// "unsigned 3, spoof 1, ": the causes with their messages.
std::string shares_of(const Judgement& judgement) {
  std::string text;
  for (const auto& share : judgement.causes)
    text += std::string{name_of(share.cause)} + " " + std::to_string(share.messages) + ", ";
  return text;
}

struct Named {
  const char* sender;
  const char* window;
};

TEST_CASE("A sender is named by the note, the domain, the service, the envelope, the d=, in this order") {
  const std::vector<Named> cases{
      {"the shop", "192.0.2.1 dkim=postly.example spf=postly.example; own address 192.0.2.1 the shop"},
      {"a.example", "192.0.2.1 dkim=a.example/s1 spf=m.a.example"},
      {"a.example", "192.0.2.1 from=m.a.example dkim=m.a.example/s1 spf=m.a.example"},
      {"a.example", "192.0.2.1 spf=x.example; own address 192.0.2.1"},
      {"Postly", "192.0.2.1 dkim=a.example/py1 spf=b.plymail.example"},
      {"Postly", "192.0.2.1 dkim=postly.example spf=a.example"},
      {"crm.example", "192.0.2.1 dkim=a.example/c1 spf=b.crm.example"},
      {"crm.example", "192.0.2.1 days=0-2 at=1,2 dkim=m.crm.example spf=a.example:fail"},
      {"fwd.example", "192.0.2.1 dkim=a.example/s1 spf=srs.fwd.example" HOME},
      {"club.example", "192.0.2.1 dkim=a.example/s1:fail spf=lists.club.example" HOME},
      {"big.example", "192.0.2.1 n=5 spf=big.example; 192.0.2.1 n=4 spf=small.example"},
  };
  for (const auto& [sender, window] : cases) {
    INFO(window);
    CHECK(first(window).sender == sender);
  }
}

TEST_CASE("What nothing authenticated names stays without a name") {
  for (const char* window :
       {"192.0.2.1 spf=postly.example:fail", "192.0.2.1 dkim=postly.example:fail spf=a.example:fail",
        "192.0.2.1", "192.0.2.1 dkim=random.example spf=a.example:fail",
        "192.0.2.1 dkim=a.example/s1 spf=a.example:fail" HOME}) {
    INFO(window);
    CHECK(first(window).sender.empty());
  }
}

const char* const many_causes =
    "192.0.2.1 n=50 dkim=a.example/s1 spf=a.example; 192.0.2.1 n=5 spf=a.example:fail;"
    "192.0.2.1 n=7 dkim=a.example/s9:fail spf=a.example:fail; 192.0.2.1 n=4 spf=m.a.example:softfail;"
    "192.0.2.1 n=20 spf=a.example";

TEST_CASE("A source's cause is that of most mail that fails, all stand by messages with their sums") {
  const auto judgement = first(many_causes);
  CHECK(name_of(judgement.cause) == "own-server-unauthenticated");
  CHECK(shares_of(judgement) ==
        "aligned-both 50, unsigned 20, own-server-unauthenticated 9, own-sender-broken 7, ");
  CHECK(judgement.messages == 86);
  CHECK(judgement.failed == 16);
  CHECK(judgement.combination_causes ==
        std::vector<Cause>{Cause::aligned_both, Cause::own_server_unauthenticated, Cause::own_sender_broken,
                           Cause::own_server_unauthenticated, Cause::without_signature});
}

TEST_CASE("Where nothing fails the cause is that of most mail") {
  const auto judgement = first(
      "192.0.2.1 n=3 dkim=a.example/s1 spf=a.example; 192.0.2.1 n=9 spf=a.example; 192.0.2.1 "
      "spf=m.a.example");
  CHECK(name_of(judgement.cause) == "unsigned");
  CHECK(judgement.failed == 0);
  CHECK(shares_of(judgement) == "unsigned 10, aligned-both 3, ");
}

TEST_CASE("Messages of all dispositions count") {
  auto window = window_of("192.0.2.1 n=5 spf=a.example:fail");
  window.sources[0].combinations[0].messages = {1, 2, 3, 4, 5};
  const auto judgement = judged(window).at(0);
  CHECK(judgement.messages == 15);
  CHECK(judgement.failed == 15);
  CHECK(shares_of(judgement) == "spoof 15, ");
}

TEST_CASE("Forged counts do not overflow the sum of a failing cause") {
  const auto judgement = first(
      "192.0.2.1 n=9223372036854775807 spf=a.example:fail; 192.0.2.1 n=9223372036854775807 "
      "spf=a.example:softfail;"
      "192.0.2.1 n=5 dkim=a.example/s1:permerror");
  CHECK(judgement.cause == Cause::spoof);
}

// The window, a part of the meaning or evidence, the advice.
struct Texts {
  const char* window;
  const char* evidence;
  const char* advice;
};

void check_texts(const std::vector<Texts>& cases) {
  for (const auto& [window, evidence, advice] : cases) {
    const auto judgement = first(window);
    INFO(window << ": " << judgement.evidence.at(0));
    REQUIRE(judgement.advice.size() == 1);
    INFO(judgement.advice[0]);
    CHECK(judgement.evidence[0].find(evidence) != std::string::npos);
    CHECK(judgement.advice[0].find(advice) != std::string::npos);
  }
}

TEST_CASE(
    "Meaning and advice of passing mail carry the names of its signer, selector, envelope and service") {
  check_texts({
      {"192.0.2.1 dkim=a.example/s1 spf=b.postly.example", "the envelope is b.postly.example's",
       "Nothing to do"},
      {"192.0.2.1 dkim=a.example spf=m.a.example aspf=s", "SPF passes for m.a.example",
       "aspf=r in _dmarc.a.example"},
      {"192.0.2.1 dkim=a.example spf=m.a.example:fail; own address 192.0.2.1", "192.0.2.1 is yours",
       "TXT record of m.a.example, before its \"all\": ip4:192.0.2.1"},
      {"2001:db8::1 dkim=a.example spf=a.example:fail; own address 2001:db8::1", "2001:db8::1",
       ": ip6:2001:db8::1"},
      {"192.0.2.1 dkim=a.example/s1 spf=m.a.example:permerror", "SPF record of m.a.example",
       "TXT record of m.a.example"},
      {"192.0.2.1 from=m.a.example spf=a.example", "is not signed",
       "as TXT at SELECTOR._domainkey.m.a.example"},
      {"192.0.2.1 spf=a.example dkim=m.postly.example/k",
       "Postly signs as m.postly.example, not as a.example",
       "Let Postly sign as a.example (custom DKIM): Settings > Domains"},
      {"192.0.2.1 spf=a.example dkim=m.a.example/s7:fail", "the signature s7 of m.a.example fails everywhere",
       "as TXT at s7._domainkey.m.a.example"},
      {"192.0.2.1 spf=a.example dkim=a.example/s1:fail" HOME,
       "the signature s1 of a.example is broken on this path", "behind the signer at 192.0.2.1"},
      {"192.0.2.1 spf=a.example dkim=a.example/s3:permerror", "the key s3 of a.example",
       "record at s3._domainkey.a.example"},
      {"192.0.2.1 spf=a.example dkim=m.a.example/s1 adkim=s", "DKIM passes for m.a.example",
       "Sign with d=a.example"},
  });
}

TEST_CASE(
    "Meaning and advice of failing mail carry the names of its signer, selector, envelope and service") {
  check_texts({
      {"192.0.2.1 dkim=a.example/s1:fail spf=lists.club.example" HOME,
       "the signature of a.example broke, lists.club.example passes", "dmarc_moderation_action"},
      {"192.0.2.1 dkim=a.example/s1:fail spf=a.example:fail" HOME,
       "the signature s1 of a.example passes elsewhere", "Nothing to change"},
      {"192.0.2.1 dkim=a.example/s9:fail spf=a.example:fail; own address 192.0.2.1",
       "s9 of a.example passes nowhere", "SPF record of a.example: ip4:192.0.2.1"},
      {"192.0.2.1 dkim=m.a.example/s1 adkim=s", "m.a.example is not a.example",
       "adkim=r; aspf=r in _dmarc.a.example"},
      {"192.0.2.1 spf=m.a.example aspf=s", "m.a.example is not a.example", "_dmarc.a.example"},
      {"192.0.2.1 days=0-2 dkim=postly.example/k spf=b.postly.example", "Postly sends as a.example",
       "let it sign as a.example: Settings > Domains. If you do not, stop it"},
      {"192.0.2.1 dkim=postly.example/k spf=b.postly.example", "Postly was used to send as a.example",
       "somebody of yours tried Postly"},
      {"192.0.2.1 spf=m.a.example:fail; own address 192.0.2.1", "192.0.2.1 is yours",
       "TXT record of m.a.example, before its \"all\": ip4:192.0.2.1"},
      {"192.0.2.1 from=x.a.example spf=y.example", "as x.a.example, a name below a.example",
       "in _dmarc.a.example"},
      {"192.0.2.1 days=0-2 at=1,2 spf=a.example:fail", "192.0.2.1 sends as a.example again and again",
       "ruascope own add address 192.0.2.1"},
      {"192.0.2.1 days=0-2 at=1,2 spf=b.crm.example", "crm.example sends as a.example again and again",
       "If you use crm.example"},
      {"192.0.2.1 from=m.a.example spf=y.example; 198.51.100.2 from=m.a.example spf=m.a.example",
       "Somebody else sends as m.a.example", "Nothing to repair"},
      {"192.0.2.1 dkim=a.example/s1:permerror spf=a.example:fail", "no cause that is known",
       "ruascope sources 192.0.2.1"},
  });
}

TEST_CASE("A cause's texts have the names of the mail that has most of it, and its last day that of all") {
  const auto judgement = first(
      "192.0.2.1 n=2 days=8 spf=m.a.example dkim=m.a.example/s8:fail;"
      "192.0.2.1 n=9 days=3 spf=a.example dkim=x.example/x:fail dkim=a.example/s9:fail;"
      "192.0.2.1 n=5 days=9 spf=b.a.example; 192.0.2.1 n=1 days=1 spf=b.a.example");
  CHECK(shares_of(judgement) == "dkim-key-problem 11, unsigned 6, ");
  CHECK(judgement.causes[0].advice.find("s9._domainkey.a.example") != std::string::npos);
  CHECK(format_day(judgement.causes[0].last_day) == "2026-01-13");
  CHECK(judgement.causes[1].meaning.find("not signed") != std::string::npos);
  CHECK(format_day(judgement.causes[1].last_day) == "2026-01-14");
  CHECK(judgement.evidence.at(0) == judgement.causes[0].meaning);
  CHECK(judgement.advice == std::vector<std::string>{judgement.causes[0].advice});
}

TEST_CASE("A derived verdict is judged and marked") {
  const auto derived = first("192.0.2.1 spf=a.example; 192.0.2.1 spf=a.example dkim=a.example/s1 derived");
  CHECK(has_text(derived.evidence, "some verdicts are derived"));
  CHECK(derived.combination_causes.at(1) == Cause::aligned_both);
  CHECK_FALSE(has_text(first("192.0.2.1 spf=a.example").evidence, "derived"));
}

TEST_CASE("Listing an address changes its neighbours, in a /24 or a /64 and no further") {
  const std::string mail =
      "192.0.2.1 spf=a.example:fail; 192.0.2.254 spf=a.example:fail; 192.0.3.1 spf=a.example:fail;"
      "2001:db8::1 spf=a.example:fail; 2001:db8::ff spf=a.example:fail; 2001:db8:0:1::1 spf=a.example:fail";
  for (const auto& judgement : judged(mail)) CHECK(judgement.source_class == SourceClass::abuse);
  const auto listed = judged(mail + "; own address 192.0.2.1; own address 2001:db8::1");
  using enum SourceClass;
  const std::vector<SourceClass> classes{own, unknown, abuse, own, unknown, abuse};
  for (std::size_t index = 0; index < classes.size(); ++index) {
    CAPTURE(index);
    CHECK(name_of(listed.at(index).source_class) == name_of(classes[index]));
  }
  CHECK(listed[1].cause == Cause::unknown_steady);
  CHECK(listed[2].cause == Cause::spoof);
  CHECK(has_text(listed[4].evidence, "is its neighbour"));
}

TEST_CASE("An ignored address is judged like any other, marked, and makes no neighbours") {
  const auto judgements =
      judged("192.0.2.1 spf=a.example:fail; 192.0.2.2 spf=a.example:fail; own ignore 192.0.2.1 scan");
  CHECK(judgements.at(0).is_ignored);
  CHECK(judgements[0].source_class == SourceClass::abuse);
  CHECK(judgements[0].cause == Cause::spoof);
  CHECK(judgements[0].sender.empty());
  CHECK_FALSE(judgements.at(1).is_ignored);
  CHECK(judgements[1].source_class == SourceClass::abuse);
}

TEST_CASE(
    "Domains are judged apart: selectors, addresses, neighbours and modes of one say nothing of another") {
  const auto judgements = judged(
      "192.0.2.1 n=90 at=1-3 dkim=a.example/s1 spf=a.example aspf=s;"
      "@ b.example; 192.0.2.1 spf=b.example:fail; 192.0.2.2 dkim=b.example/s1:fail spf=b.example:fail;"
      "198.51.100.3 spf=m.b.example");
  CHECK(judgements.at(0).source_class == SourceClass::own);
  CHECK(judgements.at(1).domain == "b.example");
  CHECK(judgements[1].cause == Cause::spoof);
  CHECK(judgements.at(2).cause == Cause::unclassified_failure);
  CHECK(judgements.at(3).cause == Cause::without_signature);
}

TEST_CASE("Judgements come in the order of the sources, one for each") {
  const auto judgements = judged("192.0.2.2; 192.0.2.1; @ b.example; 192.0.2.2; @ c.example; 192.0.2.1 n=3");
  std::string text;
  for (const auto& one : judgements) text += one.domain + " " + one.source.text() + ";";
  CHECK(text == "a.example 192.0.2.2;a.example 192.0.2.1;b.example 192.0.2.2;c.example 192.0.2.1;");
  CHECK(judged("").empty());
}

TEST_CASE("Steadiness is told of each source, by all its mail") {
  CHECK(first("192.0.2.1 days=0,1 spf=a.example; 192.0.2.1 days=5 at=2 spf=a.example:fail").is_steady);
  CHECK_FALSE(first("192.0.2.1 days=0-4 spf=a.example").is_steady);
  Thresholds thresholds;
  thresholds.steady_weeks = 1;
  CHECK(judged("192.0.2.1 days=0-4 spf=a.example", thresholds).at(0).is_steady);
}

TEST_CASE("A filter of judgements takes a class, and any of a source's causes") {
  const auto judgement = first(many_causes);
  CHECK(JudgedFilter{}.is_empty());
  CHECK(JudgedFilter{}.takes(judgement));
  CHECK(JudgedFilter{SourceClass::own, std::nullopt}.takes(judgement));
  CHECK(JudgedFilter{SourceClass::own, Cause::without_signature}.takes(judgement));
  CHECK_FALSE(JudgedFilter{SourceClass::abuse, Cause::without_signature}.takes(judgement));
  CHECK_FALSE(JudgedFilter{std::nullopt, Cause::spoof}.takes(judgement));
}

TEST_CASE("Labels of classes are read back") {
  for (std::size_t number = 0; number < names<SourceClass>.size(); ++number)
    CHECK(class_named(names<SourceClass>[number]) == static_cast<SourceClass>(number));
  CHECK_FALSE(class_named("foe"));
}

}  // namespace
}  // namespace ruascope
