// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"
#include "cli/mailbox_keeper.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Which file it is, and in which state: another one, or one that was changed, differs.
struct FileStamp {
  std::uint64_t device = 0, inode = 0;
  std::int64_t size = 0, written_ns = 0, changed_ns = 0;
  bool operator==(const FileStamp&) const = default;
};
// Absent where there is no regular file.
std::optional<FileStamp> stamp_of(const std::string& path);

// A file that was read whole, as it was before, and what it was found to be.
struct FileFate {
  std::string path;
  FileStamp before;
  MessageFate fate = MessageFate::foreign;
};

// True for files in the folders that messages are moved to: they are not read again.
bool is_in_target(const MailboxConfig& mailbox, const std::string& path);

// Does with the files of a mailbox what its configuration says; to be called once what was in them is
// committed. A file that has changed since it was read stays, and so does one whose place is taken. `warn`
// hears of each that cannot be moved or removed.
void deal_with_files(const MailboxConfig& mailbox, const std::vector<FileFate>& files,
                     const std::function<void(const std::string&)>& warn);

}  // namespace ruascope
