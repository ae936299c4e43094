// SPDX-License-Identifier: MIT
// What no expectation beside tests/data/hostile can say: that nothing is opened by a stranger's name, and
// that who sent a report stays known.
#include "tests/ingest/blocks.hpp"
#include "tests/ingest/describe.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <filesystem>
#include <set>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

const std::string hostile = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/hostile/";
const std::string secret = "the-canary-sings-4711";

// Notices whether a file was opened or read, by anyone.
class OpenWatch {
 public:
  explicit OpenWatch(const std::string& path) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    REQUIRE(fd_ >= 0);
    REQUIRE(::inotify_add_watch(fd_, path.c_str(), IN_OPEN | IN_ACCESS) >= 0);
  }
  ~OpenWatch() { ::close(fd_); }
  OpenWatch(const OpenWatch&) = delete;
  OpenWatch& operator=(const OpenWatch&) = delete;

  // Since it was asked last.
  bool was_opened() const {
    alignas(inotify_event) char events[4096];
    bool any = false;
    while (::read(fd_, events, sizeof events) > 0) any = true;
    return any;
  }

 private:
  int fd_;
};

struct Attack {
  std::string name;
  std::string xml;
  bool declares;  // refused for its declarations; else nothing is loaded and the report is read
};

std::string report_with(const std::string& doctype, const std::string& org_name) {
  ReportText report;
  report.org_name = org_name;
  auto xml = report.xml();
  return xml.insert(xml.find("<feedback>"), doctype + "\n");
}

std::string with_attributes(const std::string& attributes) {
  auto xml = ReportText{}.xml();
  return xml.insert(xml.find("<feedback>") + 9, " " + attributes);
}

std::vector<Attack> attacks_on(const std::string& path) {
  const auto url = "file://" + path;
  const auto entity = [](const std::string& what) { return "<!DOCTYPE feedback [<!ENTITY " + what + ">]>"; };
  return {
      {"file by URL", report_with(entity("a SYSTEM \"" + url + "\""), "&a;"), true},
      {"file by path", report_with(entity("a SYSTEM \"" + path + "\""), "&a;"), true},
      {"public identifier", report_with(entity("a PUBLIC \"x\" \"" + url + "\""), "&a;"), true},
      {"unparsed entity", report_with(entity("a SYSTEM \"" + url + "\" NDATA n"), "x"), true},
      {"parameter entity", report_with("<!DOCTYPE feedback [<!ENTITY % a SYSTEM \"" + url + "\"> %a;]>", "x"),
       true},
      {"external subset", report_with("<!DOCTYPE feedback SYSTEM \"" + url + "\">", "x"), true},
      {"external subset, public", report_with("<!DOCTYPE feedback PUBLIC \"x\" \"" + path + "\">", "x"),
       true},
      {"in an attribute", report_with(entity("a SYSTEM \"" + url + "\""), "<a b=\"&a;\"/>"), true},
      {"behind another tag, for the repair",
       "<p>\n" + report_with(entity("a SYSTEM \"" + url + "\""), "&a;").substr(39), true},
      {"lower case, for the repair", report_with("<!doctype feedback SYSTEM \"" + url + "\">", "&a;"), true},
      {"XInclude",
       report_with("", "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" parse=\"text\" href=\"" +
                           url + "\"/>"),
       false},
      {"style sheet", report_with("<?xml-stylesheet type=\"text/xsl\" href=\"" + url + "\"?>", "x"), false},
      {"schema",
       with_attributes("xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                       "xsi:noNamespaceSchemaLocation=\"" +
                       url + "\""),
       false},
      {"base", with_attributes("xml:base=\"" + url + "\""), false},
  };
}

// The same document as each carrier brings it.
std::vector<std::string> carried(const std::string& xml) {
  return {xml, gzip(xml), zip({{"a.xml", xml}}), mail_with(xml, "a.xml"), mail_with(gzip(xml), "a.xml.gz")};
}

