// SPDX-License-Identifier: MIT
#include "ingest/exchange_log.hpp"

#include "ingest/log_lines.hpp"
#include "ingest/log_messages.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace ruascope {
namespace {

constexpr std::string_view first_words = "#Software: Microsoft Exchange";
constexpr std::size_t longest_row = 1 << 20;  // names all recipients of a message, and an answer for each

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  return text.starts_with(mark) ? text.substr(mark.size()) : text;
}

std::size_t count_quotes(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '"'));
}

// The value at the front of a row; `row` then begins behind the comma that ends it.
std::string take_value(std::string_view& row) {
  std::string value;
  bool is_quoted = false;
  std::size_t at = 0;
  for (; at < row.size() && (is_quoted || row[at] != ','); ++at) {
    const bool is_quote = row[at] == '"';
    if (is_quote && is_quoted && at + 1 < row.size() && row[at + 1] == '"')
      value += row[at++];
    else if (is_quote)
      is_quoted = !is_quoted;
    else
      value += row[at];
  }
  row.remove_prefix(std::min(at + 1, row.size()));
  return value;
}

enum Column : std::size_t {
  time,
  source,
  event,
  internal_id,
  message_id,
  recipients,
  status,
  sender,
  return_path,
  server_name,
  server_ip,
  columns
};
constexpr std::array<std::string_view, columns> column_names{
    "date-time",         "source",           "event-id",       "internal-message-id", "message-id",
    "recipient-address", "recipient-status", "sender-address", "return-path",         "server-hostname",
    "server-ip"};

using Row = std::array<std::string, columns>;

// The value of `name` in "{name=value}"; the last one, as an answer may hold the like.
std::string_view last_value(std::string_view status, std::string_view name) {
  const auto at = status.rfind(name);
  if (at == std::string_view::npos) return {};
  const auto value = status.substr(at + name.size());
  return value.substr(0, value.find('}'));
}

std::vector<std::string_view> split(std::string_view text, std::string_view mark) {
  std::vector<std::string_view> parts;
  while (const auto part = take_until(text, mark)) parts.push_back(*part);
  parts.push_back(text);
  return parts;
}

// Exchange's own words around an answer: '451 4.4.0 Primary target IP address responded with: "421 ..."'.
std::string_view unwrapped(std::string_view answer) {
  auto inner = answer;
  if (!take_until(inner, "responded with: \"")) return answer;
  return inner.substr(0, inner.rfind('"'));
}

// An answer in "[{LED=550 ...};{MSG=};{FQDN=mx};{IP=192.0.2.1};{LRT=...}]".
void read_status(std::string_view status, LogRefusal& refusal) {
  refusal.host = last_value(status, "{FQDN=");
  refusal.address = IpAddress::parse(last_value(status, "{IP="));
  refusal.text = {};
  if (!take_until(status, "{LED=")) return;
  refusal.text = unwrapped(status.substr(0, status.find("};{")));
}

class TrackingReader {
 public:
  explicit TrackingReader(LogOutput& output) : output_(output), messages_([](OpenMessage&) {}) {}

  void read(std::string_view row) {
    constexpr std::string_view fields = "#Fields: ";
    if (row.starts_with(fields)) return read_columns(row.substr(fields.size()));
    const bool may_tell =
        row.find(",FAIL,") != std::string_view::npos || row.find(",DEFER,") != std::string_view::npos;
    if (row.starts_with('#') || !may_tell) return;
    Row values;
    for (std::size_t index = 0; !row.empty() && index < places_.size(); ++index) {
      auto value = take_value(row);
      if (places_[index] < columns) values[places_[index]] = std::move(value);
    }
    if (values[event] == "FAIL" || values[event] == "DEFER") read_refusals(values);
  }

 private:
  void read_columns(std::string_view names) {
    places_.clear();
    for (const auto name : split(names, ",")) {
      const auto found = std::find(column_names.begin(), column_names.end(), name);
      places_.push_back(static_cast<std::size_t>(found - column_names.begin()));
    }
  }

  OpenMessage& message_of(const Row& row) {
    auto& message = messages_.open({}, row[message_id], row[internal_id]);
    std::string_view path = row[return_path];
    message.take_sender(path == "<>" ? std::string_view{} : path);
    message.message_id = bare_message_id(row[message_id]);
    message.from_domain = domain_of(row[sender]);
    message.authors = message.from_domain.empty() ? 0 : 1;
    return message;
  }

  // A status stands for each recipient, or one for all.
  void read_refusals(const Row& row) {
    LogRefusal refusal;
    refusal.queue_id = row[internal_id];
    LogRecord record;
    record.stamp = row[time];
    const auto to = split(row[recipients], ";");
    const bool is_listed = row[status].starts_with("[{");
    if (!is_listed && row[source] != "SMTP") return;
    const auto all = is_listed ? split(row[status], "];[") : std::vector<std::string_view>{row[status]};
    for (std::size_t index = 0; index < to.size(); ++index) {
      if (index > 0 && all.size() != to.size()) {
        // The first status is that of all.
      } else if (is_listed) {
        read_status(all[index], refusal);
      } else {
        refusal.text = unwrapped(all[index]);
        refusal.host = row[server_name];
        refusal.address = IpAddress::parse(row[server_ip]);
      }
      give_if_remote(refusal, to[index], record, row);
    }
  }

  void give_if_remote(LogRefusal& refusal, std::string_view recipient, const LogRecord& record,
                      const Row& row) {
    refusal.recipient = recipient;
    const bool is_told = refusal.address || !refusal.host.empty();
    const bool is_own = refusal.text.find("Error encountered while communicating") != std::string_view::npos;
    if (!is_told || is_own || refusal_code(refusal.text) == 0) return;
    if (refusal.address && !is_remote(*refusal.address)) return;
    give_first(refusal, record, message_of(row), messages_, output_);
  }

  LogOutput& output_;
  OpenMessages messages_;
  std::vector<std::size_t> places_;  // of the columns in a row; `columns` for those that are not needed
};

}  // namespace

bool is_exchange_log(std::string_view head) { return without_mark(head).starts_with(first_words); }

void read_exchange_log(const ByteSource& log, LogOutput& output) {
  TrackingReader reader(output);
  LogLines lines(log, longest_row);
  std::string row;
  std::size_t quotes = 0;
  for (std::string_view line; lines.next(line);) {
    line = without_mark(line);
    quotes += count_quotes(line);
    const bool is_open = quotes % 2 == 1;
    if (row.empty() && !is_open) {
      reader.read(line);
      quotes = 0;
      continue;
    }
    row += line;
    row += '\n';
    if (is_open && row.size() < longest_row) continue;
    if (!is_open) reader.read(std::string_view{row}.substr(0, row.size() - 1));
    row.clear();
    quotes = 0;
  }
}

}  // namespace ruascope
