// SPDX-License-Identifier: MIT
#pragma once

#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace ruascope::bench {

inline constexpr std::int64_t mebibyte = 1 << 20;

inline constexpr std::string_view stray_ampersand = "<extra>AT&T</extra>\n";
// `front` behind what strict reading refuses.
std::string broken(std::string_view front);

// A record in three pieces: more verdicts may follow the first, more results the second.
inline constexpr std::string_view record_opening =
    "<record><row><source_ip>192.0.2.1</source_ip><count>1</count><policy_evaluated><disposition>none"
    "</disposition><dkim>pass</dkim><spf>pass</spf>\n";
inline constexpr std::string_view record_middle =
    "</policy_evaluated></row><identifiers><header_from>example.com</header_from></"
    "identifiers><auth_results>\n";
inline constexpr std::string_view record_closing =
    "<spf><domain>example.com</domain><result>pass</result></spf></auth_results></record>\n";

// These write a file packed with gzip and return its path.
std::string write_gzip(const Place& place, const std::function<void(FileWriter&)>& write);
// A report whose head is followed by `middle` and then by one record.
std::string write_report(const Place& place, const std::function<void(FileWriter&)>& middle);
// The same, the middle being `front`, so many bytes of `filling`, and `back`.
std::string write_filled(const Place& place, std::string_view front, std::string_view filling,
                         std::int64_t bytes, std::string_view back);

}  // namespace ruascope::bench
