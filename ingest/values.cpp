// SPDX-License-Identifier: MIT
#include "ingest/values.hpp"

#include "ingest/idn.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::size_t most_raw_bytes = 64;

template <class E>
struct Alias {
  std::string_view spelling;
  E value;
};

// RFC 7489 maps the first two itself; "hardfail" is what libraries call SPF's fail.
constexpr std::array<Alias<SpfResult>, 3> spf_aliases{
    {{"unknown", SpfResult::temperror}, {"error", SpfResult::permerror}, {"hardfail", SpfResult::fail}}};
constexpr std::array<Alias<DkimResult>, 3> dkim_aliases{
    {{"invalid", DkimResult::permerror}, {"unknown", DkimResult::temperror}, {"hardfail", DkimResult::fail}}};

template <class E>
std::optional<E> find_name(std::string_view folded) {
  for (std::size_t index = 0; index < names<E>.size(); ++index)
    if (names<E>[index] == folded && folded != "unknown") return static_cast<E>(index);
  return std::nullopt;
}

void note_value(Notes& notes, const char* kind, std::string_view element, std::string_view text) {
  notes.add(kind, fmt::format("{}={}", element, clip_utf8(text, most_raw_bytes)));
}

// `fallback` is the enumerator that stands for everything outside the enumeration.
template <class E>
Token<E> read_token(std::string_view text, std::string_view element, E fallback, Notes& notes,
                    std::span<const Alias<E>> aliases = {}) {
  const auto trimmed = trim(text);
  if (const auto value = find_name<E>(trimmed)) return {*value, {}};
  const auto folded = lower_ascii(trimmed);
  if (const auto value = find_name<E>(folded)) return {*value, {}};
  std::string raw{clip_utf8(trimmed, most_raw_bytes)};
  for (const auto& alias : aliases) {
    if (alias.spelling != folded) continue;
    note_value(notes, "alias", element, raw);
    return {alias.value, std::move(raw)};
  }
  note_value(notes, "enum", element, raw);
  return {fallback, std::move(raw)};
}

template <class E>
std::optional<Token<E>> read_optional(std::string_view text, std::string_view element, E fallback,
                                      Notes& notes) {
  if (trim(text).empty()) return std::nullopt;
  return read_token(text, element, fallback, notes);
}

std::optional<std::int64_t> whole_number(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "12.0" and "12.00" but not "12.5".
std::optional<std::int64_t> number_with_zero_fraction(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return std::nullopt;
  if (text.find_first_not_of('0', dot + 1) != std::string_view::npos) return std::nullopt;
  return whole_number(text.substr(0, dot));
}

// "2026-11-15", optionally followed by "T" or a blank, "hh:mm:ss" and "Z".
std::optional<std::int64_t> iso_instant(std::string_view text) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day) return std::nullopt;
  const std::int64_t midnight = std::int64_t{*day} * seconds_per_day;
  if (text.size() == 10) return midnight;
  if (text.ends_with('Z')) text.remove_suffix(1);
  if (text.size() != 19 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  for (const std::size_t digit : {11, 12, 14, 15, 17, 18})
    if (text[digit] < '0' || text[digit] > '9') return std::nullopt;
  const auto hours = whole_number(text.substr(11, 2));
  const auto minutes = whole_number(text.substr(14, 2));
  const auto seconds = whole_number(text.substr(17, 2));
  if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) return std::nullopt;
  return midnight + *hours * 3600 + *minutes * 60 + *seconds;
}

// What is left of an address in brackets, with a port, a zone or a mail-style tag.
std::string bare_address(std::string_view text) {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    text = close == std::string_view::npos ? text.substr(1) : text.substr(1, close - 1);
  }
  if (lower_ascii(text).starts_with("ipv6:")) {
    text.remove_prefix(5);
  } else if (text.find(':') == text.rfind(':') && text.find('.') != std::string_view::npos) {
    text = text.substr(0, text.find(':'));
  }
  return std::string{text.substr(0, text.find('%'))};
}

// "192.000.002.001": inet_pton refuses leading zeros, which others read as octal; reporters mean decimal.
std::string without_leading_zeros(std::string_view text) {
  std::string result;
  bool at_start = true;
  for (std::size_t index = 0; index < text.size(); ++index) {
    const bool digit_follows = index + 1 < text.size() && text[index + 1] >= '0' && text[index + 1] <= '9';
    if (at_start && text[index] == '0' && digit_follows) continue;
    at_start = text[index] == '.';
    result += text[index];
  }
  return result;
}

}  // namespace

Token<Disposition> read_disposition(std::string_view text, Notes& notes) {
  return read_token(text, "disposition", Disposition::unknown, notes);
}

Token<Verdict> read_verdict(std::string_view text, std::string_view element, Notes& notes) {
  return read_token(text, element, Verdict::unknown, notes);
}

std::optional<Token<Policy>> read_policy(std::string_view text, std::string_view element, Notes& notes) {
  return read_optional(text, element, Policy::unknown, notes);
}

