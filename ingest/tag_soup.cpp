// SPDX-License-Identifier: MIT
#include "ingest/tag_soup.hpp"

#include "ingest/bytes.hpp"
#include "ingest/markup.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/report_start.hpp"
#include "ingest/xml.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t chunk_bytes = 16 << 10;
constexpr std::size_t most_ready_bytes = 32 << 10;
constexpr std::size_t longest_reference = 40;
constexpr std::size_t longest_name = 256;
constexpr std::int64_t deepest_root = 3;
constexpr std::string_view blanks = " \t\r\n";

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

TagSoup::TagSoup(std::unique_ptr<ByteStream> text, std::int64_t first_line, const Limits& limits,
                 Notes& notes, SoupEnding& ending)
    : text_(std::move(text)), limits_(limits), notes_(notes), ending_(ending), line_(first_line) {}

// What was read before a failure is given out before it: those are whole records.
void TagSoup::make_some() {
  if (failure_) std::rethrow_exception(failure_);
  try {
    while (ready_.size() < most_ready_bytes && !ended_) step();
  } catch (const ReadError&) {
    if (ready_.empty()) throw;
    failure_ = std::current_exception();
    ended_ = false;
  }
}

bool TagSoup::fill() {
  if (input_ended_) return false;
  pending_.erase(0, at_);
  consumed_ += static_cast<std::int64_t>(at_);
  at_ = 0;
  input_ended_ = !append_chunk(*text_, pending_, chunk_bytes);
  return !input_ended_;
}

// Brings so many bytes within sight, if there are as many.
bool TagSoup::has(std::size_t bytes) {
  while (pending_.size() - at_ < bytes)
    if (!fill()) return false;
  return true;
}

std::string_view TagSoup::take(std::size_t bytes) {
  const auto taken = rest().substr(0, bytes);
  line_ += std::count(taken.begin(), taken.end(), '\n');
  at_ += bytes;
  return taken;
}

std::string TagSoup::place() const { return fmt::format("line {}", line_); }

void TagSoup::step() {
  if (within_ == Within::comment) return comment();
  if (within_ == Within::cdata) return cdata();
  if (!has(1)) return end_of_input();
  if (rest().front() == '<')
    markup();
  else if (rest().front() == '&')
    reference();
  else
    text();
}

void TagSoup::put_lines_of(std::string_view dropped) {
  ready_.append(static_cast<std::size_t>(std::count(dropped.begin(), dropped.end(), '\n')), '\n');
}

void TagSoup::text() {
  const auto run = take(std::min(rest().find_first_of("<&"), rest().size()));
  if (place_ != Place::inside) {
    const bool blank = run.find_first_not_of(blanks) == std::string_view::npos;
    if (place_ == Place::after && !blank) notes_.add_once("trailing", "after the document");
    return put_lines_of(run);
  }
  for (const char c : run) {
    if (c == '>')
      ready_ += "&gt;";  // "]]>" may not stand in text
    else
      ready_ += c;
  }
}

void TagSoup::reference() {
  has(longest_reference);
  const auto end = rest().substr(0, longest_reference).find(';');
  const auto name = end == std::string_view::npos ? std::string_view{} : rest().substr(1, end - 1);
  if (place_ != Place::inside) {
    take(1);
    if (place_ == Place::after) notes_.add_once("trailing", "after the document");
    return;
  }
  if (is_xml_entity(name)) {
    ready_ += take(end + 1);
  } else if (name.starts_with('#') && character_code(name.substr(1))) {
    const bool legal = is_xml_code(*character_code(name.substr(1)));
    if (!legal) notes_.add("encoding", "control characters");
    const auto reference = take(end + 1);
    if (legal) ready_ += reference;
  } else if (!name.empty() && name_at(name) == name && is_ascii(name)) {
    notes_.add("malformed", fmt::format("entity {}", name));
    if (const auto code = html_entity(name))
      ready_ += fmt::format("&#{};", static_cast<std::uint32_t>(*code));
    take(end + 1);
  } else {
    notes_.add("malformed", "ampersand");
    ready_ += "&amp;";
    take(1);
  }
}

