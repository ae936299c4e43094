// SPDX-License-Identifier: MIT
#include "analysis/quality.hpp"

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

// One reporter's mail: 10 messages with these results and this disposition.
struct Case {
  ResultSet results;
  Disposition disposition = Disposition::none;
  PublishedRange range{true, false, true, false, {false, true}, {false, true}, false};

  Case() {
    results.header_from = "example.com";
    results.envelope_from = "example.com";
    results.dkim = {Verdict::pass, {}};
    results.spf = {Verdict::pass, {}};
    results.dkim_results = {{"example.com", "s1", {DkimResult::pass, {}}, std::nullopt}};
    results.spf_results = {{"example.com", std::nullopt, {SpfResult::pass, {}}, std::nullopt}};
  }

  ReporterQuality quality() const {
    ReporterMail mail{"r.example", "example.com", 1, {}, 3, 5};
    mail.messages[static_cast<std::size_t>(disposition)] = 10;
    const auto rows = reporter_quality(
        {mail}, {[&](const std::string&) { return range; }, [&](std::int64_t) { return results; }});
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].messages == 10);
    return rows[0];
  }
};

TEST_CASE("Verdicts that their evidence bears out agree") {
  CHECK(Case{}.quality().disagreeing == 0);
  Case unaligned;
  unaligned.results.spf = {Verdict::fail, {}};
  unaligned.results.spf_results[0].domain = "esp.example";
  CHECK(unaligned.quality().disagreeing == 0);
}

TEST_CASE("A pass without an aligned pass among the results is unproven") {
  Case one;
  one.results.dkim_results.clear();
  CHECK(one.quality().dkim_pass_unproven == 10);
  CHECK(one.quality().disagreeing == 10);
  Case other;
  other.results.spf_results[0].result = {SpfResult::fail, {}};
  CHECK(other.quality().spf_pass_unproven == 10);
  CHECK(other.quality().dkim_pass_unproven == 0);
}

TEST_CASE("A fail beside an aligned pass contradicts it, unless strict alignment explains it") {
  Case one;
  one.results.dkim = {Verdict::fail, {}};
  one.results.dkim_results[0].domain = "mail.example.com";
  CHECK(one.quality().dkim_fail_though_aligned == 10);
  one.range.strict_dkim = true;  // both modes were published within the window
  CHECK(one.quality().disagreeing == 0);
  one.range.relaxed_dkim = false;
  CHECK(one.quality().disagreeing == 0);
  one.results.dkim_results[0].domain = "example.com";
  CHECK(one.quality().dkim_fail_though_aligned == 10);
  one.results.spf = {Verdict::fail, {}};
  CHECK(one.quality().spf_fail_though_aligned == 10);
  CHECK(one.quality().disagreeing == 10);
}

TEST_CASE("HELO may count for an empty reverse-path") {
  Case one;
  one.results.envelope_from.reset();
  one.results.spf_results[0].scope = Token<SpfScope>{SpfScope::helo, {}};
  CHECK(one.quality().disagreeing == 0);
  one.results.spf = {Verdict::fail, {}};
  CHECK(one.quality().disagreeing == 0);
}

TEST_CASE("Verdicts that we derived are counted apart") {
  Case one;
  one.results.dkim_derived = true;
  one.results.dkim_results.clear();
  CHECK(one.quality().derived == 10);
  CHECK(one.quality().disagreeing == 0);
}

TEST_CASE("Mail that failed under an enforcing policy is let through with a reason, or undeclared") {
  Case one;
  one.results.dkim = one.results.spf = {Verdict::fail, {}};
  one.results.dkim_results.clear();
  one.results.spf_results.clear();
  CHECK(one.quality().override_undeclared == 10);
  CHECK(one.quality().disagreeing == 0);
  one.results.reasons = {{{ReasonType::forwarded, {}}, std::nullopt}};
  CHECK(one.quality().override_undeclared == 0);
  one.results.reasons.clear();
  one.range.is_soft = true;
  CHECK(one.quality().override_undeclared == 0);
  one.range = {true, false, true, false, {false, true}, {true, false}, false};
  one.results.header_from = "news.example.com";  // sp=none
  CHECK(one.quality().override_undeclared == 0);
}

TEST_CASE("Acting on what passed, or under p=none, is stricter than the policy") {
  Case passed;
  passed.disposition = Disposition::quarantine;
  CHECK(passed.quality().stricter_than_policy == 10);
  Case failed;
  failed.results.dkim = failed.results.spf = {Verdict::fail, {}};
  failed.disposition = Disposition::reject;
  CHECK(failed.quality().stricter_than_policy == 0);
  failed.range.domain = {true, false};
  CHECK(failed.quality().stricter_than_policy == 10);
}

TEST_CASE("A reporter's domains and days are told over all its mail") {
  ReporterMail one{"r.example", "a.example", 1, {1, 0, 0, 0, 0}, 5, 6};
  ReporterMail two{"r.example", "b.example", 1, {2, 0, 0, 0, 0}, 3, 4};
  ReporterMail other{"s.example", "a.example", 1, {4, 0, 0, 0, 0}, 9, 9};
  const Case any;
  const auto rows = reporter_quality({one, two, other}, {[&](const std::string&) { return any.range; },
                                                         [&](std::int64_t) { return any.results; }});
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].messages == 3);
  CHECK(rows[0].domains == 2);
  CHECK(rows[0].first_day == 3);
  CHECK(rows[0].last_day == 6);
  CHECK(rows[1].messages == 4);
}

}  // namespace
}  // namespace ruascope
