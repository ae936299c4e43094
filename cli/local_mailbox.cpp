// SPDX-License-Identifier: MIT
#include "cli/local_mailbox.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>

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

// "1.a:2,S" as the second of its name is "1.a.1:2,S": the flags of a Maildir stay its end.
std::string numbered(const std::string& name, int number) {
  const auto flags = std::min(name.rfind(":2,"), name.size());
  return number == 0 ? name : fmt::format("{}.{}{}", name.substr(0, flags), number, name.substr(flags));
}

// Never onto another file. False if the place is taken.
bool move_to(const fs::path& from, const fs::path& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  if (errno != EXDEV) throw fs::filesystem_error("cannot move", from, to, {errno, std::generic_category()});
  std::error_code error;
  if (!fs::copy_file(from, to, fs::copy_options::none, error)) {
    if (error == std::errc::file_exists) return false;
    throw fs::filesystem_error("cannot copy", from, to, error);
  }
  fs::remove(from);
  return true;
}

void move_into(const fs::path& path, const fs::path& folder) {
  constexpr int most = 1000;
  for (int number = 0; number < most; ++number)
    if (move_to(path, folder / numbered(path.filename().string(), number))) return;
  throw fs::filesystem_error("no name is free", path, folder, std::make_error_code(std::errc::file_exists));
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
  if (!move_to(path, folder.parent_path() / "cur" / name))
    throw fs::filesystem_error("the place is taken", path, std::make_error_code(std::errc::file_exists));
}

fs::path folder_of(const MailboxConfig& mailbox, const AfterReading& after) {
  const fs::path named(after.folder);
  return named.is_absolute() ? named : fs::path(mailbox.path) / named;
}

void act(const fs::path& path, const AfterReading& after, const MailboxConfig& mailbox) {
  switch (after.kind) {
    case AfterReading::Kind::keep: return;
    case AfterReading::Kind::seen: return mark_seen(path);
    case AfterReading::Kind::remove: fs::remove(path); return;
    case AfterReading::Kind::move: {
      const auto folder = folder_of(mailbox, after);
      fs::create_directories(folder);
      move_into(path, target_of(folder));
    }
  }
}

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::optional<FileStamp> stamp_of(const std::string& path) {
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return FileStamp{info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim),
                   nanoseconds(info.st_ctim)};
}

bool is_in_target(const MailboxConfig& mailbox, const std::string& path) {
  const auto is_target = [&](const AfterReading& after) {
    return after.kind == AfterReading::Kind::move && is_below(path, folder_of(mailbox, after));
  };
  return is_target(mailbox.after) || is_target(mailbox.after_failure);
}

void deal_with_files(const MailboxConfig& mailbox, const std::vector<FileFate>& files,
                     const std::function<void(const std::string&)>& warn) {
  for (const auto& [path, before, fate] : files) {
    if (fate == MessageFate::foreign || stamp_of(path) != before) continue;
    try {
      act(path, fate == MessageFate::unreadable ? mailbox.after_failure : mailbox.after, mailbox);
    } catch (const fs::filesystem_error& failure) {
      warn(fmt::format("{}: {} is read and stays where it is: {}", mailbox.name, path,
                       failure.code().message()));
    }
  }
}

}  // namespace ruascope
