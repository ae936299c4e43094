// SPDX-License-Identifier: MIT
// The half of ReportWriter that compares a report with what is stored already.
#include "store/remove_report.hpp"
#include "store/report_writer.hpp"
#include "store/result_json.hpp"

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
    database_.prepare("UPDATE report SET partial = 0, warnings = ?2 WHERE id = ?1")
        .bind(stored.id, warnings_json(end.warnings))
        .run();
  add_own_copy(stored.id, end);
  return {Outcome::duplicate, 0, 0};
}

// The same identity with other content: a fuller report takes the place of a lesser one; of two that each
// hold something of their own, both count, or the one that the user chose to believe.
WriteResult ReportWriter::settle_conflict(const std::vector<Stored>& stored, const ReportEnd& end) {
  if (stored.size() >= most_variants) {
    roll_back_report();
    incomplete_document_ = end.document;
    return {Outcome::excess, 0, 0};
  }
  // What was settled once for the reports of a document stays so when it is read again for the sake of
  // others.
  if (is_read_again_ && gave_way(end)) return keep_stored(stored.front(), end);
  std::vector<Stored> superseded;
  for (const auto& one : stored) {
    const auto relation = relation_to(one.id);
    // Whatever a cut report holds, the whole one of its identity counts in its place, whichever came first.
    const bool cut_short = one.partial && !end.partial;
    const bool is_cut_short = end.partial && !one.partial;
    if ((relation == Relation::holds_new && !cut_short) || is_cut_short) return keep_stored(one, end);
    const bool is_less = relation == Relation::within_new || cut_short;
    const bool is_chosen = on_conflict_ == OnConflict::last;
    if (!is_less && is_chosen)
      database_.prepare("INSERT OR IGNORE INTO given_way SELECT content FROM report WHERE id = ?1")
          .bind(one.id)
          .run();
    if (is_less || is_chosen) superseded.push_back(one);
  }
  if (!superseded.empty()) return supersede(superseded, stored.back().variant + 1, end);
  if (on_conflict_ != OnConflict::all) {
    const auto kept = keep_stored(stored.front(), end);
    database_.prepare("INSERT OR IGNORE INTO given_way VALUES (?1)")
        .bind(Statement::Blob{bytes_of(end.content)})
        .run();
    return kept;
  }
  complete_report(end, stored.back().variant + 1, Warning{"conflict", "variant", 1});
  release_report();
  return {Outcome::variant, records_, messages_};
}

bool ReportWriter::gave_way(const ReportEnd& end) {
  auto find = database_.prepare("SELECT 1 FROM given_way WHERE content = ?1");
  return find.bind(Statement::Blob{bytes_of(end.content)}).gives_a_row();
}

// Of a report whose identity is made of its content, a cut copy has another one. Those that may be the same
// report all the same: cut ones, or for a cut one any.
std::vector<ReportWriter::Stored> ReportWriter::kin_of(const ReportEnd& end) {
  if (!end.report_id && head_.org_name != unknown_organization) return {};
  auto find = database_.prepare(R"sql(
    SELECT report.id, records, messages, partial, 0, variant
    FROM report JOIN submitter ON submitter.id = report.submitter
    WHERE domain = ?1 AND last_day = ?2 AND begin = ?3 AND end = ?4 AND organization = ?5
      AND (report_id = ?6 OR (?7 AND report_id GLOB 'sha256:*')) AND (partial OR ?8)
    ORDER BY report.id LIMIT ?9)sql");
  return all_stored(find.bind(interner_.name(head_.policy.domain), booking_.last_day(), head_.begin,
                              head_.end, interner_.organization(head_.org_name), head_.report_id,
                              end.report_id.has_value(), end.partial,
                              static_cast<std::int64_t>(most_variants)));
}

// What is part of a whole report is the same one; whatever else is another report.
WriteResult ReportWriter::settle_kin(const std::vector<Stored>& kin, const ReportEnd& end) {
  std::vector<Stored> superseded;
  for (const auto& one : kin) {
    const auto relation = relation_to(one.id);
    if (relation == Relation::holds_new && end.partial) return keep_stored(one, end);
    if (relation == Relation::within_new && one.partial) superseded.push_back(one);
  }
  if (!superseded.empty()) return supersede(superseded, 0, end);
  complete_report(end, 0, overlap_warning(end, records_));
  release_report();
  return {Outcome::fresh, records_, messages_};
}

WriteResult ReportWriter::supersede(const std::vector<Stored>& superseded, std::int64_t free_variant,
                                    const ReportEnd& end) {
  WriteResult result{Outcome::replaced, records_, messages_};
  const auto report = report_;
  complete_report(end, free_variant, Warning{"conflict", "superseded", 1});
  daily_.flush();
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
  return !surplus.bind(report, of).gives_a_row();
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

}  // namespace ruascope
