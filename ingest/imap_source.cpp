// SPDX-License-Identifier: MIT
#include "ingest/imap_source.hpp"

#include "ingest/input_reader.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_batch_messages = 50;
constexpr std::int64_t most_batch_bytes = 8 << 20;
constexpr std::size_t most_named = 500;  // UIDs of one command

bool is_pattern(const std::string& name) { return name.find_first_of("*%") != std::string::npos; }

// The folders that are meant, each once; those that messages are moved to are not read.
std::vector<std::string> folders_of(ImapClient& client, const ImapMailbox& mailbox) {
  std::vector<std::string> names;
  for (const auto& wanted : mailbox.folders) {
    auto found = is_pattern(wanted) ? client.folders(wanted) : std::vector{wanted};
    for (auto& name : found) {
      const bool is_target =
          is_pattern(wanted) &&
          ((mailbox.after.kind == AfterReading::Kind::move && name == mailbox.after.folder) ||
           (mailbox.after_failure.kind == AfterReading::Kind::move && name == mailbox.after_failure.folder));
      if (!is_target && std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
    }
  }
  return names;
}

// Calls `work` with as many of them at a time as a command may name, until it returns false; false then.
template <class Work>
bool in_pieces(const std::vector<Uid>& uids, const Work& work) {
  for (std::size_t at = 0; at < uids.size(); at += most_named) {
    const auto begin = uids.begin() + static_cast<std::ptrdiff_t>(at);
    const auto length = static_cast<std::ptrdiff_t>(std::min(most_named, uids.size() - at));
    if (!work(std::vector<Uid>(begin, begin + length))) return false;
  }
  return true;
}

// Messages at which a connection ended: such a one is asked for alone, and given up in the end.
using Troubles = std::map<std::pair<std::string, Uid>, std::int64_t>;
constexpr std::int64_t most_troubles = 3;

// One folder on one connection.
class FolderReader {
 public:
  FolderReader(const ImapMailbox& mailbox, const FeedbackOptions& options, FolderKeeper& keeper, Sink& sink,
               const ImapHooks& hooks, Troubles& troubles, std::string folder)
      : mailbox_(mailbox),
        limits_(options.limits),
        keeper_(keeper),
        sink_(sink),
        hooks_(hooks),
        troubles_(troubles),
        reader_(options, sink),
        folder_(std::move(folder)) {}

  // False: stopped. `progressed` is called after each batch.
  bool read(ImapClient& client, const std::function<void()>& progressed) {
    const auto opened =
        client.open(folder_, !mailbox_.after.changes_mail() && !mailbox_.after_failure.changes_mail());
    state_ = keeper_.state_of(folder_);
    if (opened.validity == 0)
      throw ImapError(ImapFault::refused,
                      fmt::format("{}/{}: the server gives no UIDVALIDITY", mailbox_.name, folder_));
    // Other UIDs: all is read again, and what is known by its content is known.
    if (state_.validity != opened.validity) state_ = {opened.validity, 0, {}};
    deal_with_waiting(client);
    const bool has_more = opened.messages > 0 && state_.last_uid < UINT32_MAX;
    const auto uids = has_more ? client.uids_from(state_.last_uid + 1) : std::vector<Uid>{};
    return in_pieces(uids, [&](const std::vector<Uid>& some) { return read_some(client, some, progressed); });
  }

 private:
  bool read_some(ImapClient& client, const std::vector<Uid>& uids, const std::function<void()>& progressed) {
    chunk_ = uids;
    const auto sizes = sizes_of(client, uids);
    std::vector<Uid> batch;
    std::int64_t bytes = 0;
    const auto flush = [&] {
      if (batch.empty()) return true;
      const bool goes_on = read_batch(client, batch);
      batch.clear();
      bytes = 0;
      progressed();
      return goes_on && !hooks_.should_stop();
    };
    for (const auto uid : uids) {
      const auto found = sizes.find(uid);
      if (found == sizes.end()) continue;  // it is gone meanwhile
      const auto size = found->second;
      const auto troubles = troubles_of(uid);
      const bool is_alone = troubles > 0 || size > limits_.message_bytes;
      const bool is_full = batch.size() >= most_batch_messages || bytes + size > most_batch_bytes;
      if ((is_full || is_alone) && !flush()) return false;
      if (troubles >= most_troubles && !gives_another(client, uid))
        throw ImapError(ImapFault::lost,
                        fmt::format("the connection ends each time {} is fetched", origin_of(uid)));
      if (troubles >= most_troubles || size > limits_.message_bytes) {
        give_up(client, uid, troubles, size);
        continue;
      }
      batch.push_back(uid);
      bytes += size;
      if (is_alone && !flush()) return false;
    }
    const bool goes_on = flush();
    if (goes_on && !uids.empty() && state_.last_uid < uids.back()) advance(uids.back());
    return goes_on;
  }

  // Those of messages that are there; one whose size is not told has none.
  static std::map<Uid, std::int64_t> sizes_of(ImapClient& client, const std::vector<Uid>& uids) {
    auto sizes = client.sizes(uids);
    std::vector<Uid> untold;
    std::copy_if(uids.begin(), uids.end(), std::back_inserter(untold),
                 [&](Uid uid) { return !sizes.contains(uid); });
    for (const auto uid : client.still_there(untold)) sizes[uid] = 0;
    return sizes;
  }

  using Bodies = std::map<Uid, std::shared_ptr<const SeekableSource>>;

  // Fetched whole before any of it is read: the store is not kept waiting for the server.
  bool read_batch(ImapClient& client, const std::vector<Uid>& batch) {
    Bodies bodies;
    try {
      fetch(client, batch, bodies);
      if (const auto uid = withheld(client, batch, bodies))
        throw ImapError(ImapFault::protocol, fmt::format("{} was not given, and is there", origin_of(*uid)));
    } catch (const ImapError& error) {
      const auto missing =
          std::find_if(batch.begin(), batch.end(), [&](Uid uid) { return !bodies.contains(uid); });
      read_bodies(bodies, missing == batch.begin() ? 0 : *std::prev(missing));
      if (!goes_on_) return false;
      if (error.fault() == ImapFault::refused) return read_singly(client, {missing, batch.end()}, error);
      if (missing != batch.end()) ++troubles_[{folder_, *missing}];
      throw;
    }
    read_bodies(bodies, batch.back());
    if (goes_on_) deal_with_waiting(client);
    return goes_on_;
  }

  void fetch(ImapClient& client, const std::vector<Uid>& batch, Bodies& bodies) const {
    std::shared_ptr<const SeekableSource> body;
    client.fetch(batch, {[&](ByteStream& bytes, std::int64_t) { body = take(bytes); },
                         [&](Uid uid) {
                           const bool is_asked = std::binary_search(batch.begin(), batch.end(), uid);
                           if (is_asked) bodies.emplace(uid, std::move(body));
                           body = nullptr;
                         }});
  }

  // Reads what was fetched, and notes that all up to `last` was read.
  void read_bodies(Bodies& bodies, Uid last) {
    goes_on_ = true;
    std::map<Uid, MessageFate> read;
    for (auto& [uid, body] : bodies) {
      if (uid > last) break;
      read.emplace(uid, read_message(uid, std::move(body)));
      if (goes_on_ || uid == last) continue;
      last = uid;
      break;
    }
    commit(read, last);
  }

  // What a server will not give with others it may give alone; one that it will not give is told by its name.
  bool read_singly(ImapClient& client, const std::vector<Uid>& uids, const ImapError& error) {
    if (uids.size() == 1) {
      ++troubles_[{folder_, uids.front()}];
      if (!gives_another(client, uids.front())) throw error;
      refuse(uids.front(), "fetch", error.what());
      advance(uids.front());
      return goes_on_;
    }
    return std::all_of(uids.begin(), uids.end(), [&](Uid uid) { return read_batch(client, {uid}); });
  }

  // The first message that was asked for, did not come, and is there all the same. Others are gone.
  static std::optional<Uid> withheld(ImapClient& client, const std::vector<Uid>& batch,
                                     const Bodies& bodies) {
    std::vector<Uid> missing;
    std::copy_if(batch.begin(), batch.end(), std::back_inserter(missing),
                 [&](Uid uid) { return !bodies.contains(uid); });
    const auto there = client.still_there(missing);
    if (there.empty()) return std::nullopt;
    return there.front();
  }

  // A message is given up only where the server gives another: else it is the server that fails.
  bool gives_another(ImapClient& client, Uid uid) const {
    constexpr int most_tries = 3;
    int tries = 0;
    bool is_given = false;
    for (auto other = chunk_.rbegin(); other != chunk_.rend() && !is_given && tries < most_tries; ++other) {
      if (*other == uid || troubles_of(*other) > 0) continue;
      ++tries;
      try {
        client.fetch({*other}, {[](ByteStream&, std::int64_t) {}, [&](Uid) { is_given = true; }});
      } catch (const ImapError& error) {
        if (error.fault() != ImapFault::refused) throw;
      }
    }
    return is_given;
  }

  // One that is larger than it said is refused when it is read; its bytes need not be held.
  std::shared_ptr<const SeekableSource> take(ByteStream& bytes) const {
    try {
      return spool(bytes, limits_.message_bytes, "message-bytes");
    } catch (const ReadError&) {
      return nullptr;
    }
  }

  std::string origin_of(Uid uid) const { return fmt::format("{}/{}#{}", mailbox_.name, folder_, uid); }

  MessageFate read_message(Uid uid, std::shared_ptr<const SeekableSource> body) {
    if (body == nullptr)
      refuse(uid, "limit:message-bytes", "larger than it said, and than is read");
    else
      goes_on_ = reader_.read({origin_of(uid), std::move(body)});
    return keeper_.fate();
  }

  void refuse(Uid uid, const std::string& reason, const std::string& what) {
    const auto origin = origin_of(uid);
    const auto hint =
        reason == "limit:message-bytes" ? "limits.message-bytes in the configuration moves the limit" : "";
    sink_.unreadable({origin, "", reason, what, hint}, {origin, nullptr, std::nullopt});
    goes_on_ = sink_.input_done(origin, 0);
  }

  std::int64_t troubles_of(Uid uid) const {
    const auto found = troubles_.find({folder_, uid});
    return found == troubles_.end() ? 0 : found->second;
  }

  // It is told by its name, and keeps the others from nothing.
  void give_up(ImapClient& client, Uid uid, std::int64_t troubles, std::int64_t size) {
    if (troubles >= most_troubles) {
      refuse(uid, "fetch", fmt::format("the connection ended {} times while it was fetched", troubles));
      return advance(uid);
    }
    refuse(uid, "limit:message-bytes",
           fmt::format("a message of {} bytes; more than {} are not fetched", size, limits_.message_bytes));
    commit({{uid, keeper_.fate()}}, uid);
    deal_with_waiting(client);
  }

  const AfterReading& after(MessageFate fate) const {
    return fate == MessageFate::unreadable ? mailbox_.after_failure : mailbox_.after;
  }

  void commit(const std::map<Uid, MessageFate>& read, Uid last) {
    for (const auto& [uid, fate] : read) {
      const bool waits = fate != MessageFate::foreign && after(fate).changes_mail();
      if (waits && uid <= last) state_.waiting.push_back({uid, fate});
    }
    state_.last_uid = std::max(state_.last_uid, last);
    keeper_.commit(folder_, state_);
  }

  void advance(Uid last) {
    keeper_.fate();
    commit({}, last);
  }

  // What is stored for good may be moved, marked or removed.
  void deal_with_waiting(ImapClient& client) {
    for (const auto fate : {MessageFate::stored, MessageFate::unreadable}) {
      std::vector<Uid> uids;
      for (const auto& one : state_.waiting)
        if (one.fate == fate) uids.push_back(one.uid);
      if (uids.empty() || refused_.contains(fate)) continue;
      // Each piece is tried: one that is refused keeps no other from going.
      in_pieces(uids, [&](const std::vector<Uid>& some) {
        if (!act(client, after(fate), some)) refused_.insert(fate);
        return true;
      });
      if (refused_.contains(fate)) continue;
      std::erase_if(state_.waiting, [&](const FolderState::Waiting& one) { return one.fate == fate; });
      keeper_.commit(folder_, state_);
    }
  }

  // False if the server will not: the messages stay, and are tried again the next time.
  bool act(ImapClient& client, const AfterReading& after, const std::vector<Uid>& uids) {
    try {
      switch (after.kind) {
        case AfterReading::Kind::keep: break;
        case AfterReading::Kind::seen: client.mark_seen(uids); break;
        case AfterReading::Kind::move: client.move(uids, after.folder); break;
        case AfterReading::Kind::remove:
          if (!client.remove(uids))
            hooks_.warn(fmt::format(
                "{}/{}: the server has no UIDPLUS: messages are marked as deleted, and stay until "
                "the folder is expunged",
                mailbox_.name, folder_));
          break;
      }
      return true;
    } catch (const ImapError& error) {
      if (error.fault() != ImapFault::refused) throw;
      hooks_.warn(fmt::format("{}/{}: {} stored and left in place: {}", mailbox_.name, folder_,
                              counted(static_cast<std::int64_t>(uids.size()), "message"),
                              without_secrets(mailbox_.account, error.what())));
      return false;
    }
  }

  const ImapMailbox& mailbox_;
  const Limits& limits_;
  FolderKeeper& keeper_;
  Sink& sink_;
  const ImapHooks& hooks_;
  Troubles& troubles_;
  InputReader reader_;
  std::string folder_;
  FolderState state_;
  std::vector<Uid> chunk_;         // the messages that are looked at
  std::set<MessageFate> refused_;  // what the server will not have moved, marked or removed
  bool goes_on_ = true;
};

// Runs `work` on a connection; on another one where it was lost, as often as may be without progress between.
class PatientConnection {
 public:
  PatientConnection(const ImapMailbox& mailbox, const ImapHooks& hooks) : mailbox_(mailbox), hooks_(hooks) {}

  void run(const std::function<void(ImapClient&)>& work) {
    constexpr std::chrono::seconds longest{60};
    std::chrono::seconds pause{1};
    for (failures_ = 0;;) {
      try {
        ImapClient client(hooks_.connect(mailbox_.account), hooks_.should_stop);
        work(client);
        return client.log_out();
      } catch (const ImapError& failure) {
        if (hooks_.should_stop()) return;
        const ImapError error(failure.fault(), without_secrets(mailbox_.account, failure.what()),
                              failure.hint());
        if (!error.may_pass() || ++failures_ >= mailbox_.attempts) throw error;
        if (failures_ == 1) pause = std::chrono::seconds{1};
        hooks_.warn(fmt::format("{}: {}; trying again in {} s", mailbox_.name, error.what(), pause.count()));
      }
      hooks_.wait(pause);
      pause = std::min(pause * 2, longest);
    }
  }
  void progressed() { failures_ = 0; }

 private:
  const ImapMailbox& mailbox_;
  const ImapHooks& hooks_;
  std::int64_t failures_ = 0;
};

}  // namespace

