// SPDX-License-Identifier: MIT
#include "ingest/imap_client.hpp"

#include "ingest/model/text.hpp"
#include "ingest/streams.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_uids = 5'000'000;
constexpr std::size_t most_folders = 100'000;
// A server may say that it is still there for ever.
constexpr std::chrono::minutes longest_command{30};

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_word(const ImapValue& value, std::string_view word) {
  return value.kind == ImapValue::Kind::atom && is_same_ignoring_case(value.text, word);
}

// The value behind a name, of names and values in turn.
const ImapValue* value_behind(const std::vector<ImapValue>& pairs, std::string_view name) {
  for (std::size_t at = 0; at + 1 < pairs.size(); at += 2)
    if (is_word(pairs[at], name)) return &pairs[at + 1];
  return nullptr;
}

// "* 12 FETCH (UID 4 ...)": what is in the brackets.
const std::vector<ImapValue>* fetched(const ImapResponse& response) {
  const auto& values = response.values;
  if (values.size() < 3 || !is_word(values[1], "FETCH") || values[2].kind != ImapValue::Kind::list)
    return nullptr;
  return &values[2].values;
}

// "OK [UIDVALIDITY 7] ...": the number behind a response code.
template <class Number>
void read_code(const std::string& text, const std::string& name, Number& number) {
  const auto at = find_ignoring_case(text, "[" + name + " ");
  if (at == std::string::npos) return;
  const auto begin = at + name.size() + 2;
  std::from_chars(text.data() + begin, text.data() + text.size(), number);
}

}  // namespace

std::string uid_set(std::vector<Uid> uids) {
  std::sort(uids.begin(), uids.end());
  std::string text;
  for (std::size_t at = 0; at < uids.size();) {
    auto end = at;
    while (end + 1 < uids.size() && uids[end + 1] <= uids[end] + 1) ++end;
    text += (text.empty() ? "" : ",") + std::to_string(uids[at]);
    if (uids[end] != uids[at]) text += ":" + std::to_string(uids[end]);
    at = end + 1;
  }
  return text;
}

std::vector<Uid> parse_uid_set(std::string_view text, std::size_t most) {
  std::vector<Uid> uids;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const auto range = text.substr(0, comma);
    const auto colon = range.find(':');
    const auto one = number_of<Uid>(range.substr(0, colon));
    const auto other = colon == std::string_view::npos ? one : number_of<Uid>(range.substr(colon + 1));
    if (!one || !other)
      throw ImapError(ImapFault::protocol, "the IMAP server's answer is broken: no set of UIDs");
    const auto [first, last] = std::minmax(*one, *other);
    if (last - first >= most || uids.size() + (last - first) >= most)
      throw ImapError(ImapFault::protocol,
                      fmt::format("the IMAP server tells of more than {} messages", most));
    for (std::uint64_t uid = first; uid <= last; ++uid) uids.push_back(static_cast<Uid>(uid));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return uids;
}

ImapClient::ImapClient(std::unique_ptr<ImapChannel> channel, std::function<bool()> should_stop)
    : channel_(std::move(channel)), reader_(*channel_) {
  reader_.set_on_wait([this, should_stop = std::move(should_stop)] {
    if (should_stop && should_stop()) throw ImapError(ImapFault::lost, "stopped");
    if (std::chrono::steady_clock::now() > deadline_)
      throw ImapError(ImapFault::lost, "the server takes longer than half an hour for one command");
  });
  // What the greeting told is less than what holds after the login.
  command("CAPABILITY");
}

void ImapClient::look_for_capabilities(const ImapResponse& response) {
  if (response.values.empty() || !is_word(response.values[0], "CAPABILITY")) return;
  capabilities_.clear();
  for (const auto& value : response.values) {
    auto name = lower_ascii(value.text);
    capabilities_.insert(std::move(name));
  }
}

