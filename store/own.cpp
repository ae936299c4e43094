// SPDX-License-Identifier: MIT
#include "store/own.hpp"

namespace ruascope {

std::vector<OwnEntry> own_entries(Sqlite& database) {
  std::vector<OwnEntry> entries;
  auto rows = database.prepare("SELECT kind, value, note FROM own ORDER BY kind, value");
  while (rows.step())
    entries.push_back(
        {static_cast<OwnKind>(rows.integer(0)), std::string{rows.text(1)}, std::string{rows.text(2)}});
  return entries;
}

bool add_own(Sqlite& database, const OwnEntry& entry, std::int64_t now) {
  const auto kind = static_cast<std::int64_t>(entry.kind);
  Transaction transaction(database);
  const bool is_known = database.prepare("SELECT 1 FROM own WHERE kind = ?1 AND value = ?2")
                            .bind(kind, entry.value)
                            .gives_a_row();
  database
      .prepare(R"sql(
        INSERT INTO own (kind, value, note, added_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET note = excluded.note WHERE excluded.note <> '')sql")
      .bind(kind, entry.value, entry.note, now)
      .run();
  transaction.commit();
  return !is_known;
}

bool remove_own(Sqlite& database, OwnKind kind, const std::string& value) {
  database.prepare("DELETE FROM own WHERE kind = ?1 AND value = ?2")
      .bind(static_cast<std::int64_t>(kind), value)
      .run();
  return database.changes() > 0;
}

std::vector<ToldFinding> told_findings(Sqlite& database) {
  std::vector<ToldFinding> findings;
  auto rows = database.prepare("SELECT code, domain, subject, severity FROM told_finding");
  while (rows.step())
    findings.push_back(
        {std::string{rows.text(0)}, std::string{rows.text(1)}, std::string{rows.text(2)}, rows.integer(3)});
  return findings;
}

void keep_told_findings(Sqlite& database, const std::vector<ToldFinding>& findings) {
  Transaction transaction(database);
  database.execute("DELETE FROM told_finding");
  auto add =
      database.prepare("INSERT INTO told_finding (code, domain, subject, severity) VALUES (?1, ?2, ?3, ?4)");
  for (const auto& [code, domain, subject, severity] : findings)
    add.bind(code, domain, subject, severity).run();
  transaction.commit();
}

}  // namespace ruascope
