// SPDX-License-Identifier: MIT
#include "analysis/evidence.hpp"

#include "analysis/alignment.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

namespace ruascope {
namespace {

void take_reasons(const std::vector<Reason>& reasons, Evidence& evidence) {
  evidence.has_reasons = !reasons.empty();
  for (const auto& reason : reasons) {
    const auto type = reason.type.value;
    evidence.is_declared_forwarded |= type == ReasonType::forwarded || type == ReasonType::trusted_forwarder;
    evidence.is_declared_list |= type == ReasonType::mailing_list;
    evidence.is_saved_by_arc |= type == ReasonType::local_policy && reason.comment &&
                                lower_ascii(*reason.comment).find("arc=pass") != std::string::npos;
  }
}

void take_signatures(const ResultSet& results, Names& names, Evidence& evidence) {
  for (const auto& entry : results.dkim_results) {
    if (entry.result.value == DkimResult::none) continue;  // how some say that there is no signature
    SignatureEvidence signature{names.number(entry.domain), names.number(entry.selector.value_or("")),
                                entry.result.value, false};
    signature.is_own = signature.domain != 0 && names.organization(signature.domain) == evidence.organization;
    const bool aligned = signature.is_own && signature.result == DkimResult::pass;
    evidence.dkim_relaxed |= aligned;
    evidence.dkim_strict |= aligned && signature.domain == evidence.header_from;
    evidence.has_temperror |= signature.result == DkimResult::temperror;
    evidence.signatures.push_back(signature);
  }
}

bool is_of_mail_from(const SpfEntry& entry) { return !entry.scope || entry.scope->value == SpfScope::mfrom; }

void take_spf(const ResultSet& results, Names& names, Evidence& evidence) {
  const bool has_empty_path = results.envelope_from && results.envelope_from->empty();
  const auto& entries = results.spf_results;
  auto chosen = std::find_if(entries.begin(), entries.end(), is_of_mail_from);
  const bool is_helo = chosen == entries.end();
  if (is_helo) chosen = entries.begin();
  evidence.is_null_path = has_empty_path || (is_helo && !entries.empty());
  evidence.envelope = names.number(results.envelope_from.value_or(""));
  if (entries.empty()) return;
  evidence.has_spf = true;
  evidence.spf = chosen->result.value;
  evidence.spf_domain = names.number(chosen->domain);
  if (!results.envelope_from && !is_helo) evidence.envelope = evidence.spf_domain;
  evidence.has_temperror |= evidence.spf == SpfResult::temperror;
  if (evidence.spf_domain == 0) return;
  evidence.is_spf_own = names.organization(evidence.spf_domain) == evidence.organization;
  evidence.spf_relaxed =
      evidence.is_spf_own && evidence.spf == SpfResult::pass && (!is_helo || has_empty_path);
  evidence.spf_strict = evidence.spf_relaxed && evidence.spf_domain == evidence.header_from;
}

void take_foreign(Names& names, Evidence& evidence) {
  const auto add = [&](NameNumber domain) {
    const auto organization = names.organization(domain);
    auto& foreign = evidence.foreign;
    if (std::find(foreign.begin(), foreign.end(), organization) == foreign.end())
      foreign.push_back(organization);
  };
  if (evidence.has_passing_spf() && !evidence.is_spf_own && evidence.spf_domain != 0)
    add(evidence.spf_domain);
  for (const auto& signature : evidence.signatures)
    if (!signature.is_own && signature.domain != 0 && signature.result == DkimResult::pass)
      add(signature.domain);
}

}  // namespace

Names::Names() : texts_{""}, organizations_{0} {}

NameNumber Names::number(std::string_view name) {
  if (name.empty()) return 0;
  if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  const auto number = static_cast<NameNumber>(texts_.size());
  texts_.emplace_back(name);
  organizations_.push_back(0);
  numbers_.emplace(texts_.back(), number);
  return number;
}

NameNumber Names::organization(NameNumber domain) {
  if (domain == 0) return 0;
  if (organizations_[domain] == 0) {
    auto name = find_ ? find_(text(domain)) : std::nullopt;
    const auto found = number(name ? *name : organizational_domain(text(domain)));
    organizations_[domain] = found;
  }
  return organizations_[domain];
}

void Names::settle_organizations() {
  for (NameNumber number = 1; find_ && number < texts_.size(); ++number) organization(number);
  find_ = nullptr;
}

bool Evidence::has_own_signature(DkimResult result) const {
  return std::any_of(signatures.begin(), signatures.end(),
                     [&](const SignatureEvidence& one) { return one.is_own && one.result == result; });
}

bool Evidence::has_foreign_pass() const {
  return std::any_of(signatures.begin(), signatures.end(), [](const SignatureEvidence& one) {
    return !one.is_own && one.domain != 0 && one.result == DkimResult::pass;
  });
}

Evidence evidence_of(const ResultSet& results, Names& names) {
  Evidence evidence;
  evidence.header_from = names.number(results.header_from);
  evidence.organization = names.organization(evidence.header_from);
  evidence.dkim_passes = results.dkim.value == Verdict::pass;
  evidence.spf_passes = results.spf.value == Verdict::pass;
  evidence.is_derived = results.derived();
  take_reasons(results.reasons, evidence);
  take_signatures(results, names, evidence);
  take_spf(results, names, evidence);
  take_foreign(names, evidence);
  return evidence;
}

}  // namespace ruascope
