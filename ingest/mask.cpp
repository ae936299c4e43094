// SPDX-License-Identifier: MIT
#include "ingest/mask.hpp"

namespace ruascope {
namespace {

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_local_part(char c) {
  constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";  // RFC 5322 section 3.2.3
  return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80 || marks.find(c) != std::string_view::npos;
}
bool is_in_url(char c) { return is_alnum(c) || c == '.' || c == '_' || c == '+' || c == '-'; }

// How much of the end of `text` is a local part.
std::size_t local_part_size(std::string_view text, bool is_url) {
  if (!is_url && text.ends_with('"')) {
    const auto open = text.rfind('"', text.size() - 2);
    if (text.size() > 1 && open != std::string_view::npos) return text.size() - open;
  }
  std::size_t size = 0;
  while (size < text.size() && (is_url ? is_in_url : is_local_part)(text[text.size() - size - 1])) ++size;
  return size;
}

}  // namespace

std::string mask_addresses(std::string_view text) {
  std::string masked;
  masked.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_url = text.substr(at).starts_with("%40");
    const bool is_at = text[at] == '@' || is_url;
    const bool has_domain = at + 1 < text.size() && (is_alnum(text[at + 1]) || text[at + 1] == '[' ||
                                                     static_cast<unsigned char>(text[at + 1]) >= 0x80);
    if (is_at && has_domain) {
      const bool is_in_link =
          masked.find("://", masked.rfind(' ') == std::string::npos ? 0 : masked.rfind(' ')) !=
          std::string::npos;
      if (const auto size = local_part_size(masked, is_url || is_in_link); size > 0) {
        masked.resize(masked.size() - size);
        masked += '*';
      }
    }
    masked += text[at];
  }
  return masked;
}

}  // namespace ruascope
