// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_messages.hpp"
#include "ingest/log_record.hpp"
#include "ingest/log_refusal.hpp"

#include <string_view>

namespace ruascope {

// Reads sendmail's lines. The receiver's answer stands in them only behind "Deferred: ", or where sendmail
// was built to tell it (reply=); else a refusal is known by sendmail's own status alone.
class SendmailLog {
 public:
  explicit SendmailLog(LogOutput& output) : output_(output), messages_([](OpenMessage&) {}) {}

  void read(const LogRecord& record);

 private:
  void read_arrival(const LogRecord& record, std::string_view id, std::string_view rest);
  void read_delivery(const LogRecord& record, std::string_view id, std::string_view rest);

  LogOutput& output_;
  OpenMessages messages_;
};

}  // namespace ruascope
