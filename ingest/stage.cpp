// SPDX-License-Identifier: MIT
#include "ingest/stage.hpp"

#include "ingest/model/text.hpp"

#include <array>

namespace ruascope {
namespace {

struct StageWords {
  std::string_view words;
  Stage stage;
};
// The longer of two that begin alike comes first.
constexpr std::array<StageWords, 20> stage_words{{
    {"end of data", Stage::end_of_data},
    {"end of message", Stage::end_of_data},
    {"final data", Stage::end_of_data},
    {"final dot", Stage::end_of_data},
    {"after i sent the message", Stage::end_of_data},
    {"message body", Stage::end_of_data},
    {"mail from", Stage::mail_from},
    {"sender was rejected", Stage::mail_from},
    {"rcpt to", Stage::rcpt_to},
    {"does not like recipient", Stage::rcpt_to},
    {"did not like recipient", Stage::rcpt_to},
    {"initial connection", Stage::connect},
    {"refused to talk to me", Stage::connect},
    {"ehlo", Stage::ehlo},
    {"helo", Stage::ehlo},
    {"starttls", Stage::ehlo},
    {"text command", Stage::end_of_data},
    {"data command", Stage::data},
    {"bdat", Stage::end_of_data},
    {"data", Stage::data},
}};

}  // namespace

Stage stage_named(std::string_view words) {
  std::size_t last = 0;
  auto stage = Stage::unknown;
  for (const auto& known : stage_words) {
    const auto at = find_ignoring_case(words, known.words);
    if (at == std::string_view::npos) continue;
    if (stage != Stage::unknown && at >= last) continue;
    stage = known.stage;
    last = at;
  }
  return stage;
}

}  // namespace ruascope
