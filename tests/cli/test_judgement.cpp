// SPDX-License-Identifier: MIT
// The judgement of the sample story's sources, against what its README says of them; and what the
// administrator's own knowledge changes.
#include "tests/cli/cli_world.hpp"

#include <algorithm>
#include <set>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;

struct SampleStore : CliWorld {
  SampleStore() { data({"import", sample_data, "--quiet"}); }

  // The answer to a question about all weeks of the story.
  Json ask(std::vector<std::string> words) const {
    for (const auto* word : {"--last", "5w", "--format", "json"}) words.emplace_back(word);
    return Json::parse(data(words));
  }
  std::map<std::string, Json> sources(const std::string& domain) const {
    std::map<std::string, Json> result;
    const auto answer = ask({"sources", "--domain", domain});
    for (const auto& row : answer["rows"]) result[row["source_ip"]] = row;
    return result;
  }
};

struct Expected {
  const char* address;
  const char* source_class;
  const char* cause;
};

// The table of sample-data/README.md.
const std::vector<Expected> story{
    {"192.0.2.10", "own", "aligned-both"},
    {"2001:db8:10:25::10", "own", "aligned-both"},
    {"198.51.100.21", "third_party", "unconfigured-service"},
    {"198.51.100.22", "third_party", "unconfigured-service"},
    {"198.51.100.23", "third_party", "unconfigured-service"},
    {"198.51.100.24", "third_party", "unconfigured-service"},
    {"198.51.100.25", "third_party", "unconfigured-service"},
    {"198.51.100.140", "third_party", "unknown-steady"},
    {"198.51.100.141", "third_party", "unknown-steady"},
    {"203.0.113.77", "unknown", "unknown-steady"},
    {"198.51.100.200", "forwarder", "forwarded-and-modified"},
    {"198.51.100.201", "forwarder", "esp-return-path"},
    {"198.51.100.203", "forwarder", "forwarded-declared"},
    {"2001:db8:f0:25::1", "forwarder", "forwarded-dkim-survived"},
    {"198.51.100.230", "mailing_list", "mailing-list"},
};

