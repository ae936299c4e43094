// SPDX-License-Identifier: MIT
#include "ingest/local_source.hpp"
#include "ingest/model/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <algorithm>
#include <set>
#include <sys/stat.h>

#include <catch2/catch.hpp>

namespace ruascope {
using namespace test;
namespace {

using Paths = std::vector<std::string>;

// What is found, relative to the folder.
Paths walk(const TemporaryFolder& folder, const std::string& name = {}) {
  Paths found;
  walk_files(folder.path(name), [&](const FoundFile& file) {
    CHECK_FALSE(file.named);
    CHECK(file.error.empty());
    found.push_back(file.path.substr(folder.path().size() + 1));
    return true;
  });
  return found;
}

TEST_CASE("a file that is named is found as named") {
  const TemporaryFolder folder;
  const auto path = folder.write(".hidden [*].xml", "x");
  std::vector<FoundFile> found;
  walk_files(path, [&](const FoundFile& file) {
    found.push_back(file);
    return true;
  });
  REQUIRE(found.size() == 1);
  CHECK(found[0].path == path);
  CHECK(found[0].named);
  CHECK(found[0].error.empty());
}

TEST_CASE("folders are walked deep, in name order within each") {
  const TemporaryFolder folder;
  for (const auto* name : {"c.xml", "b/z.xml", "b/a.xml", "a.xml", "b/b/q.xml", "a/1.xml", "Z.xml"})
    folder.write(name, "x");
  CHECK(walk(folder) == Paths{"Z.xml", "a/1.xml", "a.xml", "b/a.xml", "b/b/q.xml", "b/z.xml", "c.xml"});
}

TEST_CASE("hidden files and folders are passed over") {
  const TemporaryFolder folder;
  for (const auto* name : {".DS_Store", ".git/config", "a.xml", "b/.x"}) folder.write(name, "x");
  CHECK(walk(folder) == Paths{"a.xml"});
}

TEST_CASE("a Maildir is its cur and new, and those of its hidden folders") {
  const TemporaryFolder folder;
  for (const auto* name : {"cur/1:2,S", "new/2", "tmp/3", "cur/.nfs", ".Reports/cur/4", ".Reports/new/5",
                           ".Reports/tmp/6", ".hidden/7"})
    folder.write(std::string{"Maildir/"} + name, "x");
  std::filesystem::create_directories(folder.path("Maildir/.Empty/cur"));
  std::filesystem::create_directories(folder.path("Maildir/.Empty/new"));
  CHECK(walk(folder) ==
        Paths{"Maildir/.Reports/cur/4", "Maildir/.Reports/new/5", "Maildir/cur/1:2,S", "Maildir/new/2"});
  CHECK(walk(folder, "Maildir").size() == 4);
}

TEST_CASE("a folder named tmp that is part of no Maildir is walked") {
  const TemporaryFolder folder;
  folder.write("tmp/a.xml", "x");
  CHECK(walk(folder) == Paths{"tmp/a.xml"});
}

// Only tmp is left out; mail servers keep index files beside cur and new.
TEST_CASE("the files beside the folders of a Maildir are no messages") {
  const TemporaryFolder folder;
  for (const auto* name : {"cur/1", "new/2", "dovecot.index.cache", "maildirsize"}) folder.write(name, "x");
  CHECK(walk(folder) == Paths{"cur/1", "new/2"});
}

TEST_CASE("a link to a file is followed, one to a folder is not") {
  const TemporaryFolder folder;
  folder.write("elsewhere/a.xml", "x");
  std::filesystem::create_directories(folder.path("in"));
  std::filesystem::create_symlink(folder.path("elsewhere/a.xml"), folder.path("in/file"));
  std::filesystem::create_symlink(folder.path("elsewhere"), folder.path("in/folder"));
  std::filesystem::create_symlink(folder.path("in"), folder.path("in/loop"));
  std::filesystem::create_symlink(folder.path("nowhere"), folder.path("in/dangling"));
  CHECK(walk(folder, "in") == Paths{"in/file"});
}

TEST_CASE("a pipe in a folder is passed over") {
  const TemporaryFolder folder;
  folder.write("a.xml", "x");
  REQUIRE(::mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  CHECK(walk(folder) == Paths{"a.xml"});
}

TEST_CASE("an empty folder holds nothing, a missing path is an error") {
  const TemporaryFolder folder;
  CHECK(walk(folder).empty());
  const auto missing = folder.path("missing");
  const auto walk_missing = [&] { walk_files(missing, [](const FoundFile&) { return true; }); };
  CHECK_THROWS_AS(walk_missing(), InputError);
  CHECK_THROWS_WITH(walk_missing(), Catch::StartsWith("cannot open " + missing + ": "));
}

TEST_CASE("the walk stops when told so") {
  const TemporaryFolder folder;
  for (const auto* name : {"a/1", "a/2", "b/1"}) folder.write(name, "x");
  int calls = 0;
  walk_files(folder.path(), [&](const FoundFile&) { return ++calls < 2; });
  CHECK(calls == 2);
}

TEST_CASE("in a folder of more names than are sorted each file is found once, in the order of the folder") {
  const TemporaryFolder folder;
  std::set<std::string> written;
  for (int number = 0; number < 40; ++number)
    written.insert(folder.write("in/" + std::to_string(number) + ".xml", "x"));
  written.insert(folder.write("in/below/41.xml", "x"));
  for (const std::size_t most_sorted : {1, 5, 39, 41, 100}) {
    CAPTURE(most_sorted);
    FileWalk files(folder.path("in"), most_sorted);
    std::vector<std::string> found;
    while (const auto file = files.next()) found.push_back(file->path);
    CHECK(found.size() == written.size());
    CHECK(std::set<std::string>(found.begin(), found.end()) == written);
    if (most_sorted == 100) CHECK(std::is_sorted(found.begin(), found.end()));
  }
}

}  // namespace
}  // namespace ruascope
