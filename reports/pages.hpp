// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/judge.hpp"
#include "reports/page.hpp"
#include "reports/rows.hpp"
#include "store/totals.hpp"

#include <string>
#include <vector>

namespace ruascope {

// All findings, worst first: what it is, whose, and what to do.
std::string findings_page(const std::vector<Finding>& findings, const RenderOptions& options);

// One source of one domain in full.
struct SourcePage {
  JudgedSource source;
  std::vector<ResultSet> results;  // of each combination of the source's mail
  SourceActivity activity;
};
std::string source_page(const SourcePage& page, const RenderOptions& options);

// The mail of a source by result set, its days and its reporters, as JSON lists.
Json combinations_json(const SourcePage& page);
Json activity_json(const std::vector<ActivityRow>& rows, const char* key);

}  // namespace ruascope
