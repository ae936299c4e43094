// SPDX-License-Identifier: MIT
#include "analysis/policy_step.hpp"

#include "ingest/model/domain_name.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {
namespace {

// Absent where it says what stands in for it.
PolicyRecord without_echoes(PolicyRecord record) {
  if (record.sp && record.p && *record.sp == *record.p) record.sp.reset();
  if (record.np && *record.np == record.sp.value_or(record.p.value_or(Policy::unknown))) record.np.reset();
  if (record.pct == 100) record.pct.reset();
  return record;
}

void strengthen(std::optional<Policy>& policy, Policy upper) {
  if (policy && strictness(*policy) < strictness(upper)) policy = strengthened(*policy);
}

Policy target_of(const PolicyRecord& record, std::optional<Policy> to) {
  const auto p = record.p.value_or(Policy::none);
  const auto now = strictness(p) == 0 ? Policy::none : p;
  if (to && strictness(*to) >= strictness(now)) return *to;
  if (to || (is_softened(record) && now != Policy::none)) return now;
  return strengthened(now);
}

}  // namespace

int strictness(Policy policy) {
  if (policy == Policy::reject) return 2;
  return policy == Policy::quarantine ? 1 : 0;
}

Policy weakened(Policy policy) {
  if (policy == Policy::unknown) return policy;
  return policy == Policy::reject ? Policy::quarantine : Policy::none;
}

Policy strengthened(Policy policy) { return strictness(policy) == 0 ? Policy::quarantine : Policy::reject; }

Addressed addressed(std::string_view header_from, std::string_view policy_domain, bool is_unused) {
  if (header_from == policy_domain || !is_same_or_below(header_from, policy_domain)) return Addressed::domain;
  return is_unused ? Addressed::unused_name : Addressed::subdomain;
}

Policy asked(const PolicyRecord& record, Addressed addressed) {
  const auto p = record.p.value_or(Policy::unknown);
  if (addressed == Addressed::domain) return p;
  const auto sp = record.sp.value_or(p);
  return addressed == Addressed::subdomain ? sp : record.np.value_or(sp);
}

Policy action_of(const PolicyRecord& record, Addressed addressed) {
  const auto policy = asked(record, addressed);
  return record.is_testing ? weakened(policy) : policy;
}

Policy least_action(const PolicyRecord& record, Addressed addressed) {
  const auto policy = asked(record, addressed);
  return is_softened(record) ? weakened(policy) : policy;
}

bool is_softened(const PolicyRecord& record) { return record.is_testing || record.pct.value_or(100) < 100; }

PolicyRecord with_policies(PolicyRecord record, Policy p, Policy sp, Policy np) {
  record.p = p;
  record.sp = sp;
  record.np = np;
  record.pct.reset();
  record.is_testing = false;
  if (np == sp) record.np.reset();
  if (sp == p) record.sp.reset();
  return record;
}

PolicyRecord unsoftened(const PolicyRecord& record) {
  return with_policies(record, least_action(record, Addressed::domain),
                       least_action(record, Addressed::subdomain),
                       least_action(record, Addressed::unused_name));
}

PolicyStep next_step(const PolicyRecord& record, std::optional<Policy> to) {
  PolicyStep step{without_echoes(record), without_echoes(record)};
  const auto target = target_of(step.from, to);
  const bool is_moved = strictness(target) > strictness(step.from.p.value_or(Policy::none));
  step.to.p = target;
  step.to.pct.reset();
  step.to.is_testing = false;
  if (is_moved || !is_softened(step.from)) {
    strengthen(step.to.sp, target);
    strengthen(step.to.np, step.to.sp.value_or(target));
  }
  step.to = without_echoes(step.to);
  return step;
}

std::string policy_text(const PolicyRecord& record) {
  auto text = fmt::format("p={}", name_of(record.p.value_or(Policy::unknown)));
  if (record.sp) text += fmt::format(" sp={}", name_of(*record.sp));
  if (record.np) text += fmt::format(" np={}", name_of(*record.np));
  if (record.pct) text += fmt::format(" pct={}", *record.pct);
  if (record.is_testing) text += " t=y";
  return text;
}

std::string record_text(const PolicyRecord& record) {
  auto text = fmt::format("v=DMARC1; p={}", name_of(record.p.value_or(Policy::none)));
  if (record.sp) text += fmt::format("; sp={}", name_of(*record.sp));
  if (record.np) text += fmt::format("; np={}", name_of(*record.np));
  text += "; rua=<as today>";
  if (record.adkim == AlignmentMode::strict) text += "; adkim=s";
  if (record.aspf == AlignmentMode::strict) text += "; aspf=s";
  // Reporters write fo=0, the default, where nothing is published. Others are a stranger's text.
  const bool is_fo = record.fo && *record.fo != "0" && !record.fo->empty() &&
                     record.fo->find_first_not_of("01ds:") == std::string::npos;
  if (is_fo) text += "; fo=" + *record.fo;
  if (record.is_testing) text += "; t=y";
  return text;
}

}  // namespace ruascope
