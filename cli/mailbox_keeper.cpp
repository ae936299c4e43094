// SPDX-License-Identifier: MIT
#include "cli/mailbox_keeper.hpp"

#include "store/mailboxes.hpp"

#include <fmt/format.h>

namespace ruascope {

std::string account_of(const MailboxConfig& mailbox) {
  if (!mailbox.path.empty()) return mailbox.path;
  const auto port = mailbox.port > 0 ? mailbox.port : usual_port(mailbox.security);
  return fmt::format("{}@{}:{}", mailbox.user, mailbox.host, port);
}

MessageFate FateWatch::fate() {
  const auto& counts = session_.counts();
  const auto refused = counts.ignored_by.find("refused_report");  // the user has it dropped: that is done
  const auto ours = counts.reports_new + counts.reports_duplicate + counts.reports_replaced +
                    counts.reports_variant + counts.rejections_new + counts.rejections_duplicate +
                    (refused == counts.ignored_by.end() ? 0 : refused->second);
  const bool has_ours = ours > std::exchange(ours_, ours);
  const bool is_unreadable = counts.unreadable > std::exchange(unreadable_, counts.unreadable);
  if (is_unreadable) return MessageFate::unreadable;
  return has_ours ? MessageFate::stored : MessageFate::foreign;
}

FolderState stored_state(Sqlite& store, const std::string& account, const std::string& folder) {
  const auto progress = folder_progress(store, account, folder);
  FolderState state;
  if (!progress) return state;
  state.validity = static_cast<std::uint32_t>(progress->validity);
  state.last_uid = static_cast<Uid>(progress->last_uid);
  for (const auto& [uid, is_failure] : progress->waiting)
    state.waiting.push_back(
        {static_cast<Uid>(uid), is_failure ? MessageFate::unreadable : MessageFate::stored});
  return state;
}

void MailboxKeeper::commit(const std::string& folder, const FolderState& state) {
  FolderProgress progress{state.validity, state.last_uid, {}};
  for (const auto& one : state.waiting)
    progress.waiting.push_back({one.uid, one.fate == MessageFate::unreadable});
  session_.commit_with([&] { set_folder_progress(store_, account_, folder, progress); });
}

}  // namespace ruascope
