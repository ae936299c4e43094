// SPDX-License-Identifier: MIT
#include "ingest/postfix_log.hpp"

#include "ingest/from_field.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace ruascope {
namespace {

enum class Sign : std::uint8_t { other, digit, hex, letter };

constexpr std::array<Sign, 256> signs = [] {
  std::array<Sign, 256> table{};
  for (std::size_t c = 0; c < 26; ++c) table['a' + c] = table['A' + c] = Sign::letter;
  for (std::size_t c = 0; c < 6; ++c) table['A' + c] = Sign::hex;
  for (std::size_t c = 0; c < 10; ++c) table['0' + c] = Sign::digit;
  return table;
}();

// The queue id at the front of `text`; empty if there is none. Short ones are upper-case hexadecimal, long
// ones letters and digits; the words that stand in their place ("warning") have no digits.
std::string_view queue_id(std::string_view text) {
  constexpr std::size_t longest_id = 32;
  bool has_digit = false;
  bool is_hex = true;
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    const auto sign = signs[static_cast<unsigned char>(text[size])];
    if (sign == Sign::other) break;
    has_digit = has_digit || sign == Sign::digit;
    is_hex = is_hex && sign != Sign::letter;
  }
  const bool is_id = size >= 5 && size <= longest_id && (has_digit || is_hex);
  return is_id ? text.substr(0, size) : std::string_view{};
}

// "H[IP]:25" of relay= and "H[IP]" of answers; false if it is no host with an address.
bool take_host(std::string_view& text, std::string_view& host, std::optional<IpAddress>& address) {
  auto rest = text;
  const auto end = rest.find_first_of("[ ");
  if (end == std::string_view::npos || rest[end] == ' ') return false;
  host = rest.substr(0, end);
  rest.remove_prefix(end);
  address = take_bracketed(rest);
  if (!address) return false;
  if (rest.starts_with(':')) {  // a port, unless the colon ends the words
    const auto port_end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (port_end > 1) rest.remove_prefix(port_end);
  }
  text = rest;
  return true;
}

// "host H[IP] said: 550 ..." and "host H[IP] refused to talk to me: 554 ...".
bool take_answer(std::string_view text, LogRefusal& refusal) {
  constexpr std::string_view lead = "host ";
  if (!text.starts_with(lead)) return false;
  text.remove_prefix(lead.size());
  if (!take_host(text, refusal.host, refusal.address) || !is_remote(*refusal.address)) return false;
  constexpr std::string_view said = " said: ";
  constexpr std::string_view refused = " refused to talk to me: ";
  if (text.starts_with(refused)) refusal.stage = Stage::connect;
  if (!text.starts_with(said) && refusal.stage != Stage::connect) return false;
  refusal.text = text.substr(refusal.stage == Stage::connect ? refused.size() : said.size());
  return refusal_code(refusal.text) != 0;
}

struct ClientLine {
  std::string_view recipient{};
  std::string_view relay{};
  std::string_view dsn{};
  std::string_view status{};  // "bounced"
  std::string_view words{};   // what stands behind it in parentheses
};

// "to=<r>, orig_to=<o>, relay=H[IP]:25, delay=..., dsn=x.y.z, status=bounced (...)". Read in order, as texts
// of others stand in it that look alike.
bool read_delivery(std::string_view text, ClientLine& line) {
  text.remove_prefix(std::string_view{"to="}.size());
  const auto recipient = take_angle(text);
  if (!recipient) return false;
  line.recipient = *recipient;
  while (text.starts_with(", ")) {
    text.remove_prefix(2);
    const auto name = take_until(text, "=");
    if (!name) return false;
    if (*name == "status") {
      const auto status = take_until(text, " (");
      if (!status) return false;
      line.status = *status;
      line.words = text;
      return true;
    }
    const bool is_address = text.starts_with('<');
    const auto value = is_address ? take_angle(text).value_or("") : text.substr(0, text.find(", "));
    if (!is_address) text.remove_prefix(value.size());
    if (*name == "relay") line.relay = value;
    if (*name == "dsn") line.dsn = value;
  }
  return false;
}

