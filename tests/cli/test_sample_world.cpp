// SPDX-License-Identifier: MIT
// The figures of the sample story, against what its generator says they must be.
#include "store/sqlite.hpp"
#include "tests/cli/cli_world.hpp"

#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json expected_world() {
  return Json::parse(read_file(RUASCOPE_SOURCE_DIR "/tests/expected/sample-world.json"));
}

std::map<std::string, Json> by_domain(const Json& rows) {
  std::map<std::string, Json> result;
  for (const auto& row : rows) result[row["domain"]] = row;
  return result;
}

// The fields of `actual` that `expected` names.
Json restricted(const Json& actual, const Json& expected) {
  Json result = Json::object();
  for (const auto& [name, value] : expected.items())
    result[name] = actual.contains(name) ? actual[name] : Json("?");
  return result;
}

}  // namespace

TEST_CASE("importing the sample story gives the generator's counts, and again nothing new") {
  const CliWorld world;
  const auto expected = expected_world();
  const auto first = Json::parse(world.data({"import", sample_data, "--format", "json"}));
  CHECK(first["reports_new"] == expected["reports_new"]);
  CHECK(first["reports_duplicate"] == expected["reports_duplicate"]);
  CHECK(first["records"] == expected["records"]);
  CHECK(first["messages"] == expected["messages"]);
  CHECK(first["ignored_by"] == expected["ignored_by"]);
  CHECK(first["rejections_new"] == expected["rejections_new"]);
  CHECK(first["rejections_duplicate"] == expected["rejections_duplicate"]);
  CHECK(first["unreadable"] == 0);
  CHECK(first["reports_replaced"] == 0);
  CHECK(first["reports_variant"] == 0);
  const auto before = world.data({"sources", "--since", "2000-01-01", "--format", "json"});

  const auto second = Json::parse(world.data({"import", sample_data, "--format", "json"}));
  CHECK(second["reports_new"] == 0);
  CHECK(second["records"] == 0);
  CHECK(second["messages"] == 0);
  CHECK(second["rejections_new"] == 0);
  CHECK(second["reports_duplicate"] ==
        expected["reports_new"].get<int>() + expected["reports_duplicate"].get<int>());
  CHECK(world.data({"sources", "--since", "2000-01-01", "--format", "json"}) == before);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
}

TEST_CASE("domains and sources of the sample story are the generator's, row by row") {
  const CliWorld world;
  const auto expected = expected_world();
  world.data({"import", sample_data});

  for (const auto& [window, key] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{}, "domains"}, {{"--since", "2000-01-01"}, "domains_all"}}) {
    std::vector<std::string> arguments{"domains", "--format", "json"};
    arguments.insert(arguments.end(), window.begin(), window.end());
    const auto actual = by_domain(Json::parse(world.data(arguments))["rows"]);
    REQUIRE(actual.size() == expected[key].size());
    for (const auto& [domain, row] : by_domain(expected[key])) {
      CAPTURE(domain, key);
      REQUIRE(actual.contains(domain));
      CHECK(restricted(actual.at(domain), row) == row);
    }
  }

  const auto sources =
      Json::parse(world.data({"sources", "--since", "2000-01-01", "--format", "json"}))["rows"];
  REQUIRE(sources.size() == expected["sources_all"].size());
  std::map<std::pair<std::string, std::string>, Json> found;
  for (const auto& row : sources) found[{row["domain"], row["source_ip"]}] = row;
  for (auto row : expected["sources_all"]) {
    row.erase("class");  // judged later
    row.erase("cause");
    CAPTURE(row.dump());
    REQUIRE(found.contains({row["domain"], row["source_ip"]}));
    auto actual = found.at({row["domain"], row["source_ip"]});
    actual["reporters"] = actual["reporters"].size();
    CHECK(restricted(actual, row) == row);
  }
}

TEST_CASE("the totals of a window agree in json, ndjson, csv, the table and v_daily") {
  CliWorld world;
  world.data({"import", sample_data});
  const std::vector<std::string> window{"--week", "2026-W46"};
  const auto ask = [&](const std::string& command, const std::string& format) {
    return world.data({command, "--week", "2026-W46", "--format", format});
  };
  const auto sources = Json::parse(ask("sources", "json"));
  const std::int64_t messages = sources["totals"]["messages"];
  const std::int64_t failed = sources["totals"]["dmarc_fail"];
  REQUIRE(messages > 0);
  CHECK(sources["totals"]["dmarc_pass"].get<std::int64_t>() + failed == messages);
  CHECK(Json::parse(ask("domains", "json"))["totals"]["messages"] == messages);

  std::int64_t ndjson_sum = 0;
  std::istringstream ndjson(ask("sources", "ndjson"));
  for (std::string line; std::getline(ndjson, line);)
    ndjson_sum += Json::parse(line)["messages"].get<std::int64_t>();
  CHECK(ndjson_sum == messages);

  std::int64_t csv_sum = 0;
  std::istringstream csv(ask("domains", "csv"));
  std::string line;
  std::getline(csv, line);
  REQUIRE(line.starts_with("domain,policy,subdomain_policy,messages,"));
  while (std::getline(csv, line)) {
    std::istringstream fields(line);
    std::string field;
    for (int index = 0; index < 4; ++index) std::getline(fields, field, ',');
    csv_sum += std::stoll(field);
  }
  CHECK(csv_sum == messages);

  world.width = 0;
  CHECK(ask("domains", "table").find("2026-11-09 to 2026-11-15 (7 days, UTC)") != std::string::npos);

  Sqlite store(world.store, Sqlite::Mode::read_only);
  CHECK(store.integer("SELECT sum(messages) FROM v_daily WHERE day BETWEEN '2026-11-09' AND '2026-11-15'") ==
        messages);
  CHECK(store.integer("SELECT sum(messages) FROM v_daily WHERE day BETWEEN '2026-11-09' AND '2026-11-15' AND "
                      "dmarc = 'fail'") == failed);
}

TEST_CASE("days and reporters of the sample story are the generator's") {
  const CliWorld world;
  const auto expected = expected_world();
  world.data({"import", sample_data});
  Sqlite store(world.store, Sqlite::Mode::read_only);
  for (const auto& [domain, days] : expected["by_day"].items()) {
    Json actual = Json::object();
    auto rows = store.prepare("SELECT day, sum(messages) FROM v_daily WHERE domain = ?1 GROUP BY day");
    rows.bind(domain);
    while (rows.step()) actual[std::string{rows.text(0)}] = rows.integer(1);
    CHECK(actual == days);
  }
  for (const auto& [org, sums] : expected["by_reporter"].items()) {
    auto rows =
        store.prepare("SELECT count(*), sum(records), sum(messages) FROM v_report WHERE org_name = ?1");
    rows.bind(org);
    REQUIRE(rows.step());
    CAPTURE(org);
    CHECK(rows.integer(0) == sums["reports"]);
    CHECK(rows.integer(1) == sums["records"]);
    CHECK(rows.integer(2) == sums["messages"]);
    rows.reset();
  }
}

}  // namespace ruascope::test