void TagSoup::markup() {
  has(9);
  const auto front = lower_ascii(rest().substr(0, 9));
  if (front.starts_with("<!--") || front == "<![cdata[") {
    within_ = front == "<![cdata[" ? Within::cdata : Within::comment;
    take(within_ == Within::cdata ? 9 : 4);
    return;
  }
  if (front.starts_with("<?")) return instruction();
  if (front.starts_with("<!")) return declaration();
  tag();
}

// Comments say nothing to us and are often what is wrong (RFC: no "--" within).
// Taken in pieces, as a section has no end that could be waited for.
void TagSoup::comment() {
  const auto end = rest().find("-->");
  const bool whole = end != std::string_view::npos;
  put_lines_of(take(whole ? end + 3 : rest().size() - std::min<std::size_t>(rest().size(), 2)));
  if (!whole && fill()) return;
  if (!whole) put_lines_of(take(rest().size()));
  within_ = Within::nothing;
}

void TagSoup::cdata() {
  const auto end = rest().find("]]>");
  const bool whole = end != std::string_view::npos;
  const auto run = take(whole ? end : rest().size() - std::min<std::size_t>(rest().size(), 2));
  for (const char c : run) {
    if (place_ != Place::inside) continue;
    if (c == '<' || c == '>' || c == '&')
      ready_ += c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;";
    else
      ready_ += c;
  }
  if (!whole && fill()) return;
  take(whole ? 3 : rest().size());
  within_ = Within::nothing;
}

// The declaration of XML, which is only looked at, or an instruction to some program.
void TagSoup::instruction() {
  const auto end = find_tag_end();
  if (end == std::string_view::npos) return stray();
  const auto whole = take(end + 1);
  const bool is_declaration = whole.starts_with("<?xml") && place_ == Place::before;
  if (is_declaration && !is_sound_declaration(whole)) notes_.add_once("malformed", "declaration");
  put_lines_of(whole);
}

void TagSoup::declaration() {
  const auto end = find_tag_end();
  const auto whole = rest().substr(0, end == std::string_view::npos ? 1 : end + 1);
  const auto folded = lower_ascii(whole);
  const bool harmless = folded.starts_with("<!doctype") && folded.find_first_of("[\"'") == std::string::npos;
  const bool declares = folded.starts_with("<!doctype") || folded.starts_with("<!entity") ||
                        folded.starts_with("<!element") || folded.starts_with("<!attlist") ||
                        folded.starts_with("<!notation");
  if (declares && !harmless)
    throw ReadError("dtd",
                    "the document brings declarations of its own (DOCTYPE with content), which reports "
                    "never do",
                    place());
  if (!harmless) return stray();
  notes_.add_once("malformed", "doctype");
  put_lines_of(take(whole.size()));
}

// "<" that begins no tag stays in the text.
void TagSoup::stray() {
  take(1);
  if (place_ == Place::after) notes_.add_once("trailing", "after the document");
  if (place_ != Place::inside) return;
  notes_.add("malformed", "stray <");
  ready_ += "&lt;";
}

// The place of the ">" that ends the tag at the front; npos if there is none: at the next "<" or the end. One
// within quotes counts only where the quotes are never closed.
std::size_t TagSoup::find_tag_end() {
  char quote = 0;
  std::size_t quoted_end = std::string_view::npos;
  for (std::size_t index = 1;; ++index) {
    if (static_cast<std::int64_t>(index) > limits_.xml_text_bytes)
      throw_limit("xml-text-bytes", limits_.xml_text_bytes, place());
    if (!has(index + 1)) return quoted_end;
    const char c = rest()[index];
    if (c == '<') return quoted_end;
    if (c == '>' && quote == 0) return index;
    if (c == '>' && quoted_end == std::string_view::npos) quoted_end = index;
    if (quote != 0 ? c == quote : c == '"' || c == '\'') quote = quote != 0 ? '\0' : c;
  }
}

