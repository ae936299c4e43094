// SPDX-License-Identifier: MIT
// What a summary says first: its subject, and that less passes than before.
#include "analysis/summary.hpp"
#include "ingest/model/time.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

const Day until = *parse_day("2026-11-15");

DomainSummary domain_with(std::int64_t messages, std::int64_t failed, std::int64_t messages_before,
                          std::int64_t failed_before) {
  DomainSummary domain;
  domain.domain = "example.com";
  domain.counts.messages = messages;
  domain.counts.dmarc_fail = failed;
  domain.counts.dmarc_pass = messages - failed;
  domain.before.messages = messages_before;
  domain.before.dmarc_fail = failed_before;
  domain.before.dmarc_pass = messages_before - failed_before;
  return domain;
}

TEST_CASE("less that passes is news from two points and ten messages on") {
  const auto fell = [](const DomainSummary& domain) { return fall_of(domain, {}, until).has_value(); };
  CHECK(fell(domain_with(1000, 30, 1000, 10)));
  CHECK_FALSE(fell(domain_with(1000, 29, 1000, 10)));  // 1.9 points
  CHECK(fell(domain_with(100, 11, 100, 1)));
  CHECK_FALSE(fell(domain_with(100, 10, 100, 1)));  // 9 messages more
  // What passed has ended; no more fails than did.
  CHECK_FALSE(fell(domain_with(100, 50, 1000, 50)));
  CHECK_FALSE(fell(domain_with(1000, 10, 1000, 300)));
  // Nothing to hold it against.
  CHECK_FALSE(fell(domain_with(1000, 1000, 0, 0)));
  CHECK_FALSE(fell(domain_with(0, 0, 1000, 0)));
  ChangeThresholds wide;
  wide.fallen_percent = 3;
  CHECK_FALSE(fall_of(domain_with(1000, 30, 1000, 10), wide, until));
  wide = {};
  wide.fallen_messages = 21;
  CHECK_FALSE(fall_of(domain_with(1000, 30, 1000, 10), wide, until));
}

TEST_CASE("a fall says both shares and what to look at") {
  const auto finding = *fall_of(domain_with(2000, 1500, 1000, 10), {}, until);
  CHECK(finding.code == "pass_rate.fell");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.messages == 1490);
  CHECK(finding.what ==
        "25.0 % of the mail passed DMARC, 99.0 % in the period before; 1,490 messages more failed.");
  CHECK(finding.last_day == until);
}

struct SubjectWorld {
  SubjectWorld() {
    summary.since = until - 6;
    summary.until = until;
    summary.week = "2026-W46";
    summary.newest = until;
    summary.domains.push_back(domain_with(100, 0, 100, 0));
    auto& readiness = summary.domains[0].readiness;
    readiness.has_reports = true;
    readiness.verdict = ReadinessVerdict::ready;
    readiness.step.to.p = Policy::reject;
    readiness.step.from.p = Policy::reject;
  }
  Summary summary;
};

TEST_CASE("the subject says the verdict of the domain that asks for a look first") {
  SubjectWorld world;
  CHECK(subject_of(world.summary) == "DMARC, week 2026-W46: example.com: All is well under p=reject");
  auto other = world.summary.domains[0];
  other.domain = "other.example";
  world.summary.domains.push_back(other);
  CHECK(subject_of(world.summary) ==
        "DMARC, week 2026-W46: example.com: All is well under p=reject (0 of 2 domains ask for a look)");
  world.summary.domains[0].counts = {};
  CHECK(subject_of(world.summary) ==
        "DMARC, week 2026-W46: example.com: No report came of this period, after 100 messages in the one "
        "before "
        "(1 of 2 domains asks for a look)");
}

TEST_CASE("the subject says that nothing was reported, or nothing since") {
  SubjectWorld world;
  world.summary.is_silent = true;
  CHECK(subject_of(world.summary) ==
        "DMARC, week 2026-W46: no report since 2026-11-15; example.com: All is well under p=reject");
  world.summary.week.clear();
  world.summary.domains.clear();
  CHECK(subject_of(world.summary) == "DMARC, 2026-11-09 to 2026-11-15: no report came");
}

TEST_CASE("the subject of a domain that is not ready says what stands in the way") {
  SubjectWorld world;
  auto& domain = world.summary.domains[0];
  domain.readiness.verdict = ReadinessVerdict::not_ready;
  domain.readiness.step.from.p = Policy::none;
  domain.readiness.since = until - 27;
  domain.readiness.until = until;
  domain.senders_at_risk = 2;
  domain.messages_at_risk = 1412;
  CHECK(subject_of(world.summary) ==
        "DMARC, week 2026-W46: example.com: 2 senders would have lost 1,412 messages of 28 days under "
        "p=reject");
  domain.readiness.verdict = ReadinessVerdict::not_enough_data;
  CHECK(subject_of(world.summary) ==
        "DMARC, week 2026-W46: example.com: Too little was reported to judge the step to p=reject");
}

TEST_CASE("who loses mail now is told from who lost it before") {
  SubjectWorld world;
  auto& domain = world.summary.domains[0];
  domain.readiness.verdict = ReadinessVerdict::not_ready;
  domain.readiness.since = until - 27;
  domain.readiness.until = until;
  domain.senders_at_risk = 1;
  domain.messages_at_risk = 40;
  domain.failed_at_risk = 1200;
  CHECK(verdict_of(domain) ==
        "1 sender loses mail under p=reject: 1,200 messages failed in this period, 0 in the one before.");
  domain.failed_at_risk = 0;
  domain.failed_at_risk_before = 40;
  CHECK(verdict_of(domain) ==
        "1 sender lost mail under p=reject within 28 days, none in this period (40 messages in the one "
        "before).");
  // Unsigned mail that passes is lost by nobody: the check is told, no loss.
  domain.senders_at_risk = 0;
  domain.readiness.checks.push_back({"dkim_carries", CheckStatus::block, true, 0.5, 0.95, ""});
  CHECK(verdict_of(domain) == "Not ready for p=reject: dkim carries.");
}

TEST_CASE("a domain that has fallen silent asks for a look for as long as the chart shows its mail") {
  SubjectWorld world;
  auto& domain = world.summary.domains[0];
  CHECK(urgency_of(domain) < 3);
  domain.counts = {};
  CHECK(urgency_of(domain) == 4);
  domain.before = {};
  CHECK(urgency_of(domain) < 3);
  domain.days.push_back({until - 30, {}});
  domain.days.back().counts.messages = 1;
  CHECK(urgency_of(domain) == 3);
}

}  // namespace
}  // namespace ruascope::test
