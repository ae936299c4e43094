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
ImapHooks imap_hooks(std::function<void(const std::string&)> warn);

// Where the messages of one mailbox go.
struct MailboxRun {
  Context& context;
  ImportSession& session;
  FileFates& fates;  // that the session's hook fills
  FeedbackOptions options;
  std::function<void(const std::string&)> warn;
};

// Reads what is new in a mailbox, and notes the visit. Throws what keeps it from being read; what was
// committed stays.
void read_mailbox(const MailboxConfig& mailbox, const MailboxRun& run);

}  // namespace ruascope
