// SPDX-License-Identifier: MIT
// Properties of a policy replayed over stores made at random.
#include "ingest/model/time.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

const std::array<std::string, 3> policies{"none", "quarantine", "reject"};
constexpr int first_day = 20754;  // 2026-10-28

struct Published {
  std::string p = "none", sp{}, np{}, pct{}, t{};

  std::string xml() const {
    std::string text = "<p>" + p + "</p>";
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, std::string>>{
             {"sp", sp}, {"np", np}, {"pct", pct}, {"testing", t}})
      if (!value.empty()) text += fmt::format("<{0}>{1}</{0}>", name, value);
    return text;
  }
};

// What happened in the worlds that obey their policy.
struct Told {
  std::int64_t messages = 0, overridden = 0, sampled = 0;
};

class RandomMail {
 public:
  RandomMail(unsigned seed, bool obeys) : random_(seed), obeys_(obeys) {}

  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
  bool one_in(int number) { return below(number) == 0; }

  Published published() {
    Published record{policies[static_cast<std::size_t>(below(3))]};
    if (one_in(2)) record.sp = policies[static_cast<std::size_t>(below(3))];
    if (one_in(4)) record.np = policies[static_cast<std::size_t>(below(3))];
    if (one_in(4)) record.pct = std::to_string(10 * below(11));
    if (one_in(4)) record.t = "y";
    return record;
  }

  RecordText record(const Published& policy, Told& told) {
    RecordText record;
    record.source_ip = fmt::format("192.0.2.{}", 1 + below(12));
    const int count = 1 + below(40);
    record.count = std::to_string(count);
    record.dkim = one_in(2) ? "pass" : "fail";
    record.spf = one_in(3) ? "pass" : "fail";
    const bool is_below = one_in(3);
    record.header_from = is_below ? "news.example.com" : "example.com";
    record.auth_results = fmt::format(
        "<dkim><domain>example.com</domain><selector>s1</selector><result>{}</result></dkim>"
        "<spf><domain>{}</domain><result>{}</result></spf>",
        record.dkim, record.spf == "pass" ? "example.com" : "other.example", "pass");
    told.messages += count;
    const bool passes = record.dkim == "pass" || record.spf == "pass";
    if (obeys_)
      obey(policy, passes, is_below, count, record, told);
    else
      do_anything(record);
    return record;
  }

 private:
  static int strength(const std::string& policy) {
    return static_cast<int>(std::find(policies.begin(), policies.end(), policy) - policies.begin());
  }

  // As a receiver does that reads the record as RFC 9989 or RFC 7489 says, with overrides now and then.
  void obey(const Published& policy, bool passes, bool is_below, int count, RecordText& record, Told& told) {
    const int asked = passes ? 0 : strength(is_below && !policy.sp.empty() ? policy.sp : policy.p);
    const int weaker = std::max(0, asked - 1);
    // What the replay of this very record expects.
    const int expected = policy.t == "y" ? weaker : asked;
    int done = expected;
    if (policy.pct.empty() || policy.pct == "100") {
      if (!passes && one_in(5)) {
        done = 0;
        record.more_evaluated = "<reason><type>local_policy</type><comment>arc=pass</comment></reason>";
        if (done != expected) told.overridden += count;
      }
    } else if (!passes && one_in(2)) {
      done = std::max(0, expected - 1);
      record.more_evaluated = "<reason><type>sampled_out</type></reason>";
      if (done != expected) told.sampled += count;
    }
    record.disposition = policies[static_cast<std::size_t>(done)];
  }

  void do_anything(RecordText& record) {
    const std::array<const char*, 5> dispositions{"none", "quarantine", "reject", "pass", "whatever"};
    record.disposition = dispositions[static_cast<std::size_t>(below(5))];
    const std::array<const char*, 4> reasons{"", "<reason><type>forwarded</type></reason>",
                                             "<reason><type>sampled_out</type></reason>",
                                             "<reason><type>policy_test_mode</type></reason>"};
    record.more_evaluated = reasons[static_cast<std::size_t>(below(4))];
  }

  std::mt19937 random_;
  bool obeys_;
};

struct RandomWorld : CliWorld {
  RandomWorld(unsigned seed, bool obeys) {
    RandomMail mail(seed, obeys);
    published = mail.published();
    for (int day = 0; day < 12; ++day)
      for (int reporter = 0; reporter < 3; ++reporter) {
        ReportText report;
        report.org_name = fmt::format("reporter{}.example", reporter);
        report.report_id = fmt::format("{}-{}", day, reporter);
        report.begin = std::to_string((first_day + day) * seconds_per_day);
        report.end = std::to_string((first_day + day + 1) * seconds_per_day - 1);
        const auto seen = obeys ? published : mail.published();
        report.policy = seen.xml();
        report.records.clear();
        const int records = 1 + mail.below(6);
        for (int at = 0; at < records; ++at) report.records.push_back(mail.record(seen, told));
        folder.write(fmt::format("in-{}-{}.xml", day, reporter), report.xml());
        paths.push_back(folder.path(fmt::format("in-{}-{}.xml", day, reporter)));
      }
    std::vector<std::string> words{"import", "--quiet"};
    words.insert(words.end(), paths.begin(), paths.end());
    REQUIRE(run(words).status == 0);
  }

