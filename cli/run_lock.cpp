// SPDX-License-Identifier: MIT
#include "cli/run_lock.hpp"

#include "ingest/model/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <fmt/format.h>

namespace ruascope {

RunLock::RunLock(const std::string& store) {
  const auto path = store + ".run-lock";
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0)
    throw Error(fmt::format("cannot open {}: {}", path, std::strerror(errno)), "check your rights there");
  is_held_ = ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
  if (!is_held_ && errno != EWOULDBLOCK) {
    const int reason = errno;
    ::close(fd_);
    throw Error(fmt::format("cannot lock {}: {}", path, std::strerror(reason)),
                "the store's file system has to know locks");
  }
}

RunLock::~RunLock() { ::close(fd_); }

}  // namespace ruascope
