// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/model/report.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace ruascope {

// Puts any number of digests in order in 8 MiB of memory; what is more waits in temporary files.
class SortedDigests {
 public:
  // `most_in_memory`: digests. Throws Error if a temporary file cannot be written.
  explicit SortedDigests(std::size_t most_in_memory = (8 << 20) / sizeof(Digest))
      : most_in_memory_(most_in_memory) {}

  void add(const Digest& digest);
  // Calls `take` with each digest, the smallest first; equal ones as often as they were added.
  void for_each(const std::function<void(const Digest&)>& take);
  void clear();

 private:
  void set_aside();

  std::size_t most_in_memory_;
  std::deque<Digest> newest_;                                // grows without being copied
  std::vector<std::shared_ptr<const SeekableSource>> runs_;  // each in order
};

}  // namespace ruascope
