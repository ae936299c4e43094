// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/tokens.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// Whether a receiver sends aggregate reports.
enum class Reporting : std::uint8_t { no, yes, unknown };
template <>
inline constexpr std::array<std::string_view, 3> names<Reporting>{"no", "yes", "unknown"};

// An operator of mailboxes: a row of data/receivers.tsv.
struct Receiver {
  std::string name;
  std::vector<std::string> hosts;           // suffixes of its MX hosts
  std::vector<std::string> domains;         // well-known ones whose mailboxes it has
  std::vector<std::string> org_names;       // of its reports, lower case
  std::vector<std::string> report_domains;  // of the addresses that send its reports
  Reporting reporting = Reporting::unknown;
  std::string note;
};

// Who stands behind an MX host or a mailbox domain, and under which name they report.
class Receivers {
 public:
  // The table that the program brings.
  static Receivers well_known();
  // Rows in the form of data/receivers.tsv. A row with the name of an earlier one replaces it; what comes
  // later takes a host or domain from what came before. Throws Error naming `origin` and the line of a bad
  // row; nothing is added then.
  void add(std::string_view table, const std::string& origin);

  // By the longest suffix; null if none fits. Names are folded (lower case, no trailing dot).
  const Receiver* of_host(std::string_view mx_host) const;
  const Receiver* of_recipient(std::string_view domain) const;
  // By its name, case aside.
  const Receiver* of_name(std::string_view name) const;
  const std::vector<Receiver>& all() const { return all_; }

  // Is a report under `org_name`, sent by `report_email`, from the organisation that refused? `receiver` is
  // what of_host() or of_recipient() gave. Of a receiver whose reports are not known (null, or without
  // names), a report counts that is named or sent by the recipient's organisation; where it is null, by that
  // of the MX host too, since an unknown host serves its own organisation mostly.
  bool reports_for(const Receiver* receiver, std::string_view mx_host, std::string_view recipient_domain,
                   std::string_view org_name, std::string_view report_email) const;

 private:
  using Index = std::map<std::string, std::size_t, std::less<>>;
  void index();
  const Receiver* reported_as(std::string_view org_name) const;

  std::vector<Receiver> all_;
  Index by_name_;
  Index by_host_;
  Index by_domain_;
  Index by_org_name_;
};

}  // namespace ruascope
