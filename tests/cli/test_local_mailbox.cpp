// SPDX-License-Identifier: MIT
// Mailboxes in files.
#include "cli/local_mailbox.hpp"
#include "tests/cli/mailbox_world.hpp"
#include "tests/support/text.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ruascope::test {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

TEST_CASE("folders, Maildirs and mboxes are mailboxes too") {
  MailboxWorld world;
  const auto box = world.folder.path("box");
  world.folder.write("box/new/1.a", report_mail("a"));
  world.folder.write("box/cur/2.b:2,R", report_mail("b"));
  world.folder.write("box/new/3.c", private_mail);
  world.folder.write("box/new/4.d", broken_mail);
  world.folder.write("box/tmp/5.e", report_mail("e"));
  const auto read = [&](const std::string& lines) {
    world.configure_text(fmt::format("[mailbox.files]\npath = \"{}\"\n{}", box, lines));
    return world.run({"fetch", "--format", "json"});
  };
  CHECK(counts_of(read(""))["reports_new"] == 2);
  CHECK(fs::exists(box + "/new/1.a"));
  read("after = \"seen\"\n");
  CHECK(fs::exists(box + "/cur/1.a:2,S"));
  CHECK(fs::exists(box + "/cur/2.b:2,RS"));
  CHECK(fs::exists(box + "/new/3.c"));  // nothing of ours was in it
  CHECK(fs::exists(box + "/new/4.d"));
  fs::create_directories(box + "/.Done/cur");
  const auto moved = read("after = \"move:.Done\"\nfailures = \"move:.Failed\"\n");
  CHECK(moved.status == 3);
  CHECK(fs::exists(box + "/.Done/cur/1.a:2,S"));
  CHECK(fs::exists(box + "/.Failed/4.d"));
  CHECK(counts_of(read(""))["reports_duplicate"] == 0);  // hidden folders are not read again
  world.folder.write("box/new/6.f", report_mail("f"));
  read("after = \"delete\"\n");
  CHECK_FALSE(fs::exists(box + "/new/6.f"));
  CHECK(fs::exists(box + "/new/3.c"));
  CHECK(fs::exists(box + "/tmp/5.e"));
  // The file of an mbox stays, whatever is asked for.
  const auto mbox = world.folder.write("all.mbox", "From x Mon Nov 16 00:00:00 2026\n" + report_mail("g"));
  world.configure_text(fmt::format("[mailbox.files]\npath = \"{}\"\nafter = \"delete\"\n", mbox));
  CHECK(counts_of(world.run({"fetch", "--format", "json"}))["reports_new"] == 1);
  CHECK(fs::exists(mbox));
}

TEST_CASE("files are moved onto no other") {
  MailboxWorld world;
  const auto box = world.folder.path("box");
  const auto read = [&](const std::string& lines) {
    world.configure_text(fmt::format("[mailbox.files]\npath = \"{}\"\n{}", box, lines));
    return world.run({"fetch", "--format", "json"});
  };
  // The place in "cur" is taken by somebody's mail.
  world.folder.write("box/new/1.a", report_mail("a"));
  world.folder.write("box/cur/1.a:2,S", private_mail);
  const auto answer = read("after = \"seen\"\n");
  CHECK_FALSE(has(answer.err, "the place is taken"));
  CHECK(has(answer.err, "1.a is read and stays where it is"));
  CHECK(read_file(box + "/cur/1.a:2,S") == private_mail);
  CHECK(fs::exists(box + "/new/1.a"));
  // Moved, it has another name there, and its flags stay its end.
  world.folder.write("box/cur/2.b:2,S", report_mail("b"));
  world.folder.write("done/cur/2.b:2,S", private_mail);
  read(fmt::format("after = \"move:{}\"\n", world.folder.path("done")));
  CHECK(read_file(world.folder.path("done/cur/2.b:2,S")) == private_mail);
  CHECK(fs::exists(world.folder.path("done/cur/2.b.1:2,S")));
  // A file that is called as a message of an mbox is one of its own.
  world.folder.write("box/m.mbox", "From x Mon Nov 16 00:00:00 2026\n" + report_mail("c"));
  world.folder.write("box/m.mbox#1", private_mail);
  read("after = \"delete\"\n");
  CHECK(fs::exists(box + "/m.mbox#1"));
  CHECK(fs::exists(box + "/m.mbox"));
}

TEST_CASE("a file that was changed since it was read stays, to be read again") {
  TemporaryFolder folder;
  MailboxConfig mailbox;
  mailbox.after.kind = AfterReading::Kind::remove;
  const auto same = folder.write("same", report_mail("a")), grown = folder.write("grown", report_mail("b")),
             another = folder.write("another", report_mail("c"));
  std::vector<FileFate> files;
  for (const auto& path : {same, grown, another})
    files.push_back({path, *stamp_of(path), MessageFate::stored});
  std::ofstream(grown, std::ios::app) << "more";
  // One of the same size in its place, as programs write that replace files.
  fs::rename(folder.write("new", report_mail("d")), another);
  deal_with_files(mailbox, files, [](const std::string& warning) { FAIL(warning); });
  CHECK_FALSE(fs::exists(same));
  CHECK(fs::exists(grown));
  CHECK(fs::exists(another));
}

}  // namespace
}  // namespace ruascope::test
