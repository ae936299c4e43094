// SPDX-License-Identifier: MIT
// readiness, what-if, trend, reporters and the findings of what changed, as asked on the command line.
#include "ingest/model/time.hpp"
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

struct SampleStore : CliWorld {
  SampleStore() { data({"import", sample_data, "--quiet"}); }
  Json ask(std::vector<std::string> words) const {
    words.insert(words.end(), {"--format", "json"});
    return Json::parse(run(words).out);
  }
};

Json check_named(const Json& answer, const std::string& name) {
  for (const auto& check : answer.at("checks"))
    if (check.at("name") == name) return check;
  return {};
}

std::set<std::string> blocker_addresses(const Json& answer) {
  std::set<std::string> addresses;
  for (const auto& blocker : answer.at("blockers")) addresses.insert(blocker.at("source_ip"));
  return addresses;
}

TEST_CASE("readiness follows the sample story: none, quarantine, reject") {
  const SampleStore world;
  const auto before = world.ask({"readiness", "nordwind.example", "--until", "2026-10-25"});
  CHECK(before["from"] == "none");
  CHECK(before["to"] == "quarantine");
  CHECK(before["verdict"] == "not_ready");
  CHECK(check_named(before, "enough_days")["status"] == "no_data");
  CHECK(check_named(before, "sub_domains")["status"] == "block");
  CHECK(before["next_record"] == "v=DMARC1; p=quarantine; rua=<as today>");
  CHECK(blocker_addresses(before) == std::set<std::string>{"198.51.100.21", "198.51.100.22", "198.51.100.23",
                                                           "198.51.100.24", "198.51.100.25", "198.51.100.140",
                                                           "198.51.100.141", "203.0.113.77"});

  const auto between = world.ask({"readiness", "nordwind.example", "--until", "2026-11-08"});
  CHECK(between["from"] == "quarantine");
  CHECK(between["to"] == "reject");
  CHECK(between["published"] == "p=quarantine sp=none");
  CHECK(between["next_record"] == "v=DMARC1; p=reject; sp=quarantine; rua=<as today>");
  CHECK(check_named(between, "enough_days")["value"] == 25);
  CHECK(check_named(between, "aligned_total")["threshold"] == 0.995);
  CHECK(check_named(between, "records")["status"] == "not_checked");

  const auto after = world.ask({"readiness", "nordwind.example"});
  CHECK(after["window"] == Json{{"since", "2026-10-19"}, {"until", "2026-11-15"}});
  CHECK(after["from"] == "reject");
  CHECK(after["verdict"] == "not_ready");
  CHECK(after["next_record"].is_null());
  CHECK(check_named(after, "explained_rejections")["status"] == "block");
  std::int64_t sum = 0;
  for (const auto& [name, messages] : after["what_if"]["by_class"].items())
    sum += messages.get<std::int64_t>();
  CHECK(sum == after["what_if"]["would_be_rejected"].get<std::int64_t>() +
                   after["what_if"]["would_be_quarantined"].get<std::int64_t>());
  CHECK(after["what_if"]["by_class"]["third_party"] == 2127);
}

TEST_CASE("what an administrator settled stands no more in the way") {
  const SampleStore world;
  world.data({"own", "add", "ignore", "203.0.113.77", "--note", "the old printer, switched off"});
  const auto answer = world.ask({"readiness", "nordwind.example"});
  CHECK(check_named(answer, "unknown_sources")["status"] == "pass");
  CHECK(blocker_addresses(answer).count("203.0.113.77") == 0);
}

// A domain whose own server passes, and that strangers send as.
struct SmallWorld : CliWorld {
  void report(int day, int reporter, const std::vector<RecordText>& records,
              const std::string& policy = "<p>none</p>") {
    constexpr int first_day = 20700;  // 2026-09-04
    ReportText report;
    report.org_name = fmt::format("reporter{}.example", reporter);
    report.report_id = fmt::format("{}-{}", day, reporter);
    report.begin = std::to_string((first_day + day) * seconds_per_day);
    report.end = std::to_string((first_day + day + 1) * seconds_per_day - 1);
    report.policy = policy;
    report.records = records;
    const auto name = fmt::format("{}-{}.xml", day, reporter);
    folder.write(name, report.xml());
    data({"import", "--quiet", folder.path(name)});
  }