void TagSoup::tag() {
  const auto end = find_tag_end();
  const bool cut = end == std::string_view::npos && rest().find('<', 1) == std::string_view::npos;
  if (cut) return end_of_input();
  const bool closing = rest().size() > 1 && rest()[1] == '/';
  const auto name = name_at(rest().substr(closing ? 2 : 1, longest_name + 1));
  const auto after = (closing ? 2 : 1) + name.size();
  const bool plausible =
      end != std::string_view::npos && !name.empty() && name.size() <= longest_name &&
      (blanks.find(rest()[after]) != std::string_view::npos || rest()[after] == '/' || rest()[after] == '>');
  if (!plausible) return stray();
  const std::string whole{take(end + 1)};
  if (closing)
    finish(whole);
  else
    start(whole);
}

void TagSoup::start(std::string_view tag) {
  const std::string name{name_at(tag.substr(1))};
  const auto attributes = tag.substr(1 + name.size(), tag.size() - 2 - name.size());
  const bool empty = attributes.ends_with('/');
  if (place_ != Place::inside) return start_root(name, attributes, empty);
  if (folded_local_name(name) == "feedback") {
    if (!path_.front().has_children) {
      notes_.add_once("malformed", "root feedback");
      return put_lines_of(attributes);
    }
    if (report_follows()) return break_off(name, attributes);
  }

  // An element that belongs to one further out shows that tags were not closed.
  const auto local = folded_local_name(name);
  for (auto depth = path_.size(); depth > 0; --depth) {
    const auto around = path_[depth - 1].element;
    if (around == Element::extension || (around == Element::unknown && depth == path_.size())) break;
    if (element_below(around, local) == Element::unknown) continue;
    close_down_to(depth, true);
    break;
  }
  open(name, attributes, empty);
}

void TagSoup::start_root(const std::string& name, std::string_view attributes, bool empty) {
  const auto local = folded_local_name(name);
  if (place_ == Place::after) {
    if (local != "feedback" || !report_follows()) return notes_.add_once("trailing", "after the document");
    return end_before(name, attributes);
  }
  if (first_name_.empty()) {
    first_name_ = name.substr(name.rfind(':') + 1);
    first_place_ = place();
  }
  if (local != "feedback" || wrappers_ >= deepest_root) {
    wrappers_ += empty ? 0 : 1;
    return put_lines_of(attributes);
  }
  if (first_name_ != name.substr(name.rfind(':') + 1)) notes_.add_once("malformed", "root " + first_name_);
  place_ = Place::inside;
  open(name, attributes, empty);
}

bool TagSoup::report_follows() {
  const auto look = [this](std::size_t bytes) {
    has(bytes);
    return rest().substr(0, bytes);
  };
  return begins_report(look, false);
}

// Where the further report begins whose start tag was just taken.
void TagSoup::end_before(const std::string& name, std::string_view attributes) {
  ending_.more = true;
  ending_.next_at = consumed_ + static_cast<std::int64_t>(at_ - attributes.size() - name.size() - 2);
  ending_.next_line = line_ - std::count(attributes.begin(), attributes.end(), '\n');
  ended_ = true;
}

void TagSoup::open(const std::string& name, std::string_view attributes, bool empty) {
  std::int64_t number = 0;
  const auto namespaces = namespaces_of(attributes, limits_.xml_attributes, number);
  if (number > limits_.xml_attributes) throw_limit("xml-attributes", limits_.xml_attributes, place());
  if (!namespaces) notes_.add("malformed", "attribute");
  if (static_cast<std::int64_t>(path_.size()) >= limits_.xml_depth)
    throw_limit("xml-depth", limits_.xml_depth, place());
  const auto parent = path_.empty() ? Element::document : path_.back().element;
  const auto element = element_below(parent, folded_local_name(name));
  if (!path_.empty()) path_.back().has_children = true;
  saw_record_ = saw_record_ || element == Element::record;
  ready_ += fmt::format("<{}{}>", name, namespaces.value_or(std::string{}));
  put_lines_of(attributes);
  path_.push_back({name, element, false});
  if (empty) close_down_to(path_.size() - 1, false);
}

