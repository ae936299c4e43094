// SPDX-License-Identifier: MIT
#include "analysis/cause.hpp"

#include "ingest/model/messages.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>

namespace ruascope {
namespace {

bool is_failing(SpfResult result) {
  return result == SpfResult::fail || result == SpfResult::softfail || result == SpfResult::neutral ||
         result == SpfResult::policy;
}

bool is_bad_record(DkimResult result) {
  return result == DkimResult::permerror || result == DkimResult::policy || result == DkimResult::neutral;
}

// Own signatures that were found broken; where selectors differ, the one that passes elsewhere decides.
struct BrokenSignatures {
  bool any = false;
  bool passes_elsewhere = false;
};
BrokenSignatures broken_signatures(const Evidence& evidence, const SelectorBook& selectors) {
  BrokenSignatures broken;
  for (const auto& signature : evidence.signatures) {
    if (!signature.is_own || signature.result != DkimResult::fail) continue;
    broken.any = true;
    broken.passes_elsewhere |= selectors.use_of(signature).passed > 0;
  }
  return broken;
}

bool is_own_signed(const Evidence& evidence) {
  return std::any_of(evidence.signatures.begin(), evidence.signatures.end(),
                     [](const SignatureEvidence& one) { return one.is_own; });
}

bool has_own_bad_record(const Evidence& evidence) {
  return std::any_of(evidence.signatures.begin(), evidence.signatures.end(),
                     [](const SignatureEvidence& one) { return one.is_own && is_bad_record(one.result); });
}

// An entry without a domain that fails beside others: an algorithm that the receiver does not know.
bool has_nameless_failure_beside(const Evidence& evidence) {
  return evidence.signatures.size() > 1 &&
         std::any_of(
             evidence.signatures.begin(), evidence.signatures.end(),
             [](const SignatureEvidence& one) { return one.domain == 0 && one.result == DkimResult::fail; });
}

// Rows 2 to 7: DKIM passes, SPF does not.
Cause of_dkim_alone(const Evidence& evidence, const CauseSurroundings& around) {
  if (evidence.has_passing_spf() && !evidence.is_spf_own && evidence.spf_domain != 0)
    return Cause::esp_return_path;
  if (evidence.has_passing_spf() && around.modes.strict_spf && evidence.spf_domain != evidence.header_from)
    return Cause::spf_strict_mismatch;
  if (is_failing(evidence.spf) && evidence.is_spf_own)
    return around.is_known_address ? Cause::spf_incomplete : Cause::forwarded_dkim_survived;
  if (!evidence.has_spf || evidence.spf == SpfResult::none || evidence.is_null_path)
    return Cause::null_sender_or_no_spf;
  if (evidence.spf == SpfResult::permerror) return Cause::spf_broken;
  if (evidence.spf == SpfResult::temperror) return Cause::dns_transient;
  return Cause::dkim_alone;
}

// Rows 8 to 15: SPF passes, DKIM does not.
Cause of_spf_alone(const Evidence& evidence, const CauseSurroundings& around) {
  if (evidence.signatures.empty()) return Cause::without_signature;
  const auto broken = broken_signatures(evidence, around.selectors);
  if (evidence.has_foreign_pass() && !is_own_signed(evidence)) return Cause::esp_signs_own_domain;
  if (broken.any) return broken.passes_elsewhere ? Cause::dkim_modified : Cause::dkim_key_problem;
  if (has_own_bad_record(evidence)) return Cause::dkim_record_or_policy;
  if (has_nameless_failure_beside(evidence)) return Cause::dkim_algorithm_unsupported;
  if (evidence.dkim_relaxed && !evidence.dkim_strict && around.modes.strict_dkim)
    return Cause::dkim_strict_mismatch;
  if (evidence.has_own_signature(DkimResult::temperror)) return Cause::dns_transient;
  return Cause::spf_alone;
}

bool is_strict_mismatch(const Evidence& evidence, const PublishedRange& modes) {
  return (evidence.dkim_relaxed && !evidence.dkim_strict && modes.strict_dkim) ||
         (evidence.spf_relaxed && !evidence.spf_strict && modes.strict_spf);
}

// Rows 16 to 19: signs of a forwarder, a list, or a broken key.
std::optional<Cause> of_broken_signature(const Evidence& evidence, const CauseSurroundings& around) {
  const auto broken = broken_signatures(evidence, around.selectors);
  if (!broken.any) return std::nullopt;
  const bool is_foreign_envelope = evidence.has_passing_spf() && !evidence.is_spf_own;
  // A key that works nowhere is no forwarder's doing, where it is ours, or a stranger's that goes on and on.
  const bool is_key = !broken.passes_elsewhere && around.is_known_address;
  const bool is_riddle = !broken.passes_elsewhere && around.is_steady;
  if (is_foreign_envelope && !is_key) return is_riddle ? Cause::unclassified_failure : Cause::mailing_list;
  if (broken.passes_elsewhere && !evidence.has_passing_spf()) return Cause::forwarded_and_modified;
  if (is_key) return Cause::own_sender_broken;
  return std::nullopt;
}

// Rows 22 to 27: nothing of ours is in it.
Cause of_stranger(const Evidence& evidence, const CauseSurroundings& around) {
  if (around.is_one_provider)
    return around.is_stable ? Cause::unconfigured_service : Cause::suspect_service_abuse;
  const bool is_unauthorized =
      evidence.is_spf_own && (is_failing(evidence.spf) || evidence.spf == SpfResult::none);
  if (evidence.signatures.empty() && is_unauthorized && around.is_known_address)
    return Cause::own_server_unauthenticated;
  if (around.is_unused_name) return Cause::spoof_subdomain;
  // Nobody's mail can pass a record that cannot be evaluated: it says nothing about who sent it.
  if (evidence.is_spf_own && evidence.spf == SpfResult::permerror) return Cause::unclassified_failure;
  if (is_own_signed(evidence) || evidence.spf_relaxed || around.is_known_address)
    return Cause::unclassified_failure;
  return around.is_steady || around.is_neighbour ? Cause::unknown_steady : Cause::spoof;
}

}  // namespace

std::optional<Cause> cause_named(std::string_view label) { return value_named<Cause>(label); }

void SelectorBook::take(const SignatureEvidence& signature, std::int64_t messages) {
  if (signature.domain == 0) return;
  for (auto* use : {&uses_[key(signature.domain, signature.selector)], &of_domains_[signature.domain]}) {
    if (signature.result == DkimResult::pass) use->passed = add_messages(use->passed, messages);
    if (signature.result == DkimResult::fail) use->failed = add_messages(use->failed, messages);
  }
}

SelectorBook::Use SelectorBook::use_of(const SignatureEvidence& signature) const {
  if (signature.selector == 0) {
    const auto found = of_domains_.find(signature.domain);
    return found == of_domains_.end() ? Use{} : found->second;
  }
  const auto found = uses_.find(key(signature.domain, signature.selector));
  return found == uses_.end() ? Use{} : found->second;
}

Cause cause_of(const Evidence& evidence, const CauseSurroundings& around) {
  if (evidence.dkim_passes && evidence.spf_passes) return Cause::aligned_both;
  if (evidence.dkim_passes) return of_dkim_alone(evidence, around);
  if (evidence.spf_passes) return of_spf_alone(evidence, around);
  const bool only_temperror = evidence.has_own_signature(DkimResult::temperror) &&
                              !evidence.has_own_signature(DkimResult::fail) && !is_failing(evidence.spf) &&
                              evidence.spf != SpfResult::permerror;
  if (only_temperror) return Cause::dns_transient;
  if (evidence.is_declared_forwarded || evidence.is_declared_list || evidence.is_saved_by_arc)
    return Cause::forwarded_declared;
  if (const auto cause = of_broken_signature(evidence, around)) return *cause;
  if (is_strict_mismatch(evidence, around.modes)) return Cause::strict_mismatch_fails;
  if (evidence.has_temperror) return Cause::undetermined_dns;
  return of_stranger(evidence, around);
}

}  // namespace ruascope
