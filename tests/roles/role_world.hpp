// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/report.hpp"
#include "ingest/model/time.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ruascope::test {

// What a sender really is. `forgotten` is an own host nobody remembers: unsigned, SPF fails; reports cannot
// show more than that, so that "unknown" is the right judgement.
enum class Role { own, third_party, forwarder, mailing_list, abuse, forgotten };

// A report of one reporter, domain and day. The digests of its records are left to whoever stores it.
struct RoleReport {
  ReportHead head;
  std::vector<Record> records;
};

// Reports of made-up firms and, for each (policy domain, source address) in them, who sent.
struct RoleWorld {
  std::vector<RoleReport> reports;  // by day, then domain
  std::map<std::pair<std::string, std::string>, Role> roles;
  Day first_day = 0;
  Day last_day = 0;
};

// The same for the same arguments everywhere. Firms keep their kinds over all seeds (firm00.example is sound,
// firm03.example signs nothing ...: role_own.cpp), seeds draw the rest. Begins on Monday, 2026-09-28.
RoleWorld make_role_world(std::uint64_t seed, int domains = 20, int days = 28);

}  // namespace ruascope::test
