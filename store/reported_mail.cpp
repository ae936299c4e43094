// SPDX-License-Identifier: MIT
#include "store/reported_mail.hpp"

#include "ingest/model/time.hpp"

namespace ruascope {
namespace {

std::optional<Policy> read_policy(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{static_cast<Policy>(row.integer(column))};
}

}  // namespace

// A report is booked on the days that its period touches, give or take the one on which it ends: the index
// finds those, the period chooses.
ReportedMail::ReportedMail(Sqlite& database)
    : find_(database.prepare(R"sql(
        SELECT report.id, organization.name, submitter.email, report.begin, report.end, policy.p,
          coalesce(policy.sp, policy.p)
        FROM report
          JOIN submitter ON submitter.id = report.submitter
          JOIN organization ON organization.id = submitter.organization
          JOIN policy ON policy.id = report.policy
        WHERE report.domain = (SELECT id FROM name WHERE name = ?1) AND report.last_day >= ?2
          AND report.begin <= ?4 AND report.end >= ?3
        ORDER BY organization.name, report.begin, report.id)sql")),
      read_(database.prepare(R"sql(
        SELECT source.address, record.results, record.disposition, sum(record.messages)
        FROM record
          JOIN result_set ON result_set.id = record.results
          JOIN source ON source.id = record.source
        WHERE record.report = ?1 AND result_set.dkim <> 1 AND result_set.spf <> 1
        GROUP BY record.source, record.results, record.disposition)sql")) {}

std::vector<ReportPeriod> ReportedMail::reports(const std::string& domain, std::int64_t since,
                                                std::int64_t until) {
  std::vector<ReportPeriod> found;
  find_.bind(domain, day_of(since) - 1, since, until);
  while (find_.step())
    found.push_back({find_.integer(0), std::string{find_.text(1)}, std::string{find_.text(2)},
                     find_.integer(3), find_.integer(4), read_policy(find_, 5), read_policy(find_, 6)});
  return found;
}

const std::vector<FailedMail>& ReportedMail::failed_in(std::int64_t report) {
  const auto known = failed_.find(report);
  if (known != failed_.end()) return known->second;
  if (failed_.size() >= most_remembered) failed_.clear();
  auto& failed = failed_[report];
  read_.bind(report);
  while (read_.step())
    if (const auto source = IpAddress::from_bytes(read_.blob(0)))
      failed.push_back(
          {*source, read_.integer(1), static_cast<Disposition>(read_.integer(2)), read_.integer(3)});
  return failed;
}

}  // namespace ruascope
