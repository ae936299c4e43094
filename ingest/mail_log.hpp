// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/document.hpp"
#include "ingest/model/rejection.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace ruascope {

struct MailLogOptions {
  // Seconds east of UTC for stamps that name no zone; absent: the machine's own zone is taken, and the
  // rejections say that the zone is not known.
  std::optional<std::int64_t> zone_seconds{};
  // When the last line was written at the latest (the file's time, else now): stamps without a year go back
  // from there.
  std::int64_t written_at = 0;
};

// Reads the log of any mail server that is known (Postfix, Exim, sendmail, OpenSMTPD, Exchange), line by line
// in bounded memory, and hands out each refusal by a remote host: 4xx or 5xx, whatever its reason. Returns
// how many there were. Mail from <> never counts, repeated deferrals count once. Postfix's refusals come when
// the log tells that the server is done with the message, so not always in the order of their lines. Throws
// ReadError where the bytes are damaged, once all before that is handed out, and InputError when their medium
// fails.
std::int64_t read_mail_log(const ByteSource& log, const MailLogOptions& options,
                           const std::function<void(const Rejection&)>& take);

// True if the bytes begin as a log that read_mail_log() understands.
bool is_mail_log(std::string_view head);

}  // namespace ruascope
