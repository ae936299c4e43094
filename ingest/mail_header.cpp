// SPDX-License-Identifier: MIT
#include "ingest/mail_header.hpp"

#include "ingest/model/text.hpp"

#include <algorithm>
#include <array>

namespace ruascope {

std::string_view field_name(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return {};
  const auto name = line.substr(0, colon);
  const bool legal = std::all_of(name.begin(), name.end(), [](char c) { return c > 32 && c < 127; });
  return legal ? name : std::string_view{};
}

bool is_mail_field(std::string_view name) {
  static constexpr std::array<std::string_view, 16> fields{
      "received",     "return-path", "from",       "to",
      "subject",      "date",        "message-id", "mime-version",
      "content-type", "reply-to",    "sender",     "dkim-signature",
      "delivered-to", "envelope-to", "status",     "authentication-results"};
  const auto folded = lower_ascii(name);
  return std::find(fields.begin(), fields.end(), folded) != fields.end();
}

}  // namespace ruascope
