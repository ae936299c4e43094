// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// A message that is stored and still to be moved, marked or removed where it came from.
struct WaitingMessage {
  std::int64_t uid = 0;
  bool is_failure = false;  // it could not be read
};

// How far a folder of a mailbox was read.
struct FolderProgress {
  std::int64_t validity = 0;
  std::int64_t last_uid = 0;
  std::vector<WaitingMessage> waiting;
};

// `account`: "user@host:port". Absent where the folder was never read.
std::optional<FolderProgress> folder_progress(Sqlite& store, const std::string& account,
                                              const std::string& folder);
// Within the caller's transaction, so that progress and what was read are one.
void set_folder_progress(Sqlite& store, const std::string& account, const std::string& folder,
                         const FolderProgress& progress);

// When a mailbox was read last, and how that ended.
struct MailboxVisit {
  std::string account;
  std::int64_t at = 0;        // seconds since the epoch
  std::int64_t messages = 0;  // that were new
  std::string error;          // empty: none
};
void note_visit(Sqlite& store, const MailboxVisit& visit);
std::optional<MailboxVisit> last_visit(Sqlite& store, const std::string& account);

struct FolderRow {
  std::string folder;
  std::int64_t last_uid = 0;
  std::int64_t waiting = 0;
};
std::vector<FolderRow> list_folders(Sqlite& store, const std::string& account);

}  // namespace ruascope
