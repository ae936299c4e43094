// SPDX-License-Identifier: MIT
#include "ingest/idn.hpp"

#include "ingest/model/handle.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <idn2.h>

namespace ruascope {

std::optional<std::string> fold_domain(std::string_view text) {
  text = trim(text);
  if (text.ends_with('.')) text.remove_suffix(1);
  const bool is_folded = std::all_of(text.begin(), text.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '-' && c <= '9'); });
  if (is_folded) return std::string{text};
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return lower_ascii(text);
  char* converted = nullptr;
  const std::string name{text};
  const int result = idn2_to_ascii_8z(name.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const Handle<char, idn2_free> owned{converted};
  if (result != IDN2_OK) return std::nullopt;
  return lower_ascii(owned.get());
}

std::string fold_name(std::string_view text) {
  constexpr std::size_t longest = 253;  // RFC 1035 section 2.3.4
  auto name = fold_domain(text).value_or("");
  const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
  return is_plain && name.size() <= longest ? name : std::string{};
}

}  // namespace ruascope
