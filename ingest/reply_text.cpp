// SPDX-License-Identifier: MIT
#include "ingest/reply_text.hpp"

#include "ingest/idn.hpp"
#include "ingest/json.hpp"
#include "ingest/mask.hpp"
#include "ingest/model/text.hpp"
#include "ingest/stage.hpp"

#include <algorithm>
#include <array>

namespace ruascope {
namespace {

constexpr std::size_t longest_reply = 8 << 10;  // servers cut at 2,048 bytes (RFC 5321 wants 512 a line)

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// Line ends in all the ways that logs and events write them, as blanks; runs of blanks as one.
std::string on_one_line(std::string_view raw) {
  std::string text{clip_utf8(raw, longest_reply)};
  for (const auto* line_end : {"\\r\\n", "\\n", "#012", "#011"}) replace_all(text, line_end, " ");
  replace_all(text, "\xE2\x80\x99", "'");
  std::string joined;
  for (const char c : text) {
    const bool is_blank = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (is_blank && (joined.empty() || joined.back() == ' ')) continue;
    joined += is_blank ? ' ' : c;
  }
  if (joined.ends_with(' ')) joined.pop_back();
  return joined;
}

bool is_host_character(char c) {
  return is_alnum(c) || c == '.' || c == '-' || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

// The name or address at the end of `text`, without a dot behind it.
std::string_view last_host(std::string_view text) {
  while (!text.empty() && std::string_view{" .:,#'"}.find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  auto start = text.size();
  while (start > 0 && is_host_character(text[start - 1])) --start;
  return text.substr(start);
}

void set_host(std::string_view name, Reply& reply) {
  if (const auto address = IpAddress::parse(name))
    reply.host_address = address;
  else if (name.find('.') != std::string_view::npos && name.find(':') == std::string_view::npos)
    reply.host = fold_name(name);
}

// The last "H[IP]", "H [IP]" or "H (IP)" in what stands before a reply.
bool take_bracketed_host(std::string_view words, Reply& reply) {
  constexpr int most_brackets = 20;
  auto open = words.find_last_of("[(");
  for (int number = 0; number < most_brackets && open != std::string_view::npos && open > 0;
       ++number, open = words.find_last_of("[(", open - 1)) {
    const auto close = words.find_first_of("])", open);
    if (close == std::string_view::npos) continue;
    auto inside = words.substr(open + 1, close - open - 1);
    if (is_same_ignoring_case(inside.substr(0, 5), "ipv6:")) inside.remove_prefix(5);
    const auto address = IpAddress::parse(inside);
    if (!address) continue;
    reply.host_address = address;
    set_host(last_host(words.substr(0, open)), reply);
    reply.host_address = address;
    return true;
  }
  return false;
}

// The host that what stands before a reply names.
void take_host(std::string_view words, Reply& reply) {
  if (take_bracketed_host(words, reply)) return;
  for (const std::string_view lead : {"host ", "talking to ", "server at ", "host: ", "connected to "}) {
    const auto at = find_ignoring_case(words, lead);
    if (at == std::string_view::npos || (at > 0 && is_alnum(words[at - 1]))) continue;
    const auto rest = words.substr(at + lead.size());
    std::size_t end = 0;
    while (end < rest.size() && is_host_character(rest[end])) ++end;
    set_host(last_host(rest.substr(0, end)), reply);
    if (!reply.host.empty() || reply.host_address) return;
  }
  // "192.0.2.9 failed after I sent the message.", "mx.example.com #550"
  set_host(words.substr(0, words.find(' ')), reply);
}

// "(in reply to end of DATA command)" at the end, and what is left of it where a log cut the line; "[BODY]".
void take_reply_to(std::string& text, Reply& reply) {
  if (text.ends_with(" [BODY]")) {
    reply.stage = Stage::end_of_data;
    text.resize(text.size() - 7);
  }
  const auto at = text.rfind("(in reply to ");
  if (at == std::string::npos) return;
  reply.stage = stage_named(std::string_view{text}.substr(at));
  text.erase(at);
}

// A reply code that stands for itself: not part of a longer number or word.
bool is_code_at(std::string_view text, std::size_t at) {
  if (at + 3 > text.size() || (text[at] != '4' && text[at] != '5')) return false;
  if (!is_digit(text[at + 1]) || !is_digit(text[at + 2])) return false;
  const bool is_known_kind = text[at + 1] <= '5' || text[at + 1] == '7';  // La Poste answers 571
  if (!is_known_kind) return false;
  if (at > 0 &&
      (is_alnum(text[at - 1]) || std::string_view{".-_"}.find(text[at - 1]) != std::string_view::npos))
    return false;
  if (at + 3 == text.size()) return true;
  return std::string_view{" -;:,\n"}.find(text[at + 3]) != std::string_view::npos;
}

// A code where a reply begins: at the start, or behind a sign that programs put before one.
bool is_marked_code(std::string_view text, std::size_t at) {
  if (!is_code_at(text, at)) return false;
  while (at > 0 && text[at - 1] == ' ') --at;
  return at == 0 || std::string_view{":'\"#;(>"}.find(text[at - 1]) != std::string_view::npos;
}

// Where the reply begins. Behind " -> " stands what the server behind Exchange Online said.
std::size_t reply_start(std::string_view text) {
  const auto arrow = text.rfind(" -> ");
  if (arrow != std::string_view::npos && is_code_at(text, arrow + 4)) return arrow + 4;
  auto first = std::string_view::npos;
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
    if (is_marked_code(text, at)) return at;
    if (first == std::string_view::npos && is_code_at(text, at)) first = at;
  }
  return first;
}

// Blanks and the signs that stand between codes and words.
std::string_view without_lead(std::string_view text) {
  while (!text.empty() && std::string_view{" -;:,'\""}.find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  return text;
}

// The codes at the front, however often they are repeated.
std::string_view take_codes(std::string_view text, Reply& reply) {
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    if (is_code_at(text, 0)) {
      if (reply.code == 0) reply.code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
      text = without_lead(text.substr(3));
      goes_on = true;
    }
    const auto enhanced = leading_enhanced_code(text);
    if (enhanced.empty()) continue;
    if (reply.enhanced_code.empty()) reply.enhanced_code = enhanced;
    text = text.substr(static_cast<std::size_t>(enhanced.data() - text.data()) + enhanced.size());
    if (text.starts_with(')')) text.remove_prefix(1);
    text = without_lead(text);
    goes_on = true;
  }
  return text;
}

// True if `text` goes on with a word that is `code` alone.
bool starts_with_word(std::string_view text, std::string_view code) {
  return !code.empty() && text.starts_with(code) && (text.size() == code.size() || text[code.size()] == ' ');
}

// What is left of the codes of further lines once they were joined: "550-5.7.26 ", "5.7.26 ", "554-".
std::string without_repeated_codes(std::string_view text, const Reply& reply) {
  const auto code = std::to_string(reply.code);
  const bool has_lines = reply.code != 0 && text.find(" " + code + "-") != std::string_view::npos;
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = text.substr(at);
    std::size_t size = 0;
    if (at == 0 || text[at - 1] == ' ') {
      if (reply.code != 0 && is_code_at(text, at) && rest.starts_with(code))
        size = std::min(rest.size(), code.size() + 1);
      const bool has_enhanced = starts_with_word(rest.substr(size), reply.enhanced_code);
      if (has_enhanced) size = std::min(rest.size(), size + reply.enhanced_code.size() + 1);
      if (!has_lines && !has_enhanced) size = 0;
    }
    if (size == 0) result += text[at++];
    at += size;
  }
  return result;
}

// "(#5.7.1)" at the end stands for the enhanced code; "(state 18)" and the like for nothing.
void take_trailer(std::string& text, Reply& reply) {
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    while (!text.empty() && std::string_view{" '\""}.find(text.back()) != std::string_view::npos)
      text.pop_back();
    if (const auto hashes = text.find("##"); hashes != std::string::npos) text.erase(hashes);
    const auto open = text.rfind('(');
    if (!text.ends_with(')') || open == std::string::npos) continue;
    const auto inside = std::string_view{text}.substr(open + 1, text.size() - open - 2);
    const auto enhanced = leading_enhanced_code(inside);
    const bool is_code = !enhanced.empty() && enhanced.end() == inside.end();
    if (is_code && reply.enhanced_code.empty()) reply.enhanced_code = enhanced;
    goes_on = is_code || inside.starts_with("state ") || inside.starts_with("delivery attempts");
    if (goes_on) text.erase(open);
  }
}

}  // namespace

