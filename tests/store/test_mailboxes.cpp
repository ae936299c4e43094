// SPDX-License-Identifier: MIT
// How far mailboxes were read.
#include "store/database.hpp"
#include "store/mailboxes.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

TEST_CASE("the progress of a folder comes back, with what waits, by account and folder") {
  const TemporaryFolder folder;
  const auto store = open_store(folder.path("store.db"), Access::write);
  CHECK_FALSE(folder_progress(*store, "a@host:993", "INBOX"));
  set_folder_progress(*store, "a@host:993", "INBOX", {4294967295, 4294967294, {{5, false}, {7, true}}});
  set_folder_progress(*store, "a@host:993", "Other", {1, 2, {}});
  set_folder_progress(*store, "b@host:993", "INBOX", {1, 3, {}});
  const auto progress = folder_progress(*store, "a@host:993", "INBOX");
  REQUIRE(progress);
  CHECK(progress->validity == 4294967295);
  CHECK(progress->last_uid == 4294967294);
  REQUIRE(progress->waiting.size() == 2);
  CHECK(progress->waiting[1].uid == 7);
  CHECK(progress->waiting[1].is_failure);
  set_folder_progress(*store, "a@host:993", "INBOX", {8, 9, {{10, false}}});
  CHECK(folder_progress(*store, "a@host:993", "INBOX")->waiting.size() == 1);
  const auto folders = list_folders(*store, "a@host:993");
  REQUIRE(folders.size() == 2);
  CHECK(folders[0].folder == "INBOX");
  CHECK(folders[0].last_uid == 9);
  CHECK(folders[0].waiting == 1);
}

TEST_CASE("a mailbox's last visit is kept") {
  const TemporaryFolder folder;
  const auto store = open_store(folder.path("store.db"), Access::write);
  CHECK_FALSE(last_visit(*store, "a"));
  note_visit(*store, {"a", 100, 5, ""});
  note_visit(*store, {"a", 200, 0, "no connection"});
  const auto visit = last_visit(*store, "a");
  REQUIRE(visit);
  CHECK(visit->at == 200);
  CHECK(visit->messages == 0);
  CHECK(visit->error == "no connection");
}

}  // namespace
}  // namespace ruascope::test