std::optional<Token<AlignmentMode>> read_alignment(std::string_view text, std::string_view element,
                                                   Notes& notes) {
  const auto folded = lower_ascii(trim(text));
  if (folded.starts_with('r')) return Token{AlignmentMode::relaxed, {}};
  if (folded.starts_with('s')) return Token{AlignmentMode::strict, {}};
  return read_optional(text, element, AlignmentMode::relaxed, notes);
}

std::optional<Token<Testing>> read_testing(std::string_view text, Notes& notes) {
  return read_optional(text, "testing", Testing::no, notes);
}

std::optional<Token<DiscoveryMethod>> read_discovery(std::string_view text, Notes& notes) {
  return read_optional(text, "discovery_method", DiscoveryMethod::unknown, notes);
}

Token<DkimResult> read_dkim_result(std::string_view text, Notes& notes) {
  return read_token<DkimResult>(text, "dkim.result", DkimResult::unknown, notes, dkim_aliases);
}

Token<SpfResult> read_spf_result(std::string_view text, Notes& notes) {
  return read_token<SpfResult>(text, "spf.result", SpfResult::unknown, notes, spf_aliases);
}

Token<SpfScope> read_scope(std::string_view text, Notes& notes) {
  return read_token(text, "spf.scope", SpfScope::unknown, notes);
}

Token<ReasonType> read_reason_type(std::string_view text, Notes& notes) {
  return read_token(text, "reason.type", ReasonType::other, notes);
}

std::optional<std::int64_t> read_count(std::string_view text, Notes& notes) {
  const auto trimmed = trim(text);
  auto value = whole_number(trimmed);
  if (!value) {
    value = number_with_zero_fraction(trimmed);
    if (value) notes.add("number", "count");
  }
  if (value && *value < 0) return std::nullopt;
  return value;
}

std::optional<int> read_percent(std::string_view text, Notes& notes) {
  auto trimmed = trim(text);
  if (trimmed.empty()) return std::nullopt;
  const bool sign = trimmed.ends_with('%');
  if (sign) trimmed.remove_suffix(1);
  const auto value = whole_number(trimmed);
  if (sign || !value || *value < 0 || *value > 100) notes.add("number", "pct");
  if (!value || *value < 0 || *value > 100) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<std::int64_t> read_epoch(std::string_view text, Notes& notes) {
  const auto trimmed = trim(text);
  const auto dot = std::min(trimmed.find('.'), trimmed.size());
  const bool fraction = trimmed.find_first_not_of("0123456789", dot + 1) == std::string_view::npos;
  auto value = fraction ? whole_number(trimmed.substr(0, dot)) : std::nullopt;
  if (!value) {
    value = iso_instant(trimmed);
    if (value) notes.add("period", "ISO 8601 time");
  }
  constexpr std::int64_t milliseconds_from =
      100'000'000'000;  // the year 5138 in seconds, 1973 in milliseconds
  if (value && *value >= milliseconds_from && *value < milliseconds_from * 100) {
    notes.add("period", "milliseconds");
    *value /= 1000;
  }
  return value;
}

std::optional<IpAddress> read_address(std::string_view text, Notes& notes) {
  const auto trimmed = trim(text);
  auto address = IpAddress::parse(trimmed);
  const bool mapped = address && address->is_v4() && trimmed.find(':') != std::string_view::npos;
  if (address && !mapped) return address;
  if (!address) address = IpAddress::parse(bare_address(trimmed));
  if (!address) address = IpAddress::parse(without_leading_zeros(trimmed));
  if (address) note_value(notes, "ip", "source_ip", trimmed);
  return address;
}

std::string read_domain(std::string_view text, std::string_view element, Notes& notes) {
  if (text.find('@') != std::string_view::npos) note_value(notes, "domain", element, trim(text));
  return read_envelope_domain(text, element, notes);
}

std::string read_envelope_domain(std::string_view text, std::string_view element, Notes& notes) {
  auto trimmed = trim(text);
  if (trimmed.ends_with('>')) trimmed.remove_suffix(1);
  if (const auto at = trimmed.rfind('@'); at != std::string_view::npos)
    trimmed.remove_prefix(at + 1);
  else if (trimmed.starts_with('<'))
    trimmed.remove_prefix(1);
  constexpr std::size_t longest_name = 255;  // RFC 1035 section 2.3.4
  if (auto folded = fold_domain(trimmed); folded && folded->size() <= longest_name) return std::move(*folded);
  note_value(notes, "domain", element, trimmed);
  return lower_ascii(clip_utf8(trimmed, longest_name));
}

bool is_no_domain(std::string_view text) {
  constexpr std::size_t longest_word = 13;
  text = trim(text);
  if (text.size() > longest_word) return false;
  static constexpr std::array<std::string_view, 5> words{"null", "none", "not.evaluated", "invalid",
                                                         "unknown"};
  return std::find(words.begin(), words.end(), lower_ascii(text)) != words.end();
}

}  // namespace ruascope
