// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_messages.hpp"
#include "ingest/log_record.hpp"
#include "ingest/log_refusal.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ruascope {

// Joins the lines that Postfix's processes write about a message, by host, instance and queue id. Several
// processes write them, so they may be out of order: a refusal waits until the message is done with.
class PostfixLog {
 public:
  explicit PostfixLog(LogOutput& output)
      : output_(output), messages_([this](OpenMessage& message) { hand_out(message); }) {}

  void read(const LogRecord& record);
  // At the end of the log.
  void finish() { messages_.finish(); }

 private:
  struct Author {
    std::string domain;
    int number = 0;
  };
  using Authors = std::unordered_map<std::string, Author>;

  OpenMessage& message_of(const LogRecord& record, std::string_view id);
  OpenMessage* message_of_any_instance(const LogRecord& record, std::string_view id);
  void read_queue_manager(const LogRecord& record, std::string_view id, std::string_view rest);
  void read_cleanup(const LogRecord& record, std::string_view id, std::string_view rest);
  void read_arrival(const LogRecord& record, std::string_view id, std::string_view rest);
  void read_client(const LogRecord& record, std::string_view id, std::string_view rest);
  void close(const LogRecord& record, std::string_view id);
  void bridge(const LogRecord& record, std::string_view id, std::string_view answer);
  void take_refusal(const LogRecord& record, const LogRefusal& refusal);
  void note_instance(std::string_view instance);
  void remember_author(const OpenMessage& message);
  void add_author(OpenMessage& message) const;
  void hand_out(OpenMessage& message);

  LogOutput& output_;
  OpenMessages messages_;
  std::vector<std::string> instances_;
  bool has_authors_ = false;  // the log tells of From: fields
  // Who stands in From:, by message id, for a message that comes back from a content filter under another
  // queue id. Two generations, so that old ones are forgotten.
  Authors authors_;
  Authors older_authors_;
};

}  // namespace ruascope
