// SPDX-License-Identifier: MIT
#include "ingest/input_list.hpp"

#include "ingest/input_reader.hpp"

namespace ruascope {

std::optional<FoundFile> InputList::next() {
  for (;;) {
    if (walk_) {
      if (auto file = walk_->next()) return file;
      walk_.reset();
    }
    if (next_path_ == paths_.size()) return std::nullopt;
    const auto& path = paths_[next_path_++];
    if (path == standard_input) return FoundFile{path, true, {}};
    walk_.emplace(path);
  }
}

}  // namespace ruascope
