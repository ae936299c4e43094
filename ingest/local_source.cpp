// SPDX-License-Identifier: MIT
#include "ingest/local_source.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/handle.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <dirent.h>
#include <filesystem>

#include <fmt/format.h>

namespace ruascope {
namespace {

namespace fs = std::filesystem;

bool is_maildir(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder / "cur", ignored) && fs::is_directory(folder / "new", ignored);
}

// What the folder says of an entry, or what asking for it says where the folder does not know.
enum class EntryKind : unsigned char { file, folder, to_be_asked, other };

EntryKind kind_of(const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG: return EntryKind::file;
    case DT_DIR: return EntryKind::folder;
    case DT_LNK:
    case DT_UNKNOWN: return EntryKind::to_be_asked;
    default: return EntryKind::other;
  }
}

EntryKind ask_kind(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_regular_file(status)) return EntryKind::file;
  return fs::is_directory(status) && !fs::is_symlink(path, error) ? EntryKind::folder : EntryKind::other;
}

struct Entry {
  std::string name;
  EntryKind kind;
};

// Many entries in little more room than their characters: a mailbox may hold hundreds of thousands.
class Entries {
 public:
  std::size_t size() const { return starts_.size(); }
  void add(const dirent& entry) {
    starts_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    bytes_ += static_cast<char>(kind_of(entry));
    bytes_.append(entry.d_name) += '\0';
  }
  void sort() {
    std::sort(starts_.begin(), starts_.end(), [this](std::uint32_t one, std::uint32_t other) {
      return std::strcmp(name(one), name(other)) < 0;
    });
  }
  Entry at(std::size_t index) const {
    return {name(starts_[index]), static_cast<EntryKind>(bytes_[starts_[index]])};
  }
  void clear() {
    starts_.clear();
    bytes_.clear();
  }

 private:
  const char* name(std::uint32_t start) const { return bytes_.c_str() + start + 1; }

  std::string bytes_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace

class FileWalk::Folder {
 public:
  Folder(std::string path, std::size_t most_sorted)
      : path_(std::move(path)), is_maildir_(ruascope::is_maildir(path_)), folder_(::opendir(path_.c_str())) {
    if (!folder_) error_ = std::strerror(errno);
    while (entries_.size() < most_sorted) {
      const auto* entry = read();
      if (entry == nullptr) break;
      entries_.add(*entry);
    }
    // What is left in the folder then comes as it stands there.
    if (!folder_) entries_.sort();
  }

  const std::string& path() const { return path_; }
  // Why the folder could not be read further.
  const std::string& error() const { return error_; }

  // nullopt at the end, and where reading the folder failed.
  std::optional<Entry> next() {
    for (;;) {
      auto entry = at_ < entries_.size() ? entries_.at(at_++) : read_next();
      if (entry.name.empty()) return std::nullopt;
      if (!is_passed_over(entry.name)) return entry;
    }
  }

 private:
  // Null at the end, and where reading the folder failed.
  const dirent* read() {
    if (!folder_) return nullptr;
    errno = 0;
    if (const auto* entry = ::readdir(folder_.get())) return entry;
    if (errno != 0) {
      error_ = std::strerror(errno);
      entries_.clear();
    }
    folder_.reset();
    return nullptr;
  }

  // Without a name at the end.
  Entry read_next() {
    const auto* entry = read();
    return entry == nullptr ? Entry{} : Entry{entry->d_name, kind_of(*entry)};
  }

  // Maildir++ keeps sub-mailboxes in hidden folders; other hidden names are not meant for us, and beside its
  // messages a Maildir holds unfinished ones and what mail servers note for themselves.
  bool is_passed_over(const std::string& name) const {
    if (name == "." || name == "..") return true;
    if (name.starts_with('.')) return !ruascope::is_maildir(path_ + "/" + name);
    return is_maildir_ && name != "cur" && name != "new";
  }

  std::string path_;
  bool is_maildir_;
  Handle<DIR, ::closedir> folder_;
  std::string error_;
  Entries entries_;
  std::size_t at_ = 0;
};

FileWalk::FileWalk(const std::string& path, std::size_t most_sorted) : most_sorted_(most_sorted) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (!fs::exists(status))
    throw InputError(fmt::format("cannot open {}: {}", path, error.message()), "check the path");
  if (fs::is_directory(status))
    first_ = enter(path);
  else
    first_ = FoundFile{path, true, {}};
}

FileWalk::~FileWalk() = default;

// A folder that cannot be read is told of in its place.
std::optional<FoundFile> FileWalk::enter(const std::string& path) {
  auto folder = std::make_unique<Folder>(path, most_sorted_);
  if (!folder->error().empty()) return FoundFile{path, false, folder->error()};
  folders_.push_back(std::move(folder));
  return std::nullopt;
}

std::optional<FoundFile> FileWalk::next() {
  if (first_) return std::exchange(first_, std::nullopt);
  while (!folders_.empty()) {
    auto& folder = *folders_.back();
    const auto entry = folder.next();
    if (!entry) {
      auto failed = folder.error().empty() ? std::nullopt
                                           : std::optional{FoundFile{folder.path(), false, folder.error()}};
      folders_.pop_back();
      if (failed) return failed;
      continue;
    }
    auto path = folder.path();
    if (!path.ends_with('/')) path += '/';
    path += entry->name;
    const auto kind = entry->kind == EntryKind::to_be_asked ? ask_kind(path) : entry->kind;
    if (kind == EntryKind::file) return FoundFile{std::move(path), false, {}};
    if (kind == EntryKind::folder)
      if (auto failed = enter(path)) return failed;
  }
  return std::nullopt;
}

void walk_files(const std::string& path, const std::function<bool(const FoundFile&)>& take) {
  FileWalk files(path);
  while (const auto file = files.next())
    if (!take(*file)) return;
}

}  // namespace ruascope
