// SPDX-License-Identifier: MIT
// The rules of `check` on where reports go, and whether they come (RFC 9990 section 4).
#include "analysis/check_rules.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

class TargetCheck {
 public:
  TargetCheck(const CheckRules& rules, bool is_rua) : rules_(rules), is_rua_(is_rua) {}

  void take(const ReportTarget& target, const std::string& policy_domain) const {
    const auto& host = target.address.host;
    if (host.empty()) return;
    const auto name = ReportTarget::authorization_name(policy_domain, host);
    if (target.is_external && !target.state.is_answered())
      rules_.add_not_known(is_rua_ ? "dmarc.rua_not_known" : "dmarc.ruf_not_known", name, target.state);
    else if (!target.is_authorized)
      add_not_authorized(target, policy_domain, name);
    if (target.takes_mail == false) add_no_mail(target);
  }

 private:
  // Failure reports are few, and few send them.
  Severity severity() const { return is_rua_ ? Severity::serious : Severity::info; }
  const char* tag() const { return is_rua_ ? "rua" : "ruf"; }

  void add_not_authorized(const ReportTarget& target, const std::string& policy_domain,
                          const std::string& name) const {
    const auto& host = target.address.host;
    auto& finding = rules_.add(severity(), fmt::format("dmarc.{}_not_authorized", tag()), name,
                               fmt::format("{} names {}, and {} does not say that it takes reports on {}.",
                                           tag(), target.address.address, host, policy_domain),
                               "Receivers send none there (RFC 9990 section 4).");
    finding.advice = fmt::format("Have {} publish this, or name an address of your own.", host);
    finding.replacement = "v=DMARC1";
  }

  void add_no_mail(const ReportTarget& target) const {
    const auto& host = target.address.host;
    auto& finding =
        rules_.add(severity(), fmt::format("dmarc.{}_no_mail", tag()), host,
                   fmt::format("{} names {}, and {} takes no mail.", tag(), target.address.address, host),
                   "Reports that are sent there are lost.");
    finding.advice = fmt::format("Give {} an MX record, or name another address in {}.", host, tag());
  }

  const CheckRules& rules_;
  bool is_rua_;
};

bool lacks_rua(const DomainRecords& records) {
  const auto* policy = records.dmarc.policy();
  return policy != nullptr && policy->record->rua.empty();
}

// Why no reports may come, the likeliest first.
std::vector<std::string> reasons_of_silence(const CheckRules& rules) {
  const auto& records = rules.records;
  std::vector<std::string> reasons;
  if (records.dmarc.is_known && records.dmarc.policy() == nullptr)
    reasons.push_back("there is no DMARC record");
  if (lacks_rua(records)) reasons.push_back("the record has no rua");
  for (const auto& target : records.rua) {
    if (target.address.host.empty()) continue;
    if (target.state.is_answered() && !target.is_authorized)
      reasons.push_back(fmt::format("{} does not say that it takes them", target.address.host));
    if (target.takes_mail == false) reasons.push_back(fmt::format("{} takes no mail", target.address.host));
  }
  const auto& reported = rules.reported;
  if (rules.now - reported.newest_end <= rules.thresholds.silent_days * seconds_per_day)
    reasons.push_back("the domain sent no mail, as reports on others came");
  else
    reasons.push_back(
        "the mailbox for reports is full, filters them, or is not read (ruascope mailboxes test)");
  return reasons;
}

}  // namespace

void CheckRules::check_report_targets() {
  const auto* policy = records.dmarc.policy();
  if (policy == nullptr) return;
  for (const auto& target : records.rua) TargetCheck(*this, true).take(target, policy->domain);
  for (const auto& target : records.ruf) TargetCheck(*this, false).take(target, policy->domain);
}

void CheckRules::check_reports() {
  const auto silent_seconds = thresholds.silent_days * seconds_per_day;
  if (reported.has_reports && now - reported.last_end <= silent_seconds) return;
  // What sends no mail is reported on when somebody forges some.
  if (!reported.has_reports && sends_no_mail(records.spf)) return;
  const auto reasons = reasons_of_silence(*this);
  const auto what = reported.has_reports
                        ? fmt::format("No report in {}: the newest is of {}.",
                                      counted((now - reported.last_end) / seconds_per_day, "day"),
                                      format_day(reported.last_day))
                        : std::string{"The store has no report on the domain."};
  add(reported.has_reports ? Severity::warning : Severity::info, "reports.silent", records.domain, what,
      fmt::format("Likely because: {}.", faults_text(reasons)))
      .advice = reported.has_reports ? "Look at the reasons in this order."
                                     : "Import its reports: ruascope import, or ruascope fetch.";
}

}  // namespace ruascope
