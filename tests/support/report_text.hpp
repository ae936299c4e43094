// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace ruascope::test {

// The XML of a small report; tests change what they are about and leave the rest.
struct RecordText {
  std::string source_ip = "192.0.2.1";
  std::string count = "1";
  std::string disposition = "none";
  std::string dkim = "pass";
  std::string spf = "fail";
  std::string header_from = "example.com";
  std::string more_evaluated{};  // XML inside policy_evaluated, after spf
  std::string identifiers{};     // XML inside identifiers, after header_from
  std::string auth_results =
      "<dkim><domain>example.com</domain><selector>s1</selector><result>pass</result></dkim>"
      "<spf><domain>example.com</domain><scope>mfrom</scope><result>fail</result></spf>";
  std::string xml() const;
};

struct ReportText {
  std::string org_name = "reporter.example";
  std::string email = "dmarc@reporter.example";
  std::string report_id = "r1";
  std::string begin = "1700006400";  // 2023-11-15, a whole UTC day
  std::string end = "1700092799";
  std::string domain = "example.com";
  std::string policy = "<adkim>r</adkim><aspf>r</aspf><p>none</p><sp>none</sp><pct>100</pct>";
  std::vector<RecordText> records{RecordText{}};
  std::string xml() const;
};

// gzip, as RFC 1952.
std::string gzip(const std::string& bytes);

// A zip archive of one or more (name, bytes) entries.
std::string zip(const std::vector<std::pair<std::string, std::string>>& entries);

// A mail that carries `attachment` in base64.
std::string mail_with(const std::string& attachment, const std::string& file_name,
                      const std::string& media_type = "application/octet-stream");

std::string base64(const std::string& bytes);

}  // namespace ruascope::test
