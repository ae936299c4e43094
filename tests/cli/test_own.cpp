// SPDX-License-Identifier: MIT
#include "tests/cli/cli_world.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

Json rows_of(const CliWorld& world, std::vector<std::string> words) {
  for (const auto* word : {"--format", "json"}) words.emplace_back(word);
  return Json::parse(world.data(words))["rows"];
}

void check_usage(const CliWorld& world, const std::vector<std::string>& words, const std::string& what) {
  const auto answer = world.run(words);
  CHECK(answer.status == 2);
  CHECK(answer.err.find(what) != std::string::npos);
}

}  // namespace

TEST_CASE("entries are added, listed in their canonical form, given another note, and removed") {
  const CliWorld world;
  CHECK(world.data({"own", "add", "domain", "Example.COM."}) == "added: domain example.com\n");
  CHECK(world.data({"own", "add", "address", "192.0.2.7/24"}) == "added: address 192.0.2.0/24\n");
  CHECK(world.data({"own", "add", "address", "2001:DB8::1"}) == "added: address 2001:db8::1\n");
  CHECK(world.data({"own", "add", "dkim", "Example.com/S1", "--note", "newsletter"}) ==
        "added: dkim example.com/s1\n");
  CHECK(world.data({"own", "add", "dkim", "example.com/s1", "--note", "crm"}) ==
        "listed already: dkim example.com/s1\n");
  const auto rows = rows_of(world, {"own", "list"});
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] ==
        Json{{"kind", "domain"}, {"value", "example.com"}, {"note", nullptr}, {"kept_in", "store"}});
  CHECK(rows[3] ==
        Json{{"kind", "dkim"}, {"value", "example.com/s1"}, {"note", "crm"}, {"kept_in", "store"}});
  CHECK(world.data({"own", "remove", "domain", "example.com"}) == "removed: domain example.com\n");
  const auto again = world.run({"own", "remove", "domain", "example.com"});
  CHECK(again.status == 1);
  CHECK(again.err ==
        "ruascope: error: domain example.com is not listed in the store\nhint: ruascope own list shows all "
        "entries, and which stand in a file\n");
}

TEST_CASE("a note stays where an entry comes again without one, and the narrowest network names a source") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  world.data({"own", "add", "address", "203.0.113.77", "--note", "printer"});
  world.data({"own", "add", "address", "203.0.113.77"});
  world.data({"own", "add", "address", "203.0.0.0/16", "--note", "office"});
  CHECK(rows_of(world, {"sources", "--source", "203.0.113.77"})[0]["sender"] == "printer");
  check_usage(world, {"own", "add", "dkim", "example.com/\x1b[31m"}, "not a selector");
}

TEST_CASE("a service's signature may be listed with its selector") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  world.data({"own", "add", "dkim", "briefpost.example/s2024"});
  CHECK(rows_of(world, {"sources", "--source", "198.51.100.21"})[0]["class"] == "own");
}

TEST_CASE("what is no entry is refused, and says what would be one") {
  const CliWorld world;
  check_usage(world, {"own", "add", "planet", "example.com"},
              "one of domain, address, dkim, include, ignore");
  check_usage(world, {"own", "add", "address", "192.0.2.300"},
              "192.0.2.300: neither an address nor a network");
  check_usage(world, {"own", "add", "domain", "nodots"}, "nodots: not a domain name");
  check_usage(world, {"own", "add", "dkim", "example.com/"}, "the selector is empty");
  check_usage(world, {"own", "add", "domain"}, "value is required");
  check_usage(world, {"own"}, "subcommand");
}

TEST_CASE("a file of entries is read whole or refused by its line") {
  const CliWorld world;
  const auto file = world.folder.write("own.txt",
                                       "# our own\naddress 192.0.2.10  the mail server\n\n"
                                       "ignore 203.0.113.9 # a test\ndomain example.com\n");
  CHECK(world.data({"own", "import", file}) == "3 added, 0 listed already\n");
  CHECK(world.data({"own", "import", file}) == "0 added, 3 listed already\n");
  const auto rows = rows_of(world, {"own", "list"});
  REQUIRE(rows.size() == 3);
  CHECK(
      rows[1] ==
      Json{{"kind", "address"}, {"value", "192.0.2.10"}, {"note", "the mail server"}, {"kept_in", "store"}});
  const auto bad = world.folder.write("bad.txt", "domain example.org\naddress here\n");
  check_usage(world, {"own", "import", bad}, bad + ": line 2: here: neither an address nor a network");
  CHECK(rows_of(world, {"own", "list"}).size() == 3);
  check_usage(world, {"own", "import", world.folder.path("none.txt")}, "cannot read ");
}

TEST_CASE("a file that the configuration names holds the same, and takes part in every judgement") {
  CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  world.environment["RUASCOPE_ANALYSIS_OWN_FILE"] =
      world.folder.write("own.txt", "address 203.0.113.77 printer\nignore 198.51.100.140\n");
  const auto rows = rows_of(world, {"sources", "--source", "203.0.113.77"});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["class"] == "own");
  const auto entries = rows_of(world, {"own", "list"});
  REQUIRE(entries.size() == 2);
  CHECK(entries[0]["kept_in"] == "file");
  // One of the two addresses of that sender is ignored, the other is not.
  for (const auto& finding : rows_of(world, {"findings"})) {
    if (finding["subject"] == "kundenbuch.example") CHECK(finding["messages"] == 236);
    CHECK(finding["subject"] != "198.51.100.140");
  }
}

TEST_CASE("a listed domain without reports has a row with nothing in it") {
  const CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  world.data({"own", "add", "domain", "silent.example"});
  const auto rows = rows_of(world, {"domains"});
  REQUIRE(rows.size() == 4);
  const auto& silent = rows[3];
  CHECK(silent["domain"] == "silent.example");
  CHECK(silent["messages"] == 0);
  CHECK(silent["pass_rate"] == nullptr);
  CHECK(silent["policy"] == nullptr);
  CHECK(silent["first_day"] == nullptr);
  CHECK(rows_of(world, {"domains", "--failing"}).size() == 3);
  CHECK(rows_of(world, {"domains", "--domain", "silent.example"}).size() == 1);
}

TEST_CASE("the user's services name senders, in place of the well-known ones") {
  CliWorld world;
  world.data({"import", sample_data, "--quiet"});
  const auto table = world.folder.write(
      "services.tsv", "Briefpost\tnewsletter\tbriefpost.example\tbp1\t-\tSettings > Domains\n");
  world.environment["RUASCOPE_ANALYSIS_SERVICES_FILE"] = table;
  const auto row = rows_of(world, {"sources", "--source", "198.51.100.21", "--last", "5w"})[0];
  CHECK(row["sender"] == "Briefpost");
  CHECK(row["advice"][0].get<std::string>().find("Settings > Domains") != std::string::npos);
  world.folder.write("services.tsv", "Briefpost\tnewsletter\n");
  const auto answer = world.run({"sources"});
  CHECK(answer.status == 1);
  CHECK(answer.err.find(table + ": line 1: 2 fields instead of 6") != std::string::npos);
}

}  // namespace ruascope::test
