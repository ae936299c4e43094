// SPDX-License-Identifier: MIT
#include "analysis/quality.hpp"

#include "ingest/model/messages.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace ruascope {
namespace {

enum class Leg { agrees, pass_unproven, fail_though_aligned };

// What a verdict is worth, where alignment is relaxed, strict, or was both within the window.
Leg compared(bool said, bool relaxed, bool strict, bool may_be_relaxed, bool may_be_strict) {
  const bool can_pass = (may_be_relaxed && relaxed) || (may_be_strict && strict);
  const bool can_fail = (may_be_relaxed && !relaxed) || (may_be_strict && !strict);
  if (said && !can_pass) return Leg::pass_unproven;
  return !said && !can_fail ? Leg::fail_though_aligned : Leg::agrees;
}

// SPF of HELO counts for an empty reverse-path, which not all reporters tell (RFC 7489 section 3.1.2).
bool may_be_bounce(const Evidence& evidence) {
  return evidence.is_null_path && evidence.is_spf_own && evidence.has_passing_spf();
}

void add(std::int64_t& sum, std::int64_t messages, bool counts = true) {
  if (counts) sum = add_messages(sum, messages);
}

class Tally {
 public:
  explicit Tally(const QualityInput& input) : input_(input) {
    if (input.organization) names_.find_organizations_by(input.organization);
  }

  void take(const ReporterMail& mail) {
    if (rows_.empty() || rows_.back().reporter != mail.reporter) {
      rows_.push_back({mail.reporter});
      rows_.back().first_day = mail.first_day;
      domains_.clear();
    }
    auto& row = rows_.back();
    domains_.insert(mail.domain);
    row.domains = static_cast<std::int64_t>(domains_.size());
    row.first_day = std::min(row.first_day, mail.first_day);
    row.last_day = std::max(row.last_day, mail.last_day);
    std::int64_t messages = 0;
    for (const auto number : mail.messages) messages = add_messages(messages, number);
    add(row.messages, messages);
    const auto& evidence = evidence_of_results(mail.results);
    add(row.dmarc_fail, messages, !evidence.passes());
    const auto& range = range_of(mail.domain);
    compare_legs(evidence, range, messages, row);
    compare_actions(mail, evidence, range, row);
  }
  std::vector<ReporterQuality> rows() && { return std::move(rows_); }

 private:
  const Evidence& evidence_of_results(std::int64_t results) {
    if (const auto found = evidence_.find(results); found != evidence_.end()) return found->second;
    return evidence_.emplace(results, evidence_of(input_.result_set(results), names_)).first->second;
  }

  const PublishedRange& range_of(const std::string& domain) {
    if (const auto found = ranges_.find(domain); found != ranges_.end()) return found->second;
    return ranges_.emplace(domain, input_.published_range(domain)).first->second;
  }

  static void compare_legs(const Evidence& evidence, const PublishedRange& range, std::int64_t messages,
                           ReporterQuality& row) {
    if (evidence.is_derived) return add(row.derived, messages);
    const auto dkim = compared(evidence.dkim_passes, evidence.dkim_relaxed, evidence.dkim_strict,
                               range.relaxed_dkim, range.strict_dkim);
    auto spf = compared(evidence.spf_passes, evidence.spf_relaxed, evidence.spf_strict, range.relaxed_spf,
                        range.strict_spf);
    if (may_be_bounce(evidence)) spf = Leg::agrees;
    add(row.dkim_pass_unproven, messages, dkim == Leg::pass_unproven);
    add(row.dkim_fail_though_aligned, messages, dkim == Leg::fail_though_aligned);
    add(row.spf_pass_unproven, messages, spf == Leg::pass_unproven);
    add(row.spf_fail_though_aligned, messages, spf == Leg::fail_though_aligned);
    add(row.disagreeing, messages, dkim != Leg::agrees || spf != Leg::agrees);
  }

  void compare_actions(const ReporterMail& mail, const Evidence& evidence, const PublishedRange& range,
                       ReporterQuality& row) {
    const auto of = [&](Disposition disposition) {
      return mail.messages[static_cast<std::size_t>(disposition)];
    };
    const bool is_below = names_.text(evidence.header_from) != mail.domain;
    const auto& actions = is_below ? range.subdomains : range.domain;
    const bool must_act = !evidence.passes() && actions.enforcing && !actions.none && !range.is_soft;
    add(row.override_undeclared, of(Disposition::none), must_act && !evidence.has_reasons);
    const bool may_act = !evidence.passes() && actions.enforcing;
    add(row.stricter_than_policy, add_messages(of(Disposition::quarantine), of(Disposition::reject)),
        !may_act);
  }

  const QualityInput& input_;
  Names names_;
  std::map<std::int64_t, Evidence> evidence_;
  std::map<std::string, PublishedRange> ranges_;
  std::set<std::string> domains_;
  std::vector<ReporterQuality> rows_;
};

}  // namespace

std::vector<ReporterQuality> reporter_quality(const std::vector<ReporterMail>& mail,
                                              const QualityInput& input) {
  Tally tally(input);
  for (const auto& one : mail) tally.take(one);
  return std::move(tally).rows();
}

}  // namespace ruascope
