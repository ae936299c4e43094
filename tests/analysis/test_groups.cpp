// SPDX-License-Identifier: MIT
#include "analysis/groups.hpp"
#include "tests/analysis/window_text.hpp"

#include <algorithm>
#include <numeric>

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace ruascope {
namespace {

using namespace test;

// Two domains, all classes, several dispositions; many sources with nothing to name them by.
const char* const mixed_window =
    "192.0.2.1 n=100 days=0-9 at=1-3 dkim=a.example/s1 spf=a.example;"
    "192.0.2.1 n=7 days=3 dkim=a.example/s1:fail spf=m.a.example disp=reject pe=fail/fail;"
    "192.0.2.2 n=50 days=0-4 at=1,2 spf=a.example disp=none;"
    "198.51.100.1 n=40 days=0-9 at=1,2 dkim=postly.example/k spf=b.postly.example disp=quarantine;"
    "198.51.100.2 n=30 days=2 dkim=a.example/py1 dkim=postly.example/k spf=plymail.example "
    "env=b.plymail.example;"
    "203.0.113.5 n=3 dkim=a.example/s1 spf=a.example:fail;"
    "203.0.113.6 n=4 days=5 dkim=a.example/s1:fail spf=lists.club.example reason=mailing_list;"
    "203.0.113.7 n=25 days=0-8 at=1-3 spf=a.example:fail disp=reject;"
    "2001:db8::1 n=2 days=11 disp=reject spf=a.example:softfail; 2001:db8::2 disp=unknown;"
    "2001:db8:0:1::2 n=6 from=x.a.example spf=r.example disp=quarantine;"
    "@ b.example; 192.0.2.1 n=9 days=20 spf=b.example:fail; 198.51.100.1 n=8 spf=b.postly.example;"
    "203.0.113.7 n=5 dkim=b.example/k spf=b.example disp=pass";

std::vector<SourceGroup> groups_of(const Window& window, GroupBy by) {
  return group_sources(judged_sources_of(window), by, [&](std::int64_t number) {
    return window.results.at(static_cast<std::size_t>(number));
  });
}
std::vector<SourceGroup> groups_of(const std::string& text, GroupBy by) {
  return groups_of(window_of(text), by);
}

// "key messages sources", a line a group.
std::vector<std::string> lines_of(const std::vector<SourceGroup>& groups) {
  std::vector<std::string> lines;
  for (const auto& group : groups)
    lines.push_back(fmt::format("{} {} {}", group.key, group.counts.messages, group.sources));
  return lines;
}
using Lines = std::vector<std::string>;

MessageCounts& operator+=(MessageCounts& sum, const MessageCounts& more) {
  for (const auto figure : {&MessageCounts::messages, &MessageCounts::dmarc_pass, &MessageCounts::dmarc_fail,
                            &MessageCounts::dkim_aligned, &MessageCounts::spf_aligned,
                            &MessageCounts::delivered, &MessageCounts::quarantined, &MessageCounts::rejected,
                            &MessageCounts::disposition_unknown, &MessageCounts::overridden})
    sum.*figure += more.*figure;
  return sum;
}

MessageCounts sum_of_sources(const Window& window, const std::string& domain) {
  MessageCounts sum;
  for (const auto& source : judged_sources_of(window))
    if (source.totals.domain == domain) sum += source.totals.counts;
  return sum;
}

MessageCounts sum_of_groups(const std::vector<SourceGroup>& groups, const std::string& domain) {
  MessageCounts sum;
  for (const auto& group : groups)
    if (group.domain == domain) sum += group.counts;
  return sum;
}

TEST_CASE("By whatever sources are put together, the sums of the groups are those of the sources") {
  const auto window = window_of(mixed_window);
  for (std::size_t by = 0; by < names<GroupBy>.size(); ++by) {
    const auto groups = groups_of(window, static_cast<GroupBy>(by));
    INFO(names<GroupBy>[by]);
    CHECK(sum_of_groups(groups, "a.example") == sum_of_sources(window, "a.example"));
    CHECK(sum_of_groups(groups, "b.example") == sum_of_sources(window, "b.example"));
    CHECK(sum_of_sources(window, "a.example").messages == 268);
    CHECK(std::is_sorted(groups.begin(), groups.end(), [](const auto& one, const auto& other) {
      return one.counts.messages > other.counts.messages;
    }));
  }
}

TEST_CASE("The causes of a group sum up to its messages, most first, and its days are those of its mail") {
  const auto window = window_of(mixed_window);
  for (std::size_t by = 0; by < names<GroupBy>.size(); ++by)
    for (const auto& group : groups_of(window, static_cast<GroupBy>(by))) {
      INFO(names<GroupBy>[by] << " " << group.key);
      CHECK(group.by == static_cast<GroupBy>(by));
      CHECK(std::accumulate(group.causes.begin(), group.causes.end(), std::int64_t{0},
                            [](auto sum, const auto& one) { return sum + one.messages; }) ==
            group.counts.messages);
      CHECK(std::is_sorted(group.causes.begin(), group.causes.end(),
                           [](const auto& one, const auto& other) { return one.messages > other.messages; }));
      CHECK(group.first_day <= group.last_day);
      CHECK(group.sources >= 1);
    }
}

TEST_CASE("Names of what to group by are those of the command line") {
  for (std::size_t by = 0; by < names<GroupBy>.size(); ++by)
    CHECK(group_named(names<GroupBy>[by]) == static_cast<GroupBy>(by));
  CHECK_FALSE(group_named("colour"));
  CHECK_FALSE(group_named(""));
}

TEST_CASE("The addresses of one sender are one group, whatever their networks") {
  CHECK(lines_of(groups_of("192.0.2.1 n=5 dkim=a.example/p spf=postly.example;"
                           "198.51.100.1 n=6 dkim=a.example/p spf=plymail.example;"
                           "203.0.113.1 n=3 dkim=a.example/s spf=a.example",
                           GroupBy::sender)) == Lines{"Postly 11 2", "a.example 3 1"});
}

TEST_CASE("Sources without a name stay apart by class") {
  const auto groups = groups_of(
      "192.0.2.1 spf=a.example:fail; 198.51.100.1 n=2 spf=a.example:none;"
      "203.0.113.1 n=9 days=0-2 at=1,2 spf=a.example:fail;"
      "203.0.114.1 n=4 dkim=a.example/s spf=a.example:fail",
      GroupBy::sender);
  CHECK(lines_of(groups) == Lines{" 9 1", " 4 1", " 3 2"});
  CHECK(groups.at(0).source_class == SourceClass::unknown);
  CHECK(groups.at(1).source_class == SourceClass::forwarder);
  CHECK(groups.at(2).source_class == SourceClass::abuse);
}

TEST_CASE("A group of several classes has none") {
  const auto groups = groups_of(
      "192.0.2.1 n=9 dkim=a.example/s1 spf=a.example; 192.0.2.2 spf=x.example;"
      "198.51.100.1 n=3 spf=a.example:fail; 198.51.100.2 spf=a.example:fail",
      GroupBy::network);
  CHECK(lines_of(groups) == Lines{"192.0.2.0/24 10 2", "198.51.100.0/24 4 2"});
  CHECK_FALSE(groups.at(0).source_class);
  CHECK(groups.at(1).source_class == SourceClass::abuse);
}

TEST_CASE("Networks are a /24 and a /64, addresses themselves") {
  const char* const window =
      "192.0.2.1 n=8; 192.0.2.255 n=7; 192.0.3.1 n=6; 2001:db8::1 n=3; 2001:db8::ffff n=2; 2001:db8:0:1::1";
  CHECK(lines_of(groups_of(window, GroupBy::network)) ==
        Lines{"192.0.2.0/24 15 2", "192.0.3.0/24 6 1", "2001:db8::/64 5 2", "2001:db8:0:1::/64 1 1"});
  CHECK(lines_of(groups_of(window, GroupBy::address)).at(4) == "2001:db8::ffff 2 1");
}

TEST_CASE("By cause the mail of one source is taken apart, by class it is not") {
  const char* const window =
      "192.0.2.1 n=9 days=0 dkim=a.example/s1 spf=a.example; 192.0.2.1 n=4 days=8 spf=a.example:fail;"
      "192.0.2.2 n=3 days=5 spf=a.example:fail; own address 192.0.2.2";
  const auto causes = groups_of(window, GroupBy::cause);
  CHECK(lines_of(causes) == Lines{"aligned-both 9 1", "own-server-unauthenticated 7 2"});
  CHECK(format_day(causes.at(1).first_day) == "2026-01-10");
  CHECK(format_day(causes.at(1).last_day) == "2026-01-13");
  CHECK(lines_of(groups_of(window, GroupBy::source_class)) == Lines{"own 16 2"});
}

TEST_CASE("Mail counts for the selector that passes, of the domain's own if one does") {
  CHECK(lines_of(groups_of("192.0.2.1 n=7 dkim=postly.example/k dkim=a.example/s1;"
                           "192.0.2.1 n=6 dkim=a.example/s2:fail dkim=postly.example/k;"
                           "192.0.2.2 n=5 dkim=x.example/k:fail dkim=a.example/s2:fail;"
                           "192.0.2.2 n=4 dkim=:fail; 192.0.2.3 n=3 dkim=a.example",
                           GroupBy::selector)) ==
        Lines{"a.example/s1 7 1", "postly.example/k 6 1", "a.example/s2 5 1", " 4 1", "a.example/ 3 1"});
}

TEST_CASE("Mail counts for its envelope, else for the domain that SPF was asked of") {
  CHECK(lines_of(
            groups_of("192.0.2.1 n=7 env=b.postly.example spf=other.example; 192.0.2.2 n=6 spf=c.example;"
                      "192.0.2.2 n=5 env= helo=mx.c.example; 192.0.2.3 n=4; 192.0.2.3 n=3 spf=c.example:fail",
                      GroupBy::envelope)) ==
        Lines{"c.example 9 2", "b.postly.example 7 1", "mx.c.example 5 1", " 4 1"});
}

TEST_CASE("Domains are never put together") {
  CHECK(lines_of(groups_of("192.0.2.1 n=2; @ b.example; 192.0.2.1 n=1", GroupBy::address)) ==
        Lines{"192.0.2.1 2 1", "192.0.2.1 1 1"});
  CHECK(groups_of("", GroupBy::sender).empty());
}

}  // namespace
}  // namespace ruascope
