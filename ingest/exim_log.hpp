// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_messages.hpp"
#include "ingest/log_record.hpp"
#include "ingest/log_refusal.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ruascope {

// Reads Exim's main log, also through syslog, where long lines come in pieces. One process writes all lines
// of a delivery, so they are in order.
class EximLog {
 public:
  explicit EximLog(LogOutput& output) : output_(output), messages_([](OpenMessage&) {}) {}

  void read(const LogRecord& record);

 private:
  // What has come of a line that syslog had to part.
  struct Pieces {
    std::string text;
    int number = 0;            // of the last piece
    bool is_line_end = false;  // it was parted between two lines of the answer
  };

  void join(const LogRecord& record, std::string_view piece);
  void read_line(LogRecord record);
  void read_arrival(const LogRecord& record, std::string_view id, std::string_view rest);
  void read_refusal(const LogRecord& record, std::string_view id, std::string_view rest);

  LogOutput& output_;
  OpenMessages messages_;
  std::map<std::string, Pieces> pieces_;  // by host, program and process
};

}  // namespace ruascope
