// SPDX-License-Identifier: MIT
// The half of ReportWriter that compares a report with what is stored already.
#include "ingest/model/domain_name.hpp"
#include "ingest/model/error.hpp"
#include "store/remove_report.hpp"
#include "store/report_writer.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace ruascope {

// The report is known already: nothing of this copy is kept but where it came from.
WriteResult ReportWriter::keep_stored(const Stored& stored, const ReportEnd& end) {
  if (report_ != 0) roll_back_report();
  held_back_.clear();
  held_back_bytes_ = 0;
  if (stored.partial && !end.partial)
    database_.prepare("UPDATE report SET partial = 0 WHERE id = ?1").bind(stored.id).run();
  add_own_copy(stored.id, end);
  return {Outcome::duplicate, 0, 0};
}

// The same identity with other content: a fuller report takes the place of a lesser one; of two that each
// hold something of their own, both count, or the one that the user chose to believe.
WriteResult ReportWriter::settle_conflict(const std::vector<Stored>& stored, const ReportEnd& end) {
  // Each comparison costs, and a stranger may send as many variants as they like.
  constexpr std::size_t most_variants = 16;
  if (stored.size() >= most_variants)
    throw ReadError(
        "limit:variants",
        fmt::format("{} reports of the same reporter, id, domain and period with other content are stored "
                    "already",
                    most_variants));
  // What was settled once for the reports of a document stays so when it is read again for the sake of
  // others.
  if (is_read_again_)
    for (const auto& one : stored)
      if (came_in(one.id, end.document)) return keep_stored(one, end);
  std::vector<Stored> superseded;
  for (const auto& one : stored) {
    const auto relation = relation_to(one.id);
    const bool cut_short = one.partial && !end.partial;
    if (relation == Relation::holds_new && !cut_short) return keep_stored(one, end);
    if (relation == Relation::within_new || cut_short || on_conflict_ == OnConflict::last)
      superseded.push_back(one);
  }
  if (!superseded.empty()) return supersede(superseded, stored.back().variant + 1, end);
  if (on_conflict_ == OnConflict::first) return keep_stored(stored.front(), end);
  complete_report(end, stored.back().variant + 1, Warning{"conflict", "variant", 1});
  release_report();
  return {Outcome::variant, records_, messages_};
}

WriteResult ReportWriter::supersede(const std::vector<Stored>& superseded, std::int64_t free_variant,
                                    const ReportEnd& end) {
  WriteResult result{Outcome::replaced, records_, messages_};
  const auto report = report_;
  complete_report(end, free_variant, Warning{"conflict", "superseded", 1});
  for (const auto& one : superseded) {
    adopt_copies(one.id, report);
    remove_report(database_, one.id);
    result.records -= one.records;
    // Saturated sums of several reports may exceed what one number holds.
    result.messages = std::max(result.messages, INT64_MIN + one.messages) - one.messages;
  }
  // Documents that held both hold one report less.
  database_
      .prepare(R"sql(
        UPDATE copy SET of_reports = (SELECT count(DISTINCT report) FROM copy AS own WHERE own.document = copy.document)
        WHERE of_reports > 1 AND document IN (SELECT document FROM copy WHERE report = ?1))sql")
      .bind(report)
      .run();
  database_.prepare("UPDATE report SET variant = ?2 WHERE id = ?1")
      .bind(report, superseded.back().variant)
      .run();
  release_report();
  return result;
}

// How the records of a stored report relate to those of the report in flight, as multisets.
ReportWriter::Relation ReportWriter::relation_to(std::int64_t stored) {
  if (is_sub_multiset(stored, report_)) return Relation::within_new;
  return is_sub_multiset(report_, stored) ? Relation::holds_new : Relation::unrelated;
}

bool ReportWriter::is_sub_multiset(std::int64_t report, std::int64_t of) {
  auto surplus = database_.prepare(R"sql(
    SELECT 1 FROM record JOIN result_set ON result_set.id = record.results
    WHERE record.report IN (?1, ?2)
    GROUP BY record.source, result_set.content, record.disposition, record.messages
    HAVING sum(record.report = ?1) > sum(record.report = ?2)
    LIMIT 1)sql");
  surplus.bind(report, of);
  const bool found = surplus.step();
  surplus.reset();
  return !found;
}

// Where the lesser report came from is known of the fuller one too, after its own origin.
void ReportWriter::adopt_copies(std::int64_t from, std::int64_t to) {
  database_
      .prepare(R"sql(
        INSERT INTO copy (report, document, origin, message_id, from_domain, received_at, of_reports)
        SELECT ?2, document, origin, message_id, from_domain, received_at, of_reports FROM copy
        WHERE report = ?1 AND NOT EXISTS (
          SELECT 1 FROM copy AS own WHERE own.report = ?2 AND own.document = copy.document AND own.origin = copy.origin)
        ORDER BY id)sql")
      .bind(from, to)
      .run();
}

// The same records under another identity, of the same reporter, about the same mail as far as domain and
// period tell: both count, since nothing proves that they are one.
std::optional<Warning> ReportWriter::overlap_warning(const ReportEnd& end) {
  if (records_ == 0) return std::nullopt;
  auto& others = find_overlap_;
  others.bind(Statement::Blob{bytes_of(end.multiset)}, organization_, head_.begin, head_.end);
  while (others.step()) {
    const std::string domain{others.text(1)};
    if (!is_same_or_below(domain, head_.policy.domain) && !is_same_or_below(head_.policy.domain, domain))
      continue;
    Warning warning{"overlap", fmt::format("same records as report {} of {}", others.text(0), domain), 1};
    others.reset();
    return warning;
  }
  return std::nullopt;
}

}  // namespace ruascope
