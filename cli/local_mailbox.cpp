// SPDX-License-Identifier: MIT
#include "cli/local_mailbox.hpp"

#include <filesystem>

#include <fmt/format.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return !relative.empty() && *relative.begin() != "..";
}

// In a Maildir messages lie in "cur".
fs::path target_of(const fs::path& folder) {
  std::error_code error;
  return fs::is_directory(folder / "cur", error) ? folder / "cur" : folder;
}

// A name that is free there.
fs::path free_name(const fs::path& folder, const std::string& name) {
  auto path = folder / name;
  for (int number = 1; fs::exists(fs::symlink_status(path)); ++number)
    path = folder / fmt::format("{}.{}", name, number);
  return path;
}

// On another file system it is copied first.
void move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error != std::errc::cross_device_link) {
    if (error) throw fs::filesystem_error("cannot move", from, to, error);
    return;
  }
  fs::copy_file(from, to);
  fs::remove(from);
}

// Maildir: "new/NAME" becomes "cur/NAME:2,S", "cur/NAME:2,R" becomes "cur/NAME:2,RS".
void mark_seen(const fs::path& path) {
  const auto folder = path.parent_path();
  if (folder.filename() != "new" && folder.filename() != "cur") return;
  auto name = path.filename().string();
  const auto info = name.rfind(":2,");
  if (info == std::string::npos)
    name += ":2,S";
  else if (name.find('S', info + 3) == std::string::npos)
    name += 'S';
  else
    return;
  move_file(path, folder.parent_path() / "cur" / name);
}

void act(const fs::path& path, const AfterReading& after, const fs::path& mailbox) {
  switch (after.kind) {
    case AfterReading::Kind::keep: return;
    case AfterReading::Kind::seen: return mark_seen(path);
    case AfterReading::Kind::remove: fs::remove(path); return;
    case AfterReading::Kind::move: {
      const fs::path named(after.folder);
      const auto folder = named.is_absolute() ? named : mailbox / named;
      if (is_below(path, folder)) return;
      fs::create_directories(folder);
      move_file(path, free_name(target_of(folder), path.filename().string()));
    }
  }
}

}  // namespace

void deal_with_files(const MailboxConfig& mailbox, const FileFates& fates,
                     const std::function<void(const std::string&)>& warn) {
  for (const auto& [name, fate] : fates) {
    if (fate == MessageFate::foreign) continue;
    std::error_code error;
    const fs::path path(name);
    // "reports.mbox#17" is a message of a file that stays.
    if (!fs::is_regular_file(fs::symlink_status(path, error))) continue;
    try {
      act(path, fate == MessageFate::unreadable ? mailbox.after_failure : mailbox.after, mailbox.path);
    } catch (const fs::filesystem_error& failure) {
      warn(fmt::format("{}: {} is stored and stays where it is: {}", mailbox.name, name,
                       failure.code().message()));
    }
  }
}

}  // namespace ruascope
