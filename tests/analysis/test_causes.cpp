// SPDX-License-Identifier: MIT
// Rows 1 to 15 of the cause table (report-format.md section 6): mail that passes.
#include "tests/analysis/cause_cases.hpp"

namespace ruascope {
namespace {

using namespace test;

TEST_CASE("Mail that passes on both legs is aligned-both, whatever else is in it") {
  check_causes({
      {"plain", "aligned-both", "192.0.2.1 dkim=a.example/s1 spf=a.example"},
      {"below the From: domain", "aligned-both", "192.0.2.1 dkim=m.a.example/s1 spf=b.a.example"},
      {"with a second signature", "aligned-both",
       "192.0.2.1 dkim=a.example/s1 dkim=postly.example spf=a.example"},
      {"one of two signatures broken", "aligned-both",
       "192.0.2.1 dkim=a.example/s1 dkim=a.example/s2:fail spf=a.example"},
      {"the reporter withheld the evidence", "aligned-both", "192.0.2.1 pe=pass/pass"},
      {"forwarding declared", "aligned-both", "192.0.2.1 dkim=a.example spf=a.example reason=forwarded"},
  });
}

TEST_CASE("DKIM passes and SPF passes for somebody else's envelope: esp-return-path") {
  check_causes({
      {"a service", "esp-return-path", "192.0.2.1 dkim=a.example/s1 spf=b.postly.example"},
      {"SRS", "esp-return-path", "192.0.2.1 dkim=a.example/s1 spf=fwd.example env=fwd.example"},
      {"strict SPF is not at issue", "esp-return-path",
       "192.0.2.1 dkim=a.example/s1 spf=postly.example aspf=s"},
      {"near miss: below our own", "dkim-alone", "192.0.2.1 dkim=a.example spf=b.a.example pe=pass/fail"},
      {"near miss: SPF fails there", "dkim-alone", "192.0.2.1 dkim=a.example/s1 spf=postly.example:fail"},
  });
}

TEST_CASE("DKIM passes and SPF passes below the From: domain under aspf=s: spf-strict-mismatch") {
  check_causes({
      {"strict", "spf-strict-mismatch", "192.0.2.1 dkim=a.example/s1 spf=b.a.example aspf=s"},
      {"strict for DKIM too", "spf-strict-mismatch",
       "192.0.2.1 dkim=a.example/s1 spf=b.a.example aspf=s adkim=s"},
      {"both modes were published", "spf-strict-mismatch",
       "192.0.2.1 dkim=a.example/s1 spf=b.a.example aspf=s; 192.0.2.1 dkim=a.example spf=b.a.example aspf=r"},
      {"the From: below, the envelope above", "spf-strict-mismatch",
       "192.0.2.1 from=m.a.example dkim=m.a.example spf=a.example aspf=s"},
      {"relaxed: it counts", "aligned-both", "192.0.2.1 dkim=a.example/s1 spf=b.a.example aspf=r"},
      {"strict and equal: it counts", "aligned-both", "192.0.2.1 dkim=a.example/s1 spf=a.example aspf=s"},
  });
}

TEST_CASE("DKIM passes and SPF fails for our envelope: forwarded from strangers, incomplete SPF from ours") {
  check_causes({
      {"fail", "forwarded-dkim-survived", "192.0.2.1 dkim=a.example/s1 spf=a.example:fail"},
      {"softfail", "forwarded-dkim-survived", "192.0.2.1 dkim=a.example/s1 spf=b.a.example:softfail"},
      {"neutral", "forwarded-dkim-survived", "192.0.2.1 dkim=a.example/s1 spf=a.example:neutral"},
      {"another address is ours", "forwarded-dkim-survived",
       "192.0.2.1 dkim=a.example/s1 spf=a.example:fail; 192.0.2.2 dkim=a.example/s1 spf=a.example"},
      {"passes by DKIM elsewhere", "forwarded-dkim-survived",
       "192.0.2.1 dkim=a.example/s1 spf=a.example:fail; 192.0.2.1 dkim=a.example/s1 spf=fwd.example"},
      {"listed", "spf-incomplete", "192.0.2.1 dkim=a.example spf=a.example:fail; own address 192.0.2.1"},
      {"listed by block", "spf-incomplete",
       "192.0.2.1 dkim=a.example spf=a.example:softfail; own address 192.0.2.0/24"},
      {"passes SPF elsewhere", "spf-incomplete",
       "192.0.2.1 dkim=a.example/s1 spf=b.a.example:fail; 192.0.2.1 dkim=a.example/s1 spf=a.example"},
      {"the block next to it is listed", "forwarded-dkim-survived",
       "192.0.2.1 dkim=a.example/s1 spf=a.example:fail; own address 192.0.3.0/24"},
  });
}

TEST_CASE("DKIM passes and there is no SPF to count: null-sender-or-no-spf") {
  check_causes({
      {"none", "null-sender-or-no-spf", "192.0.2.1 dkim=a.example/s1 spf=a.example:none"},
      {"none elsewhere", "null-sender-or-no-spf", "192.0.2.1 dkim=a.example/s1 spf=host.example:none"},
      {"no entry", "null-sender-or-no-spf", "192.0.2.1 dkim=a.example/s1"},
      {"HELO", "null-sender-or-no-spf", "192.0.2.1 dkim=a.example/s1 helo=mx.host.example:fail"},
      {"our HELO", "null-sender-or-no-spf", "192.0.2.1 dkim=a.example/s1 helo=mx.a.example pe=pass/fail"},
      {"empty envelope", "null-sender-or-no-spf",
       "192.0.2.1 dkim=a.example/s1 env= spf=mx.host.example:fail"},
  });
}

TEST_CASE("DKIM passes and SPF cannot be evaluated: spf-broken for good, dns-transient for a moment") {
  check_causes({
      {"ours", "spf-broken", "192.0.2.1 dkim=a.example/s1 spf=a.example:permerror"},
      {"of others", "spf-broken", "192.0.2.1 dkim=a.example/s1 spf=b.postly.example:permerror"},
      {"ours, for a moment", "dns-transient", "192.0.2.1 dkim=a.example/s1 spf=a.example:temperror"},
      {"of others, for a moment", "dns-transient",
       "192.0.2.1 dkim=a.example/s1 spf=postly.example:temperror"},
  });
}

TEST_CASE("DKIM alone passes and no row says more: dkim-alone") {
  check_causes({
      {"foreign fail", "dkim-alone", "192.0.2.1 dkim=a.example/s1 spf=host.example:fail"},
      {"foreign softfail", "dkim-alone", "192.0.2.1 dkim=a.example/s1 spf=host.example:softfail"},
      {"foreign neutral", "dkim-alone", "192.0.2.1 dkim=a.example/s1 spf=host.example:neutral"},
  });
}

TEST_CASE("SPF passes and nothing is signed: unsigned") {
  check_causes({
      {"no entry", "unsigned", "192.0.2.1 spf=a.example"},
      {"an entry of nothing", "unsigned", "192.0.2.1 spf=a.example dkim=:none"},
      {"none under our name", "unsigned", "192.0.2.1 spf=a.example dkim=a.example:none"},
      {"a null sender by our HELO", "unsigned", "192.0.2.1 env= helo=mx.a.example"},
  });
}

TEST_CASE("SPF passes and only somebody else signs: esp-signs-own-domain") {
  check_causes({
      {"a service", "esp-signs-own-domain", "192.0.2.1 spf=a.example dkim=postly.example/k1"},
      {"tenant of a mailbox host", "esp-signs-own-domain",
       "192.0.2.1 spf=a.example dkim=a.onmicrosoft.com/s1"},
      {"one of two passes", "esp-signs-own-domain",
       "192.0.2.1 spf=a.example dkim=x.example:fail dkim=postly.example"},
      {"a nameless failure beside it", "esp-signs-own-domain",
       "192.0.2.1 spf=a.example dkim=postly.example dkim=:fail"},
      {"near miss: it fails", "spf-alone", "192.0.2.1 spf=a.example dkim=postly.example/k1:fail"},
      {"near miss: ours is broken as well", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail dkim=postly.example"},
  });
}

TEST_CASE("SPF passes and our signature is broken: a key that works nowhere, or mail changed on this path") {
  check_causes({
      {"nowhere", "dkim-key-problem", "192.0.2.1 spf=a.example dkim=a.example/s1:fail"},
      {"nowhere, at two hosts", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail; 192.0.2.2 spf=a.example dkim=a.example/s1:fail"},
      {"another selector passes", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail; 192.0.2.1 spf=a.example dkim=a.example/s2"},
      {"the same selector of another domain", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=m.a.example/s1:fail; 192.0.2.1 spf=a.example dkim=a.example/s1"},
      {"passes at another host", "dkim-modified",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail; 192.0.2.2 spf=a.example dkim=a.example/s1"},
      {"passes at the same", "dkim-modified",
       "192.0.2.1 n=9 spf=a.example dkim=a.example/s1:fail; 192.0.2.1 spf=a.example dkim=a.example/s1"},
      {"passes where forwarded", "dkim-modified",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail; 198.51.100.1 spf=a.example:fail dkim=a.example/s1"},
      {"no selectors told", "dkim-modified",
       "192.0.2.1 spf=a.example dkim=a.example:fail; 192.0.2.2 spf=a.example dkim=a.example/s1"},
      {"no selectors told, passes nowhere", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example:fail; 192.0.2.2 spf=a.example dkim=m.a.example/s1"},
      {"passes in another domain's mail", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail; @ b.example; 192.0.2.1 from=b.example "
       "dkim=a.example/s1"},
  });
}

TEST_CASE("SPF passes and the record of our key is at fault: dkim-record-or-policy") {
  check_causes({
      {"permerror", "dkim-record-or-policy", "192.0.2.1 spf=a.example dkim=a.example/s1:permerror"},
      {"policy", "dkim-record-or-policy", "192.0.2.1 spf=a.example dkim=a.example/s1:policy"},
      {"neutral", "dkim-record-or-policy", "192.0.2.1 spf=a.example dkim=a.example/s1:neutral"},
      {"near miss: of others", "spf-alone", "192.0.2.1 spf=a.example dkim=postly.example/k1:permerror"},
      {"near miss: another is broken", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:permerror dkim=a.example/s2:fail"},
  });
}

TEST_CASE("SPF passes and a nameless signature fails beside another: dkim-algorithm-unsupported") {
  check_causes({
      {"beside a failing one of others", "dkim-algorithm-unsupported",
       "192.0.2.1 spf=a.example dkim=:fail dkim=postly.example/k1:fail"},
      {"beside ours that passes", "dkim-algorithm-unsupported",
       "192.0.2.1 spf=a.example dkim=m.a.example/s1 dkim=:fail adkim=s"},
      {"near miss: ours is broken", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:fail dkim=:fail"},
      {"near miss: DKIM passes", "aligned-both", "192.0.2.1 spf=a.example dkim=a.example/s1 dkim=:fail"},
  });
}

TEST_CASE("SPF passes and our signature is not that of the From: under adkim=s: dkim-strict-mismatch") {
  check_causes({
      {"strict", "dkim-strict-mismatch", "192.0.2.1 spf=a.example dkim=m.a.example/s1 adkim=s"},
      {"strict, the From: below", "dkim-strict-mismatch",
       "192.0.2.1 from=m.a.example spf=m.a.example dkim=a.example/s1 adkim=s"},
      {"both modes were published", "dkim-strict-mismatch",
       "192.0.2.1 spf=a.example dkim=m.a.example adkim=s; 192.0.2.1 spf=a.example dkim=m.a.example adkim=r"},
      {"relaxed: it counts", "aligned-both", "192.0.2.1 spf=a.example dkim=m.a.example/s1 adkim=r"},
      {"relaxed: the reporter errs", "spf-alone", "192.0.2.1 spf=a.example dkim=m.a.example pe=fail/pass"},
      {"strict and equal: the reporter errs", "spf-alone",
       "192.0.2.1 spf=a.example dkim=a.example adkim=s pe=fail/pass"},
  });
}

TEST_CASE("SPF passes and the look-up of our key failed for a moment: dns-transient") {
  check_causes({
      {"alone", "dns-transient", "192.0.2.1 spf=a.example dkim=a.example/s1:temperror"},
      {"below", "dns-transient", "192.0.2.1 spf=a.example dkim=m.a.example/s1:temperror"},
      {"near miss: another of ours is broken", "dkim-key-problem",
       "192.0.2.1 spf=a.example dkim=a.example/s1:temperror dkim=a.example/s2:fail"},
      {"near miss: of others", "spf-alone", "192.0.2.1 spf=a.example dkim=postly.example:temperror"},
  });
}

TEST_CASE("SPF alone passes and no row says more: spf-alone") {
  check_causes({
      {"broken of others", "spf-alone", "192.0.2.1 spf=a.example dkim=x.example/s1:fail"},
      {"withheld", "spf-alone", "192.0.2.1 spf=a.example dkim=a.example/s1 pe=fail/pass"},
  });
}

}  // namespace
}  // namespace ruascope