void TagSoup::finish(std::string_view tag) {
  if (place_ == Place::before && wrappers_ > 0) --wrappers_;
  if (place_ != Place::inside) return put_lines_of(tag);
  const auto name = folded_local_name(name_at(tag.substr(2)));
  for (auto depth = path_.size(); depth > 0; --depth) {
    if (folded_local_name(path_[depth - 1].name) != name) continue;
    close_down_to(depth, true);
    return close_down_to(depth - 1, false);
  }
  // The end of what was never begun: of a leaf it is a misspelt end, else it means nothing.
  notes_.add("malformed", "end tag");
  if (!path_.back().has_children && path_.size() > 1) close_down_to(path_.size() - 1, false);
}

// "/report_id>" at the end of a text is an end tag that lost its "<".
void TagSoup::drop_lost_end_tag(const std::string& name) {
  const auto lost = fmt::format("/{}&gt;", name);
  const std::string_view text{ready_.data(), ready_.find_last_not_of(blanks) + 1};
  if (!text.ends_with(lost)) return;
  const auto after = ready_.substr(static_cast<std::size_t>(text.data() + text.size() - ready_.data()));
  ready_.resize(ready_.size() - after.size() - lost.size());
  ready_ += after;
}

void TagSoup::close_down_to(std::size_t depth, bool repaired) {
  while (path_.size() > depth) {
    if (repaired) drop_lost_end_tag(path_.back().name);
    ready_ += fmt::format("</{}>", path_.back().name);
    path_.pop_back();
    if (repaired) notes_.add("malformed", "end tag");
  }
  if (path_.empty()) place_ = Place::after;
}

// The next report begins before this one has ended.
void TagSoup::break_off(const std::string& name, std::string_view attributes) {
  end_before(name, attributes);
  if (path_.size() > 1) throw_truncated();
  if (!saw_record_) throw_without_record();
  notes_.add_once("truncated", "no end");
  ending_.partial = true;
  close_down_to(0, false);
}

void TagSoup::throw_truncated() const {
  const auto in_record =
      path_[1].element == Element::record || (path_.size() > 2 && path_[2].element == Element::record);
  throw ReadError(in_record ? "truncated-in-record" : "truncated",
                  fmt::format("the document ends within <{}>", clip_utf8(path_.back().name, 64)), place(),
                  "fetch the report again; a mail or file may have been cut");
}

void TagSoup::throw_without_record() const {
  throw ReadError("truncated", "the document ends before its first record", place(),
                  "fetch the report again; a mail or file may have been cut");
}

void TagSoup::end_of_input() {
  ended_ = true;
  if (place_ == Place::after) return;
  if (place_ == Place::before)
    throw ReadError("not-feedback",
                    first_name_.empty() ? "the document holds no XML element"
                                        : fmt::format("the XML is a <{}>, not a DMARC aggregate report",
                                                      clip_utf8(first_name_, 64)),
                    first_name_.empty() ? place() : first_place_);
  if (path_.size() > 1) throw_truncated();
  const auto tail = lower_ascii(trim(rest()));
  const bool last_tag = tail.size() > 2 && ("</" + lower_ascii(path_.front().name)).starts_with(tail);
  if (!last_tag && !saw_record_) throw_without_record();
  notes_.add_once("truncated", last_tag ? "last tag" : "no end");
  ending_.partial = !last_tag;
  close_down_to(0, false);
}

}  // namespace ruascope
