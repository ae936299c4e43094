// SPDX-License-Identifier: MIT
#include "ingest/exim_log.hpp"

#include "ingest/reply_text.hpp"
#include "ingest/stage.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_pieces = 64;
constexpr std::size_t longest_line = 64 << 10;

// "[1/2] ", or "[1\2] " where a piece ends with a line of the answer.
struct PieceMark {
  int number = 0;
  int last = 0;
  bool is_line_end = false;
};

std::optional<PieceMark> take_mark(std::string_view& text) {
  PieceMark mark;
  if (!text.starts_with('[')) return std::nullopt;
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data() + 1, end, mark.number);
  if (number.ec != std::errc{} || number.ptr == end || (*number.ptr != '/' && *number.ptr != '\\'))
    return std::nullopt;
  mark.is_line_end = *number.ptr == '\\';
  const auto last = std::from_chars(number.ptr + 1, end, mark.last);
  const auto rest = text.substr(static_cast<std::size_t>(last.ptr - text.data()));
  if (last.ec != std::errc{} || !rest.starts_with("] ")) return std::nullopt;
  text = rest.substr(2);
  return mark;
}

// The value of " name=" in the fields of a line, up to the next blank. Empty if there is none.
std::string_view field(std::string_view fields, std::string_view name) {
  const auto at = fields.find(name);
  if (at == std::string_view::npos) return {};
  auto rest = fields.substr(at + name.size());
  return take_address(rest, " ");
}

// The stage and the answer of "after pipelined end of data: 550 ...", "after RCPT TO:<r>: host H [IP]: 554
// ...".
void read_answer(std::string_view text, LogRefusal& refusal) {
  const auto words = text;
  const auto colon = text.find(": ");
  const auto angle = text.find('<');
  if (angle < colon) {
    text.remove_prefix(angle);
    if (!take_angle(text)) return;
  }
  if (!take_until(text, ": ")) return;
  refusal.stage = stage_named(words.substr(0, words.size() - text.size()));
  constexpr std::string_view host = "host ";
  if (text.starts_with(host)) {  // before 4.8x
    text.remove_prefix(host.size());
    refusal.host = text.substr(0, text.find(' '));
    take_until(text, " ");
    refusal.address = take_bracketed(text);
    take_until(text, ": ");
  }
  constexpr std::string_view expired = ": retry timeout exceeded";
  if (text.ends_with(expired)) text.remove_suffix(expired.size());
  refusal.text = text;
}

void read_fields(std::string_view fields, LogRefusal& refusal) {
  if (const auto at = fields.find(" H="); at != std::string_view::npos) {
    auto rest = fields.substr(at + 3);
    refusal.host = rest.substr(0, rest.find(' '));
    if (take_until(rest, " ")) refusal.address = take_bracketed(rest);
  }
  if (auto own_side = field(fields, " I="); !own_side.empty()) refusal.source = take_bracketed(own_side);
}

}  // namespace

void EximLog::read(const LogRecord& record) {
  auto text = record.message;
  if (!record.host.empty() && take_mark(text)) return join(record, record.message);
  read_line(record);
}

void EximLog::join(const LogRecord& record, std::string_view piece) {
  const auto mark = take_mark(piece);
  const auto key = fmt::format("{} {} {}", record.host, record.program, record.pid);
  if (mark->number == 1 && pieces_.size() >= most_pieces) pieces_.erase(pieces_.begin());
  if (mark->number == 1) pieces_[key] = {};
  const auto found = pieces_.find(key);
  if (found == pieces_.end()) return;
  auto& pieces = found->second;
  const bool is_next = mark->number == pieces.number + 1 && pieces.text.size() < longest_line;
  if (is_next) {
    if (pieces.is_line_end) pieces.text += '\n';
    pieces.text += piece;
    pieces.number = mark->number;
    pieces.is_line_end = mark->is_line_end;
    if (mark->number < mark->last) return;
    auto joined = record;
    joined.message = pieces.text;
    read_line(joined);
  }
  pieces_.erase(found);
}

void EximLog::read_line(LogRecord record) {
  auto rest = record.message;
  if (stamp_size(rest) > 0) {
    const auto own = take_stamp(rest);
    if (stamp_rank(own) > stamp_rank(record.stamp)) record.stamp = own;
  }
  if (rest.starts_with('[')) take_until(rest, "] ");
  const auto id = take_until(rest, " ");
  if (!id || !is_exim_id(*id)) return;
  if (rest.starts_with("<= ")) return read_arrival(record, *id, rest.substr(3));
  if (rest.starts_with("** ") || rest.starts_with("== ")) return read_refusal(record, *id, rest.substr(3));
  if (!rest.starts_with("Completed")) return;
  if (auto* message = messages_.find(record.host, {}, *id)) messages_.close(*message);
}

// "sender H=... P=... S=size id=message-id T="subject"": what stands behind the size is Exim's own.
void EximLog::read_arrival(const LogRecord& record, std::string_view id, std::string_view rest) {
  auto& message = messages_.open(record.host, {}, id);
  const auto sender = take_address(rest, " ");
  message.take_sender(sender == "<>" ? std::string_view{} : sender);
  if (take_until(rest, " S=")) message.message_id = bare_message_id(field(rest, " id="));
}

void EximLog::read_refusal(const LogRecord& record, std::string_view id, std::string_view rest) {
  LogRefusal refusal;
  refusal.queue_id = id;
  refusal.recipient = take_address(rest, " ");
  const auto fields = take_until(rest, ": SMTP error from remote mail");  // "server", in old logs "er"
  if (!fields || !take_until(rest, " after ")) return;
  read_fields(*fields, refusal);
  read_answer(rest, refusal);
  if (refusal_code(refusal.text) == 0 || (refusal.address && !is_remote(*refusal.address))) return;
  auto* message = messages_.find(record.host, {}, id);
  if (message == nullptr) message = &messages_.open(record.host, {}, id);
  for (const std::string_view name : {" F=", " P="}) {  // the return path that the receiver saw comes last
    auto sender = field(*fields, name);
    if (const auto address = take_angle(sender)) message->take_sender(*address);
  }
  give_first(refusal, record, *message, messages_, output_);
}

}  // namespace ruascope