TEST_CASE("no file is opened that a report names") {
  const TemporaryFolder folder;
  const auto canary = folder.write("canary.txt", secret);
  const OpenWatch watch(canary);
  for (const auto& attack : attacks_on(canary)) {
    for (const auto& input : carried(attack.xml)) {
      CAPTURE(attack.name, input.substr(0, 40));
      const auto sink = read_input(input);
      CHECK_FALSE(watch.was_opened());
      CHECK(describe(sink).find(secret) == std::string::npos);
      if (attack.declares) {
        CHECK(sink.reports.empty());
        REQUIRE(sink.refused.size() == 1);
        CHECK(sink.refused[0].reason == "dtd");
      } else {
        CHECK(sink.refused.empty());
        CHECK(report_ids(sink) == std::vector<std::string>{"r1"});
      }
    }
  }
  // In a text the declarations may stand outside of what is taken for the report.
  for (const auto& attack : attacks_on(canary)) {
    const auto sink = read_input("From: a@b.example\nSubject: x\n\nHere it is:\n" + attack.xml);
    CHECK_FALSE(watch.was_opened());
    CHECK(describe(sink).find(secret) == std::string::npos);
  }
  CHECK(read_file(canary) == secret);
  CHECK(watch.was_opened());  // else the watch proved nothing
}

TEST_CASE("a canary that never ends is not waited for") {
  const TemporaryFolder folder;
  const auto fifo = folder.path("fifo");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  for (const auto& attack : attacks_on(fifo)) {
    CAPTURE(attack.name);
    const auto sink = read_input(attack.xml);
    CHECK(sink.refused.empty() == !attack.declares);
  }
}

TEST_CASE("no file is opened that an archive or a mail names") {
  const TemporaryFolder folder;
  const auto canary = folder.write("canary.xml", ReportText{}.xml());
  const OpenWatch watch(canary);
  ReportText report;
  report.report_id = "within";
  for (const auto& name : {canary, "../../../.." + canary, "C:" + canary, "file://" + canary}) {
    CAPTURE(name);
    for (const auto& input : {zip({{name, report.xml()}}), mail_with(report.xml(), name)}) {
      const auto sink = read_input(input);
      CHECK(report_ids(sink) == std::vector<std::string>{"within"});
      CHECK(origins(sink) == std::vector<std::string>{"input: " + name});
      CHECK_FALSE(watch.was_opened());
    }
  }
}

// From: of a forged report says who mailed it, whatever the report says of itself.
TEST_CASE("who mailed a report is known whoever it claims to be from") {
  const std::vector<std::pair<std::string, std::string>> senders{{"other-domain", "attacker.example"},
                                                                 {"display-name", "attacker.example"},
                                                                 {"two-senders", "attacker.example"},
                                                                 {"two-froms", "attacker.example"},
                                                                 {"authenticated", "attacker.example"},
                                                                 {"no-from", ""},
                                                                 {"no-domain", ""}};
  for (const auto& [name, domain] : senders) {
    CAPTURE(name);
    const auto sink = read_input(read_file(hostile + "H14-" + name + ".eml"));
    REQUIRE(sink.reports.size() == 1);
    CHECK(sink.reports[0].head.org_name == "google.com");
    REQUIRE(sink.reports[0].carrier.has_value());
    CHECK(sink.reports[0].carrier->from_domain == domain);
    CHECK(sink.reports[0].carrier->message_id == "H14-" + name + "@reporter.example");
  }
}

TEST_CASE("every hostile file has its block of expectations or its test") {
  std::set<std::string> known{"README.md", "expected.txt",
                              // test_hostile_sizes.cpp
                              "H2-fan-out-reports.zip", "H8-distinct.xml.gz"};
  for (const auto& block : read_blocks(hostile + "expected.txt")) known.insert(block.file);
  for (const auto& entry : std::filesystem::directory_iterator(hostile)) {
    CAPTURE(entry.path().filename());
    CHECK(known.erase(entry.path().filename()) == 1);
  }
  CHECK(known.empty());
}

}  // namespace
}  // namespace ruascope
