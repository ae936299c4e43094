// SPDX-License-Identifier: MIT
#include "store/mailboxes.hpp"

namespace ruascope {
namespace {

std::optional<std::int64_t> folder_id(Sqlite& store, const std::string& account, const std::string& folder) {
  auto row = store.prepare("SELECT id FROM mailbox_folder WHERE account = ?1 AND folder = ?2");
  row.bind(account, folder);
  if (!row.step()) return std::nullopt;
  return row.integer(0);
}

}  // namespace

std::optional<FolderProgress> folder_progress(Sqlite& store, const std::string& account,
                                              const std::string& folder) {
  const auto id = folder_id(store, account, folder);
  if (!id) return std::nullopt;
  FolderProgress progress;
  auto row = store.prepare("SELECT validity, last_uid FROM mailbox_folder WHERE id = ?1");
  row.bind(*id).step();
  progress.validity = row.integer(0);
  progress.last_uid = row.integer(1);
  auto waiting = store.prepare("SELECT uid, is_failure FROM mailbox_waiting WHERE folder = ?1 ORDER BY uid");
  waiting.bind(*id);
  while (waiting.step()) progress.waiting.push_back({waiting.integer(0), waiting.integer(1) != 0});
  return progress;
}

void set_folder_progress(Sqlite& store, const std::string& account, const std::string& folder,
                         const FolderProgress& progress) {
  store
      .prepare(R"sql(
        INSERT INTO mailbox_folder (account, folder, validity, last_uid) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET validity = excluded.validity, last_uid = excluded.last_uid)sql")
      .bind(account, folder, progress.validity, progress.last_uid)
      .run();
  const auto id = *folder_id(store, account, folder);
  store.prepare("DELETE FROM mailbox_waiting WHERE folder = ?1").bind(id).run();
  auto add =
      store.prepare("INSERT OR REPLACE INTO mailbox_waiting (folder, uid, is_failure) VALUES (?1, ?2, ?3)");
  for (const auto& [uid, is_failure] : progress.waiting)
    add.bind(id, uid, static_cast<std::int64_t>(is_failure)).run();
}

void note_visit(Sqlite& store, const MailboxVisit& visit) {
  store
      .prepare(R"sql(
        INSERT INTO mailbox_visit (account, at, messages, error) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT DO UPDATE SET at = excluded.at, messages = excluded.messages, error = excluded.error)sql")
      .bind(visit.account, visit.at, visit.messages, visit.error)
      .run();
}

std::optional<MailboxVisit> last_visit(Sqlite& store, const std::string& account) {
  auto row = store.prepare("SELECT at, messages, error FROM mailbox_visit WHERE account = ?1");
  row.bind(account);
  if (!row.step()) return std::nullopt;
  return MailboxVisit{account, row.integer(0), row.integer(1), std::string{row.text(2)}};
}

std::vector<FolderRow> list_folders(Sqlite& store, const std::string& account) {
  std::vector<FolderRow> folders;
  auto rows = store.prepare(R"sql(
    SELECT folder, last_uid, (SELECT count(*) FROM mailbox_waiting WHERE mailbox_waiting.folder = mailbox_folder.id)
    FROM mailbox_folder WHERE account = ?1 ORDER BY folder)sql");
  rows.bind(account);
  while (rows.step()) folders.push_back({std::string{rows.text(0)}, rows.integer(1), rows.integer(2)});
  return folders;
}

}  // namespace ruascope
