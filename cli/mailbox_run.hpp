// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.hpp"
#include "cli/import_session.hpp"
#include "cli/local_mailbox.hpp"
#include "ingest/feedback.hpp"
#include "ingest/imap_source.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ruascope {

// The configured mailboxes of these names, in this order; all where there are none. Throws UsageError for a
// name that is none, and where no mailbox is configured.
std::vector<MailboxConfig> chosen_mailboxes(const Config& config, const std::vector<std::string>& names);

// A mailbox on a server with its secrets, which are read now.
ImapMailbox imap_mailbox(const MailboxConfig& mailbox, std::ostream& err);
// `warn` hears of what goes on without help.
ImapHooks imap_hooks(std::function<void(const std::string&)> warn);

// Reads mailboxes into the store, one after the other, and says what a person at the terminal should know.
class MailboxReading {
 public:
  explicit MailboxReading(Context& context);

  // Reads what is new in a mailbox, and notes the visit. Throws what keeps it from being read; what was
  // committed stays.
  void read(const MailboxConfig& mailbox);
  // Takes the progress away, so that other messages can be written.
  void pause() { progress_.clear(); }
  const ImportCounts& counts() const { return session_.counts(); }
  double seconds() const { return progress_.seconds(); }

 private:
  ImportSession::Hooks hooks();
  void read_files(const MailboxConfig& mailbox);
  void read_account(const MailboxConfig& mailbox);
  void warn(const std::string& words);

  Context& context_;
  Progress progress_;
  FeedbackOptions options_;
  ImportSession session_;
  FateWatch watch_;
  std::string last_origin_;  // of what was read
};

}  // namespace ruascope
