// SPDX-License-Identifier: MIT
// Where neighbouring rows of the tables meet, and where a text could say what is not so.
#include "tests/analysis/cause_cases.hpp"

namespace ruascope {
namespace {

using namespace test;

// The domain's own host, where selector s1 is at home; a service that signs with py1 from its own envelope.
#define HOME "; 203.0.113.9 n=500 days=0-9 at=1-4 dkim=a.example/s1 spf=a.example"
#define SERVICE \
  "; 198.51.100.9 n=50 days=0-9 at=1-4 dkim=a.example/py1 dkim=postly.example/k spf=b.postly.example"

TEST_CASE("An empty reverse-path comes before a broken SPF record") {
  // Row 6 stands before row 7.
  check_causes({{"row 6 before row 7", "null-sender-or-no-spf",
                 "192.0.2.1 dkim=a.example/s1 env= helo=mx.a.example:permerror"}});
}

TEST_CASE("An SPF pass that names no domain is nobody's return-path") {
  check_causes({{"no domain told", "dkim-alone", "192.0.2.1 dkim=a.example/s1 spf="}});
}

TEST_CASE("A nameless failure with no other signature says nothing of algorithms") {
  // Row 13 asks for an entry beside it; the signature is nameless, not known to be ours.
  check_causes({{"row 13 wants two", "spf-alone", "192.0.2.1 spf=a.example dkim=:fail"}});
}

TEST_CASE("A result none under our name is no signature of ours beside a service's") {
  check_causes({{"row 9", "esp-signs-own-domain",
                 "192.0.2.1 spf=a.example dkim=a.example:none dkim=postly.example/k1"}});
}

TEST_CASE("Our key failed for a moment and the service's envelope passes: nothing else fails") {
  check_causes({{"row 15", "dns-transient", "192.0.2.1 dkim=a.example/s1:temperror spf=postly.example"}});
}

TEST_CASE("A steady stranger whose signature passes nowhere is not called our own sender") {
  // Row 19 asks for a known address; a forged signature makes nobody ours.
  check_causes({{"row 27", "unclassified-failure",
                 "192.0.2.1 days=0-9 at=1-3 dkim=a.example/s9:fail spf=a.example:fail" HOME}});
}

TEST_CASE("A result none under our name is no signature of ours: the mail is a spoof") {
  check_causes({{"row 26b", "spoof", "192.0.2.1 dkim=a.example:none spf=a.example:fail"}});
}

TEST_CASE("A result none under our name is no signature of ours: the sender is unknown-steady") {
  check_causes({{"row 26a", "unknown-steady", "192.0.2.1 days=0-9 dkim=a.example:none spf=a.example:fail"}});
}

TEST_CASE("Where our own SPF record is broken, unsigned mail is not called a spoof") {
  // Row 26b asks for fail, none or foreign; with a permerror no host of ours can ever be known by SPF.
  check_causes({{"row 27", "unclassified-failure", "192.0.2.1 n=9 spf=a.example:permerror"}});
}

TEST_CASE("The addresses of one service are one sender: together they are stable") {
  check_causes({{"row 22", "unconfigured-service",
                 "192.0.2.1 days=0 dkim=postly.example spf=postly.example;"
                 "192.0.2.2 days=1 dkim=postly.example spf=postly.example;"
                 "192.0.2.3 days=2 at=2 dkim=postly.example spf=postly.example"}});
}

TEST_CASE("One message that passes SPF alone at one reporter is not enough for own") {
  // Section 3 asks for volume at several reporters; a wrong "yours" is worse than none.
  check_classes({{"no volume", "unknown", "192.0.2.1 spf=a.example"}});
}

TEST_CASE("A stray message of a service's does not make a third party of the domain's own host") {
  check_classes({{"1 of 1001", "own",
                  "192.0.2.1 n=1000 days=0-9 at=1-4 dkim=a.example/s1 spf=a.example;"
                  "192.0.2.1 dkim=a.example/py1 dkim=postly.example/k spf=a.example"}});
}

TEST_CASE("A selector of its own and a second signature make a third party where SPF never passes") {
  check_classes({{"the service's SPF is broken", "third_party",
                  "192.0.2.1 n=90 days=0-9 at=1-4 dkim=a.example/py1 dkim=postly.example/k "
                  "spf=b.postly.example:permerror" HOME}});
}

TEST_CASE("A forwarder is not named after the service whose signature it hands on") {
  CHECK(judged("192.0.2.1 dkim=a.example/py1 dkim=postly.example/k spf=a.example:fail" SERVICE)
            .at(0)
            .sender.empty());
}

TEST_CASE("A forwarder that rewrites the envelope is named by it, not by a signature it hands on") {
  CHECK(judged("192.0.2.1 dkim=a.example/py1 dkim=postly.example/k spf=fwd.example" SERVICE).at(0).sender ==
        "fwd.example");
}

TEST_CASE("The text names the selector that passes elsewhere, not another that broke with it") {
  const auto judgement =
      judged("192.0.2.1 dkim=a.example/s9:fail dkim=a.example/s1:fail spf=a.example:fail" HOME).at(0);
  CHECK(judgement.evidence.at(0).find("the signature s1") != std::string::npos);
}

TEST_CASE("The text names the key that cannot be used, not a signature that is none") {
  CHECK(has_text(
      judged("192.0.2.1 spf=a.example dkim=m.a.example/s1:none dkim=a.example/s2:permerror").at(0).advice,
      "s2._domainkey.a.example"));
}

TEST_CASE("The text names the foreign signature that passes, not one that fails") {
  CHECK(has_text(judged("192.0.2.1 spf=a.example dkim=x.example/x:fail dkim=postly.example/k").at(0).evidence,
                 "signs as postly.example"));
}

TEST_CASE("A foreign signature on mail that SPF passes for is a sign of a service") {
  check_classes({{"x.example signs it all", "third_party",
                  "192.0.2.1 n=90 days=0-9 at=1-3 spf=a.example dkim=x.example/k"}});
}

TEST_CASE("Nobody is told to let the domain sign as itself") {
  const auto judgement = judged("192.0.2.1 spf=a.example dkim=x.example/k").at(0);
  CHECK_FALSE(has_text(judgement.advice, "Let a.example sign as a.example"));
}

TEST_CASE("A single claim of a receiver does not outweigh a service that sends steadily") {
  check_classes(
      {{"1 of 1001 forwarded", "third_party",
        "192.0.2.1 n=1000 days=0-9 at=1-4 spf=crm.example; 192.0.2.1 spf=crm.example reason=forwarded"}});
}

TEST_CASE("A neighbour that was seen once does not send again and again") {
  CHECK_FALSE(has_text(judged("203.0.113.7 spf=a.example:fail" HOME).at(0).evidence, "again and again"));
}

TEST_CASE("A sender that authenticates by DKIM does not do so by SPF or not at all") {
  const auto judgement = judged("192.0.2.1 n=9 days=0-9 at=1-3 dkim=crm.example/k spf=a.example:fail").at(0);
  REQUIRE(judgement.sender == "crm.example");
  CHECK_FALSE(has_text(judgement.evidence, "by SPF or not at all"));
}

TEST_CASE("A burst of thousands is not a few messages") {
  const auto judgement = judged("192.0.2.1 n=5000 dkim=postly.example spf=postly.example").at(0);
  CHECK_FALSE(has_text(judgement.evidence, "a few messages"));
}

TEST_CASE("A strict mismatch of SPF is told by the envelope, not by somebody's signature") {
  const auto judgement = judged("192.0.2.1 spf=m.a.example dkim=other.example/k aspf=s").at(0);
  CHECK(judgement.evidence.at(0).find("m.a.example is not a.example") != std::string::npos);
}

TEST_CASE("Forged counts do not overflow the share of an identity") {
  CHECK(class_of_first("192.0.2.1 n=9223372036854775807 days=0-2 at=1,2 spf=crm.example") == "third_party");
}

TEST_CASE("Forged counts do not overflow the share of broken signatures") {
  CHECK(class_of_first("192.0.2.1 n=4 at=1-3 dkim=a.example/s1 spf=a.example:fail; 192.0.2.1 n=30 at=1-3 "
                       "dkim=a.example/s1 spf=a.example:fail;"
                       "192.0.2.1 n=9223372036854775807 at=1-3 dkim=a.example/s1:fail spf=a.example:fail") ==
        "forwarder");
}

}  // namespace
}  // namespace ruascope
