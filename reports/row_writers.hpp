// SPDX-License-Identifier: MIT
#pragma once

#include "reports/rows.hpp"

namespace ruascope {

std::unique_ptr<RowWriter> make_table_writer(std::ostream& out, const RenderOptions& options);
std::unique_ptr<RowWriter> make_json_writer(std::ostream& out);
std::unique_ptr<RowWriter> make_ndjson_writer(std::ostream& out);
std::unique_ptr<RowWriter> make_csv_writer(std::ostream& out, bool raw);
std::unique_ptr<RowWriter> make_markdown_writer(std::ostream& out);

// A cell as people read it: grouped thousands, percent, lists joined by blanks; "" where absent.
std::string cell_text(const Cell& cell, ColumnKind kind);

// "2026-10-19 to 2026-11-15 (28 days, UTC)"; "all days" without a window.
std::string window_text(const ListingHead& head);

}  // namespace ruascope
