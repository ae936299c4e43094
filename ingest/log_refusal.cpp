// SPDX-License-Identifier: MIT
#include "ingest/log_refusal.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/text.hpp"
#include "ingest/reply_text.hpp"
#include "ingest/returned_message.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "5.7.1" but not "5.0.0", which a server writes where it was told nothing.
std::string told_dsn(std::string_view dsn) {
  const auto code = leading_enhanced_code(dsn);
  return code.ends_with(".0.0") || code.size() != dsn.size() ? std::string{} : std::string{code};
}

// read_reply() looks for "host H[IP] said:" before the answer, and would take words of the answer for it if
// there were none.
const Reply& read_answer(std::string_view text, LogOutput& output) {
  if (text == output.last_text) return output.last_reply;
  constexpr std::string_view lead = "host answering.invalid[192.0.2.0] said: ";
  auto reply = read_reply(fmt::format("{}{}", lead, text));
  if (reply.code == 0) reply.code = refusal_code(text);
  reply.host.clear();
  reply.host_address.reset();
  output.last_text = text;
  output.last_reply = std::move(reply);
  return output.last_reply;
}

Reply reply_of(const LogRefusal& refusal, LogOutput& output) {
  Reply reply;
  if (!refusal.text.empty()) reply = read_answer(refusal.text, output);
  if (refusal.stage != Stage::unknown) reply.stage = refusal.stage;
  if (reply.enhanced_code.empty()) reply.enhanced_code = told_dsn(refusal.dsn);
  reply.host_address = refusal.address;
  constexpr std::size_t longest_name = 255;  // RFC 1035 section 2.3.4
  if (refusal.host.size() > longest_name) return reply;
  const auto named = IpAddress::parse(refusal.host);
  if (named && !reply.host_address) reply.host_address = named;
  if (!named) reply.host = fold_name(refusal.host);
  return reply;
}

// Google and GMX say which address the message came from.
std::optional<IpAddress> address_in_answer(std::string_view text) {
  for (const std::string_view words : {"with ip: [", "with the ip: [", "i=ip&v="}) {
    const auto at = text.find(words);
    if (at == std::string_view::npos) continue;
    const auto rest = text.substr(at + words.size());
    return IpAddress::parse(rest.substr(0, rest.find_first_of("]&")));
  }
  return std::nullopt;
}

}  // namespace

int refusal_code(std::string_view text) {
  if (text.size() < 3 || (text[0] != '4' && text[0] != '5') || !is_digit(text[1]) || !is_digit(text[2]))
    return 0;
  if (text.size() > 3 && (is_digit(text[3]) || text[3] == '.')) return 0;
  return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

Rejection rejection_of(const LogRefusal& refusal, const LogRecord& record, LogOutput& output) {
  Rejection rejection;
  rejection.kind = RejectionKind::mail_log;
  const auto time = output.clock.time_of(record.stamp);
  rejection.time = time.seconds;
  rejection.is_zone_known = time.is_zone_known;
  rejection.recipient = bare_address(refusal.recipient);
  rejection.recipient_domain = domain_of(refusal.recipient);
  rejection.reply = reply_of(refusal, output);
  rejection.source_ip = refusal.source ? refusal.source : address_in_answer(rejection.reply.text);
  rejection.reporting_host = fold_name(record.host);
  rejection.identities.push_back(queue_identity(rejection, refusal.queue_id));
  mask_names({refusal.recipient}, rejection);
  rejection.identities.push_back(fmt::format("line {} {} {} {} {}", rejection.reporting_host,
                                             refusal.queue_id, lower_ascii(refusal.recipient), record.stamp,
                                             rejection.reply.text));
  return rejection;
}

void give(Rejection rejection, const OpenMessage& message, LogOutput& output) {
  if (message.is_null_sender()) return;
  const auto envelope = domain_of(message.sender);
  if (!envelope.empty()) rejection.envelope_from = envelope;
  rejection.has_many_authors = message.authors > 1;
  rejection.is_from_assumed = message.authors == 0 && !envelope.empty();
  if (message.authors < 2) rejection.from_domain = message.authors == 1 ? message.from_domain : envelope;
  mask_names({message.sender}, rejection);
  if (!message.message_id.empty()) {
    set_message_id(to_valid_utf8(message.message_id), rejection);
    rejection.identities.insert(rejection.identities.begin(), message_identity(rejection));
  }
  ++output.taken;
  output.take(rejection);
}

void give_first(const LogRefusal& refusal, const LogRecord& record, OpenMessage& message,
                OpenMessages& messages, LogOutput& output) {
  if (message.is_null_sender()) return;
  if (messages.is_first_answer(message, refusal.recipient, refusal_code(refusal.text)))
    give(rejection_of(refusal, record, output), message, output);
}

}  // namespace ruascope
