// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json findings(const CliWorld& world) {
  return Json::parse(world.data({"findings", "--last", "5w", "--format", "json"}))["rows"];
}

// The one finding with this code and subject.
Json found(const Json& rows, const std::string& code, const std::string& subject) {
  for (const auto& row : rows)
    if (row["code"] == code && row["subject"] == subject) return row;
  return {};
}

}  // namespace

TEST_CASE("the findings of the sample story name each of its troubles, worst first") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  const auto rows = findings(world);
  const auto newsletter = found(rows, "dkim.unaligned", "briefpost.example");
  CHECK(newsletter["severity"] == "serious");
  CHECK(newsletter["messages"] == 2'142);
  CHECK(newsletter["last_day"] == "2026-11-05");
  CHECK(found(rows, "sender.unauthenticated", "kundenbuch.example")["messages"] == 758);
  CHECK(found(rows, "source.unknown_steady", "203.0.113.77")["messages"] == 276);
  CHECK(found(rows, "subdomain.spoofed", "nordwind.example")["severity"] == "info");
  CHECK(found(rows, "rejection.dmarc", "203.0.113.77")["rejections"] == 72);
  CHECK(found(rows, "rejection.dmarc", "kundenbuch.example")["messages"] == 3);
  CHECK(found(rows, "source.unknown_steady", "203.0.113.77")["rejections"] == 72);
  CHECK(rows[0]["code"] == "rejection.dmarc");
  CHECK(rows[2]["code"] == "dkim.unaligned");
  for (const auto& row : rows) CHECK_FALSE(row["advice"].get<std::string>().empty());
}

TEST_CASE("mail that passes, forwarded mail and lists are no findings") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  for (const auto& row : findings(world)) {
    const auto subject = row["subject"].get<std::string>();
    CHECK(subject.find("198.51.100.20") == std::string::npos);
    CHECK(subject != "verein.example");
    CHECK(subject != "192.0.2.10");
  }
}

TEST_CASE("findings end with 3 where one is as bad as asked for") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  CHECK(world.run({"findings", "--fail-on", "serious"}).status == 3);
  const auto shop = "nordwind-shop.example";
  CHECK(world.run({"findings", "--domain", shop, "--fail-on", "critical"}).status == 0);
  CHECK(world.run({"findings", "--domain", shop, "--fail-on", "critical", "--format", "json"}).status == 0);
  CHECK(world.run({"findings", "--fail-on", "info", "--format", "csv"}).status == 3);
  world.data({"own", "add", "address", "203.0.113.77"});
  CHECK(world.run({"findings", "--fail-on", "critical"}).status == 3);
  CHECK(world.run({"findings", "--fail-on", "bad"}).status == 2);
}

TEST_CASE("what was told is not told again until it is worse") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  const auto fresh = [&] {
    return Json::parse(world.data({"findings", "--since-last-run", "--format", "json"}))["rows"];
  };
  const auto all = Json::parse(world.data({"findings", "--format", "json"}))["rows"];
  CHECK(fresh().size() == all.size());
  CHECK(fresh().empty());
  CHECK(world.run({"findings", "--since-last-run", "--fail-on", "info"}).status == 0);
  CHECK(world.data({"findings", "--since-last-run"}).empty());
  world.data({"own", "add", "address", "203.0.113.77"});
  const auto now = fresh();
  CHECK_FALSE(found(now, "own.unauthenticated", "nordwind.example").is_null());
  CHECK(fresh().empty());
}

TEST_CASE("what could not be written was not told, and a part of the findings is never asked for") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  CHECK(world.run({"findings", "--since-last-run", "--output", "none/here.txt"}).status == 1);
  const auto all = Json::parse(world.data({"findings", "--format", "json"}))["rows"].size();
  for (const std::vector<std::string>& filter : {std::vector<std::string>{"--limit", "1"},
                                                 {"--domain", "nordwind.example"},
                                                 {"--class", "unknown"},
                                                 {"--source", "192.0.2.1"}}) {
    std::vector<std::string> words{"findings", "--since-last-run"};
    words.insert(words.end(), filter.begin(), filter.end());
    CHECK(world.run(words).status == 2);
  }
  const auto told = Json::parse(world.data({"findings", "--since-last-run", "--format", "json"}))["rows"];
  CHECK(told.size() == all);
}

TEST_CASE("findings of some sources say nothing of reporters and inputs") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  world.run({"import", world.folder.write("cut.xml.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10))});
  CHECK_FALSE(found(findings(world), "input.unreadable", "1 unreadable inputs").is_null());
  CHECK(world.run({"findings", "--domain", "nordwind-shop.example", "--fail-on", "warning"}).status == 0);
  const auto rows =
      Json::parse(world.data({"findings", "--cause", "spoof-subdomain", "--format", "json"}))["rows"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["code"] == "subdomain.spoofed");
}

TEST_CASE("sources to ignore have no findings") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  world.data({"own", "add", "ignore", "203.0.113.77", "--note", "scrapped"});
  CHECK(found(findings(world), "source.unknown_steady", "203.0.113.77").is_null());
}

TEST_CASE("unreadable inputs are a finding") {
  const CliWorld world;
  world.run({"import", world.folder.write("cut.xml.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3", 10))});
  const auto rows = Json::parse(world.data({"findings", "--format", "json"}))["rows"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["code"] == "input.unreadable");
  CHECK(rows[0]["what"] == "1 input could not be read, and may hold reports.");
}

}  // namespace ruascope::test
