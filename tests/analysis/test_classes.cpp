// SPDX-License-Identifier: MIT
// The classes of analysis.md section 3, and each branch of analysis/classes.cpp.
#include "tests/analysis/cause_cases.hpp"

namespace ruascope {
namespace {

using namespace test;

// The domain's own host, where selector s1 is at home; a service that signs with py1 from its own envelope.
#define HOME "; 203.0.113.9 n=500 days=0-9 at=1-4 dkim=a.example/s1 spf=a.example"
#define SERVICE \
  "; 198.51.100.9 n=50 days=0-9 at=1-4 dkim=a.example/py1 dkim=postly.example/k spf=b.postly.example"

// A class and a part of the sentences that it stands on.
struct Reasoned {
  const char* expected;
  Confidence confidence;
  const char* evidence;
  const char* window;
};

void check_reasoned(const std::vector<Reasoned>& cases) {
  for (const auto& [expected, confidence, evidence, window] : cases) {
    INFO(window);
    const auto judgement = judged(window).at(0);
    CHECK(name_of(judgement.source_class) == std::string{expected});
    CHECK(name_of(judgement.confidence) == name_of(confidence));
    for (const auto& text : judgement.evidence) UNSCOPED_INFO(text);
    CHECK(has_text(judgement.evidence, evidence));
  }
}

TEST_CASE("What the administrator lists is own, and the list is the evidence") {
  check_reasoned({
      {"own", Confidence::proven, "listed as own (address 192.0.2.1)",
       "192.0.2.1 spf=x.example; own address 192.0.2.1"},
      {"own", Confidence::proven, "listed as own (address 192.0.2.0/24): the shop",
       "192.0.2.1; own address 192.0.2.0/24 the shop"},
      {"own", Confidence::proven, "(address 2001:db8::/32)", "2001:db8::1; own address 2001:db8::/32"},
      {"third_party", Confidence::likely, "(include _spf.postly.example)",
       "192.0.2.1 spf=b.postly.example; own include _spf.postly.example"},
      {"own", Confidence::proven, "(dkim a.example/s1)",
       "192.0.2.1 dkim=a.example/s1 spf=a.example; own dkim a.example/s1"},
      {"own", Confidence::proven, "(dkim a.example)",
       "192.0.2.1 dkim=a.example/s5 spf=a.example; own dkim a.example"},
      {"own", Confidence::proven, "(dkim postly.example)",
       "192.0.2.1 dkim=postly.example/k spf=postly.example; own dkim postly.example"},
      {"own", Confidence::proven, "listed",
       "192.0.2.1 dkim=postly.example spf=a.example; own address 192.0.2.1"},
  });
}

TEST_CASE("A listed selector makes own what looks like the origin of the signature, never a forwarder") {
  check_classes({
      {"few see it", "forwarder", "192.0.2.1 dkim=a.example/s1 spf=a.example:fail; own dkim a.example/s1"},
      {"SRS", "forwarder", "192.0.2.1 at=1,2 dkim=a.example/s1 spf=fwd.example; own dkim a.example/s1" HOME},
      {"broken", "abuse", "192.0.2.1 dkim=a.example/s1:fail spf=a.example:fail; own dkim a.example/s1"},
      {"another selector", "forwarder",
       "192.0.2.1 dkim=a.example/s2 spf=a.example:fail; own dkim a.example/s1"},
      {"widely seen", "own", "192.0.2.1 at=1-3 dkim=a.example/s1 spf=a.example:fail; own dkim a.example/s1"},
      {"passes SPF as well", "own", "192.0.2.1 dkim=a.example/s1 spf=a.example; own dkim a.example/s1"},
      {"at the selector's home", "own",
       "192.0.2.1 dkim=a.example/py1 spf=postly.example; own dkim a.example/py1"},
      {"the signer's own envelope", "own",
       "192.0.2.1 dkim=postly.example/k spf=b.postly.example; own dkim postly.example"},
      {"an ignored address is not own", "abuse", "192.0.2.1 spf=a.example:fail; own ignore 192.0.2.1"},
  });
}

TEST_CASE("SPF and DKIM aligned is own, in volume at several reporters it is proven") {
  check_reasoned({
      {"own", Confidence::proven, "20 of 20 messages at 2 reporters",
       "192.0.2.1 n=20 at=1,2 dkim=a.example/s1 spf=a.example"},
      {"own", Confidence::strong, "19 of 19 messages at 2 reporters",
       "192.0.2.1 n=19 at=1,2 dkim=a.example/s1 spf=a.example"},
      {"own", Confidence::strong, "20 of 20 messages at 1 reporter",
       "192.0.2.1 n=20 dkim=a.example/s1 spf=a.example"},
      {"own", Confidence::strong, "1 of 1 message at 1 reporter",
       "192.0.2.1 dkim=a.example/s1 spf=a.example"},
      {"unknown", Confidence::none, "too few to say whose it is",
       "192.0.2.1 n=9 spf=x.example:fail; 192.0.2.1 dkim=a.example/s1 spf=a.example"},
  });
}

TEST_CASE("SPF aligned in volume at several reporters is own, less of it is less sure") {
  check_reasoned({
      {"own", Confidence::strong, "20 of 20 messages at 2 reporters", "192.0.2.1 n=20 at=1,2 spf=a.example"},
      {"own", Confidence::strong, "20 of 20", "192.0.2.1 n=20 at=1,2 spf=a.example dkim=a.example/s1:fail"},
      {"own", Confidence::likely, "19", "192.0.2.1 n=19 days=0-2 at=1,2 spf=a.example"},
  });
}

TEST_CASE("A second signature or a known service makes of what would be own a third party") {
  check_reasoned({
      {"third_party", Confidence::strong, "it is Postly, a known service",
       "192.0.2.1 n=90 at=1-3 dkim=a.example/s1 dkim=postly.example spf=a.example"},
      {"third_party", Confidence::strong, "other.example signs its mail as well",
       "192.0.2.1 n=90 at=1-3 dkim=a.example/s1 dkim=other.example spf=a.example"},
      {"third_party", Confidence::strong, "it is Postly",
       "192.0.2.1 n=90 at=1-3 dkim=postly.example/k spf=a.example"},
      {"third_party", Confidence::strong, "other.example signs",
       "192.0.2.1 n=5 dkim=a.example/s1 spf=a.example; 192.0.2.1 n=5 dkim=a.example/s1 dkim=other.example "
       "spf=a.example"},
      {"own", Confidence::strong, "SPF and DKIM pass",
       "192.0.2.1 n=6 dkim=a.example/s1 spf=a.example; 192.0.2.1 n=5 dkim=a.example/s1 dkim=other.example "
       "spf=a.example"},
      {"own", Confidence::strong, "SPF and DKIM pass",
       "192.0.2.1 n=9 dkim=a.example/s1 dkim=x.example:fail spf=a.example"},
  });
}

TEST_CASE("A selector of its own and the service's envelope or signature make a third party") {
  check_reasoned({
      {"third_party", Confidence::strong, "SPF passes for postly.example",
       "192.0.2.1 dkim=a.example/py1 spf=b.postly.example"},
      {"third_party", Confidence::strong, "with a selector of its own (py1)",
       "192.0.2.1 n=5 days=0-4 at=1-3 dkim=a.example/py1 dkim=other.example spf=other.example" HOME},
      {"third_party", Confidence::likely, "postly.example signs its mail as well",
       "192.0.2.1 at=1-3 dkim=a.example/py1 dkim=postly.example spf=b.postly.example:fail" SERVICE},
  });
  check_classes({
      {"near miss: SRS with the domain's main selector", "forwarder",
       "192.0.2.1 dkim=a.example/s1 spf=fwd.example" HOME},
      {"near miss: SRS of the service's mail", "forwarder",
       "192.0.2.1 dkim=a.example/py1 spf=fwd.example" SERVICE},
      {"near miss: few see the second signature", "forwarder",
       "192.0.2.1 at=1,2 dkim=a.example/py1 dkim=postly.example spf=b.postly.example:fail" SERVICE},
      {"many selectors, one its own", "third_party",
       "192.0.2.1 dkim=a.example/s1 spf=fwd.example; 192.0.2.1 dkim=a.example/py9 spf=fwd.example" HOME},
  });
}

// The main selector passes from the own envelope, SPF does not; n, days and reporters come behind it.
#define FORGOTTEN "192.0.2.1 dkim=a.example/s1 spf=a.example:fail "

TEST_CASE("The domain's own signature and envelope, widely seen, is own, seen by few it is a forwarder") {
  check_reasoned({
      {"own", Confidence::likely, "the domain's own signature (s1) and envelope",
       FORGOTTEN "n=60 days=0-4 at=1-3" HOME},
      {"own", Confidence::likely, "60 messages on 5 days at 3 reporters", FORGOTTEN "n=60 days=0-4 at=1-3"},
      {"forwarder", Confidence::likely, "seen by 2 reporters", FORGOTTEN "n=60 days=0-4 at=1,2" HOME},
      {"forwarder", Confidence::possible, "seen by 3 reporters", FORGOTTEN "n=19 days=0-4 at=1-3" HOME},
      {"forwarder", Confidence::possible, "the domain's signature passes (49 messages)",
       FORGOTTEN "n=49 days=0-4 at=1-3" HOME},
      {"own", Confidence::likely, "own signature",
       FORGOTTEN "n=60 at=1-3" HOME "; 192.0.2.1 n=3 at=1 spf=a.example:fail dkim=a.example/s1:fail"},
      {"forwarder", Confidence::possible, "others are broken (4)",
       FORGOTTEN "n=60 at=1-3" HOME "; 192.0.2.1 n=4 spf=a.example:fail dkim=a.example/s1:fail"},
      {"forwarder", Confidence::strong, "receivers say that it forwards: 1 message",
       FORGOTTEN "n=60 at=1-3" HOME "; 192.0.2.1 spf=a.example:fail reason=forwarded"},
  });
}

TEST_CASE("One identity that is not ours, steadily at several reporters, is a third party") {
  check_reasoned({
      {"third_party", Confidence::likely,
       "crm.example passes SPF steadily: 9 messages on 3 days at 2 reporters",
       "192.0.2.1 n=9 days=0-2 at=1,2 spf=b.crm.example"},
      {"third_party", Confidence::strong, "it is Postly, a known service",
       "192.0.2.1 days=0-2 at=1,2 spf=b.postly.example"},
      {"third_party", Confidence::likely, "crm.example passes DKIM steadily",
       "192.0.2.1 days=0-2 at=1,2 dkim=crm.example/k spf=a.example:fail"},
      {"third_party", Confidence::likely, "crm.example passes SPF",
       "192.0.2.1 n=5 days=0-2 at=1,2 spf=crm.example; 192.0.2.1 n=5 spf=a.example:fail"},
  });
  check_classes({
      {"not steady", "abuse", "192.0.2.1 days=0,1 at=1,2 spf=crm.example"},
      {"steady at one reporter", "unknown", "192.0.2.1 days=0-2,7,8 at=1 spf=crm.example"},
      {"not most of it", "unknown",
       "192.0.2.1 n=5 days=0-2 at=1,2 spf=crm.example; 192.0.2.1 n=6 spf=a.example:fail"},
      {"no identity", "unknown", "192.0.2.1 n=5 days=0-2 at=1,2 spf=a.example:fail"},
      {"it breaks our signature", "forwarder",
       "192.0.2.1 days=0-2 at=1,2 dkim=a.example/s1:fail spf=crm.example" HOME},
  });
}

TEST_CASE("A list is told by the receivers, or by its host that breaks the domain's signature") {
  check_reasoned({
      {"mailing_list", Confidence::likely, "receivers call it a mailing list: 2 messages",
       "192.0.2.1 n=2 spf=club.example reason=mailing_list"},
      {"mailing_list", Confidence::likely, "the envelope is that of a list: lists.club.example",
       "192.0.2.1 dkim=a.example/s1:fail spf=lists.club.example"},
      {"mailing_list", Confidence::likely, "bounces.club.example",
       "192.0.2.1 dkim=a.example/s1:fail spf=bounces.club.example"},
      {"mailing_list", Confidence::likely, "it breaks the domain's signature: 3 messages",
       "192.0.2.1 n=3 dkim=a.example/s1:fail spf=news-list.club.example dkim=club.example/l"},
      {"mailing_list", Confidence::strong, "receivers call it a mailing list",
       "192.0.2.1 dkim=a.example/s1:fail spf=lists.club.example reason=mailing_list"},
      {"mailing_list", Confidence::likely, "the envelope is that of a list",
       "192.0.2.1 days=0-9 at=1-4 dkim=a.example/s1:fail spf=lists.club.example" HOME},
  });
  check_classes({
      {"near miss: nothing broken", "abuse", "192.0.2.1 spf=lists.club.example"},
      {"near miss: the host is no list's", "unknown",
       "192.0.2.1 dkim=a.example/s1:fail spf=m.club.example" HOME},
      {"near miss: SPF does not pass", "unknown",
       "192.0.2.1 dkim=a.example/s1:fail spf=lists.club.example:fail" HOME},
      {"near miss: a name that begins alike", "unknown",
       "192.0.2.1 dkim=a.example/s1:fail spf=listing.x.example" HOME},
  });
}

TEST_CASE("A forwarder is told by reasons, by signatures that survive, or by steadily broken ones") {
  check_reasoned({
      {"forwarder", Confidence::likely, "receivers say that it forwards: 2 messages",
       "192.0.2.1 n=2 spf=a.example:fail reason=forwarded"},
      {"forwarder", Confidence::likely, "receivers say",
       "192.0.2.1 spf=x.example:fail reason=trusted_forwarder"},
      {"forwarder", Confidence::likely, "receivers say",
       "192.0.2.1 spf=a.example:fail reason=local_policy:arc=pass"},
      {"forwarder", Confidence::likely, "signature passes (1 message)",
       "192.0.2.1 dkim=a.example/s1 spf=a.example:fail" HOME},
      {"forwarder", Confidence::strong, "the envelope was rewritten to fwd.example",
       "192.0.2.1 dkim=a.example/s1 spf=srs.fwd.example" HOME},
      {"forwarder", Confidence::likely, "some signatures of the domain pass (1), others are broken (2)",
       "192.0.2.1 dkim=a.example/s1 spf=a.example:fail; 192.0.2.1 n=2 dkim=a.example/s1:fail "
       "spf=a.example:fail" HOME},
      {"forwarder", Confidence::likely, "signatures that pass elsewhere arrive broken",
       "192.0.2.1 days=0-2 at=1,2 dkim=a.example/s1:fail spf=a.example:fail" HOME},
      {"forwarder", Confidence::possible, "seen by 3 reporters",
       "192.0.2.1 days=0-2 at=1-3 dkim=a.example/s1:fail spf=a.example:fail" HOME},
  });
  check_classes({
      {"near miss: ARC failed", "abuse", "192.0.2.1 spf=a.example:fail reason=local_policy:arc=fail"},
      {"near miss: broken and seen once", "unknown",
       "192.0.2.1 dkim=a.example/s1:fail spf=a.example:fail" HOME},
      {"near miss: what is broken passes nowhere", "unknown",
       "192.0.2.1 days=0-2 at=1,2 dkim=a.example/s9:fail spf=a.example:fail" HOME},
  });
}

TEST_CASE("Of strangers few messages that never pass are abuse, all else stays unknown") {
  check_reasoned({
      {"abuse", Confidence::likely, "nothing of it passes: 1 message on 1 day at 1 reporter",
       "192.0.2.1 spf=a.example:fail"},
      {"abuse", Confidence::possible, "nothing of it passes", "192.0.2.1 n=19 spf=random.example"},
      {"unknown", Confidence::none, "20 messages on 1 day", "192.0.2.1 n=20 spf=a.example:fail"},
      {"unknown", Confidence::none, "it may be a forgotten server",
       "192.0.2.1 days=0-2 at=1,2 spf=a.example:fail"},
      {"unknown", Confidence::none, "it may be a forgotten server",
       "192.0.2.1 n=90 days=0-4,7 spf=a.example:none"},
      {"unknown", Confidence::none, "is its neighbour", "203.0.113.7 spf=a.example:fail" HOME},
      {"unknown", Confidence::none, "broken signatures of the domain",
       "192.0.2.1 dkim=a.example/s1:fail spf=x.example" HOME},
  });
}

}  // namespace
}  // namespace ruascope
