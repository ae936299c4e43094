// SPDX-License-Identifier: MIT
#include "analysis/policy_step.hpp"
#include "analysis/published.hpp"
#include "tests/analysis/record_text.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

using namespace test;

struct Told {
  const char* reporter;
  Day day;
  const char* record;
  bool tells_testing = false;
};

PublishedNow now_of(const std::vector<Told>& all) {
  std::vector<PublishedPeriod> periods;
  for (const auto& one : all)
    periods.push_back({"a.example", 1, one.reporter, one.day, one.day, one.day * 86400, record(one.record),
                       one.tells_testing});
  return published_now(periods, {});
}

TEST_CASE("What a report does not tell is not known to be absent") {
  const auto now = now_of({{"rich.example", 100, "p=quarantine np=reject adkim=s aspf=s fo=1 pct=5"},
                           {"poor.example", 101, "p=quarantine"}});
  CHECK(record_text(now.record) ==
        "v=DMARC1; p=quarantine; np=reject; rua=<as today>; adkim=s; aspf=s; fo=1");
  CHECK(now.record.pct == 5);
  CHECK(is_softened(now.record));
  CHECK(now.is_agreed);
}

TEST_CASE("The newest that tells a tag wins") {
  CHECK(now_of({{"a.example", 100, "p=none adkim=s"}, {"a.example", 101, "p=none adkim=r"}}).record.adkim ==
        AlignmentMode::relaxed);
  CHECK(now_of({{"a.example", 100, "p=reject t=y", true}, {"b.example", 101, "p=reject"}}).record.is_testing);
  CHECK_FALSE(now_of({{"a.example", 100, "p=reject t=y", true}, {"b.example", 101, "p=reject", true}})
                  .record.is_testing);
  // What was told with another policy is of another record.
  CHECK_FALSE(now_of({{"a.example", 90, "p=none pct=20"}, {"b.example", 101, "p=reject"}}).record.pct);
}

TEST_CASE("Where reporters differ the strictest counts, and they do not agree") {
  const auto now = now_of({{"a.example", 100, "p=reject"}, {"stray.example", 101, "p=none"}});
  CHECK(now.record.p == Policy::reject);
  CHECK_FALSE(now.is_agreed);
  CHECK(now.told == "p=none by stray.example; p=reject by a.example");
  // After the days that a change takes to be seen they do.
  CHECK(now_of({{"a.example", 97, "p=reject"}, {"a.example", 100, "p=none"}}).is_agreed);
  CHECK_FALSE(now_of({{"a.example", 98, "p=reject"}, {"a.example", 100, "p=none"}}).is_agreed);
  CHECK(now_of({{"a.example", 100, "p=quarantine sp=none"}, {"b.example", 101, "p=quarantine"}}).record.sp ==
        Policy::none);
}

TEST_CASE("A policy that cannot be read is none") {
  const auto now = now_of({{"a.example", 100, "p=unknown"}});
  CHECK_FALSE(now.is_known);
  CHECK(now_of({{"a.example", 100, "p=unknown"}, {"b.example", 99, "p=none"}}).record.p == Policy::none);
  CHECK_FALSE(now_of({}).is_known);
}

}  // namespace
}  // namespace ruascope
