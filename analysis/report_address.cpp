// SPDX-License-Identifier: MIT
#include "analysis/report_address.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <charconv>

namespace ruascope {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_visible(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
}

// An escape that is none stays as it is.
std::string unescaped(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    unsigned char byte = 0;
    const auto* start = text.data() + 1;
    const bool is_escape = text.front() == '%' && text.size() > 2 &&
                           std::from_chars(start, start + 2, byte, 16).ptr == start + 2;
    result += is_escape ? static_cast<char>(byte) : text.front();
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return result;
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && host.front() != '.' && host.back() != '.' &&
         host.find("..") == npos &&
         lower_ascii(host).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.") == npos;
}

// "!10m" (RFC 7489 section 6.3); npos where there is none.
std::size_t size_limit(std::string_view text) {
  const auto mark = text.rfind('!');
  if (mark == npos) return npos;
  auto digits = text.substr(mark + 1);
  if (!digits.empty() && std::string_view{"kmgtKMGT"}.find(digits.back()) != npos) digits.remove_suffix(1);
  return !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit) ? mark : npos;
}

}  // namespace

bool is_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == npos || colon == 0 || colon + 1 == text.size() || !is_visible(text)) return false;
  const auto scheme = lower_ascii(text.substr(0, colon));
  return scheme.front() >= 'a' && scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == npos;
}

bool is_mailto(std::string_view uri) { return is_same_ignoring_case(uri.substr(0, 7), "mailto:"); }

ReportAddress report_address(std::string_view uri) {
  ReportAddress result{std::string{uri}, "", ""};
  if (!is_uri(uri) || !is_mailto(uri)) return result;
  auto rest = uri.substr(7);
  rest = rest.substr(0, size_limit(rest));
  result.address = unescaped(rest.substr(0, rest.find('?')));
  const std::string_view address = result.address;
  const auto at = address.rfind('@');
  if (at != npos && at > 0 && is_visible(address) && is_host(address.substr(at + 1)))
    result.host = lower_ascii(address.substr(at + 1));
  return result;
}

bool has_size_limit(std::string_view uri) { return size_limit(uri) != npos; }

}  // namespace ruascope