void ImapClient::command(const std::string& words, const OnUntagged& on_untagged,
                         const ImapReader::OnBody& on_body) {
  const auto tag = fmt::format("r{}", ++commands_);
  deadline_ = std::chrono::steady_clock::now() + longest_command;
  channel_->write(fmt::format("{} {}\r\n", tag, words));
  while (true) {
    const auto response = reader_.next(on_body);
    if (response.tag == "*") {
      look_for_capabilities(response);
      if (is_same_ignoring_case(response.text.substr(0, 3), "BYE") && !is_leaving_)
        throw ImapError(ImapFault::lost, "the server ends the connection:" + response.text.substr(3));
      if (on_untagged) on_untagged(response);
      continue;
    }
    if (response.tag == "+") continue;
    if (response.tag != tag)
      throw ImapError(ImapFault::protocol,
                      "the IMAP server's answer is broken: an unknown tag " + response.tag.substr(0, 20));
    if (is_same_ignoring_case(response.text.substr(0, 2), "OK")) return;
    const auto verb = words.substr(0, words.find(' ', words.starts_with("UID ") ? 4 : 0));
    throw ImapError(ImapFault::refused,
                    fmt::format("the server refuses {}: {}", verb, response.text.substr(0, 300)));
  }
}

std::vector<std::string> ImapClient::folders(const std::string& pattern) {
  std::vector<std::string> names;
  command("LIST \"\" " + imap_quoted(to_imap_name(pattern)), [&](const ImapResponse& response) {
    const auto& values = response.values;
    if (values.size() < 4 || !is_word(values[0], "LIST") || values[1].kind != ImapValue::Kind::list) return;
    const auto& flags = values[1].values;
    const bool is_no_folder = std::any_of(flags.begin(), flags.end(), [](const ImapValue& flag) {
      return is_word(flag, "\\Noselect") || is_word(flag, "\\NonExistent");
    });
    if (names.size() > most_folders)
      throw ImapError(ImapFault::protocol, "the IMAP server tells of too many folders");
    if (!is_no_folder) names.push_back(from_imap_name(values[3].text));
  });
  std::sort(names.begin(), names.end());
  return names;
}

ImapFolder ImapClient::open(const std::string& folder, bool read_only) {
  ImapFolder opened;
  command((read_only ? "EXAMINE " : "SELECT ") + imap_quoted(to_imap_name(folder)),
          [&](const ImapResponse& response) {
            read_code(response.text, "UIDVALIDITY", opened.validity);
            if (response.values.size() >= 2 && is_word(response.values[1], "EXISTS"))
              opened.messages = number_of<std::int64_t>(response.values[0].text).value_or(0);
          });
  return opened;
}

std::vector<Uid> ImapClient::search(const std::string& criteria) {
  std::vector<Uid> uids;
  const auto words = fmt::format("UID SEARCH {}{}", has("esearch") ? "RETURN (ALL) " : "", criteria);
  command(words, [&](const ImapResponse& response) {
    const auto& values = response.values;
    if (values.empty()) return;
    if (is_word(values[0], "SEARCH"))
      for (std::size_t at = 1; at < values.size(); ++at)  // "(MODSEQ 7)" may stand behind
        if (const auto uid = number_of<Uid>(values[at].text)) uids.push_back(*uid);
    if (uids.size() > most_uids)
      throw ImapError(ImapFault::protocol, "the IMAP server tells of too many messages");
    if (!is_word(values[0], "ESEARCH")) return;
    for (std::size_t at = 1; at + 1 < values.size(); ++at)
      if (is_word(values[at], "ALL")) uids = parse_uid_set(values[at + 1].text, most_uids);
  });
  std::sort(uids.begin(), uids.end());
  uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
  return uids;
}

std::vector<Uid> ImapClient::uids_from(Uid first) {
  auto uids = search(fmt::format("UID {}:*", first));
  // "n:*" has the last message even where its UID is less (RFC 3501 section 6.4.8).
  std::erase_if(uids, [&](Uid uid) { return uid < first; });
  return uids;
}

