// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_messages.hpp"
#include "ingest/log_record.hpp"
#include "ingest/log_refusal.hpp"

namespace ruascope {

// Reads the deliveries that OpenSMTPD logs, a line each: "... mta delivery evpid=E from=<s> to=<r> ..." and,
// in old versions, "relay: PermFail for E: session=S, from=<s>, to=<r>, ...".
class OpensmtpdLog {
 public:
  explicit OpensmtpdLog(LogOutput& output) : output_(output), messages_([](OpenMessage&) {}) {}

  void read(const LogRecord& record);

 private:
  LogOutput& output_;
  OpenMessages messages_;  // what each recipient was answered already
};

}  // namespace ruascope