bool fetch_mailbox(const ImapMailbox& mailbox, const FeedbackOptions& options, FolderKeeper& keeper,
                   Sink& sink, const ImapHooks& hooks) {
  PatientConnection connection(mailbox, hooks);
  Troubles troubles;
  bool goes_on = true;
  std::size_t done = 0;  // folders
  connection.run([&](ImapClient& client) {
    const auto folders = folders_of(client, mailbox);
    if (folders.empty())
      throw ImapError(ImapFault::refused, fmt::format("{}: no folder is called so", mailbox.name),
                      "ruascope mailboxes test");
    for (; goes_on && done < folders.size(); ++done) {
      FolderReader reader(mailbox, options, keeper, sink, hooks, troubles, folders[done]);
      goes_on = reader.read(client, [&] { connection.progressed(); });
    }
  });
  return goes_on && !hooks.should_stop();
}

std::vector<FolderOutlook> look_at_mailbox(
    const ImapMailbox& mailbox, const std::function<FolderState(const std::string& folder)>& state_of,
    const ImapHooks& hooks) {
  std::vector<FolderOutlook> outlook;
  PatientConnection(mailbox, hooks).run([&](ImapClient& client) {
    outlook.clear();
    for (const auto& folder : folders_of(client, mailbox)) {
      const auto opened = client.open(folder, true);
      const auto state = state_of(folder);
      const auto uids = client.uids_from(state.validity == opened.validity ? state.last_uid + 1 : 1);
      FolderOutlook one{folder, opened.messages, static_cast<std::int64_t>(uids.size()), 0};
      in_pieces(uids, [&](const std::vector<Uid>& some) {
        for (const auto& [uid, size] : client.sizes(some)) one.bytes += size;
        return true;
      });
      outlook.push_back(std::move(one));
    }
  });
  return outlook;
}

}  // namespace ruascope
