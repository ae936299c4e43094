// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/model/rejection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// What somebody pasted: a whole bounce, lines of a log, the event of a mail service as JSON, or the words of
// a reply.
struct Pasted {
  enum class Kind { reply, bounce, mail_log, json } kind = Kind::reply;
  std::vector<Rejection>
      rejections;  // one of a reply; of a mail or log none where it tells of none; at most 1,000
};

// Never throws for what the text holds: where it is nothing better, it is taken for a reply.
Pasted read_pasted(std::string_view text, const FeedbackOptions& options);

}  // namespace ruascope
