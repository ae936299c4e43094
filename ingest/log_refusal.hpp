// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/log_messages.hpp"
#include "ingest/log_record.hpp"
#include "ingest/log_time.hpp"
#include "ingest/model/rejection.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// Where the rejections of a log go.
struct LogOutput {
  LogClock& clock;
  const std::function<void(const Rejection&)>& take;
  std::int64_t taken = 0;
  // The answer read last: the next recipient, or the next attempt, often gets the same one.
  std::string last_text{};
  Reply last_reply{};
};

// A refusal as a line of a log tells it. All views stand in the line.
struct LogRefusal {
  std::string_view queue_id{};
  std::string_view recipient{};  // the whole address; empty if it is not told
  std::string_view text{};       // the answer, from its code on; empty if it is not told
  std::string_view dsn{};        // "5.7.1" as the server understood it
  std::string_view host{};       // that answered
  std::optional<IpAddress> address{};
  Stage stage = Stage::unknown;  // where the text does not tell it
  std::optional<IpAddress> source{};
};

// The reply code that `text` begins with; 0 unless it is one of a refusal, 400 to 599.
int refusal_code(std::string_view text);

// All that the line tells.
Rejection rejection_of(const LogRefusal& refusal, const LogRecord& record, LogOutput& output);

// Adds what is known of the message, and hands the rejection out, unless the message came from <>.
void give(Rejection rejection, const OpenMessage& message, LogOutput& output);

// For programs whose lines stand in order: hands out what is the first answer of its kind.
void give_first(const LogRefusal& refusal, const LogRecord& record, OpenMessage& message,
                OpenMessages& messages, LogOutput& output);

}  // namespace ruascope