int leading_code(std::string_view text) {
  Reply reply;
  if (!text.empty() && std::string_view{"#('\""}.find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  take_codes(text, reply);
  return reply.code;
}

std::string_view leading_enhanced_code(std::string_view text) {
  while (!text.empty() && (text.front() == '#' || text.front() == '(')) text.remove_prefix(1);
  if (text.empty() || (text.front() != '4' && text.front() != '5')) return {};
  std::size_t at = 1;
  for (int part = 0; part < 2; ++part) {
    if (at >= text.size() || text[at] != '.') return {};
    const auto start = ++at;
    while (at < text.size() && is_digit(text[at]) && at - start < 3) ++at;
    if (at == start) return {};
  }
  if (at < text.size() &&
      (is_alnum(text[at]) || (text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]))))
    return {};
  return text.substr(0, at);
}

std::string reply_in_json(std::string_view text) {
  const auto start = text.find_first_of("{[");
  if (start == std::string_view::npos) return {};
  std::string longest;
  for (auto& one : json_texts(text.substr(start)))
    if (reply_start(one) != std::string_view::npos && one.size() > longest.size()) longest = std::move(one);
  return longest;
}

bool has_marked_reply(std::string_view text) {
  for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
    const bool is_line_start = at == 0 || text[at - 1] == '\n';
    if ((is_line_start && is_code_at(text, at)) || is_marked_code(text, at)) return true;
  }
  return false;
}

Reply read_reply(std::string_view raw) {
  Reply reply;
  // Masked first: what programs put around a reply may be half of a quoted address.
  auto text = mask_addresses(on_one_line(raw));
  replace_all(text, ", ERROR_MESSAGE :", " ");
  take_reply_to(text, reply);
  std::string_view rest{text};
  if (const auto start = reply_start(text); start != std::string::npos) {
    const auto before = rest.substr(0, start);
    take_host(before, reply);
    if (reply.stage == Stage::unknown) reply.stage = stage_named(before);
    rest = rest.substr(start);
  }
  auto words = without_repeated_codes(take_codes(without_lead(rest), reply), reply);
  take_trailer(words, reply);
  reply.text = to_valid_utf8(trim(words));
  return reply;
}

}  // namespace ruascope