// The value in "info: header From: Firma <x@firma.example> from client[IP]; from=<s> to=<r> ..."; a display
// name may imitate what stands behind it.
std::optional<std::string_view> from_value(std::string_view text) {
  if (!text.starts_with("info: header ") && !text.starts_with("warning: header ")) return std::nullopt;
  take_until(text, "header ");
  constexpr std::string_view name = "From:";
  if (!is_same_ignoring_case(text.substr(0, name.size()), name)) return std::nullopt;
  text.remove_prefix(name.size());
  const auto envelope = text.rfind("; from=<");
  if (envelope == std::string_view::npos) return std::nullopt;
  const auto client = text.substr(0, envelope).rfind(" from ");
  if (client == std::string_view::npos) return std::nullopt;
  return text.substr(0, client);
}

bool is_local_relay(std::string_view relay) {
  std::string_view host;
  std::optional<IpAddress> address;
  return take_host(relay, host, address) && !is_remote(*address);
}

constexpr std::int64_t near_seconds = 10;  // how far apart the first lines of a message may stand

}  // namespace

void PostfixLog::read(const LogRecord& record) {
  const auto id = queue_id(record.message);
  auto rest = record.message.substr(id.size());
  if (id.empty() || !rest.starts_with(": ")) return;
  rest.remove_prefix(2);
  const auto daemon = postfix_daemon(record.program);
  if (daemon == "smtp" || daemon == "lmtp") return read_client(record, id, rest);
  if (daemon == "qmgr" || daemon == "oqmgr" || daemon == "postsuper")
    return read_queue_manager(record, id, rest);
  if (daemon == "cleanup") return read_cleanup(record, id, rest);
  if (daemon == "pickup" || daemon == "smtpd") read_arrival(record, id, rest);
}

OpenMessage& PostfixLog::message_of(const LogRecord& record, std::string_view id) {
  const auto instance = postfix_instance(record.program);
  note_instance(instance);
  auto& message = messages_.open(record.host, instance, id);
  message.last_seen = rough_seconds(record.stamp);
  return message;
}

void PostfixLog::note_instance(std::string_view instance) {
  constexpr std::size_t most_instances = 64;
  if (instances_.size() == most_instances) return;
  if (std::find(instances_.begin(), instances_.end(), instance) == instances_.end())
    instances_.emplace_back(instance);
}

// Often the client alone was given a name of its own (syslog_name in master.cf).
OpenMessage* PostfixLog::message_of_any_instance(const LogRecord& record, std::string_view id) {
  if (auto* own = messages_.find(record.host, postfix_instance(record.program), id)) return own;
  OpenMessage* only = nullptr;
  for (const auto& instance : instances_) {
    auto* found = messages_.find(record.host, instance, id);
    if (found == nullptr || found->is_closed) continue;
    if (only != nullptr) return nullptr;
    only = found;
  }
  return only;
}

void PostfixLog::read_queue_manager(const LogRecord& record, std::string_view id, std::string_view rest) {
  constexpr std::string_view from = "from=";
  if (rest.starts_with("removed")) return close(record, id);
  if (!rest.starts_with(from)) return;
  rest.remove_prefix(from.size());
  const auto sender = take_angle(rest);
  if (!sender) return;
  auto& message = message_of(record, id);
  if (message.is_sender_sure && message.sender != *sender) messages_.restart(message);
  message.take_sender(*sender);
}

void PostfixLog::close(const LogRecord& record, std::string_view id) {
  if (auto* message = messages_.find(record.host, postfix_instance(record.program), id))
    messages_.close(*message);
}

void PostfixLog::read_cleanup(const LogRecord& record, std::string_view id, std::string_view rest) {
  constexpr std::string_view message_id = "message-id=";
  if (rest.starts_with(message_id)) {
    const auto told = bare_message_id(rest.substr(message_id.size()));
    auto& message = message_of(record, id);
    if (!message.message_id.empty() && message.message_id != told) messages_.restart(message);
    message.message_id = told;
    return remember_author(message);
  }
  for (const std::string_view refused : {"milter-reject:", "reject:", "discard:"})
    if (rest.starts_with(refused)) return close(record, id);
  const auto value = from_value(rest);
  if (!value) return;
  const auto field = read_from_field(*value);
  auto& message = message_of(record, id);
  has_authors_ = true;
  message.authors += field.authors;
  message.from_domain = field.domain;
  remember_author(message);
}

