// SPDX-License-Identifier: MIT
#include "store/known_documents.hpp"

namespace ruascope {

DocumentLookup::DocumentLookup(Sqlite& database)
    : next_(database.prepare(R"sql(
        SELECT report, of_reports FROM copy WHERE document = ?1 AND report > ?2 ORDER BY report LIMIT 1)sql")) {
}

std::vector<std::int64_t> DocumentLookup::reports_of(const Digest& document) {
  std::vector<std::int64_t> reports;
  std::int64_t of_reports = 0;
  for (std::int64_t last = 0;; last = reports.back()) {
    next_.bind(Statement::Blob{bytes_of(document)}, last);
    const bool found = next_.step();
    if (found) reports.push_back(next_.integer(0));
    if (found) of_reports = next_.integer(1);
    next_.reset();
    if (!found) break;
  }
  is_known_in_part_ = !reports.empty();
  if (static_cast<std::int64_t>(reports.size()) != of_reports) reports.clear();
  return reports;
}

}  // namespace ruascope
