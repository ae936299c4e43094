// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ruascope {

// Held by one run at a time, beside a store. It goes with the process, however that ends.
class RunLock {
 public:
  // Throws Error if its file cannot be made.
  explicit RunLock(const std::string& store);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

  // False if another process holds it.
  bool is_held() const { return is_held_; }

 private:
  int fd_ = -1;
  bool is_held_ = false;
};

}  // namespace ruascope
