// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/groups.hpp"
#include "analysis/judge.hpp"
#include "analysis/quality.hpp"
#include "reports/pages.hpp"
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
// Those of a source's network, and its cells, which follow all others.
std::span<const Column> network_columns();
void add_network_cells(const JudgedSource& source, std::vector<Cell>& cells);
std::vector<Cell> cells_of(const JudgedSource& source);

// Sources put together by something that they share, which stands in the second column.
std::vector<Column> group_columns(GroupBy by);
std::vector<Cell> cells_of(const SourceGroup& group);

// Those of sources, and what one source in full has beside them.
std::span<const Column> source_page_columns();
std::vector<Cell> cells_of(const SourcePage& page);

std::span<const Column> finding_columns();
std::vector<Cell> cells_of(const Finding& finding);

std::span<const Column> reporter_columns();
// The same columns; the table shows how far verdicts agree with their evidence.
std::span<const Column> reporter_quality_columns();
std::vector<Cell> cells_of(const ReporterQuality& reporter);

std::span<const Column> report_columns();
// The same columns; the table shows the warnings.
std::span<const Column> report_warning_columns();
std::vector<Cell> cells_of(const ReportRow& report);

std::span<const Column> record_columns();
std::vector<Cell> cells_of(const RecordRow& record);

std::span<const Column> unreadable_columns();
std::vector<Cell> cells_of(const UnreadableRow& row);

std::span<const Column> run_columns();
std::vector<Cell> cells_of(const RunRow& run);

// A configured mailbox: where it is and how it was read last. The cells come from the configuration.
std::span<const Column> mailbox_columns();

std::span<const Column> own_columns();
// `kept_in`: "store", or "file" of the configuration.
std::vector<Cell> cells_of(const OwnEntry& entry, std::string_view kept_in);

// dmarc_pass over messages; absent at 0 messages.
Cell pass_rate(std::int64_t dmarc_pass, std::int64_t messages);

}  // namespace ruascope
