// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/summary.hpp"
#include "reports/rows.hpp"

#include <string>

namespace ruascope {

// A summary for a terminal.
std::string summary_text(const Summary& summary, const RenderOptions& options);

std::string summary_markdown(const Summary& summary);

// One JSON object.
std::string summary_json(const Summary& summary);

// What a page is made by.
struct SummaryTemplates {
  std::string page;   // mustache
  std::string style;  // CSS
  static const SummaryTemplates& built_in();
};

// A whole page: one file, no script, nothing loaded from anywhere. Throws UsageError for a template that is
// not sound.
std::string summary_html(const Summary& summary, const SummaryTemplates& templates);

// The index of pages, one a domain, in files of these names.
std::string summary_index_html(const Summary& summary, const std::vector<std::string>& files,
                               const SummaryTemplates& templates);

}  // namespace ruascope