// The first lines of a message: what is still known under this queue id may be of an earlier one that came to
// no end.
void PostfixLog::read_arrival(const LogRecord& record, std::string_view id, std::string_view rest) {
  constexpr std::string_view from = " from=";
  const bool is_pickup = rest.starts_with("uid=");
  if (!is_pickup && !rest.starts_with("client=")) return;
  auto* known = messages_.find(record.host, postfix_instance(record.program), id);
  if (known != nullptr) {
    const auto apart = rough_seconds(record.stamp) - known->last_seen;
    if (known->is_closed || apart > near_seconds || apart < -near_seconds) messages_.restart(*known);
  }
  if (!is_pickup || !take_until(rest, from)) return;
  const auto sender = take_angle(rest);
  auto& message = message_of(record, id);
  if (sender && !message.is_sender_sure) message.take_sender(*sender, false);
}

void PostfixLog::read_client(const LogRecord& record, std::string_view id, std::string_view rest) {
  LogRefusal refusal;
  refusal.queue_id = id;
  if (!rest.starts_with("to=<")) {
    if (take_answer(rest, refusal)) take_refusal(record, refusal);
    return;
  }
  ClientLine line;
  if (!read_delivery(rest, line)) return;
  if (line.status == "sent") {
    if (has_authors_ && is_local_relay(line.relay)) bridge(record, id, line.words);
    return;
  }
  if (line.status != "bounced" && line.status != "deferred") return;
  refusal.recipient = line.recipient;
  refusal.dsn = line.dsn;
  if (take_answer(line.words, refusal)) take_refusal(record, refusal);
}

// A content filter hands the message back under another queue id: "250 2.0.0 Ok: queued as C100AA0002".
void PostfixLog::bridge(const LogRecord& record, std::string_view id, std::string_view answer) {
  const auto* message = messages_.find(record.host, postfix_instance(record.program), id);
  if (message == nullptr || message->authors == 0 || !take_until(answer, "queued as ")) return;
  const auto next_id = queue_id(answer);
  auto* next = next_id.empty() ? nullptr : message_of_any_instance(record, next_id);
  if (next == nullptr || next->is_closed || next == message) return;
  if (!next->message_id.empty() && next->message_id != message->message_id) return;
  if (next->authors > 0) return;
  next->authors = message->authors;
  next->from_domain = message->from_domain;
}

void PostfixLog::take_refusal(const LogRecord& record, const LogRefusal& refusal) {
  auto* known = message_of_any_instance(record, refusal.queue_id);
  if (known == nullptr) known = &message_of(record, refusal.queue_id);
  if (known->is_null_sender()) return;
  if (!messages_.is_first_answer(*known, refusal.recipient, refusal_code(refusal.text))) return;
  auto rejection = rejection_of(refusal, record, output_);
  if (known->is_closed) {  // the lines are out of order
    add_author(*known);
    return give(std::move(rejection), *known, output_);
  }
  messages_.hold(*known, std::move(rejection));
}

void PostfixLog::remember_author(const OpenMessage& message) {
  if (message.authors == 0 || message.message_id.empty()) return;
  if (authors_.size() >= OpenMessages::most_messages / 2) {
    older_authors_ = std::move(authors_);
    authors_.clear();
  }
  authors_[message.message_id] = {message.from_domain, message.authors};
}

void PostfixLog::add_author(OpenMessage& message) const {
  if (message.authors > 0 || message.message_id.empty()) return;
  for (const auto* generation : {&authors_, &older_authors_}) {
    const auto found = generation->find(message.message_id);
    if (found == generation->end()) continue;
    message.authors = found->second.number;
    message.from_domain = found->second.domain;
    return;
  }
}

void PostfixLog::hand_out(OpenMessage& message) {
  if (!message.held.empty()) add_author(message);
  for (auto& rejection : message.held) give(std::move(rejection), message, output_);
  message.held.clear();
}

}  // namespace ruascope
