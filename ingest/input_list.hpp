// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/local_source.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// The files of several paths, one after the other; "-" stands for itself.
class InputList {
 public:
  explicit InputList(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  // nullopt at the end. Throws InputError for a path that does not exist; the next call goes on behind it.
  std::optional<FoundFile> next();

 private:
  std::vector<std::string> paths_;
  std::size_t next_path_ = 0;
  std::optional<FileWalk> walk_;
};

}  // namespace ruascope
