// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/imap_response.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace ruascope {

using Uid = std::uint32_t;

// A folder as it was opened.
struct ImapFolder {
  std::uint32_t validity = 0;  // UIDVALIDITY: where it differs, all UIDs are other ones
  std::int64_t messages = 0;
};

// "1:3,7": UIDs for a command.
std::string uid_set(std::vector<Uid> uids);
// Back again; `most` bounds what a hostile server can make of "1:4294967295".
std::vector<Uid> parse_uid_set(std::string_view text, std::size_t most);

// What we ask of an IMAP4rev1 server (RFC 3501), with MOVE (RFC 6851), UIDPLUS (RFC 4315) and ESEARCH (RFC
// 4731) where it has them. Every call throws ImapError.
class ImapClient {
 public:
  // `should_stop` is asked before each wait for the server; then the connection counts as lost.
  explicit ImapClient(std::unique_ptr<ImapChannel> channel, std::function<bool()> should_stop = {});

  // Folders that match an IMAP pattern ("*" is anything, "%" anything but the separator), names in UTF-8.
  std::vector<std::string> folders(const std::string& pattern);
  // Read-only folders are left as they were found: no flag changes.
  ImapFolder open(const std::string& folder, bool read_only);
  // All UIDs from this one on, ascending.
  std::vector<Uid> uids_from(Uid first);
  // Those of them that are there.
  std::vector<Uid> still_there(const std::vector<Uid>& uids);
  // Sizes of messages in bytes, as the server tells them; of these alone, 0 to 2^40.
  std::map<Uid, std::int64_t> sizes(const std::vector<Uid>& uids);

  // Fetches messages without marking them. `on_body` takes the bytes of one, `on_message` hears whose they
  // were (a server may say so behind them). Messages that are gone are passed over.
  struct OnFetch {
    ImapReader::OnBody on_body;
    std::function<void(Uid)> on_message;
  };
  void fetch(const std::vector<Uid>& uids, const OnFetch& on_fetch);

  void mark_seen(const std::vector<Uid>& uids);
  void move(const std::vector<Uid>& uids, const std::string& folder);
  // False if they could but be marked: a server without UIDPLUS would remove what others have marked too.
  bool remove(const std::vector<Uid>& uids);
  // Ends politely; never throws.
  void log_out() noexcept;

 private:
  using OnUntagged = std::function<void(const ImapResponse&)>;
  void command(const std::string& words, const OnUntagged& on_untagged = {},
               const ImapReader::OnBody& on_body = {});
  std::vector<Uid> search(const std::string& criteria);
  void look_for_capabilities(const ImapResponse& response);
  bool has(const char* capability) const { return capabilities_.contains(capability); }

  std::unique_ptr<ImapChannel> channel_;
  ImapReader reader_;
  std::set<std::string> capabilities_;
  std::int64_t commands_ = 0;
  std::chrono::steady_clock::time_point deadline_;  // of the command that is answered
  bool is_leaving_ = false;
};

}  // namespace ruascope
