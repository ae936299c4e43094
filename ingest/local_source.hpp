// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

namespace ruascope {

// A file found below a path, or a folder there that cannot be read.
struct FoundFile {
  std::string path;
  bool named = false;  // by the user, not found in a folder
  std::string error;   // why the folder cannot be read; empty for a file
};

// Calls `take` for each file of `path`, deep, in name order within a folder: the file itself, all files of a
// folder, the messages of a Maildir (cur and new, not tmp). Hidden files are passed over, as are sockets,
// pipes and devices in folders and folders behind symbolic links. `take` returns false to stop.
// Throws InputError if `path` does not exist.
void walk_files(const std::string& path, const std::function<bool(const FoundFile&)>& take);

}  // namespace ruascope