bool has_text(const Json& list, const std::string& part) {
  return std::any_of(list.begin(), list.end(), [&](const Json& text) {
    return text.get<std::string>().find(part) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("each source of the sample story gets the class and cause that its README says") {
  const SampleStore world;
  auto sources = world.sources("nordwind.example");
  for (const auto& [address, source_class, cause] : story) {
    CAPTURE(address);
    REQUIRE(sources.contains(address));
    CHECK(sources[address]["class"] == source_class);
    CHECK(sources[address]["cause"] == cause);
    CHECK_FALSE(sources[address]["evidence"].empty());
    CHECK(sources[address]["advice"].size() == 1);
    sources.erase(address);
  }
  CHECK(sources.size() == 59);
  for (const auto& [address, row] : sources) {
    CAPTURE(address);
    const bool is_below = row["header_from"] == Json{"rechnung.nordwind.example"};
    CHECK(row["class"] == "abuse");
    CHECK(row["cause"] == (is_below ? "spoof-subdomain" : "spoof"));
  }
  const auto shop = world.sources("nordwind-shop.example");
  CHECK(shop.at("192.0.2.20")["class"] == "own");
  CHECK(shop.at("192.0.2.20")["cause"] == "aligned-both");
}

TEST_CASE("from 11-04 on the newsletter of the sample story is set up, and passes by DKIM alone") {
  const SampleStore world;
  const auto rows = Json::parse(world.data({"sources", "--since", "2026-11-06", "--until", "2026-11-15",
                                            "--source", "198.51.100.21", "--format", "json"}))["rows"];
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["class"] == "third_party");
  CHECK(rows[0]["cause"] == "esp-return-path");
  CHECK(rows[0]["sender"] == "briefpost.example");
  CHECK(has_text(rows[0]["advice"], "Nothing to do"));
}

TEST_CASE("senders are named by what they authenticate, and by nothing else") {
  const SampleStore world;
  const auto sources = world.sources("nordwind.example");
  CHECK(sources.at("198.51.100.140")["sender"] == "kundenbuch.example");
  CHECK(sources.at("198.51.100.230")["sender"] == "verein.example");
  CHECK(sources.at("198.51.100.200")["sender"] == nullptr);
  CHECK(sources.at("203.0.113.77")["sender"] == nullptr);
}

TEST_CASE("an address that is listed as own is judged anew at once, and so are its neighbours") {
  const SampleStore world;
  world.data({"own", "add", "address", "203.0.113.77", "--note", "invoice printer"});
  const auto sources = world.sources("nordwind.example");
  const auto& printer = sources.at("203.0.113.77");
  CHECK(printer["class"] == "own");
  CHECK(printer["confidence"] == "proven");
  CHECK(printer["cause"] == "own-server-unauthenticated");
  CHECK(printer["sender"] == "invoice printer");
  CHECK(has_text(printer["evidence"], "listed as own (address 203.0.113.77): invoice printer"));
  CHECK(has_text(printer["advice"], "ip4:203.0.113.77"));
  int neighbours = 0;
  for (const auto& [address, row] : sources) {
    CAPTURE(address);
    const bool is_stranger = row["class"] == "abuse";
    const bool is_near = address.starts_with("203.0.113.") && address != "203.0.113.77";
    CHECK_FALSE((is_stranger && is_near));
    if (!is_near) continue;
    ++neighbours;
    CHECK(row["class"] == "unknown");
    CHECK((row["cause"] == "unknown-steady" || row["cause"] == "spoof-subdomain"));
  }
  CHECK(neighbours > 10);
  world.data({"own", "remove", "address", "203.0.113.77"});
  CHECK(world.sources("nordwind.example").at("203.0.113.77")["class"] == "unknown");
}

TEST_CASE("groups of sources sum to the sources, whatever they are made by") {
  const SampleStore world;
  const auto whole = world.ask({"sources"})["totals"];
  for (const std::string by : {"sender", "address", "network", "cause", "class", "selector", "envelope"}) {
    CAPTURE(by);
    const auto answer = world.ask({"sources", "--by", by});
    std::set<std::string> keys;
    std::int64_t messages = 0;
    for (const auto& row : answer["rows"]) {
      CHECK(keys.insert(row["domain"].dump() + row[by].dump() + (by == "sender" ? row["class"].dump() : ""))
                .second);
      messages += row["messages"].get<std::int64_t>();
      std::int64_t by_cause = 0;
      for (const auto& share : row["causes"]) by_cause += share["messages"].get<std::int64_t>();
      CHECK(by_cause == row["messages"]);
    }
    CHECK(messages == 25'449);
    for (const std::string sum :
         {"messages", "dmarc_pass", "dmarc_fail", "dkim_aligned", "spf_aligned", "delivered", "quarantined",
          "rejected", "overridden", "disposition_unknown"})
      CHECK(answer["totals"][sum] == whole[sum]);
  }
}

TEST_CASE("rows are chosen by class and cause, and keep their full figures") {
  const SampleStore world;
  const auto forwarders = world.ask({"sources", "--class", "forwarder"});
  CHECK(forwarders["rows"].size() == 4);
  CHECK(forwarders["totals"]["messages"] == 634);
  const auto modified = world.ask({"sources", "--cause", "forwarded-and-modified"});
  REQUIRE(modified["rows"].size() == 1);
  CHECK(modified["rows"][0]["source_ip"] == "198.51.100.200");
  CHECK(modified["rows"][0]["messages"] == 435);
  CHECK(world.ask({"records", "--cause", "forwarded-and-modified"})["totals"]["count"] == 47);
  CHECK(world.ask({"records", "--class", "forwarder"})["totals"]["count"] == 634);
  const auto domains = world.ask({"domains", "--class", "forwarder"});
  REQUIRE(domains["rows"].size() == 1);
  CHECK(domains["rows"][0]["messages"] == 25'132);
  CHECK(world.ask({"reports", "--class", "mailing_list"})["rows"].size() > 3);
  CHECK(world.ask({"records", "--class", "unknown", "--cause", "aligned-both"})["rows"].empty());
  CHECK(world.run({"sources", "--class", "mine"}).status == 2);
  CHECK(world.run({"sources", "--cause", "weather"}).err.find("one of aligned-both, ") != std::string::npos);
}

TEST_CASE("class and cause go by all mail of a domain, also where a question chooses some of it") {
  const SampleStore world;
  const auto row =
      world.ask({"sources", "--source", "198.51.100.200", "--reporter", "google.com"})["rows"][0];
  CHECK(row["class"] == "forwarder");
  CHECK(row["cause"] == "forwarded-and-modified");
  CHECK(row["messages"].get<int>() < 435);
}

TEST_CASE("causes of a row sum to its messages, also where a question chooses some of them") {
  const SampleStore world;
  const auto answer = world.ask({"sources", "--reporter", "GMX"});
  CHECK(answer["rows"].size() > 10);
  for (const auto& row : answer["rows"]) {
    std::int64_t sum = 0;
    for (const auto& share : row["causes"]) sum += share["messages"].get<std::int64_t>();
    CHECK(sum == row["messages"]);
  }
}

TEST_CASE("groups are chosen as wholes") {
  const SampleStore world;
  const auto whole = world.ask({"sources", "--by", "sender"})["rows"];
  const auto failing = world.ask({"sources", "--by", "sender", "--failing"})["rows"];
  CHECK(failing.size() < whole.size());
  for (const auto& row : failing) CHECK(std::find(whole.begin(), whole.end(), row) != whole.end());
  const auto causes = world.ask({"sources", "--by", "cause", "--failing"})["rows"];
  for (const auto& row : causes) CHECK(row["dmarc_fail"].get<std::int64_t>() > 0);
  CHECK(world.ask({"sources", "--by", "cause", "--cause", "spoof", "--domain", "nordwind.example"})["rows"]
            .size() == 1);
}

TEST_CASE("reporters are chosen by failing mail, and not by judgement") {
  const SampleStore world;
  CHECK(world.run({"reporters", "--class", "own"}).status == 2);
  CHECK(world.ask({"reporters", "--failing"})["rows"].size() <= 14);
  CHECK(world.run({"sources", "192.0.2.1", "--source", "192.0.2.2"}).status == 2);
}

TEST_CASE("failing sources come in the order of what their loss costs") {
  const SampleStore world;
  std::vector<std::string> classes;
  const auto answer = world.ask({"sources", "--failing", "--domain", "nordwind.example"});
  for (const auto& row : answer["rows"])
    if (classes.empty() || classes.back() != row["class"]) classes.push_back(row["class"]);
  CHECK(classes.front() == "third_party");
  CHECK(classes[1] == "unknown");
  CHECK(classes.back() == "abuse");
}

TEST_CASE("one source is shown in full: its mail, days, reporters, evidence and advice") {
  const SampleStore world;
  const auto page = world.data({"sources", "198.51.100.230", "--last", "5w"});
  for (const std::string part :
       {"198.51.100.230 for nordwind.example", "mailing_list (verein.example), mailing-list",
        "receivers call it a mailing list: 31 messages", "What to do", "dmarc_moderation_action",
        "SPF pass lists.verein.example", "google.com (", "2026-11-1"})
    CHECK(page.find(part) != std::string::npos);
  const auto row = world.ask({"sources", "198.51.100.230"})["rows"][0];
  const auto sum = [&](const char* list) {
    std::int64_t messages = 0;
    for (const auto& one : row[list]) messages += one["messages"].get<std::int64_t>();
    return messages;
  };
  CHECK(row["messages"] == 273);
  for (const auto* list : {"combinations", "by_reporter", "by_day", "causes"}) CHECK(sum(list) == 273);
  CHECK(world.run({"sources", "somewhere"}).status == 2);
  CHECK(world.run({"sources", "192.0.2.200"}).err.find("hint: ") == 0);
}

}  // namespace ruascope::test
