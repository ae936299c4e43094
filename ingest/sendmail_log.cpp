// SPDX-License-Identifier: MIT
#include "ingest/sendmail_log.hpp"

#include <algorithm>
#include <vector>

namespace ruascope {
namespace {

bool is_queue_id(std::string_view text) {
  constexpr std::size_t shortest_id = 8;
  constexpr std::size_t longest_id = 20;
  return text.size() >= shortest_id && text.size() <= longest_id &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

// "<a@x>" or "a@x" at the front of `text`.
std::string_view take_either(std::string_view& text) {
  if (const auto address = take_angle(text)) return *address;
  return take_address(text, ", ");
}

struct Line {
  std::string_view relay{};
  std::string_view dsn{};
  std::string_view reply{};
  std::string_view status{};
};

// ", name=value" up to the status. The answer in reply= may hold ", " itself.
Line fields_of(std::string_view text) {
  Line line;
  while (take_until(text, ", ")) {
    const auto value = [&](std::string_view name) -> std::optional<std::string_view> {
      if (!text.starts_with(name)) return std::nullopt;
      return text.substr(name.size(), text.find(", ") - name.size());
    };
    if (const auto relay = value("relay=")) line.relay = *relay;
    if (const auto dsn = value("dsn=")) line.dsn = *dsn;
    if (text.starts_with("reply=")) {
      const auto status = text.rfind(", stat=");
      line.reply = text.substr(6, status == std::string_view::npos ? status : status - 6);
      if (status == std::string_view::npos) return line;
      text.remove_prefix(status + 2);
    }
    if (text.starts_with("stat=")) {
      line.status = text.substr(5);
      return line;
    }
  }
  return line;
}

// True if a remote host refused.
bool read_status(const Line& line, LogRefusal& refusal) {
  auto relay = line.relay;
  refusal.host = relay.substr(0, relay.find(' '));
  if (refusal.host.ends_with('.')) refusal.host.remove_suffix(1);
  if (!refusal.host.starts_with('[') && take_until(relay, " ")) refusal.address = take_bracketed(relay);
  if (refusal.host.starts_with('[')) {  // no name is known
    refusal.address = take_bracketed(relay);
    refusal.host = {};
  }
  if (!refusal.address || !is_remote(*refusal.address)) return false;
  refusal.dsn = line.dsn;
  constexpr std::string_view deferred = "Deferred: ";
  refusal.text = line.reply;
  if (refusal.text.empty() && line.status.starts_with(deferred))
    refusal.text = line.status.substr(deferred.size());
  if (refusal_code(refusal.text) != 0) return true;
  refusal.text = {};
  return line.reply.empty() && line.dsn.starts_with("5.") && !line.status.starts_with("Deferred");
}

}  // namespace

void SendmailLog::read(const LogRecord& record) {
  auto rest = record.message;
  const auto id = take_until(rest, ": ");
  if (!id || !is_queue_id(*id)) return;
  if (rest.starts_with("from=")) return read_arrival(record, *id, rest.substr(5));
  if (rest.starts_with("to=")) read_delivery(record, *id, rest.substr(3));
}

void SendmailLog::read_arrival(const LogRecord& record, std::string_view id, std::string_view rest) {
  auto& message = messages_.open(record.host, {}, id);
  message.take_sender(take_either(rest));
  if (!take_until(rest, ", msgid=")) return;
  message.message_id = bare_message_id(rest.substr(0, rest.find(", ")));
}

void SendmailLog::read_delivery(const LogRecord& record, std::string_view id, std::string_view rest) {
  std::vector<std::string_view> recipients;
  do {
    if (rest.starts_with(',')) rest.remove_prefix(1);
    recipients.push_back(take_either(rest));
  } while (rest.size() > 1 && rest[0] == ',' && rest[1] != ' ');
  LogRefusal refusal;
  refusal.queue_id = id;
  if (!read_status(fields_of(rest), refusal)) return;
  auto& message = messages_.open(record.host, {}, id);
  for (const auto recipient : recipients) {
    refusal.recipient = recipient;
    give_first(refusal, record, message, messages_, output_);
  }
}

}  // namespace ruascope
