// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"
#include "cli/import_session.hpp"
#include "ingest/imap_source.hpp"

#include <string>

namespace ruascope {

// "user@host:port": what the progress of a mailbox is kept under.
std::string account_of(const MailboxConfig& mailbox);

// How far a folder was read, as the store has it.
FolderState stored_state(Sqlite& store, const std::string& account, const std::string& folder);

// What a session made of the input that it was given last, told by how its counts have changed.
class FateWatch {
 public:
  explicit FateWatch(const ImportSession& session) : session_(session) {}
  MessageFate fate();

 private:
  const ImportSession& session_;
  std::int64_t ours_ = 0;  // reports and rejections so far
  std::int64_t unreadable_ = 0;
};

// Keeps the progress of a mailbox in the store, in one transaction with what was read.
class MailboxKeeper final : public FolderKeeper {
 public:
  MailboxKeeper(Sqlite& store, ImportSession& session, FateWatch& watch, std::string account)
      : store_(store), session_(session), watch_(watch), account_(std::move(account)) {}

  FolderState state_of(const std::string& folder) override { return stored_state(store_, account_, folder); }
  MessageFate fate() override { return watch_.fate(); }
  void commit(const std::string& folder, const FolderState& state) override;

 private:
  Sqlite& store_;
  ImportSession& session_;
  FateWatch& watch_;
  std::string account_;
};

}  // namespace ruascope
