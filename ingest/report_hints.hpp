// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ruascope {

// What the file name and the subject around a report say of it (RFC 7489 section 7.2.1.1, RFC 9990
// section 3.2): used only where the report itself says nothing, since neither is kept to the letter.
struct ReportHints {
  std::string organization;  // the submitter, else the receiver
  std::string domain;        // as read_domain() would give it
  std::string report_id;
  std::optional<std::int64_t> begin;  // seconds since the epoch
  std::optional<std::int64_t> end;
};

// From "receiver!domain!begin!end[!id].xml[.gz]" and "Report Domain: D Submitter: S Report-ID: <I>".
ReportHints read_hints(std::string_view file_name, std::string_view subject);

}  // namespace ruascope
