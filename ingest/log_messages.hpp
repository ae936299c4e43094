// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/rejection.hpp"

#include <cstdint>
#include <functional>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ruascope {

// What a log has told so far of a message that is on its way.
struct OpenMessage {
  std::string sender{};  // its envelope's, without <>
  bool has_sender = false;
  bool is_sender_sure = false;  // false: as it was handed in, before the server rewrote it
  std::string message_id{};     // without <>
  std::string from_domain{};    // of the From: header
  int authors = 0;              // in From:; 0 where it is not told
  std::int64_t last_seen = 0;   // rough_seconds() of its last line
  bool is_closed = false;       // the server is done with it
  std::vector<Rejection> held{};
  std::set<std::size_t> answered{};  // hashes of code and recipient

  bool is_null_sender() const { return has_sender && sender.empty(); }
  void take_sender(std::string_view address, bool is_sure = true);

 private:
  friend class OpenMessages;
  std::string key_{};
  std::size_t weight_ = 0;
};

// A message id without <>; empty if it is longer than any that counts.
std::string_view bare_message_id(std::string_view id);

// The messages of a log that are still on their way, and the last few that are not: at most `most_messages`
// and about `most_bytes`. Beyond that the oldest is forgotten first.
class OpenMessages {
 public:
  static constexpr std::size_t most_messages = 50'000;
  static constexpr std::size_t most_closed = 256;
  static constexpr std::size_t most_bytes = 64 << 20;

  // `finish` is called with each message that is closed or forgotten.
  explicit OpenMessages(std::function<void(OpenMessage&)> finish) : finish_(std::move(finish)) {}

  // Nullptr if none of this name is known.
  OpenMessage* find(std::string_view host, std::string_view instance, std::string_view id);
  // That of this name which is not closed; a new one if there is none.
  OpenMessage& open(std::string_view host, std::string_view instance, std::string_view id);
  void close(OpenMessage& message);
  // What was known of it belongs to a message that had the same name before.
  void restart(OpenMessage& message);
  // True if `message` had no answer with `code` for `recipient` yet.
  bool is_first_answer(OpenMessage& message, std::string_view recipient, int code);
  void hold(OpenMessage& message, Rejection rejection);
  // Closes all, the oldest first.
  void finish();

 private:
  using Messages = std::list<OpenMessage>;

  void set_key(std::string_view host, std::string_view instance, std::string_view id);
  void clear(OpenMessage& message);
  void forget_oldest();
  void grow(OpenMessage& message, std::size_t bytes);
  void recycle(Messages& from);

  std::function<void(OpenMessage&)> finish_;
  Messages open_;
  Messages closed_;
  Messages spare_;  // kept for the memory of their strings
  std::unordered_map<std::string, Messages::iterator> by_key_;
  std::vector<decltype(by_key_)::node_type> spare_nodes_;
  std::string key_;
  std::size_t weight_ = 0;
};

}  // namespace ruascope
