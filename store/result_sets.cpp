// SPDX-License-Identifier: MIT
#include "store/result_sets.hpp"

#include "ingest/model/report.hpp"

namespace ruascope {

const std::string& TextLookup::of(std::int64_t id) {
  if (const auto found = texts_.find(id); found != texts_.end()) return found->second;
  find_.bind(id);
  std::string text = find_.step() ? std::string{find_.blob(0)} : std::string{};
  find_.reset();
  return texts_.emplace(id, std::move(text)).first->second;
}

ResultSetLookup::ResultSetLookup(Sqlite& database)
    : find_(database.prepare(R"sql(
        SELECT header_from.name, envelope_from.name, envelope_to.name, dkim, spf, derived, reasons, dkim_results,
          spf_results
        FROM result_set
          JOIN name AS header_from ON header_from.id = result_set.header_from
          LEFT JOIN name AS envelope_from ON envelope_from.id = result_set.envelope_from
          LEFT JOIN name AS envelope_to ON envelope_to.id = result_set.envelope_to
        WHERE result_set.id = ?1)sql")) {}

const ResultSetLookup::Entry& ResultSetLookup::of(std::int64_t id) {
  if (const auto found = entries_.find(id); found != entries_.end()) return found->second;
  if (entries_.size() >= most_remembered) entries_.clear();
  find_.bind(id);
  Entry entry;
  if (find_.step()) {
    auto& results = entry.results;
    results.header_from = find_.text(0);
    results.envelope_from = find_.optional_text(1);
    results.envelope_to = find_.optional_text(2);
    results.dkim = static_cast<Verdict>(find_.integer(3));
    results.spf = static_cast<Verdict>(find_.integer(4));
    results.derived = find_.integer(5) != 0;
    results.reasons = find_.text(6);
    results.dkim_results = find_.text(7);
    results.spf_results = find_.text(8);
    entry.passes = passes_dmarc(results.dkim, results.spf);
    entry.has_reasons = results.reasons != "[]";
  }
  find_.reset();
  return entries_.emplace(id, std::move(entry)).first->second;
}

const std::vector<Signature>& ResultSetLookup::signatures(std::int64_t id) {
  of(id);
  auto& entry = entries_.at(id);
  if (!entry.signatures_read) entry.signatures = read_signatures(entry.results.dkim_results);
  entry.signatures_read = true;
  return entry.signatures;
}

void count_messages(MessageCounts& counts, std::int64_t messages, const ResultSetLookup::Entry& results,
                    Disposition disposition) {
  count_messages(counts, messages, {results.results.dkim, results.results.spf, results.has_reasons},
                 disposition);
}

}  // namespace ruascope
