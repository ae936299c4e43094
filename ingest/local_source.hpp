// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// A file found below a path, or a folder there that cannot be read.
struct FoundFile {
  std::string path;
  bool named = false;  // by the user, not found in a folder
  std::string error;   // why the folder cannot be read; empty for a file
};

// Goes through the files of a path, deep, in name order within a folder of up to 100,000 names and in the
// order of the file system in a larger one: the file itself, all files of a folder, the messages of a Maildir
// (cur and new, not tmp). Hidden files are passed over, as are sockets, pipes and devices in folders and
// folders behind symbolic links.
class FileWalk {
 public:
  // Throws InputError if `path` does not exist.
  explicit FileWalk(const std::string& path, std::size_t most_sorted = 100'000);
  ~FileWalk();

  // nullopt at the end.
  std::optional<FoundFile> next();

 private:
  class Folder;
  std::optional<FoundFile> enter(const std::string& path);

  std::size_t most_sorted_;
  std::optional<FoundFile> first_;
  std::vector<std::unique_ptr<Folder>> folders_;  // the one being read and those above it
};

// Calls `take` for each file of `path`; `take` returns false to stop. Throws InputError if `path` does not
// exist.
void walk_files(const std::string& path, const std::function<bool(const FoundFile&)>& take);

}  // namespace ruascope