  Json ask(std::vector<std::string> words) const {
    words.insert(words.begin(), {"what-if", "example.com"});
    words.insert(words.end(), {"--format", "json"});
    return Json::parse(data(words));
  }

  Published published;
  Told told;
  std::vector<std::string> paths;
};

std::int64_t figure(const Json& row, const std::string& name) { return row.at(name).get<std::int64_t>(); }

std::int64_t outcomes(const Json& row, const std::string& prefix, const std::string& unknown) {
  return figure(row, prefix + "delivered") + figure(row, prefix + "quarantined") +
         figure(row, prefix + "rejected") + figure(row, unknown);
}

void check_sums(const Json& row) {
  CHECK(figure(row, "dmarc_pass") + figure(row, "dmarc_fail") == figure(row, "messages"));
  CHECK(outcomes(row, "", "disposition_unknown") == figure(row, "messages"));
  CHECK(outcomes(row, "reported_", "reported_unknown") == figure(row, "messages"));
  CHECK(figure(row, "let_through") <= figure(row, "differs_overridden"));
}

const std::array<const char*, 4> splits{"class", "sender", "reporter", "day"};

TEST_CASE("any store under any policy: outcomes sum to the messages, by whatever they are split") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const RandomWorld world(seed, false);
    for (const auto& policy : policies) {
      std::optional<Json> totals;
      for (const auto* split : splits) {
        INFO(seed << " " << policy << " " << split);
        const auto answer = world.ask({"--policy", policy, "--by", split});
        std::map<std::string, std::int64_t> sums;
        for (const auto& row : answer["rows"]) {
          check_sums(row);
          for (const auto* name : {"messages", "delivered", "quarantined", "rejected", "reported_delivered"})
            sums[name] += figure(row, name);
        }
        check_sums(answer["totals"]);
        for (const auto& [name, sum] : sums) CHECK(sum == figure(answer["totals"], name));
        if (totals) CHECK(answer["totals"] == *totals);
        totals = answer["totals"];
      }
      CHECK(figure(*totals, "messages") == world.told.messages);
    }
  }
}

TEST_CASE("a stricter policy never delivers more") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const RandomWorld world(seed, false);
    for (const auto& sp : policies) {
      std::int64_t delivered = INT64_MAX;
      std::int64_t rejected = 0;
      for (const auto& policy : policies) {
        INFO(seed << " " << policy << " sp=" << sp);
        const auto totals = world.ask({"--policy", policy, "--subdomain-policy", sp})["totals"];
        CHECK(figure(totals, "delivered") <= delivered);
        CHECK(figure(totals, "rejected") >= rejected);
        delivered = figure(totals, "delivered");
        rejected = figure(totals, "rejected");
        const auto softer = world.ask({"--policy", policy, "--subdomain-policy", sp, "--testing"})["totals"];
        CHECK(figure(softer, "delivered") >= delivered);
        CHECK(figure(softer, "rejected") == 0);
        CHECK(figure(softer, "ignoring_t_rejected") == rejected);
      }
    }
  }
}

TEST_CASE("the published policy replayed differs from what happened by overrides and sampling alone") {
  std::int64_t overridden = 0;
  std::int64_t sampled = 0;
  for (unsigned seed = 1; seed <= 24; ++seed) {
    const RandomWorld world(seed, true);
    const auto& policy = world.published;
    std::vector<std::string> words{"--policy", policy.p};
    if (!policy.sp.empty()) words.insert(words.end(), {"--subdomain-policy", policy.sp});
    if (policy.t == "y") words.emplace_back("--testing");
    const auto totals = world.ask(words)["totals"];
    INFO(seed << " " << policy.xml() << " " << totals.dump());
    CHECK(figure(totals, "differs_other_policy") == 0);
    CHECK(figure(totals, "differs_unexplained") == 0);
    CHECK(figure(totals, "differs_unknown") == 0);
    CHECK(figure(totals, "differs_overridden") == world.told.overridden);
    CHECK(figure(totals, "differs_sampled") == world.told.sampled);
    CHECK(figure(totals, "let_through") == world.told.overridden);
    CHECK(figure(totals, "reported_delivered") - figure(totals, "delivered") <=
          world.told.overridden + world.told.sampled);
    overridden += world.told.overridden;
    sampled += world.told.sampled;
  }
  CHECK(overridden > 0);  // else nothing was shown
  CHECK(sampled > 0);
}

}  // namespace
}  // namespace ruascope::test
