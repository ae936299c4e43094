// SPDX-License-Identifier: MIT
#include "ingest/ingest.hpp"
#include "tests/ingest/reading.hpp"
#include "tests/support/report_text.hpp"
#include "tests/support/temporary_folder.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

std::string report(const std::string& id) {
  ReportText text;
  text.report_id = id;
  return text.xml();
}

RecordingSink ingested(const std::string& bytes, bool named = true) {
  const TemporaryFolder folder;
  RecordingSink sink;
  CHECK(ingest_file({folder.write("file", bytes), named, {}}, {}, sink));
  const auto size = folder.path().size() + 1;  // origins relative to the folder
  for (auto& one : sink.reports) one.origin.erase(0, size);
  for (auto& one : sink.refused) one.origin.erase(0, size);
  for (auto& one : sink.inputs) one.erase(0, size);
  for (auto& one : sink.passed_over) one.erase(one.find(folder.path()), size);
  return sink;
}

std::string mbox_of(const std::vector<std::string>& mails) {
  std::string mbox;
  for (const auto& mail : mails) mbox += "From a@example.com Wed Nov 15 00:00:00 2023\n" + mail + "\n";
  return mbox;
}

TEST_CASE("a file is told apart by its content") {
  const auto xml = report("r1");
  for (const auto& bytes : {xml, gzip(xml), zip({{"a.xml", xml}}), mail_with(gzip(xml), "a.xml.gz")}) {
    const auto sink = ingested(bytes);
    CHECK(report_ids(sink) == std::vector<std::string>{"r1"});
    CHECK(sink.inputs == std::vector<std::string>{"file"});
    CHECK(sink.refused.empty());
  }
}

TEST_CASE("each message of an mbox is an input of its own") {
  const auto sink = ingested(mbox_of({mail_with(report("r1"), "a.xml"), "Subject: hello\n\nno report\n",
                                      mail_with(gzip(report("r2")), "b.gz")}));
  CHECK(report_ids(sink) == std::vector<std::string>{"r1", "r2"});
  CHECK(origins(sink) == std::vector<std::string>{"file#1: a.xml", "file#3: b.gz"});
  CHECK(sink.inputs == std::vector<std::string>{"file#1", "file#2", "file#3"});
  CHECK(sink.passed_over == std::vector<std::string>{"no_report file#2"});
}

// Such a message starts with a line that is neither a header line nor passed over.
TEST_CASE("a message of an mbox may start with a quoted From line") {
  const auto sink = ingested(
      mbox_of({">From b@example.com Wed Nov 15 00:00:00 2023\n" + mail_with(report("r1"), "a.xml")}));
  CHECK(report_ids(sink) == std::vector<std::string>{"r1"});
}

TEST_CASE("a bad message costs nothing but itself") {
  const auto sink = ingested(
      mbox_of({mail_with(gzip(report("r1")).substr(0, 60), "a.gz"), mail_with(report("r2"), "b.xml")}));
  CHECK(report_ids(sink) == std::vector<std::string>{"r2"});
  CHECK(refusals(sink) == std::vector<std::string>{"file#1: a.gz: truncated"});
  CHECK(sink.inputs.size() == 2);
}

TEST_CASE("a text with nothing of ours is refused if named and passed over if found") {
  const auto named = ingested("hello\n");
  CHECK(refusals(named) == std::vector<std::string>{"file: no-report"});
  CHECK(named.passed_over.empty());
  const auto found = ingested("hello\n", false);
  CHECK(found.refused.empty());
  CHECK(found.passed_over == std::vector<std::string>{"text file"});
}

TEST_CASE("an empty file is unreadable") {
  CHECK(refusals(ingested("")) == std::vector<std::string>{"file: empty"});
}

TEST_CASE("a file that cannot be opened is an error if named and unreadable if found") {
  const TemporaryFolder folder;
  RecordingSink sink;
  const auto missing = folder.path("missing");
  CHECK_THROWS_AS(ingest_file({missing, true, {}}, {}, sink), InputError);
  CHECK(sink.refused.empty());
  CHECK(ingest_file({missing, false, {}}, {}, sink));
  CHECK(sink.refused ==
        std::vector<Unreadable>{
            {missing, "", "open", "cannot open " + missing + ": No such file or directory", ""}});
  CHECK(sink.inputs == std::vector<std::string>{missing});
}

TEST_CASE("a folder that cannot be read is unreadable") {
  RecordingSink sink;
  CHECK(ingest_file({"/some/folder", false, "Permission denied"}, {}, sink));
  CHECK(sink.refused == std::vector<Unreadable>{{"/some/folder", "", "open", "Permission denied",
                                                 "check the permissions of the folder"}});
}

TEST_CASE("reading stops between messages when the sink says so") {
  struct Stopping : RecordingSink {
    bool input_done(const std::string& origin, std::int64_t size) override {
      RecordingSink::input_done(origin, size);
      bytes.push_back(size);
      return inputs.size() < 2;
    }
    std::vector<std::int64_t> bytes;
  } sink;
  const TemporaryFolder folder;
  const std::string mail = "Subject: hello\n\n";
  CHECK_FALSE(ingest_file({folder.write("mbox", mbox_of({mail, mail, mail})), true, {}}, {}, sink));
  CHECK(sink.inputs.size() == 2);
  CHECK(sink.bytes == std::vector<std::int64_t>{17, 17});
  CHECK_FALSE(ingest_file({folder.write("a.xml", report("r1")), true, {}}, {}, sink));
  CHECK(report_ids(sink) == std::vector<std::string>{"r1"});
}

TEST_CASE("standard input is read like a file") {
  for (const auto& bytes : {gzip(report("r1")), mbox_of({mail_with(report("r1"), "a.xml")})}) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
    RecordingSink sink;
    CHECK(ingest_descriptor(ends[0], "<stdin>", {}, sink));
    ::close(ends[0]);
    CHECK(report_ids(sink) == std::vector<std::string>{"r1"});
    CHECK(sink.inputs.at(0).starts_with("<stdin>"));
  }
}

}  // namespace
}  // namespace ruascope
