// SPDX-License-Identifier: MIT
#include "ingest/recorder.hpp"

#include "ingest/bytes.hpp"
#include "ingest/model/record_size.hpp"

#include <string>
#include <utility>

namespace ruascope {
namespace {

constexpr std::size_t call_bytes = 512;  // about what a call takes beside its texts
constexpr std::size_t most_kept_bytes = 256 << 10;

}  // namespace

void Recorder::record(RecordedCall call, std::size_t bytes) {
  calls_.push_back(std::move(call));
  bytes_ += call_bytes + bytes;
  if (bytes_ >= most_kept_bytes) flush();
}

void Recorder::flush() {
  if (!calls_.empty()) outlet_.pass_on(std::exchange(calls_, {}), std::exchange(bytes_, 0));
}

// A document that came twice within a moment is not known yet: then its reports are recorded, and left out
// when the calls are made.
bool Recorder::recognizes(const Digest& document, const Document& copy) {
  const bool is_known = known_ && known_->contains(document);
  record(
      [document, origin = copy.origin, carrier = copy.carrier, name = copy.name](Replay& replay) {
        replay.is_known = replay.sink.recognizes(document, {origin, nullptr, carrier, name});
      },
      copy.origin.size());
  return is_known;
}

void Recorder::begin_report(const ReportHead& head, const Document& document) {
  record(
      [head, document](Replay& replay) {
        if (!replay.is_known) replay.sink.begin_report(head, document);
      },
      2 * call_bytes);
}

void Recorder::add_records(std::vector<Record> records) {
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += approximate_bytes(record);
  record(
      [records = std::move(records)](Replay& replay) mutable {
        if (!replay.is_known) replay.sink.add_records(std::move(records));
      },
      bytes);
}

Outcome Recorder::finish_report(const ReportEnd& end) {
  record(
      [end](Replay& replay) {
        if (!replay.is_known) replay.sink.finish_report(end);
      },
      0);
  return Outcome::fresh;
}

void Recorder::abandon_report() {
  record(
      [](Replay& replay) {
        if (!replay.is_known) replay.sink.abandon_report();
      },
      0);
}

bool Recorder::rejection(const Rejection& rejection, const Document& document) {
  record([rejection, origin = document.origin](
             Replay& replay) { replay.sink.rejection(rejection, {origin, nullptr, std::nullopt}); },
         2 * call_bytes + rejection.reply.text.size());
  return true;
}

// The sink reads the input to keep its bytes. What is not simply a file or memory cannot be read by two
// threads at once, so this one waits then.
void Recorder::unreadable(const Unreadable& what, const Document& input) {
  record([what, input](Replay& replay) { replay.sink.unreadable(what, input); }, what.message.size());
  const bool is_shareable =
      input.bytes == nullptr || dynamic_cast<const SeekableSource*>(input.bytes.get()) != nullptr;
  if (is_shareable) return;
  flush();
  outlet_.wait_until_made();
}

void Recorder::ignored(std::string_view kind, const std::string& origin) {
  record([kind = std::string{kind}, origin](Replay& replay) { replay.sink.ignored(kind, origin); },
         origin.size());
}

void Recorder::not_opened(const InputError& error) {
  record([error](Replay& replay) { replay.sink.not_opened(error); }, 0);
}

// Whether to stop is known once the calls are made.
bool Recorder::input_done(const std::string& origin, std::int64_t bytes) {
  record([origin, bytes](Replay& replay) { replay.goes_on = replay.sink.input_done(origin, bytes); },
         origin.size());
  return true;
}

void Recorder::fail(const std::exception_ptr& error) {
  record([error](Replay&) { std::rethrow_exception(error); }, 0);
}

}  // namespace ruascope
