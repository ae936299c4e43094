// SPDX-License-Identifier: MIT
#include "analysis/dns_check.hpp"

#include "analysis/check_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {

std::string_view status_text(DnsStatus status) {
  switch (status) {
    case DnsStatus::found: return "found";
    case DnsStatus::nxdomain: return "no such name";
    case DnsStatus::nodata: return "no such record";
    case DnsStatus::servfail: return "SERVFAIL";
    case DnsStatus::refused: return "refused";
    case DnsStatus::timeout: return "no reply in time";
    case DnsStatus::malformed: break;
  }
  return "a malformed reply";
}

bool sends_no_mail(const SpfTree& spf) {
  const auto& own = spf.own();
  // What stands behind the "all" was meant to send.
  return own.outcome == SpfOutcome::sound && own.record.ignored.empty() && own.record.terms.size() == 1 &&
         own.record.terms.front().is_all() && own.record.terms.front().qualifier == '-';
}

std::string faults_text(const std::vector<std::string>& faults) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t at = 0; at < std::min(faults.size(), most); ++at)
    text += fmt::format("{}{}", at == 0 ? "" : "; ", faults[at]);
  if (faults.size() > most) text += fmt::format(" and {} more", faults.size() - most);
  return text;
}

bool CheckRules::sends_nothing() const {
  return sends_no_mail(records.spf) && records.takes_mail == false && reported.passed == 0;
}

RecordFinding& CheckRules::add(Severity severity, std::string code, std::string name, std::string what,
                               std::string why) const {
  findings.push_back(
      {severity, std::move(code), std::move(name), std::move(what), std::move(why), {}, {}, {}});
  return findings.back();
}

void CheckRules::add_not_known(const char* code, const std::string& name, const DnsState& state) const {
  if (!state.status)
    add(Severity::info, code, name, "It was not looked up yet.",
        "Nothing can be said of a record that was not read.")
        .advice = fmt::format("ruascope check {}", records.domain);
  else
    add(Severity::warning, code, name,
        fmt::format("It could not be looked up: {}.", status_text(*state.status)),
        "Receivers that fare alike defer mail, or take the domain for one without this record.")
        .advice = "See that all name servers of the domain answer, and look again.";
}

bool RecordFinding::is_of_policy() const {
  constexpr std::string_view codes[] = {"dmarc.policy_none", "dmarc.testing",     "dmarc.sp_weaker",
                                        "dmarc.np_weaker",   "dmarc.tag_removed", "reports.silent"};
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

Severity DnsCheck::worst() const { return findings.empty() ? Severity::info : findings.front().severity; }

DnsCheck check_records(DomainRecords records, ReportedDomain reported, const CheckThresholds& thresholds,
                       std::int64_t now) {
  DnsCheck check{std::move(records), std::move(reported), {}};
  CheckRules rules{check.records, check.reported, thresholds, now, check.findings};
  rules.check_dmarc();
  rules.check_report_targets();
  rules.check_reports();
  rules.check_spf();
  rules.check_keys();
  std::stable_sort(
      check.findings.begin(), check.findings.end(),
      [](const RecordFinding& one, const RecordFinding& other) { return one.severity > other.severity; });
  return check;
}

}  // namespace ruascope
