// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/explain.hpp"
#include "analysis/matched_rejection.hpp"
#include "reports/rows.hpp"

#include <span>
#include <string>
#include <vector>

namespace ruascope {

std::span<const Column> rejection_columns();
std::vector<Cell> cells_of(const MatchedRejection& rejection);

// What p=reject would have refused, a row a source.
std::span<const Column> would_be_columns();
std::vector<Cell> would_be_cells(const JudgedSource& source);

// The known texts of receivers.
std::span<const Column> catalogue_columns();
std::vector<Cell> cells_of(const CatalogueEntry& entry);

// One rejection and its explanation.
struct ExplainedRejection {
  const MatchedRejection& rejection;
  const Explanation& explanation;
  std::vector<std::string> others;  // a line each, of further rejections in the same text
};
// For people, in lines of the terminal's width.
std::string explanation_page(const ExplainedRejection& explained, const RenderOptions& options);
// One JSON object.
std::string explanation_json(const ExplainedRejection& explained);
// "550 5.7.1 from mx.example.com: DMARC": a rejection in one line.
std::string rejection_line(const MatchedRejection& rejection);

}  // namespace ruascope
