// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ruascope {

// Where reports go (rua, ruf).
struct ReportAddress {
  std::string uri;      // as published
  std::string address;  // of a mailto:, %-escapes decoded, without size limit and headers; empty for others
  std::string host;  // behind its @, in lower case; empty where it is no mailto:, or none that mail can go to
  bool operator==(const ReportAddress&) const = default;
};

// Reads one entry of rua or ruf.
ReportAddress report_address(std::string_view uri);

// A scheme and something visible behind it (RFC 3986 section 3.1).
bool is_uri(std::string_view text);
bool is_mailto(std::string_view uri);

// True if it ends as "!10m" does, which RFC 7489 section 6.3 knew and RFC 9989 removed.
bool has_size_limit(std::string_view uri);

}  // namespace ruascope
