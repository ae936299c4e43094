// SPDX-License-Identifier: MIT
#pragma once

#include "store/totals.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ruascope {

// What a monitoring system is told of a run.
struct RunMetrics {
  RunRow run;
  std::vector<std::pair<std::string, bool>> mailboxes;         // by name: whether it was read
  std::vector<std::pair<std::string, std::int64_t>> findings;  // that stand, by severity
  std::optional<std::int64_t> newest_report;                   // end of its day, seconds since the epoch
};

// In the text format of Prometheus, as node_exporter's textfile collector reads it.
std::string metrics_text(const RunMetrics& metrics);

}  // namespace ruascope
