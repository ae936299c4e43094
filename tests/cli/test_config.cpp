// SPDX-License-Identifier: MIT
#include "cli/config.hpp"
#include "ingest/model/error.hpp"
#include "tests/cli/cli_world.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

LoadedConfig load(const std::string& file, std::map<std::string, std::string> environment = {}) {
  return load_config({file, [environment = std::move(environment)](const std::string& name) {
                        const auto found = environment.find(name);
                        return found == environment.end() ? std::nullopt : std::optional{found->second};
                      }});
}

}  // namespace

TEST_CASE("every key can stand in the file and in the environment, which wins") {
  const TemporaryFolder folder;
  const auto file = folder.write("ruascope.toml",
                                 "database = \"/srv/dmarc.db\"\ncolor = \"never\"\nquiet = true\n\n[limits]\n"
                                 "records = 5\nentry-bytes = \"2M\"\n");
  const auto loaded = load(file, {{"RUASCOPE_LIMITS_RECORDS", "7"}});
  CHECK(loaded.config.database == "/srv/dmarc.db");
  CHECK(loaded.config.color == "never");
  CHECK(loaded.config.quiet);
  CHECK(loaded.config.limits.records == 7);
  CHECK(loaded.config.limits.entry_bytes == 2 << 20);
  CHECK(loaded.config.limits.entries == Limits{}.entries);
  CHECK(loaded.set_by.at("limits.entry-bytes") == "line 7");
  CHECK(loaded.set_by.at("limits.records") == "RUASCOPE_LIMITS_RECORDS");
  for (const auto& key : config_keys()) CHECK(!key.get(loaded.config).empty());
}

TEST_CASE("a wrong configuration is refused with file, line and what is allowed") {
  CliWorld world;
  struct Row {
    std::string content, what, hint;
  };
  const std::vector<Row> rows{
      {"colour = \"never\"\n", "line 1: unknown key \"colour\"", "keys here: database, color, quiet"},
      {"[limits]\nrecord = 1\n", "line 2: unknown key \"limits.record\"",
       "keys here: message-bytes, entry-bytes"},
      {"[limits]\nrecords = \"many\"\n", "line 2: limits.records = \"many\": not a positive number",
       "allowed: a positive number, as 1000, 64K, 100M or 2G"},
      {"color = \"blue\"\n", "line 1: color = \"blue\": unknown word", "allowed: auto, always or never"},
      {"color = [1]\n", "line 1: color is no single value", "allowed: auto, always or never"},
      {"color = \n", "line 1: ", ""},
  };
  for (const auto& row : rows) {
    const auto file = world.folder.write("ruascope.toml", row.content);
    const auto answer = world.run({"config", "check", "--config", file});
    CAPTURE(row.content, answer.err);
    CHECK(answer.status == 2);
    CHECK(answer.err.find("ruascope: error: " + file + ": " + row.what) == 0);
    CHECK(answer.err.find(row.hint) != std::string::npos);
  }
  world.environment["RUASCOPE_LIMITS_LAYERS"] = "-1";
  const auto answer = world.run({"config", "check"});
  CHECK(answer.status == 2);
  CHECK(answer.err.find("environment variable RUASCOPE_LIMITS_LAYERS: limits.layers = \"-1\"") !=
        std::string::npos);
}

TEST_CASE("the command line wins over the environment, and the store has a default place") {
  CliWorld world;
  const auto other = world.folder.path("other.db");
  CHECK(world.data({"config", "check", "--db", other}).find("database = " + other + "  # command line\n") !=
        std::string::npos);
  world.environment.erase("RUASCOPE_DB");
  CHECK(world.data({"config", "check"})
            .find("database = " + world.folder.path("home") +
                  "/.local/share/ruascope/ruascope.db  # default\n") != std::string::npos);
  world.environment["XDG_DATA_HOME"] = world.folder.path("data");
  world.data({"import", sample_data});
  CHECK(std::filesystem::exists(world.folder.path("data/ruascope/ruascope.db")));
}

TEST_CASE("amounts are read with their units, and nothing else is") {
  CHECK(parse_amount("0") == 0);
  CHECK(parse_amount("1000") == 1000);
  CHECK(parse_amount("64K") == 65536);
  CHECK(parse_amount("64KiB") == 65536);
  CHECK(parse_amount(" 2gb ") == std::int64_t{2} << 30);
  for (const auto* wrong : {"", "-1", "1.5M", "1T", "ten", "9999999999999G", "1 0"}) {
    CAPTURE(wrong);
    CHECK(parse_amount(wrong) == std::nullopt);
  }
}

}  // namespace ruascope::test
