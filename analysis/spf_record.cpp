// SPDX-License-Identifier: MIT
#include "analysis/spf_record.hpp"

#include "analysis/tag_list.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::string_view version = "v=spf1";
constexpr std::array<std::string_view, 8> mechanisms{"all", "include", "a",   "mx",
                                                     "ptr", "ip4",     "ip6", "exists"};

bool is_alpha(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_among(char c, std::string_view characters) { return characters.find(c) != npos; }

std::optional<SpfMechanism> mechanism_of(std::string_view name) {
  for (std::size_t index = 0; index < mechanisms.size(); ++index)
    if (is_same_ignoring_case(name, mechanisms[index])) return static_cast<SpfMechanism>(index);
  return std::nullopt;
}

// Length of the macro at the front of `text`, which begins with '%'; 0 where it is none (RFC 7208
// section 7.1).
std::size_t macro_size(std::string_view text) {
  if (text.size() > 1 && is_among(text[1], "%_-")) return 2;
  if (text.size() < 4 || text[1] != '{' || !is_among(static_cast<char>(text[2] | 32), "slodiphcrtv"))
    return 0;
  std::size_t at = 3;
  while (at < text.size() && is_digit(text[at])) ++at;
  if (at < text.size() && (text[at] | 32) == 'r') ++at;
  while (at < text.size() && is_among(text[at], ".-+,/_=")) ++at;
  return at < text.size() && text[at] == '}' ? at + 1 : 0;
}

bool is_macro_string(std::string_view text) {
  while (!text.empty()) {
    const auto size = text.front() == '%'                         ? macro_size(text)
                      : text.front() > ' ' && text.front() < 0x7f ? 1u
                                                                  : 0u;
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

// Letters, digits, '-' and '_' in labels; more than one of them, the last no number (RFC 7208 section 7.1).
bool is_plain_domain(std::string_view text) {
  const auto is_part = [](char c) { return is_alpha(c) || is_digit(c) || is_among(c, "-_."); };
  if (text.ends_with('.')) text.remove_suffix(1);
  const auto dot = text.rfind('.');
  if (dot == npos || dot == 0 || dot + 1 == text.size() || text.size() > 253) return false;
  const auto top = text.substr(dot + 1);
  return text.front() != '.' && text.find("..") == npos && std::all_of(text.begin(), text.end(), is_part) &&
         !std::all_of(top.begin(), top.end(), is_digit);
}

bool is_domain(std::string_view text) {
  return text.find('%') == npos ? is_plain_domain(text) : is_macro_string(text);
}

std::string folded(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return lower_ascii(domain);
}

// "24", without a leading zero.
std::optional<int> read_bits(std::string_view digits, int most) {
  if (digits.empty() || digits.size() > 3 || !std::all_of(digits.begin(), digits.end(), is_digit)) return {};
  if (digits.size() > 1 && digits.front() == '0') return {};
  int bits = 0;
  for (const char digit : digits) bits = bits * 10 + (digit - '0');
  return bits <= most ? std::optional{bits} : std::nullopt;
}

// "", "/24", "//64" or "/24//64"; false where it is none of them.
bool read_dual_bits(std::string_view text, SpfTerm& term) {
  const auto slashes = text.find("//");
  if (slashes != npos) {
    const auto v6 = read_bits(text.substr(slashes + 2), 128);
    if (!v6) return false;
    term.v6_bits = *v6;
  }
  const auto first = text.substr(0, slashes);
  if (first.empty()) return true;
  const auto v4 = read_bits(first.substr(1), 32);
  if (v4) term.v4_bits = *v4;
  return v4.has_value();
}

// Where the prefixes of an a or mx begin; a macro may have slashes of its own.
std::size_t dual_bits_at(std::string_view text) {
  const auto macro = text.rfind('}');
  return text.find('/', macro == npos ? 0 : macro);
}

// Empty where `text` is a network of the kind, else what is wrong with it.
std::string_view address_fault(std::string_view text, bool is_ip4) {
  const auto slash = text.find('/');
  const auto address = text.substr(0, slash);
  const bool is_v6_text = address.find(':') != npos;
  if (!IpAddress::parse(address)) return "is no address";
  if (is_ip4 && is_v6_text) return "is ip4 with an IPv6 address";
  if (!is_ip4 && !is_v6_text) return "is ip6 with an IPv4 address";
  if (slash != npos && !read_bits(text.substr(slash + 1), is_ip4 ? 32 : 128))
    return "has a bad prefix length";
  // Receivers see an IPv4 client as IPv4, whichever way it is written.
  if (!IpNetwork::parse(text) || IpAddress::parse(address)->is_v4() != is_ip4)
    return "matches no IPv6 address";
  return "";
}

class Parser {
 public:
  SpfRecord parse(std::string_view txt);

 private:
  void note(std::string_view text, std::string_view what) { note(text, what, record_.faults); }
  void note_ignored(std::string_view text, std::string_view what) { note(text, what, record_.ignored); }
  void note(std::string_view text, std::string_view what, std::vector<std::string>& faults) const;
  void read(std::string_view text);
  void read_mechanism(std::string_view text);
  void read_modifier(std::string_view name, std::string_view value, std::string_view text);
  void read_redirect(std::string_view domain, std::string_view text);
  std::string_view fill(SpfTerm& term, std::string_view rest) const;
  std::string_view fill_domain(SpfTerm& term, std::string_view rest) const;
  void finish();

  SpfRecord record_;
  std::string redirect_text_;
  bool has_all_ = false, has_redirect_ = false, has_exp_ = false;
};

void Parser::note(std::string_view text, std::string_view what, std::vector<std::string>& faults) const {
  if (faults.size() < most_record_faults) faults.push_back(fmt::format("\"{}\" {}", clipped(text), what));
}

SpfRecord Parser::parse(std::string_view txt) {
  if (!is_spf_record(txt)) note(txt, "does not begin with v=spf1");
  if (txt.size() > most_record_bytes) note(txt, "is longer than a TXT record can be");
  for (const auto word : spf_words(txt.substr(0, most_record_bytes))) read(word);
  finish();
  return std::move(record_);
}

void Parser::finish() {
  if (!has_all_ || !has_redirect_) return;
  note_ignored(redirect_text_, "is ignored, as there is an \"all\"");
  record_.redirect.clear();
  record_.redirect_has_macro = false;
}

void Parser::read(std::string_view text) {
  const auto is_in_name = [](char c) { return is_alpha(c) || is_digit(c) || is_among(c, "-_."); };
  const auto end = std::find_if_not(text.begin(), text.end(), is_in_name);
  const auto name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  if (end != text.end() && *end == '=' && !name.empty() && is_alpha(name.front()))
    read_modifier(name, text.substr(name.size() + 1), text);
  else
    read_mechanism(text);
}

void Parser::read_modifier(std::string_view name, std::string_view value, std::string_view text) {
  if (is_same_ignoring_case(name, "redirect")) return read_redirect(value, text);
  if (is_same_ignoring_case(name, "exp")) {
    if (std::exchange(has_exp_, true)) return note(text, "is a second exp");
    if (!is_domain(value)) note(text, value.empty() ? "has no domain" : "has a bad domain");
  } else if (mechanism_of(name)) {
    // Well-formed, and not what was meant.
    note_ignored(text, "has '=' for ':', and is ignored as an unknown modifier");
  } else if (!is_macro_string(value)) {
    note(text, "has a bad character or macro");
  }
}

void Parser::read_redirect(std::string_view domain, std::string_view text) {
  if (std::exchange(has_redirect_, true)) return note(text, "is a second redirect");
  redirect_text_ = std::string{text};
  if (!is_domain(domain)) return note(text, domain.empty() ? "has no domain" : "has a bad domain");
  record_.redirect = folded(domain);
  record_.redirect_has_macro = domain.find('%') != npos;
}

void Parser::read_mechanism(std::string_view text) {
  SpfTerm term;
  term.text = std::string{text};
  auto rest = text;
  if (is_among(rest.front(), "+-~?")) {
    term.qualifier = rest.front();
    rest.remove_prefix(1);
  }
  const auto name = rest.substr(0, rest.find_first_of(":/"));
  const auto kind = mechanism_of(name);
  if (!kind) return note(text, "is no mechanism");
  term.kind = *kind;
  if (const auto fault = fill(term, rest.substr(name.size())); !fault.empty()) return note(text, fault);
  if (has_all_) return note_ignored(text, "never counts, as it stands behind \"all\"");
  has_all_ = *kind == SpfMechanism::all;
  record_.terms.push_back(std::move(term));
}

// `rest`: what follows the name. Gives what is wrong with it, else nothing.
std::string_view Parser::fill(SpfTerm& term, std::string_view rest) const {
  if (term.kind == SpfMechanism::all) return rest.empty() ? "" : "has more than \"all\"";
  if (term.kind != SpfMechanism::ip4 && term.kind != SpfMechanism::ip6) return fill_domain(term, rest);
  if (!rest.starts_with(':')) return "has no address";
  rest.remove_prefix(1);
  const auto fault = address_fault(rest, term.kind == SpfMechanism::ip4);
  if (fault.empty()) term.network = IpNetwork::parse(rest);
  return fault;
}

std::string_view Parser::fill_domain(SpfTerm& term, std::string_view rest) const {
  if (term.kind == SpfMechanism::a || term.kind == SpfMechanism::mx) {
    const auto bits_at = std::min(dual_bits_at(rest), rest.size());
    if (!read_dual_bits(rest.substr(bits_at), term)) return "has a bad prefix length";
    rest = rest.substr(0, bits_at);
  }
  const bool is_optional = term.kind != SpfMechanism::include && term.kind != SpfMechanism::exists;
  if (rest.empty() && is_optional) return "";
  if (rest.empty() || rest == ":") return "has no domain";
  if (rest.front() != ':' || !is_domain(rest.substr(1))) return "has a bad domain";
  term.domain = folded(rest.substr(1));
  term.has_macro = rest.find('%') != npos;
  return "";
}

}  // namespace

bool is_spf_record(std::string_view txt) {
  return is_same_ignoring_case(txt.substr(0, version.size()), version) &&
         (txt.size() == version.size() || txt[version.size()] == ' ');
}

std::vector<std::string_view> spf_words(std::string_view txt) {
  if (is_spf_record(txt)) txt.remove_prefix(version.size());
  std::vector<std::string_view> words;
  while (!txt.empty()) {
    const auto end = std::min(txt.find(' '), txt.size());
    if (end > 0) words.push_back(txt.substr(0, end));
    txt.remove_prefix(std::min(end + 1, txt.size()));
  }
  return words;
}

SpfRecord parse_spf(std::string_view txt) { return Parser{}.parse(txt); }

}  // namespace ruascope