  static RecordText own(int count) {
    RecordText record;
    record.count = std::to_string(count);
    record.spf = "pass";
    record.auth_results =
        "<dkim><domain>example.com</domain><selector>s1</selector><result>pass</result></dkim>"
        "<spf><domain>example.com</domain><scope>mfrom</scope><result>pass</result></spf>";
    return record;
  }
  static RecordText spoof(int number) {
    RecordText record;
    record.source_ip = fmt::format("203.0.113.{}", number);
    record.dkim = "fail";
    record.auth_results = "<spf><domain>x.example</domain><scope>mfrom</scope><result>fail</result></spf>";
    return record;
  }
};

TEST_CASE("a domain whose only failures are spoofing is ready, and exits with 0") {
  SmallWorld world;
  for (int day = 0; day < 28; ++day)
    for (int reporter = 0; reporter < 3; ++reporter) {
      std::vector<RecordText> records{SmallWorld::own(5)};
      if (reporter == 0) records.push_back(SmallWorld::spoof(1 + day));
      world.report(day, reporter, records);
    }
  const auto answer = world.run({"readiness", "example.com", "--format", "json"});
  CHECK(answer.status == 0);
  const auto json = Json::parse(answer.out);
  CHECK(json["verdict"] == "ready");
  CHECK(json["blockers"].empty());
  CHECK(json["what_if"]["by_class"]["abuse"] == 28);
  CHECK(json["what_if"]["would_be_quarantined"] == 28);
  CHECK(world.run({"readiness", "--all"}).status == 0);
  const auto findings = Json::parse(world.data({"findings", "--format", "json"}));
  CHECK(std::any_of(findings["rows"].begin(), findings["rows"].end(),
                    [](const Json& row) { return row["code"] == "policy.ready"; }));
}

TEST_CASE("readiness --all forgets no domain that fell silent, and nothing is not ready") {
  SmallWorld world;
  CHECK(world.run({"readiness", "--all"}).status == 1);  // there is no store yet
  for (int day = 0; day < 28; ++day) world.report(day, 0, {SmallWorld::own(50)});
  ReportText later;
  later.domain = "other.example";
  later.begin = std::to_string((20700 + 70) * seconds_per_day);
  later.end = std::to_string((20700 + 71) * seconds_per_day - 1);
  later.records = {SmallWorld::own(5)};
  later.records[0].header_from = "other.example";
  world.folder.write("later.xml", later.xml());
  world.data({"import", "--quiet", world.folder.path("later.xml")});
  const auto answer = world.run({"readiness", "--all", "--format", "json"});
  CHECK(answer.status == 3);
  std::set<std::string> domains;
  const auto all = Json::parse(answer.out);
  for (const auto& domain : all["domains"]) {
    domains.insert(domain["domain"]);
    CHECK(domain["verdict"] == "not_enough_data");
  }
  CHECK(domains == std::set<std::string>{"example.com", "other.example"});
  CHECK(world.run({"readiness", "--all", "--until", "2020-01-01"}).status == 3);
}

TEST_CASE("a report of a far year is followed nowhere") {
  SmallWorld world;
  for (int day = 0; day < 28; ++day) world.report(day, 0, {SmallWorld::own(50), SmallWorld::spoof(1 + day)});
  ReportText far;
  far.report_id = "far";
  far.begin = "95617584000";  // 5000-01-01
  far.end = "95617670399";
  far.records = {SmallWorld::own(7)};
  world.folder.write("far.xml", far.xml());
  world.data({"import", "--quiet", world.folder.path("far.xml")});
  const auto trend = Json::parse(world.data({"trend", "--since", "2026-09-01", "--format", "json"}));
  CHECK(trend["rows_total"] == 28);
  const auto findings = Json::parse(world.data({"findings", "--since", "2026-09-01", "--format", "json"}));
  CHECK(findings["rows_total"] > 0);
  const auto readiness =
      Json::parse(world.run({"readiness", "example.com", "--since", "2026-09-01", "--format", "json"}).out);
  CHECK(readiness["window"]["until"] == "2026-10-01");
}

TEST_CASE("the chart of what fails keeps all of its mail") {
  const SampleStore world;
  const auto senders = world.ask({"sources", "--by", "sender", "--domain", "nordwind.example"});
  const auto trend = world.ask({"trend", "--of", "sender", "--failing", "--domain", "nordwind.example"});
  std::int64_t messages = 0;
  for (const auto& row : trend["rows"])
    if (row["sender"] == "briefpost.example") messages += row["messages"].get<std::int64_t>();
  const auto found = std::find_if(senders["rows"].begin(), senders["rows"].end(),
                                  [](const Json& row) { return row["sender"] == "briefpost.example"; });
  REQUIRE(found != senders["rows"].end());
  CHECK(messages == (*found)["messages"].get<std::int64_t>());
}

