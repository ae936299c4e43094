// SPDX-License-Identifier: MIT
#include "ingest/repair.hpp"

#include "ingest/model/error.hpp"

#include <fmt/format.h>

namespace ruascope {

// Each opening starts the tallies anew, so that they tell what one reading met.
class Repair::Source final : public ByteSource {
 public:
  Source(std::shared_ptr<const ByteSource> text, std::int64_t first_line, const Limits& limits,
         std::shared_ptr<State> state)
      : text_(std::move(text)), first_line_(first_line), limits_(limits), state_(std::move(state)) {}

  std::unique_ptr<ByteStream> open() const override {
    state_->tally = {};
    state_->notes = {};
    state_->ending = {};
    return std::make_unique<TagSoup>(decode(text_->open(), state_->charset, state_->tally), first_line_,
                                     limits_, state_->notes, state_->ending);
  }

 private:
  std::shared_ptr<const ByteSource> text_;
  std::int64_t first_line_;
  const Limits& limits_;
  std::shared_ptr<State> state_;
};

Repair::Repair(std::shared_ptr<const ByteSource> document, const Limits& limits)
    : limits_(limits), text_(std::move(document)), state_(std::make_shared<State>()) {
  state_->charset = tell_charset(*text_);
  if (state_->charset.unknown_declared && state_->charset.ill_formed > 0)
    throw ReadError(
        "charset",
        fmt::format("the document is neither UTF-8 nor in a known charset ({})", state_->charset.misnomer),
        fmt::format("line {}", state_->charset.ill_formed_line));
}

std::shared_ptr<const ByteSource> Repair::xml() const {
  return std::make_shared<Source>(text_, first_line_, limits_, state_);
}

Notes Repair::notes() const {
  Notes notes = state_->notes;
  const auto& tally = state_->tally;
  if (!state_->charset.misnomer.empty()) notes.add("encoding", state_->charset.misnomer);
  if (tally.ill_formed > 0) notes.add("encoding", "invalid bytes", tally.ill_formed);
  if (tally.controls > 0) notes.add("encoding", "control characters", tally.controls);
  if (tally.controls_at_end > 0) notes.add_once("trailing", "after the document");
  return notes;
}

bool Repair::next() {
  if (!state_->ending.more) return false;
  if (++reports_ > limits_.entries) throw_limit("entries", limits_.entries);
  if (!decoded_) {
    DecodeTally tally;
    decoded_ = spool(*decode(text_->open(), state_->charset, tally), INT64_MAX, {});
    state_->charset = {"UTF-8", {}, 0, false, false};
  }
  offset_ += state_->ending.next_at;
  first_line_ = state_->ending.next_line;
  text_ = slice(decoded_, offset_, decoded_->size() - offset_);
  return true;
}

}  // namespace ruascope