std::vector<Uid> ImapClient::still_there(const std::vector<Uid>& uids) {
  if (uids.empty()) return {};
  auto there = search("UID " + uid_set(uids));
  std::erase_if(there, [&](Uid uid) { return std::find(uids.begin(), uids.end(), uid) == uids.end(); });
  return there;
}

std::map<Uid, std::int64_t> ImapClient::sizes(const std::vector<Uid>& uids) {
  std::map<Uid, std::int64_t> sizes;
  if (uids.empty()) return sizes;
  constexpr std::int64_t largest = std::int64_t{1} << 40;
  const std::set<Uid> asked(uids.begin(), uids.end());
  command(fmt::format("UID FETCH {} (UID RFC822.SIZE)", uid_set(uids)), [&](const ImapResponse& response) {
    const auto* pairs = fetched(response);
    if (pairs == nullptr) return;
    const auto* uid = value_behind(*pairs, "UID");
    const auto* size = value_behind(*pairs, "RFC822.SIZE");
    const auto number = uid == nullptr ? std::nullopt : number_of<Uid>(uid->text);
    if (number && size != nullptr && asked.contains(*number))
      sizes[*number] = std::clamp<std::int64_t>(number_of<std::int64_t>(size->text).value_or(0), 0, largest);
  });
  return sizes;
}

void ImapClient::fetch(const std::vector<Uid>& uids, const OnFetch& on_fetch) {
  if (uids.empty()) return;
  bool has_body = false;
  const auto on_body = [&](ByteStream& bytes, std::int64_t size) {
    has_body = true;
    on_fetch.on_body(bytes, size);
  };
  const auto on_response = [&](const ImapResponse& response) {
    const auto* pairs = fetched(response);
    if (pairs == nullptr) return;
    const bool had_body = std::exchange(has_body, false);
    const auto* body = value_behind(*pairs, "BODY[]");
    if (!had_body && body == nullptr) return;  // of flags that another client has changed
    if (!had_body) {                           // a short one may stand between quotes, or be NIL
      const auto text = is_word(*body, "NIL") ? std::string{} : body->text;
      on_fetch.on_body(*memory_stream(text), static_cast<std::int64_t>(text.size()));
    }
    const auto* uid = value_behind(*pairs, "UID");
    const auto number = uid == nullptr ? std::nullopt : number_of<Uid>(uid->text);
    if (!number)
      throw ImapError(ImapFault::protocol, "the IMAP server's answer is broken: a message without UID");
    on_fetch.on_message(*number);
  };
  command(fmt::format("UID FETCH {} (UID BODY.PEEK[])", uid_set(uids)), on_response, on_body);
}

void ImapClient::mark_seen(const std::vector<Uid>& uids) {
  if (!uids.empty()) command(fmt::format("UID STORE {} +FLAGS.SILENT (\\Seen)", uid_set(uids)));
}

void ImapClient::move(const std::vector<Uid>& uids, const std::string& folder) {
  if (uids.empty()) return;
  const auto to = imap_quoted(to_imap_name(folder));
  if (has("move")) return command(fmt::format("UID MOVE {} {}", uid_set(uids), to));
  command(fmt::format("UID COPY {} {}", uid_set(uids), to));
  remove(uids);
}

bool ImapClient::remove(const std::vector<Uid>& uids) {
  if (uids.empty()) return true;
  command(fmt::format("UID STORE {} +FLAGS.SILENT (\\Deleted)", uid_set(uids)));
  if (has("uidplus")) command(fmt::format("UID EXPUNGE {}", uid_set(uids)));
  return has("uidplus");
}

void ImapClient::log_out() noexcept {
  is_leaving_ = true;
  try {
    command("LOGOUT");
  } catch (const std::exception&) {  // it is over anyway
  }
}

}  // namespace ruascope
