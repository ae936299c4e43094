// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ruascope {

struct ChildLimits {
  std::string name = "a command";  // for errors: commands may have secrets in them
  int timeout_seconds = 60;
  std::size_t output_bytes = 64 << 10;  // what comes after is read and dropped
};

struct ChildEnd {
  int status = 0;  // 128 and the signal's number where one ended it
  std::string output;
};

// Runs a command line of the administrator's by /bin/sh, without our secrets in its environment
// (RUASCOPE_*PASSWORD): `input` on its stdin, its stdout is the output, its
// stderr is ours. Throws Error if it cannot be started or takes longer than it may; it is ended then. SIGPIPE
// is ignored by whoever calls.
ChildEnd run_child(const std::string& command, std::string_view input, const ChildLimits& limits = {});

}  // namespace ruascope
