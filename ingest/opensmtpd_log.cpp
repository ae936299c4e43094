// SPDX-License-Identifier: MIT
#include "ingest/opensmtpd_log.hpp"

#include <string_view>

namespace ruascope {
namespace {

struct Line {
  std::string_view envelope{};
  std::string_view sender{};
  std::string_view recipient{};
  std::string_view source{};
  std::string_view relay{};  // "192.0.2.1 (mx.example)"
  std::string_view result{};
  std::string_view status{};
};

// What stands between `name` and `end`.
std::string_view value(std::string_view& text, std::string_view name, std::string_view end) {
  if (!take_until(text, name)) return {};
  return take_until(text, end).value_or("");
}

bool take_sender_and_recipient(std::string_view& text, Line& line) {
  if (!take_until(text, "from=")) return false;
  const auto sender = take_angle(text);
  if (!sender || !take_until(text, "to=")) return false;
  const auto recipient = take_angle(text);
  if (!recipient) return false;
  line.sender = *sender;
  line.recipient = *recipient;
  return true;
}

bool read_new(std::string_view text, Line& line) {
  if (!take_until(text, " mta delivery evpid=")) return false;
  line.envelope = take_until(text, " ").value_or("");
  if (!take_sender_and_recipient(text, line)) return false;
  line.source = value(text, " source=\"", "\"");
  line.relay = value(text, " relay=\"", "\"");
  line.result = value(text, " result=\"", "\"");
  if (!take_until(text, " stat=\"")) return false;
  line.status = text.substr(0, text.rfind('"'));  // the answer may hold quotes
  return true;
}

bool read_old(std::string_view text, Line& line) {
  constexpr std::string_view lead = "relay: ";
  if (!text.starts_with(lead)) return false;
  text.remove_prefix(lead.size());
  line.result = take_until(text, " for ").value_or("");
  line.envelope = take_until(text, ": ").value_or("");
  if (!take_sender_and_recipient(text, line)) return false;
  line.source = value(text, ", source=", ", ");
  line.relay = value(text, "relay=", ", ");
  if (!take_until(text, ", stat=")) return false;
  line.status = text;
  return true;
}

}  // namespace

void OpensmtpdLog::read(const LogRecord& record) {
  Line line;
  if (!read_new(record.message, line) && !read_old(record.message, line)) return;
  if (line.result != "PermFail" && line.result != "TempFail") return;
  LogRefusal refusal;
  refusal.queue_id = line.envelope;
  refusal.recipient = line.recipient;
  refusal.text = line.status;
  refusal.address = IpAddress::parse(line.relay.substr(0, line.relay.find(' ')));
  if (take_until(line.relay, " (")) refusal.host = line.relay.substr(0, line.relay.find(')'));
  refusal.source = IpAddress::parse(line.source);
  if (refusal_code(refusal.text) == 0 || !refusal.address || !is_remote(*refusal.address)) return;
  auto& message = messages_.open(record.host, {}, line.envelope);
  message.take_sender(line.sender);
  give_first(refusal, record, message, messages_, output_);
}

}  // namespace ruascope
