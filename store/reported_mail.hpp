// SPDX-License-Identifier: MIT
#pragma once

#include "store/sqlite.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ruascope {

// Reads what reports say of a moment; each report is read once.
class ReportedMail {
 public:
  explicit ReportedMail(Sqlite& database);

  // The reports of a policy domain whose period touches `since` to `until` (seconds since the epoch).
  std::vector<ReportPeriod> reports(const std::string& domain, std::int64_t since, std::int64_t until);
  // Valid until forgotten, as reports that were read long ago are.
  const std::vector<FailedMail>& failed_in(std::int64_t report);

 private:
  static constexpr std::size_t most_remembered = 2000;

  Statement find_, read_;
  std::map<std::int64_t, std::vector<FailedMail>> failed_;
};

}  // namespace ruascope