TEST_CASE("silence is no success") {
  SmallWorld world;
  world.report(0, 0, {SmallWorld::own(500)});
  auto answer = world.run({"readiness", "nobody.example", "--format", "json"});
  CHECK(answer.status == 3);
  auto json = Json::parse(answer.out);
  CHECK(json["verdict"] == "not_enough_data");
  CHECK(json["from"].is_null());
  CHECK(json["next_record"].is_null());
  answer = world.run({"readiness", "example.com", "--format", "json"});
  CHECK(answer.status == 3);
  CHECK(Json::parse(answer.out)["verdict"] == "not_enough_data");
}

TEST_CASE("pct and t=y are dropped before the policy moves on") {
  SmallWorld world;
  for (int day = 0; day < 28; ++day)
    for (int reporter = 0; reporter < 3; ++reporter)
      world.report(day, reporter, {SmallWorld::own(5)}, "<p>quarantine</p><pct>20</pct>");
  const auto json = Json::parse(world.data({"readiness", "example.com", "--format", "json"}));
  CHECK(json["from"] == "quarantine");
  CHECK(json["to"] == "quarantine");
  CHECK(json["next_record"] == "v=DMARC1; p=quarantine; rua=<as today>");
  CHECK(json["notes"].dump().find("pct=20 goes") != std::string::npos);
  const auto to_reject =
      Json::parse(world.data({"readiness", "example.com", "--to", "reject", "--format", "json"}));
  CHECK(to_reject["next_record"] == "v=DMARC1; p=reject; rua=<as today>");
}

TEST_CASE("a threshold of the configuration decides, and is printed") {
  SmallWorld world;
  for (int day = 0; day < 28; ++day)
    for (int reporter = 0; reporter < 2; ++reporter) world.report(day, reporter, {SmallWorld::own(5)});
  CHECK(world.run({"readiness", "example.com"}).status == 3);
  world.environment["RUASCOPE_READINESS_REPORTERS"] = "2";
  const auto answer = world.run({"readiness", "example.com", "--format", "json"});
  CHECK(answer.status == 0);
  CHECK(check_named(Json::parse(answer.out), "enough_reporters")["threshold"] == 2);
  world.environment["RUASCOPE_READINESS_DKIM_PERCENT"] = "99.5";
  CHECK(check_named(Json::parse(world.run({"readiness", "example.com", "--format", "json"}).out),
                    "dkim_carries")["threshold"] == 0.995);
  world.environment["RUASCOPE_READINESS_DKIM_PERCENT"] = "99.55";
  CHECK(world.run({"readiness", "example.com"}).status == 2);
}

TEST_CASE("trend: the periods sum to what domains has, and days without reports are seen") {
  const SampleStore world;
  const auto domains = world.ask({"domains"});
  for (const auto* by : {"day", "week", "month"})
    for (const auto* of : {"", "domain", "sender", "source", "class", "cause", "reporter", "disposition"}) {
      INFO(by << " " << of);
      std::vector<std::string> words{"trend", "--by", by};
      if (*of != '\0') words.insert(words.end(), {"--of", of});
      const auto answer = world.ask(words);
      for (const auto* column :
           {"messages", "dmarc_pass", "dmarc_fail", "delivered", "quarantined", "rejected"})
        CHECK(answer["totals"][column] == domains["totals"][column]);
    }
  const auto days = world.ask({"trend"});
  CHECK(days["rows_total"] == 28);
  const auto silent = std::find_if(days["rows"].begin(), days["rows"].end(),
                                   [](const Json& row) { return row["period"] == "2026-11-01"; });
  REQUIRE(silent != days["rows"].end());
  CHECK((*silent)["messages"] == 0);
  CHECK((*silent)["pass_rate"].is_null());
}

TEST_CASE("trend: class and cause choose mail as they do elsewhere") {
  const SampleStore world;
  const auto own = world.ask({"trend", "--class", "own", "--domain", "nordwind.example"});
  CHECK(own["totals"]["messages"] == 16341);
  CHECK(own["totals"]["dmarc_fail"] == 0);
  const auto cause = world.ask({"trend", "--cause", "unknown-steady", "--of", "sender"});
  for (const auto& row : cause["rows"]) CHECK(row["messages"] == row["dmarc_fail"]);
  const auto failing = world.ask({"trend", "--failing", "--of", "class"});
  for (const auto& row : failing["rows"]) CHECK(row["class"] != "own");
  const auto days = world.ask({"trend", "--failing"});
  for (const auto& row : days["rows"]) CHECK(row["dmarc_fail"] > 0);
}

