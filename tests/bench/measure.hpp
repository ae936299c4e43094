// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ruascope::bench {

struct Measured {
  std::int64_t peak_bytes = 0;  // resident memory at its highest
  double seconds = 0;           // by the clock on the wall
  double cpu_seconds = 0;       // of processors, user and system
  int status = 0;               // of exit; 128 + the signal that ended it
  std::string said;             // the beginning of what it wrote
};

enum class Said { kept, dropped };

// `words` run as a program, its store and temporary files in `folder`, without the configuration of whoever
// starts the benchmark; what it writes may be dropped at once. A run of more than 20 minutes of processor
// time is ended. Throws std::runtime_error where no process can be started.
Measured measure(const std::vector<std::string>& words, const std::string& folder, Said said = Said::kept);

// The one in the middle of several runs, by each measure; of the peaks the highest.
Measured median_of(const std::vector<Measured>& runs);

}  // namespace ruascope::bench
