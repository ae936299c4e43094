// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/imap_client.hpp"
#include "ingest/model/sink.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ruascope {

// What becomes of messages once what was in them is stored.
struct AfterReading {
  enum class Kind { keep, seen, move, remove } kind = Kind::keep;
  std::string folder;  // to move to
  bool changes_mail() const { return kind != Kind::keep; }
  bool operator==(const AfterReading&) const = default;
};

// What a message was found to be. `foreign`: nothing of ours was in it; it is left alone.
enum class MessageFate { stored, unreadable, foreign };

// How far a folder was read.
struct FolderState {
  std::uint32_t validity = 0;  // 0: never read
  Uid last_uid = 0;            // all up to it were read
  // Messages that were read and committed, and are still to be moved, marked or removed.
  struct Waiting {
    Uid uid = 0;
    MessageFate fate = MessageFate::stored;
  };
  std::vector<Waiting> waiting;
};

// Remembers how far mailboxes were read; implemented over the store.
class FolderKeeper {
 public:
  virtual ~FolderKeeper() = default;
  virtual FolderState state_of(const std::string& folder) = 0;
  // What became of the message that was read last.
  virtual MessageFate fate() = 0;
  // Makes all that was read durable, and that this was how far, at once or not at all.
  virtual void commit(const std::string& folder, const FolderState& state) = 0;
};

// A mailbox on a server, and what to do with it.
struct ImapMailbox {
  std::string name;
  ImapAccount account;
  std::vector<std::string> folders{"INBOX"};  // names or patterns with "*" and "%"
  AfterReading after, after_failure;
  std::int64_t attempts = 5;  // in a row without a message between them
};

struct ImapHooks {
  std::function<void(std::chrono::seconds)> wait;
  std::function<void(const std::string&)> warn;  // one line
  std::function<bool()> should_stop;
  std::function<std::unique_ptr<ImapChannel>(const ImapAccount&)> connect = connect_imap;
};

// What a folder holds that was not read yet.
struct FolderOutlook {
  std::string folder;
  std::int64_t messages = 0;  // in it
  std::int64_t unread = 0;    // not read by us
  std::int64_t bytes = 0;     // of those
};

// Reads what is new in a mailbox into the sink, a batch after the other: fetched, read, committed, and only
// then moved, marked or removed. A connection that is lost is made again. Throws ImapError for what lasts;
// what was committed until then stays. False: it was stopped.
bool fetch_mailbox(const ImapMailbox& mailbox, const FeedbackOptions& options, FolderKeeper& keeper,
                   Sink& sink, const ImapHooks& hooks);

// Looks, and changes nothing.
std::vector<FolderOutlook> look_at_mailbox(
    const ImapMailbox& mailbox, const std::function<FolderState(const std::string& folder)>& state_of,
    const ImapHooks& hooks);

}  // namespace ruascope
