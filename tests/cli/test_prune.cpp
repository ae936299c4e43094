// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

TEST_CASE("prune removes what a dry run says, and leaves newer days as they were") {
  const CliWorld world;
  world.run({"import", sample_data});
  const auto json = [&](std::vector<std::string> words) {
    words.insert(words.end(), {"--format", "json"});
    return Json::parse(world.data(words));
  };
  const auto info = json({"db", "info"});
  const auto newer = world.data({"sources", "--last", "2w", "--format", "csv"});
  const auto would_go = json({"prune", "--older-than", "5w", "--dry-run"});
  CHECK(would_go["dry_run"] == true);
  CHECK(would_go["reports"] > 0);
  CHECK(json({"db", "info"})["reports"] == info["reports"]);

  const auto gone = json({"prune", "--older-than", "5w"});
  CHECK(gone["reports"] == would_go["reports"]);
  CHECK(gone["records"] == would_go["records"]);
  CHECK(gone["messages"] == would_go["messages"]);
  const auto left = json({"db", "info"});
  CHECK(left["reports"].get<int>() + gone["reports"].get<int>() == info["reports"]);
  CHECK(left["messages"].get<int>() + gone["messages"].get<int>() == info["messages"]);
  CHECK(world.data({"sources", "--last", "2w", "--format", "csv"}) == newer);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
  CHECK(json({"prune", "--older-than", "5w"})["reports"] == 0);
}

TEST_CASE("db info says what each part of the store takes") {
  const CliWorld world;
  world.run({"import", sample_data});
  const auto info = Json::parse(world.data({"db", "info", "--format", "json"}));
  std::int64_t sum = info["free_bytes"];
  for (const auto& part : info["parts"]) sum += part["bytes"].get<std::int64_t>();
  CHECK(sum == info["bytes"]);
  CHECK(info["bytes_per_record"].get<double>() > 10);
  const auto text = world.data({"db", "info"});
  CHECK(text.find("a record") != std::string::npos);
  CHECK(text.find("daily totals") != std::string::npos);
}

TEST_CASE("rejections that were pruned are new when they are read again") {
  const CliWorld world;
  const auto newly_read = [&] {
    return Json::parse(world.data({"import", sample_data, "--format", "json"}))["rejections_new"].get<int>();
  };
  const auto first = newly_read();
  REQUIRE(first > 0);
  CHECK(newly_read() == 0);
  const auto gone = Json::parse(world.data({"prune", "--older-than", "1d", "--format", "json"}));
  CHECK(gone["rejections"] == first);
  CHECK(world.data({"db", "verify"}) == "sound: structure, references and all sums\n");
  CHECK(newly_read() == first);
}

}  // namespace
}  // namespace ruascope::test
