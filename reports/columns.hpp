// SPDX-License-Identifier: MIT
#pragma once

#include "reports/rows.hpp"
#include "store/totals.hpp"

#include <span>
#include <vector>

namespace ruascope {

// The columns of each listing: one list for all formats, and the cells of one row in their order. Their names
// are a contract with scripts.
std::span<const Column> domain_columns();
std::vector<Cell> cells_of(const DomainTotals& totals);

std::span<const Column> source_columns();
std::vector<Cell> cells_of(const SourceTotals& totals);

std::span<const Column> report_columns();
// The same columns; the table shows the warnings.
std::span<const Column> report_warning_columns();
std::vector<Cell> cells_of(const ReportRow& report);

std::span<const Column> record_columns();
std::vector<Cell> cells_of(const RecordRow& record);

std::span<const Column> unreadable_columns();
std::vector<Cell> cells_of(const UnreadableRow& row);

// dmarc_pass over messages; absent at 0 messages.
Cell pass_rate(std::int64_t dmarc_pass, std::int64_t messages);

}  // namespace ruascope
