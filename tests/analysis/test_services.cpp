// SPDX-License-Identifier: MIT
#include "analysis/services.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <catch2/catch.hpp>

namespace ruascope {
namespace {

std::vector<std::string> lines_of_table() {
  std::ifstream file(RUASCOPE_SOURCE_DIR "/analysis/data/services.tsv");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  return lines;
}

std::string name_at(const Services& services, std::string_view domain) {
  const auto* service = services.of_domain(domain);
  return service == nullptr ? "" : service->name;
}

// What is said of a table that is refused; empty if it is taken.
std::string refusal(std::string_view table) {
  Services services;
  try {
    services.add(table, "mine.tsv");
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

TEST_CASE("The built-in table has a line of six fields for each of 150 services and more") {
  const auto lines = lines_of_table();
  CHECK(lines.size() >= 150);
  CHECK(Services::well_known().all().size() == lines.size());
  for (const auto& line : lines) {
    INFO(line);
    CHECK(std::count(line.begin(), line.end(), '\t') == 5);
    CHECK(line.find("\t\t") == std::string::npos);
    CHECK(line.back() != '\t');
    CHECK(std::string{trim(line)} == line);
  }
}

TEST_CASE("The built-in table is sorted by name, and its kinds are those that it declares") {
  const std::set<std::string> kinds{"mailbox", "newsletter", "transactional", "crm", "helpdesk",
                                    "shop",    "survey",     "billing",       "hr",  "events",
                                    "gateway", "forwarding", "other"};
  std::string last;
  const auto services = Services::well_known();
  for (const auto& service : services.all()) {
    INFO(service.name);
    CHECK(kinds.contains(service.kind));
    CHECK(last < lower_ascii(service.name));
    last = lower_ascii(service.name);
  }
}

std::map<std::string, std::string> suffixes_with_names() {
  std::map<std::string, std::string> suffixes;
  const auto services = Services::well_known();
  for (const auto& service : services.all())
    for (const auto* list : {&service.domains, &service.envelopes})
      for (const auto& suffix : *list) {
        INFO(suffix << " of " << service.name << " and " << suffixes[suffix]);
        CHECK(suffixes[suffix].empty());
        suffixes[suffix] = service.name;
      }
  return suffixes;
}

TEST_CASE("No suffix of the built-in table stands there twice, or below one of another line") {
  const auto suffixes = suffixes_with_names();
  for (const auto& [suffix, name] : suffixes)
    for (auto dot = suffix.find('.'); dot != std::string::npos; dot = suffix.find('.', dot + 1)) {
      const auto above = suffixes.find(suffix.substr(dot + 1));
      if (above == suffixes.end()) continue;
      INFO(suffix << " is below " << above->first);
      CHECK(above->second == name);
    }
}

TEST_CASE(
    "Every suffix of the built-in table is a domain in lower case, and tells its service and hosts below") {
  const auto services = Services::well_known();
  for (const auto& [suffix, name] : suffixes_with_names()) {
    INFO(suffix);
    CHECK(suffix.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos);
    CHECK(suffix.find('.') != std::string::npos);
    CHECK((suffix.front() != '.' && suffix.back() != '.'));
    CHECK(name_at(services, suffix) == name);
    CHECK(name_at(services, "o1.em-7." + suffix) == name);
    CHECK(name_at(services, "x" + suffix) != name);
  }
}

const char* const two_services =
    "# name kind domains ...\n"
    "Postly\tnewsletter\tpostly.example,plymail.example\tpy1,py*\tbounce.ply.example\tSettings > Domains\n"
    "\n"
    "Desk\thelpdesk\tdesk.example\t-\t-\t-\r\n";

TEST_CASE("A service is told by its domains and envelopes and what is below them, by nothing else") {
  Services services;
  services.add(two_services, "test");
  for (const char* domain :
       {"postly.example", "a.b.postly.example", "plymail.example", "x.bounce.ply.example"})
    CHECK(name_at(services, domain) == "Postly");
  for (const char* domain : {"notpostly.example", "postly.example.net", "ply.example", "example", ""})
    CHECK(name_at(services, domain).empty());
  CHECK(name_at(services, "mx.desk.example") == "Desk");
}

TEST_CASE("The fields of a line are read, a dash stands for nothing") {
  Services services;
  services.add(two_services, "test");
  REQUIRE(services.all().size() == 2);
  const auto& postly = services.all()[0];
  CHECK(postly.kind == "newsletter");
  CHECK(postly.domains == std::vector<std::string>{"postly.example", "plymail.example"});
  CHECK(postly.selectors == std::vector<std::string>{"py1", "py*"});
  CHECK(postly.envelopes == std::vector<std::string>{"bounce.ply.example"});
  CHECK(postly.setting == "Settings > Domains");
  const auto& desk = services.all()[1];
  CHECK((desk.selectors.empty() && desk.envelopes.empty() && desk.setting.empty()));
}

TEST_CASE("A user's line adds a service, or replaces the one of its name with all its domains") {
  Services services;
  services.add(two_services, "test");
  services.add("Desk\thelpdesk\tnewdesk.example\t-\t-\t-\nMine\tother\tMine.Example, m.example\t-\t-\t-\n",
               "mine");
  CHECK(services.all().size() == 3);
  CHECK(name_at(services, "newdesk.example") == "Desk");
  CHECK(name_at(services, "desk.example").empty());
  CHECK(name_at(services, "a.mine.example") == "Mine");
  CHECK(name_at(services, "m.example") == "Mine");
  CHECK(name_at(services, "postly.example") == "Postly");
}

TEST_CASE("A user's line takes a domain, or a host below it, from the built-in table") {
  auto services = Services::well_known();
  const auto before = name_at(services, "sendgrid.net");
  REQUIRE_FALSE(before.empty());
  services.add("Inhouse\tother\tours.sendgrid.net\t-\t-\t-\n", "mine");
  CHECK(name_at(services, "x.ours.sendgrid.net") == "Inhouse");
  CHECK(name_at(services, "theirs.sendgrid.net") == before);
  services.add("All\tother\tsendgrid.net\t-\t-\t-", "mine");
  CHECK(name_at(services, "theirs.sendgrid.net") == "All");
}

TEST_CASE("A line that is no service is refused with its origin and number") {
  const std::string good = "Desk\thelpdesk\tdesk.example\t-\t-\t-\n";
  CHECK(refusal(good).empty());
  CHECK(refusal("").empty());
  CHECK(refusal("a b c\n") == "mine.tsv: line 1: 1 field instead of 6");
  CHECK(refusal(good + "# a comment\n\nx\ty\tz.example\t-\t-\n") ==
        "mine.tsv: line 4: 5 fields instead of 6");
  CHECK(refusal("x\ty\tz.example\t-\t-\t-\t-\n") == "mine.tsv: line 1: 7 fields instead of 6");
  CHECK(refusal(good + "-\ty\tz.example\t-\t-\t-\n") == "mine.tsv: line 2: the service has no name");
  CHECK(refusal("\ty\tz.example\t-\t-\t-") == "mine.tsv: line 1: the service has no name");
  CHECK(refusal("x\ty\t-\t-\t-\t-") == "mine.tsv: line 1: the service has no domain");
}

}  // namespace
}  // namespace ruascope
