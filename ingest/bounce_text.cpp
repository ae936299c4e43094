// SPDX-License-Identifier: MIT
#include "ingest/bounce_text.hpp"

#include "ingest/idn.hpp"
#include "ingest/mail_header.hpp"
#include "ingest/model/text.hpp"
#include "ingest/reply_text.hpp"
#include "ingest/returned_message.hpp"
#include "ingest/stage.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace ruascope {
namespace {

constexpr std::size_t most_answers = 2000;
constexpr std::size_t longest_line = 16 << 10;
constexpr std::size_t longest_before = 300;  // of what stands before a reply and may name the host

// A line of `text` from `at` on, which is moved behind it.
std::string_view line_at(std::string_view text, std::size_t& at) {
  const auto end = std::min(text.find('\n', at), text.size());
  auto line = text.substr(at, end - at);
  at = end + 1;
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// A header of at least three fields with an author: the message that came back.
bool is_header_at(std::string_view text, std::size_t at) {
  constexpr int enough = 3;
  constexpr int most_lines = 200;
  int fields = 0;
  bool has_author = false;
  for (int lines = 0; at < text.size() && lines < most_lines; ++lines) {
    const auto line = line_at(text, at);
    if (line.starts_with(' ') || line.starts_with('\t')) {
      if (fields == 0) return false;
      continue;
    }
    const auto name = field_name(line);
    if (name.empty()) break;
    ++fields;
    has_author |= is_same_ignoring_case(name, "from");
  }
  return fields >= enough && has_author;
}

bool is_address_character(char c) {
  return static_cast<unsigned char>(c) > ' ' &&
         std::string_view{"<>()[]\",;:\\"}.find(c) == std::string_view::npos;
}

// The address that a line begins with: "<a@b>:", "a@b", "a@b, ERROR CODE". The rest of the line is left.
std::optional<std::string> take_leading_address(std::string_view& line) {
  auto rest = line;
  const bool is_quoted = rest.starts_with('<');
  if (is_quoted) rest.remove_prefix(1);
  std::size_t end = 0;
  while (end < rest.size() && is_address_character(rest[end])) ++end;
  const auto address = rest.substr(0, end);
  const auto at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == address.size()) return std::nullopt;
  rest.remove_prefix(end);
  if (is_quoted && !rest.starts_with('>')) return std::nullopt;
  if (is_quoted) rest.remove_prefix(1);
  if (!rest.empty() && std::string_view{" :,(;."}.find(rest.front()) == std::string_view::npos)
    return std::nullopt;
  if (rest.starts_with(':') || rest.starts_with(',')) rest.remove_prefix(1);
  line = trim(rest);
  return std::string{address};
}

// sendmail's and Courier's transcripts: ">>> DATA", "<<< 550-...", "<<< 550 ...".
class Transcript {
 public:
  // True if the line belongs to one.
  bool take(std::string_view line) {
    if (line.starts_with(">>>")) {
      command_ = line.substr(3);
      return true;
    }
    if (!line.starts_with("<<<")) return false;
    reply_ += std::string{trim(line.substr(3))} + "\n";
    return true;
  }
  bool has_reply() const { return !reply_.empty(); }

  // What was answered; `words` before it name the host.
  Reply finish(std::string_view words) {
    auto reply = read_reply(std::string{words} + ": " + reply_);
    // A reply to DATA itself would not follow the message; sendmail leaves out the 354 in between.
    const auto stage = stage_named(command_);
    reply.stage = stage == Stage::data ? Stage::end_of_data : stage;
    *this = {};
    return reply;
  }

 private:
  std::string_view command_;
  std::string reply_;
};

class Narrative {
 public:
  explicit Narrative(BounceText& result) : result_(result) {}

  void take(std::string_view line) {
    if (result_.answers.size() == most_answers) return;
    const bool goes_on = transcript_.take(line);
    if (!goes_on && transcript_.has_reply()) add(transcript_.finish(before_));
    if (goes_on) return;
    take_reporting_host(line);
    auto rest = line;
    if (auto address = take_leading_address(rest)) {
      finish_paragraph();
      recipient_ = std::move(*address);
      before_.clear();
      line = rest;
    }
    if (recipient_.empty()) take_mentioned(line);
    const bool is_separator = line.empty() || line.starts_with("---") || line.starts_with("***");
    if (is_separator) return finish_paragraph();
    if (paragraph_.size() < longest_line) paragraph_ += std::string{line.substr(0, longest_line)} + "\n";
    if (line.find("talking to ") != std::string_view::npos || line.ends_with("]:"))
      before_ = line.substr(0, longest_before);
  }

