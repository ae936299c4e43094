// SPDX-License-Identifier: MIT
#include "cli/import_session.hpp"

#include "store/unreadable.hpp"

namespace ruascope {
namespace {

// Enough for the cost of a commit to vanish, little enough that an interrupted import has kept nearly all.
constexpr std::int64_t batch_rows = 20'000;

}  // namespace

std::int64_t ImportCounts::ignored() const {
  std::int64_t sum = 0;
  for (const auto& [kind, number] : ignored_by) sum += number;
  return sum;
}

ImportSession::ImportSession(Sqlite& store, Hooks hooks)
    : store_(store), writer_(store), hooks_(std::move(hooks)) {}

bool ImportSession::recognizes(const Digest& document, const Document& copy) {
  const auto reports = writer_.recognize(document, copy, hooks_.now());
  counts_.reports_duplicate += reports;
  return reports > 0;
}

void ImportSession::begin_report(const ReportHead& head, const Document& document) {
  writer_.begin(head, document, hooks_.now());
}

void ImportSession::add_records(std::span<const Record> records) { writer_.add(records); }

Outcome ImportSession::finish_report(const ReportEnd& end) {
  const auto result = writer_.finish(end);
  switch (result.outcome) {
    case Outcome::fresh: ++counts_.reports_new; break;
    case Outcome::duplicate: ++counts_.reports_duplicate; break;
    case Outcome::replaced: ++counts_.reports_replaced; break;
    case Outcome::variant: ++counts_.reports_variant; break;
    case Outcome::refused: ++counts_.ignored_by["refused_report"]; break;
  }
  counts_.records += result.records;
  counts_.messages += result.messages;
  if (result.outcome != Outcome::duplicate)
    for (const auto& warning : end.warnings) counts_.warnings += warning.times;
  return result.outcome;
}

void ImportSession::abandon_report() { writer_.abandon(); }

void ImportSession::unreadable(const Unreadable& what, const Document&) {
  ++counts_.unreadable;
  writer_.ensure_transaction();
  keep_unreadable(store_, what, hooks_.now());
  hooks_.on_unreadable(what);
}

void ImportSession::ignored(std::string_view kind, const std::string&) {
  ++counts_.ignored_by[std::string{kind}];
}

bool ImportSession::input_done(const std::string&, std::int64_t bytes) {
  ++counts_.inputs;
  counts_.bytes += bytes;
  if (writer_.uncommitted() >= batch_rows) commit();
  hooks_.on_input(counts_);
  return !hooks_.should_stop();
}

void ImportSession::commit() { writer_.commit(); }

}  // namespace ruascope