TEST_CASE("trend: bars of blocks where the terminal has them, else of plain signs") {
  SampleStore world;
  CHECK(world.data({"trend"}).find("#") != std::string::npos);
  CHECK(world.data({"trend", "--of", "class"}).find("\xE2\x96") == std::string::npos);
  world.has_blocks = true;
  CHECK(world.data({"trend"}).find("\xE2\x96\x88") != std::string::npos);
  CHECK(world.data({"trend", "--of", "class"}).find("\xE2\x96\x88") != std::string::npos);
}

TEST_CASE("reporters: since when, how regularly, and which days are missing") {
  SmallWorld world;
  for (int day = 0; day < 30; ++day)
    if (day != 12 && day != 13) world.report(day, 0, {SmallWorld::own(5)});
  for (const int day : {3, 12, 13, 29}) world.report(day, 1, {SmallWorld::own(1)});
  const auto answer = Json::parse(world.data({"reporters", "--last", "20d", "--format", "json"}));
  const auto row = [&](const std::string& name) {
    const auto& rows = answer["rows"];
    return *std::find_if(rows.begin(), rows.end(), [&](const Json& one) { return one["org_name"] == name; });
  };
  const auto daily = row("reporter0.example");
  CHECK(daily["since"] == "2026-09-04");
  CHECK(daily["regular"] == true);
  CHECK(daily["days"] == 18);
  CHECK(daily["missing_days"] == Json{"2026-09-16", "2026-09-17"});
  const auto seldom = row("reporter1.example");
  CHECK(seldom["regular"] == false);
  CHECK(seldom["missing"] == 0);
}

TEST_CASE("a regular reporter that falls silent is found, one with nothing to say of a domain is not") {
  SmallWorld world;
  for (int day = 0; day < 30; ++day) {
    world.report(day, 0, {SmallWorld::own(5)});
    if (day < 26) world.report(day, 1, {SmallWorld::own(5)});
  }
  const auto silent = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"findings", "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto answer = Json::parse(world.data(words));
    std::set<std::string> subjects;
    for (const auto& row : answer["rows"])
      if (row["code"] == "reporter.silent") subjects.insert(row["subject"]);
    return subjects;
  };
  CHECK(silent({}) == std::set<std::string>{"reporter1.example"});
  CHECK(silent({"--domain", "example.com"}).empty());
}

TEST_CASE("a sender that passed and now fails is told with its day") {
  SmallWorld world;
  for (int day = 0; day < 30; ++day) {
    auto mail = SmallWorld::own(10);
    auto other = SmallWorld::own(10);
    other.source_ip = "192.0.2.77";
    if (day >= 25) {
      other.dkim = "fail";
      other.spf = "fail";
      other.auth_results =
          "<dkim><domain>example.com</domain><selector>s1</selector><result>fail</result></dkim>"
          "<spf><domain>example.com</domain><scope>mfrom</scope><result>fail</result></spf>";
    }
    world.report(day, 0, {mail});
    world.report(day, 1, {other});
  }
  world.data({"own", "add", "address", "192.0.2.77", "--note", "billing"});
  const auto answer = Json::parse(world.data({"findings", "--format", "json"}));
  const auto found = std::find_if(answer["rows"].begin(), answer["rows"].end(),
                                  [](const Json& row) { return row["code"] == "source.turned_failing"; });
  REQUIRE(found != answer["rows"].end());
  CHECK((*found)["severity"] == "critical");
  CHECK((*found)["messages"] == 50);
  CHECK((*found)["what"].get<std::string>().find("fails since 2026-09-29") != std::string::npos);
}

TEST_CASE("wrong usage is said") {
  const SampleStore world;
  CHECK(world.run({"readiness"}).status == 2);
  CHECK(world.run({"readiness", "nordwind.example", "--all"}).status == 2);
  CHECK(world.run({"readiness", "nordwind.example", "--to", "none"}).status == 2);
  CHECK(world.run({"what-if", "nordwind.example"}).status == 2);
  CHECK(world.run({"what-if", "nordwind.example", "--policy", "harder"}).status == 2);
  CHECK(world.run({"trend", "--by", "year"}).status == 2);
  CHECK(world.run({"trend", "--of", "all"}).status == 2);
}

}  // namespace
}  // namespace ruascope::test
