// SPDX-License-Identifier: MIT
#include "ingest/mask.hpp"

#include <algorithm>

namespace ruascope {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// RFC 5322 section 3.2.3, RFC 6532. In a link some of them part what is not the address.
bool is_local_part(char c, bool is_in_link) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
  constexpr std::string_view partings = "/=?&#";
  if (is_alnum(c) || static_cast<unsigned char>(c) >= 0x80) return true;
  return marks.find(c) != std::string_view::npos &&
         !(is_in_link && partings.find(c) != std::string_view::npos);
}

// The size of the quoted string at the end of `text`, which ends with its quote; 0 if it does not begin.
std::size_t quoted_size(std::string_view text) {
  constexpr std::size_t longest = 256;
  for (std::size_t size = 2; size <= text.size() && size < longest; ++size) {
    if (text[text.size() - size] != '"') continue;
    std::size_t escapes = 0;
    while (size + escapes < text.size() && text[text.size() - size - escapes - 1] == '\\') ++escapes;
    if (escapes % 2 == 0) return size;
  }
  return 0;
}

// How much of the end of `text` is a local part: atoms and quoted strings in a row.
std::size_t local_part_size(std::string_view text, bool is_in_link) {
  std::size_t size = 0;
  while (size < text.size()) {
    const auto rest = text.substr(0, text.size() - size);
    const auto quoted = !is_in_link && rest.back() == '"' ? quoted_size(rest) : 0;
    if (quoted == 0 && !is_local_part(rest.back(), is_in_link)) break;
    size += quoted == 0 ? 1 : quoted;
  }
  return size;
}

// An address that a server cut short: "<hans", "<hans@".
void mask_cut_address(std::string& masked) {
  const auto open = masked.rfind('<');
  if (open == std::string::npos || masked.find('>', open) != std::string::npos) return;
  const auto end = masked.find_first_of(" @", open);
  const bool is_whole = end != std::string::npos && masked[end] == ' ';
  if (!is_whole) masked.replace(open + 1, std::min(end, masked.size()) - open - 1, "*");
}

}  // namespace

std::string mask_addresses(std::string_view text) {
  std::string masked;
  masked.reserve(text.size());
  bool is_in_link = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_encoded = text.substr(at).starts_with("%40");
    const auto behind = at + (is_encoded ? 3 : 1);
    // A server may have cut the address there; nothing but an address has "%40".
    const bool has_domain = is_encoded || behind == text.size() || is_alnum(text[behind]) ||
                            text[behind] == '[' || static_cast<unsigned char>(text[behind]) >= 0x80;
    is_in_link = text[at] != ' ' && (is_in_link || text.substr(at).starts_with("://"));
    if ((text[at] == '@' || is_encoded) && has_domain) {
      if (const auto size = local_part_size(masked, is_in_link || is_encoded); size > 0) {
        masked.resize(masked.size() - size);
        masked += '*';
      }
    }
    masked += text[at];
  }
  mask_cut_address(masked);
  return masked;
}

}  // namespace ruascope