  void finish() {
    if (transcript_.has_reply()) add(transcript_.finish(before_));
    finish_paragraph();
  }

 private:
  void finish_paragraph() {
    if (has_marked_reply(paragraph_) && !paragraph_.starts_with("(reason:"))
      add(read_reply(before_.empty() ? paragraph_ : before_ + "\n" + paragraph_));
    else if (!paragraph_.empty())
      before_ = paragraph_.substr(0, longest_before);
    paragraph_.clear();
  }

  // "554 5.0.0 Service unavailable" is what sendmail itself says behind a transcript.
  void add(Reply reply) {
    if (reply.code == 0 || (reply.text.empty() && reply.enhanced_code.empty())) return;
    if (reply.enhanced_code.ends_with(".0.0") && reply.text == "Service unavailable") return;
    if (result_.answers.size() < most_answers)
      result_.answers.push_back({recipient_.empty() ? mentioned_ : recipient_, std::move(reply)});
  }

  // "There was an error delivering your mail to <hans@example.com>."
  void take_mentioned(std::string_view line) {
    const auto at = line.find(" to ");
    if (at == std::string_view::npos || at > 200) return;
    auto rest = line.substr(at + 4);
    if (rest.starts_with("<") || rest.find('@') < 65)
      if (auto address = take_leading_address(rest)) mentioned_ = std::move(*address);
  }

  void take_reporting_host(std::string_view line) {
    static constexpr std::array<std::string_view, 7> leads{
        "mail system at host ",       "qmail-send program at ", "Generating server: ",
        "status notification from ",  "Mail Agent v",           "mail server at ",
        "Mail Delivery Subsystem at "};
    if (!result_.reporting_host.empty()) return;
    for (const auto lead : leads) {
      const auto found = line.find(lead);
      if (found == std::string_view::npos) continue;
      auto rest = line.substr(found + lead.size());
      if (const auto at = rest.find(" at "); lead.ends_with(" v") && at != std::string_view::npos)
        rest.remove_prefix(at + 4);
      rest = rest.substr(0, rest.find_first_of(" ,;:)"));
      if (rest.find('.') != std::string_view::npos) result_.reporting_host = fold_name(rest);
    }
  }

  BounceText& result_;
  Transcript transcript_;
  std::string recipient_;
  std::string mentioned_;  // the address that prose named last
  std::string before_;     // the paragraph before, which may name the host
  std::string paragraph_;
};

bool is_block_tag(std::string_view tag) {
  static constexpr std::array<std::string_view, 8> names{"br", "p", "div", "tr", "li", "td", "h1", "h2"};
  if (tag.starts_with('/')) tag.remove_prefix(1);
  const auto name = lower_ascii(tag.substr(0, tag.find_first_of(" />")));
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Entity, 10> entities{{{"&lt;", "<"},
                                           {"&gt;", ">"},
                                           {"&amp;", "&"},
                                           {"&quot;", "\""},
                                           {"&nbsp;", " "},
                                           {"&#39;", "'"},
                                           {"&#x27;", "'"},
                                           {"&#X27;", "'"},
                                           {"&#43;", "+"},
                                           {"&#64;", "@"}}};

}  // namespace

BounceText read_bounce_text(std::string_view text) {
  BounceText result;
  Narrative narrative(result);
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    const auto line = line_at(text, at);
    const auto name = field_name(line);
    const bool may_begin = is_mail_field(name) || is_same_ignoring_case(name.substr(0, 2), "x-") ||
                           is_same_ignoring_case(name.substr(0, 5), "list-");
    if (may_begin && line.find(": ") == name.size() && is_header_at(text, start)) {
      result.original = text.substr(start);
      break;
    }
    narrative.take(trim(line));
  }
  narrative.finish();
  return result;
}

std::string text_of_html(std::string_view html) {
  std::string text;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      const auto end = html.find('>', at);
      const auto tag = html.substr(at + 1, std::min(end, html.size()) - at - 1);
      if (is_block_tag(tag)) text += is_same_ignoring_case(tag.substr(0, 2), "br") ? "\n" : "\n\n";
      at = end == std::string_view::npos ? html.size() : end + 1;
      continue;
    }
    const auto* found = std::find_if(entities.begin(), entities.end(), [&](const Entity& entity) {
      return html[at] == '&' && html.substr(at).starts_with(entity.name);
    });
    text += found == entities.end() ? html.substr(at, 1) : found->text;
    at += found == entities.end() ? 1 : found->name.size();
  }
  return text;
}

}  // namespace ruascope
