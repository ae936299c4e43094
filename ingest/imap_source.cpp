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
constexpr std::size_t sizes_at_once = 500;

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

bool changes_mail(const ImapMailbox& mailbox) {
  return mailbox.after.kind != AfterReading::Kind::keep ||
         mailbox.after_failure.kind != AfterReading::Kind::keep;
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
    const auto opened = client.open(folder_, !changes_mail(mailbox_));
    state_ = keeper_.state_of(folder_);
    // Other UIDs: all is read again, and what is known by its content is known.
    if (state_.validity != opened.validity) state_ = {opened.validity, 0, {}};
    deal_with_waiting(client);
    const auto uids = opened.messages == 0 ? std::vector<Uid>{} : client.uids_from(state_.last_uid + 1);
    for (std::size_t at = 0; at < uids.size(); at += sizes_at_once) {
      const auto end = std::min(at + sizes_at_once, uids.size());
      const std::vector<Uid> some(uids.begin() + static_cast<std::ptrdiff_t>(at),
                                  uids.begin() + static_cast<std::ptrdiff_t>(end));
      if (!read_some(client, some, progressed)) return false;
    }
    return true;
  }

 private:
  bool read_some(ImapClient& client, const std::vector<Uid>& uids, const std::function<void()>& progressed) {
    const auto sizes = client.sizes(uids);
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

  bool read_batch(ImapClient& client, const std::vector<Uid>& batch) {
    goes_on_ = true;
    std::map<Uid, MessageFate> read;
    std::shared_ptr<const SeekableSource> body;
    try {
      client.fetch(batch, {[&](ByteStream& bytes, std::int64_t) { body = take(bytes); },
                           [&](Uid uid) {
                             if (goes_on_ && !read.contains(uid))
                               read.emplace(uid, read_message(uid, std::move(body)));
                             body = nullptr;
                           }});
    } catch (const ImapError&) {
      commit(read, up_to_first_missing(batch, read));
      for (const auto uid : batch)
        if (!read.contains(uid)) {
          ++troubles_[{folder_, uid}];
          break;
        }
      throw;
    }
    if (!goes_on_) {
      commit(read, up_to_first_missing(batch, read));
      return false;
    }
    if (const auto missing = withheld(client, batch, read)) {
      commit(read, up_to_first_missing(batch, read));
      ++troubles_[{folder_, *missing}];
      throw ImapError(ImapFault::protocol,
                      fmt::format("{} was not given, and is there", origin_of(*missing)));
    }
    commit(read, batch.back());
    deal_with_waiting(client);
    return true;
  }

  // The first message that was asked for, did not come, and is there all the same. Others are gone.
  static std::optional<Uid> withheld(ImapClient& client, const std::vector<Uid>& batch,
                                     const std::map<Uid, MessageFate>& read) {
    std::vector<Uid> missing;
    std::copy_if(batch.begin(), batch.end(), std::back_inserter(missing),
                 [&](Uid uid) { return !read.contains(uid); });
    const auto there = client.sizes(missing);
    if (there.empty()) return std::nullopt;
    return there.begin()->first;
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
    if (troubles >= most_troubles)
      refuse(uid, "fetch", fmt::format("the connection ended {} times while it was fetched", troubles));
    else
      refuse(uid, "limit:message-bytes",
             fmt::format("a message of {} bytes; more than {} are not fetched", size, limits_.message_bytes));
    commit({{uid, keeper_.fate()}}, uid);
    deal_with_waiting(client);
  }

  static Uid up_to_first_missing(const std::vector<Uid>& batch, const std::map<Uid, MessageFate>& read) {
    Uid last = 0;
    for (const auto uid : batch) {
      if (!read.contains(uid)) break;
      last = uid;
    }
    return last;
  }

  const AfterReading& after(MessageFate fate) const {
    return fate == MessageFate::unreadable ? mailbox_.after_failure : mailbox_.after;
  }

  void commit(const std::map<Uid, MessageFate>& read, Uid last) {
    for (const auto& [uid, fate] : read) {
      const bool waits = fate != MessageFate::foreign && after(fate).kind != AfterReading::Kind::keep;
      if (waits && uid <= last) state_.waiting.push_back({uid, fate});
    }
    state_.last_uid = std::max(state_.last_uid, last);
    keeper_.commit(folder_, state_);
  }

  void advance(Uid last) { commit({}, last); }

  // What is stored for good may be moved, marked or removed.
  void deal_with_waiting(ImapClient& client) {
    for (const auto fate : {MessageFate::stored, MessageFate::unreadable}) {
      std::vector<Uid> uids;
      for (const auto& one : state_.waiting)
        if (one.fate == fate) uids.push_back(one.uid);
      if (uids.empty() || refused_.contains(fate)) continue;
      for (std::size_t at = 0; at < uids.size(); at += sizes_at_once) {
        const auto end = std::min(at + sizes_at_once, uids.size());
        if (!act(client, after(fate),
                 {uids.begin() + static_cast<std::ptrdiff_t>(at),
                  uids.begin() + static_cast<std::ptrdiff_t>(end)}))
          refused_.insert(fate);
      }
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
                              counted(static_cast<std::int64_t>(uids.size()), "message"), error.what()));
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
        ImapClient client(hooks_.connect(mailbox_.account));
        work(client);
        return client.log_out();
      } catch (const ImapError& error) {
        if (!error.may_pass() || ++failures_ >= mailbox_.attempts || hooks_.should_stop()) throw;
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
  return goes_on;
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
      for (std::size_t at = 0; at < uids.size(); at += sizes_at_once) {
        const auto end = std::min(at + sizes_at_once, uids.size());
        for (const auto& [uid, size] : client.sizes({uids.begin() + static_cast<std::ptrdiff_t>(at),
                                                     uids.begin() + static_cast<std::ptrdiff_t>(end)}))
          one.bytes += size;
      }
      outlook.push_back(std::move(one));
    }
  });
  return outlook;
}

}  // namespace ruascope
