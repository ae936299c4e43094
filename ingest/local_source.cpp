// SPDX-License-Identifier: MIT
#include "ingest/local_source.hpp"

#include "ingest/model/error.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

bool is_maildir(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "cur", ignored) && fs::is_directory(folder / "new", ignored);
}

// Maildir++ keeps sub-mailboxes in hidden folders; other hidden names are not meant for us, and beside its
// messages a Maildir holds unfinished ones and what mail servers note for themselves.
bool is_passed_over(const fs::path& path, bool in_maildir) {
  const auto name = path.filename().string();
  if (name.starts_with('.')) return !is_maildir(path);
  return in_maildir && name != "cur" && name != "new";
}

// Names alone: a mailbox may hold hundreds of thousands, and a path takes ten times its characters.
std::vector<std::string> sorted_names(const fs::path& folder, std::error_code& error) {
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

bool walk_folder(const fs::path& folder, const std::function<bool(const FoundFile&)>& take) {
  const bool maildir = is_maildir(folder);
  std::error_code error;
  const auto names = sorted_names(folder, error);
  if (error) return take({folder.string(), false, error.message()});
  for (const auto& name : names) {
    const auto entry = folder / name;
    if (is_passed_over(entry, maildir)) continue;
    const auto status = fs::status(entry, error);
    if (fs::is_directory(status) && !fs::is_symlink(entry, error)) {
      if (!walk_folder(entry, take)) return false;
    } else if (fs::is_regular_file(status)) {
      if (!take({entry.string(), false, {}})) return false;
    }
  }
  return true;
}

}  // namespace

void walk_files(const std::string& path, const std::function<bool(const FoundFile&)>& take) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status))
    throw InputError(fmt::format("cannot open {}: {}", path, error.message()), "check the path");
  if (fs::is_directory(status))
    walk_folder(path, take);
  else
    take({path, true, {}});
}

}  // namespace ruascope
