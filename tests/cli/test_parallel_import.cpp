// SPDX-License-Identifier: MIT
// However many threads read, an import says and stores the same.
#include "tests/cli/cli_world.hpp"
#include "tests/support/report_text.hpp"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

// All that an import left behind, in the order of the store's own numbers.
std::string everything_in(const CliWorld& world) {
  std::string text;
  const std::vector<std::vector<std::string>> questions{
      {"reports", "--format", "csv"},
      {"records", "--format", "csv"},
      {"domains", "--since", "1970-01-01", "--until", "2200-01-01", "--format", "csv"},
      {"unreadable", "list", "--format", "csv"},
      {"db", "verify"}};
  for (const auto& question : questions) text += world.data(question);
  return text;
}

struct Imported {
  Answer answer;
  std::string store;
};

Imported import_with(const std::string& jobs, const std::vector<std::string>& paths) {
  const CliWorld world;
  std::vector<std::string> words{"import", "--jobs", jobs, "--conflict", "first"};
  words.insert(words.end(), paths.begin(), paths.end());
  Imported imported{world.run(words), {}};
  imported.store = everything_in(world);
  return imported;
}

void check_same(const std::vector<std::string>& paths) {
  const auto alone = import_with("1", paths);
  for (const std::string jobs : {"2", "5"}) {
    CAPTURE(jobs);
    const auto together = import_with(jobs, paths);
    CHECK(together.answer.status == alone.answer.status);
    CHECK(together.answer.out == alone.answer.out);
    CHECK(together.answer.err == alone.answer.err);
    CHECK(together.store == alone.store);
  }
}

std::string mbox_of(const std::string& mail) {
  return "From reporter@example.com Wed Nov 15 00:00:00 2023\n" + mail + "\n";
}

std::string xml_of(int number) {
  ReportText report;
  report.report_id = "r" + std::to_string(number);
  report.records = {
      {.source_ip = "192.0.2." + std::to_string(number % 250), .count = std::to_string(number + 1)}};
  return report.xml();
}

TEST_CASE("any number of threads reads the odd and hostile files alike, refusals in the same order") {
  const std::string data = std::string{RUASCOPE_SOURCE_DIR} + "/tests/data/";
  check_same({data + "odd", data + "hostile/H2-fan-out-reports.zip", data + "odd"});
}

TEST_CASE(
    "any number of threads reads files, mboxes and paths that do not exist in the order they are named") {
  const TemporaryFolder folder;
  std::string mbox;
  for (int number = 0; number < 60; ++number)
    mbox += mbox_of(mail_with(gzip(xml_of(number)), "report.xml.gz"));
  folder.write("in/1.xml", xml_of(7));
  folder.write("in/2.mbox", mbox);
  folder.write("in/3.mbox", mbox_of("Subject: nothing\n\nnothing\n") +
                                mbox_of(mail_with(gzip(xml_of(99)).substr(0, 60), "x.gz")));
  for (int number = 100; number < 130; ++number)
    folder.write("in/" + std::to_string(number) + ".xml", xml_of(number % 10 == 3 ? 7 : number));
  check_same({folder.path("in/130.xml"), folder.path("in"), folder.path("nowhere"), folder.path("in/1.xml"),
              folder.path("in/3.mbox"), folder.path("in/2.mbox"), folder.path("nowhere else")});
}

TEST_CASE("one mbox is read by several threads as by one") {
  const TemporaryFolder folder;
  std::string mbox;
  for (int number = 0; number < 400; ++number)
    mbox += mbox_of(mail_with(gzip(xml_of(number)), "report.xml.gz"));
  check_same({folder.write("large.mbox", mbox)});
}

}  // namespace
}  // namespace ruascope::test
