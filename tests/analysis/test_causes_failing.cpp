// SPDX-License-Identifier: MIT
// Rows 15 to 27 of the cause table (report-format.md section 6): mail that fails.
#include "tests/analysis/cause_cases.hpp"

namespace ruascope {
namespace {

using namespace test;

TEST_CASE(
    "Failing mail whose key or record could not be asked for a moment is dns-transient, else undetermined") {
  check_causes({
      {"both legs", "dns-transient", "192.0.2.1 dkim=a.example/s1:temperror spf=a.example:temperror"},
      {"no SPF told", "dns-transient", "192.0.2.1 dkim=a.example/s1:temperror"},
      {"SPF fails", "undetermined-dns", "192.0.2.1 dkim=a.example/s1:temperror spf=a.example:fail"},
      {"SPF alone, unsigned", "undetermined-dns", "192.0.2.1 spf=a.example:temperror"},
      {"of others", "undetermined-dns", "192.0.2.1 dkim=postly.example:temperror spf=a.example:fail"},
      {"before a service", "undetermined-dns",
       "192.0.2.1 dkim=postly.example dkim=x.example:temperror spf=postly.example"},
      {"not before forwarding that is declared", "forwarded-declared",
       "192.0.2.1 spf=a.example:temperror reason=forwarded"},
      {"not before a broken signature", "forwarded-and-modified",
       "192.0.2.1 dkim=a.example/s1:fail spf=a.example:temperror; 192.0.2.9 dkim=a.example/s1 spf=a.example"},
  });
}

TEST_CASE("What the receiver says of forwarding decides: forwarded-declared") {
  check_causes({
      {"forwarded", "forwarded-declared", "192.0.2.1 spf=a.example:fail reason=forwarded"},
      {"trusted", "forwarded-declared", "192.0.2.1 spf=a.example:fail reason=trusted_forwarder"},
      {"list", "forwarded-declared",
       "192.0.2.1 spf=lists.club.example dkim=a.example/s1:fail reason=mailing_list"},
      {"ARC", "forwarded-declared",
       "192.0.2.1 spf=x.example dkim=a.example/s1:fail reason=local_policy:arc=pass"},
      {"ARC in capitals", "forwarded-declared",
       "192.0.2.1 spf=a.example:fail reason=local_policy:x,ARC=pass"},
      {"one of two reasons", "forwarded-declared",
       "192.0.2.1 spf=a.example:fail reason=other reason=forwarded"},
      {"near miss: ARC fails", "spoof", "192.0.2.1 spf=a.example:fail reason=local_policy:arc=fail"},
      {"near miss: no comment", "spoof", "192.0.2.1 spf=a.example:fail reason=local_policy"},
      {"near miss: ARC under another reason", "spoof", "192.0.2.1 spf=a.example:fail reason=other:arc=pass"},
      {"near miss: sampled out", "spoof", "192.0.2.1 spf=a.example:fail reason=sampled_out"},
      {"near miss: test mode", "spoof", "192.0.2.1 spf=a.example:fail reason=policy_test_mode"},
  });
}

// The domain's own host, where selector s1 passes.
#define HOME "; 203.0.113.9 n=50 days=0-9 at=1-3 dkim=a.example/s1 spf=a.example"

TEST_CASE("Our signature broke and somebody else's envelope passes: mailing-list") {
  check_causes({
      {"a list", "mailing-list", "192.0.2.1 dkim=a.example/s1:fail spf=lists.club.example" HOME},
      {"that signs", "mailing-list",
       "192.0.2.1 dkim=a.example/s1:fail dkim=club.example/l1 spf=lists.club.example" HOME},
      {"seen for long", "mailing-list",
       "192.0.2.1 days=0-9 at=1-3 dkim=a.example/s1:fail spf=club.example" HOME},
      {"the selector passes nowhere, seen once", "mailing-list",
       "192.0.2.1 dkim=a.example/s9:fail spf=club.example"},
      {"not a service: ours was in it", "mailing-list",
       "192.0.2.1 days=0-3 dkim=a.example/s1:fail dkim=club.example/l1 spf=club.example" HOME},
      {"near miss: its key works nowhere and it is steady", "unclassified-failure",
       "192.0.2.1 days=0-9 at=1-3 dkim=a.example/s9:fail spf=club.example" HOME},
      {"near miss: its key works nowhere and it is ours", "own-sender-broken",
       "192.0.2.1 dkim=a.example/s9:fail spf=club.example; own address 192.0.2.1" HOME},
  });
}

TEST_CASE(
    "Our signature broke and nothing passes: forwarded where it passes elsewhere, our sender where nowhere") {
  check_causes({
      {"our envelope", "forwarded-and-modified", "192.0.2.1 dkim=a.example/s1:fail spf=a.example:fail" HOME},
      {"soft", "forwarded-and-modified", "192.0.2.1 dkim=a.example/s1:fail spf=a.example:softfail" HOME},
      {"no SPF", "forwarded-and-modified", "192.0.2.1 dkim=a.example/s1:fail" HOME},
      {"one of two selectors passes elsewhere", "forwarded-and-modified",
       "192.0.2.1 dkim=a.example/s9:fail dkim=a.example/s1:fail spf=a.example:fail" HOME},
      {"from a host of ours", "forwarded-and-modified",
       "203.0.113.9 dkim=a.example/s1:fail spf=a.example:fail" HOME},
      {"ours, nowhere", "own-sender-broken",
       "192.0.2.1 dkim=a.example/s9:fail spf=a.example:fail; own address 192.0.2.1" HOME},
      {"ours by SPF elsewhere, nowhere", "own-sender-broken",
       "203.0.113.9 dkim=a.example/s9:fail spf=m.a.example:fail" HOME},
      {"near miss: nowhere, and not ours", "unclassified-failure",
       "192.0.2.1 dkim=a.example/s9:fail spf=a.example:fail" HOME},
      {"near miss: SPF passes", "dkim-modified", "203.0.113.9 dkim=a.example/s1:fail spf=a.example" HOME},
      {"near miss: survived", "forwarded-dkim-survived",
       "192.0.2.1 dkim=a.example/s1 spf=a.example:fail" HOME},
  });
}

TEST_CASE("A broken signature of others is no sign of forwarding") {
  check_causes({
      {"of others", "spoof", "192.0.2.1 dkim=x.example/s1:fail spf=x.example" HOME},
      {"nameless", "spoof", "192.0.2.1 dkim=:fail spf=a.example:fail" HOME},
  });
}

TEST_CASE("Alignment is lost to strict modes alone: strict-mismatch-fails") {
  check_causes({
      {"DKIM", "strict-mismatch-fails", "192.0.2.1 dkim=m.a.example/s1 spf=x.example:fail adkim=s"},
      {"SPF", "strict-mismatch-fails", "192.0.2.1 spf=m.a.example aspf=s"},
      {"both", "strict-mismatch-fails", "192.0.2.1 dkim=m.a.example/s1 spf=m.a.example adkim=s aspf=s"},
      {"both modes were published", "strict-mismatch-fails",
       "192.0.2.1 dkim=m.a.example adkim=s; 192.0.2.1 dkim=m.a.example adkim=r"},
      {"before a service", "strict-mismatch-fails",
       "192.0.2.1 days=0-4 dkim=m.a.example/s1 dkim=postly.example spf=postly.example adkim=s"},
      {"SPF below, ours broken on this path", "strict-mismatch-fails",
       "192.0.2.1 dkim=a.example/s1:fail spf=m.a.example aspf=s" HOME},
      {"relaxed: DKIM passes", "null-sender-or-no-spf", "192.0.2.1 dkim=m.a.example/s1"},
      {"relaxed: SPF passes", "unsigned", "192.0.2.1 spf=m.a.example"},
      {"relaxed: the reporter errs", "unclassified-failure",
       "192.0.2.1 dkim=m.a.example spf=m.a.example pe=fail/fail"},
      {"the other leg is strict", "unclassified-failure", "192.0.2.1 spf=m.a.example adkim=s pe=fail/fail"},
      {"strict and equal: the reporter errs", "unclassified-failure",
       "192.0.2.1 dkim=a.example adkim=s aspf=s pe=fail/fail"},
  });
}

TEST_CASE("A service authenticates as itself: in use where it goes on or is seen by several, else suspect") {
  check_causes({
      {"three days", "unconfigured-service", "192.0.2.1 days=0,3,5 dkim=postly.example spf=b.postly.example"},
      {"two reporters", "unconfigured-service", "192.0.2.1 at=1,2 dkim=postly.example spf=b.postly.example"},
      {"by two names of one service", "unconfigured-service",
       "192.0.2.1 at=1,2 dkim=postly.example spf=plymail.example"},
      {"days of two result sets", "unconfigured-service",
       "192.0.2.1 days=0,1 dkim=postly.example spf=postly.example; 192.0.2.1 days=2 spf=postly.example"},
      {"nobody in the table", "unconfigured-service",
       "192.0.2.1 days=0-2 dkim=shop.example spf=m.shop.example"},
      {"two days at one reporter", "suspect-service-abuse",
       "192.0.2.1 days=0,9 dkim=postly.example spf=postly.example"},
      {"a burst", "suspect-service-abuse", "192.0.2.1 n=5000 dkim=postly.example spf=b.postly.example"},
      {"near miss: two providers", "spoof", "192.0.2.1 days=0,1 at=1 dkim=postly.example spf=host.example"},
      {"near miss: SPF fails", "spoof", "192.0.2.1 at=1,2 dkim=postly.example spf=postly.example:fail"},
      {"near miss: its signature is broken", "spoof",
       "192.0.2.1 at=1,2 dkim=postly.example:fail spf=postly.example"},
  });
}

TEST_CASE("The lines between service and abuse are thresholds") {
  const char* const window = "192.0.2.1 days=0,1 dkim=postly.example spf=postly.example";
  Thresholds thresholds;
  thresholds.stable_days = 2;
  CHECK(cause_of_first(window, thresholds) == "unconfigured-service");
  thresholds.stable_days = 3;
  thresholds.stable_reporters = 1;
  CHECK(cause_of_first(window, thresholds) == "unconfigured-service");
}

TEST_CASE("A host of ours neither signs nor is in SPF: own-server-unauthenticated") {
  check_causes({
      {"fail", "own-server-unauthenticated", "192.0.2.1 spf=a.example:fail; own address 192.0.2.1"},
      {"softfail", "own-server-unauthenticated", "192.0.2.1 spf=m.a.example:softfail; own address 192.0.2.1"},
      {"none", "own-server-unauthenticated", "192.0.2.1 spf=a.example:none; own address 192.0.2.0/28"},
      {"passes elsewhere", "own-server-unauthenticated",
       "192.0.2.1 spf=m.a.example:fail; 192.0.2.1 spf=a.example"},
      {"none is no signature", "own-server-unauthenticated",
       "192.0.2.1 spf=a.example:fail dkim=a.example:none; own address 192.0.2.1"},
      {"below the policy domain", "own-server-unauthenticated",
       "192.0.2.1 from=m.a.example spf=m.a.example:fail; own address 192.0.2.1"},
      {"near miss: not ours", "spoof", "192.0.2.1 spf=a.example:fail; own address 192.0.3.1"},
      {"near miss: ours, with another's envelope", "unclassified-failure",
       "192.0.2.1 spf=x.example; own address 192.0.2.1"},
      {"near miss: ours, no SPF told", "unclassified-failure", "192.0.2.1; own address 192.0.2.1"},
      {"near miss: ignored is not ours", "spoof", "192.0.2.1 spf=a.example:fail; own ignore 192.0.2.1"},
  });
}

TEST_CASE("Names below the policy domain that nobody uses are spoofed: spoof-subdomain") {
  check_causes({
      {"unused", "spoof-subdomain", "192.0.2.1 from=x.a.example spf=x.a.example:none"},
      {"beside mail of the domain", "spoof-subdomain", "192.0.2.1 from=x.a.example spf=y.example" HOME},
      {"before a neighbour", "spoof-subdomain", "203.0.113.10 from=x.a.example spf=x.a.example:none" HOME},
      {"others pass under it", "spoof",
       "192.0.2.1 from=x.a.example spf=y.example; 198.51.100.1 from=x.a.example spf=x.a.example"},
      {"forwarded mail passes under it", "spoof",
       "192.0.2.1 from=x.a.example; 198.51.100.1 from=x.a.example dkim=a.example spf=a.example:fail"},
      {"a host of ours fails under it", "spoof",
       "192.0.2.1 from=x.a.example; 198.51.100.1 from=x.a.example spf=z.example; own address 198.51.100.1"},
      {"steady: the name is in use", "unknown-steady", "192.0.2.1 from=x.a.example days=0-2 at=1,2"},
      {"another is steady under it", "spoof",
       "192.0.2.1 from=x.a.example; 198.51.100.1 from=x.a.example days=0-8"},
      {"the policy domain itself", "spoof", "192.0.2.1 spf=a.example:none"},
      {"the policy domain is below another", "spoof",
       "@ m.b.example; 192.0.2.1 from=m.b.example spf=y.example"},
  });
}

TEST_CASE(
    "Unauthenticated mail is unknown-steady where it goes on: five days in two weeks, or three at two "
    "reporters") {
  check_causes({
      {"five days in two weeks", "unknown-steady", "192.0.2.1 days=0-3,7 spf=a.example:fail"},
      {"over a Sunday", "unknown-steady", "192.0.2.1 days=3-7 spf=a.example:none"},
      {"five days in one week", "spoof", "192.0.2.1 days=0-4 spf=a.example:fail"},
      {"seven days in one week", "spoof", "192.0.2.1 days=0-6 spf=a.example:fail"},
      {"four days in two weeks", "spoof", "192.0.2.1 days=0-2,7 spf=a.example:fail"},
      {"three days at two reporters", "unknown-steady", "192.0.2.1 days=0-2 at=1,2 spf=a.example:fail"},
      {"three days at one reporter", "spoof", "192.0.2.1 days=0-2 at=1 spf=a.example:fail"},
      {"two days at two reporters", "spoof", "192.0.2.1 days=0,1 at=1,2 spf=a.example:fail"},
      {"days and reporters of several result sets", "unknown-steady",
       "192.0.2.1 days=0,1 at=1 spf=a.example:fail; 192.0.2.1 days=2 at=2 spf=a.example:softfail"},
      {"volume alone is not steady", "spoof", "192.0.2.1 n=100000 days=0,1 at=1-9 spf=a.example:fail"},
      {"of two addresses, each by itself", "spoof",
       "192.0.2.1 days=0,1 at=1 spf=a.example:fail; 192.0.2.2 days=2-8 at=2 spf=a.example:fail"},
  });
}

TEST_CASE("Unauthenticated mail from beside a sender of the domain is unknown-steady") {
  check_causes({
      {"the same /24", "unknown-steady", "203.0.113.200 spf=a.example:fail" HOME},
      {"the next /24", "spoof", "203.0.114.9 spf=a.example:fail" HOME},
      {"the same /64", "unknown-steady",
       "2001:db8::1:2 spf=a.example:fail; 2001:db8::9 spf=a.example dkim=a.example/s1"},
      {"the next /64", "spoof",
       "2001:db8:0:1::2 spf=a.example:fail; 2001:db8::9 spf=a.example dkim=a.example/s1"},
      {"beside a third party", "unknown-steady",
       "192.0.2.2 spf=a.example:fail; 192.0.2.3 n=9 days=0-9 at=1,2 spf=postly.example"},
      {"beside a stranger", "spoof", "192.0.2.2 spf=a.example:fail; 192.0.2.3 spf=y.example"},
      {"beside a forwarder", "spoof",
       "192.0.2.2 spf=a.example:fail; 192.0.2.3 dkim=a.example/s1 spf=a.example:fail" HOME},
  });
}

TEST_CASE("Unauthenticated mail from anywhere is a spoof") {
  check_causes({
      {"fail", "spoof", "192.0.2.1 spf=a.example:fail"},
      {"none", "spoof", "192.0.2.1 spf=a.example:none"},
      {"foreign", "spoof", "192.0.2.1 spf=random.example"},
      {"nothing told", "spoof", "192.0.2.1"},
      {"foreign signature", "spoof", "192.0.2.1 dkim=random.example/k spf=a.example:fail"},
      {"quarantined", "spoof", "192.0.2.1 spf=a.example:fail disp=quarantine"},
  });
}

TEST_CASE("What no row explains is unclassified-failure") {
  check_causes({
      {"our key's record", "unclassified-failure",
       "192.0.2.1 dkim=a.example/s1:permerror spf=a.example:fail"},
      {"our signature passes, says the reporter too", "unclassified-failure",
       "192.0.2.1 dkim=a.example pe=fail/fail"},
      {"our SPF passes, the verdict does not", "unclassified-failure",
       "192.0.2.1 spf=a.example pe=fail/fail"},
  });
}

}  // namespace
}  // namespace ruascope
