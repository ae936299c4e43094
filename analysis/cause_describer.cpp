// SPDX-License-Identifier: MIT
#include "analysis/cause_describer.hpp"

#include "analysis/cause_texts.hpp"

#include <algorithm>

namespace ruascope {

void CauseDescriber::describe(const Judgement& judgement, CauseShare& share) const {
  std::size_t chosen = 0;
  std::int64_t most = -1;
  for (std::size_t index = 0; index < source_.combinations.size(); ++index) {
    const auto messages = messages_of(source_.combinations[index]);
    if (judgement.combination_causes[index] != share.cause) continue;
    const auto last = source_.combinations[index].days.back();
    share.last_day = most < 0 ? last : std::max(share.last_day, last);
    if (messages <= most) continue;
    chosen = index;
    most = messages;
  }
  const auto& evidence = *evidence_[chosen];
  CauseNames texts{source_.domain, names_.text(evidence.header_from), source_.source.text(),
                   judgement.sender};
  if (const auto* signature = signature_of(evidence, share.cause)) {
    texts.signer = names_.text(signature->domain);
    texts.selector = names_.text(signature->selector);
  }
  texts.is_steady = judgement.is_steady;
  texts.is_forwarder = judgement.source_class == SourceClass::forwarder;
  texts.is_surely_ours = judgement.confidence >= Confidence::strong;
  texts.envelope = names_.text(evidence.spf_domain != 0 ? evidence.spf_domain : evidence.envelope);
  if (const auto* service = service_named(judgement.sender)) texts.setting = service->setting;
  share.meaning = meaning_of(share.cause, texts);
  share.advice = advice_for(share.cause, texts);
}

// The signature that a cause is about; null if it is about none.
const SignatureEvidence* CauseDescriber::signature_of(const Evidence& evidence, Cause cause) const {
  const SignatureEvidence* best = nullptr;
  int most = 0;
  for (const auto& signature : evidence.signatures) {
    const int fits = fitness(signature, cause);
    if (signature.domain == 0 || fits <= most) continue;
    best = &signature;
    most = fits;
  }
  return best;
}

int CauseDescriber::fitness(const SignatureEvidence& signature, Cause cause) const {
  const bool passes = signature.result == DkimResult::pass;
  switch (cause) {
    case Cause::esp_signs_own_domain:
    case Cause::unconfigured_service:
    case Cause::suspect_service_abuse: return !signature.is_own && passes ? 1 : 0;
    case Cause::strict_mismatch_fails:
    case Cause::dkim_strict_mismatch: return signature.is_own && passes ? 1 : 0;
    case Cause::dkim_modified:
    case Cause::forwarded_and_modified:
    case Cause::mailing_list: {
      if (!signature.is_own || signature.result != DkimResult::fail) return 0;
      return selectors_.use_of(signature).passed > 0 ? 2 : 1;
    }
    case Cause::dkim_record_or_policy:
      return signature.is_own && !passes && signature.result != DkimResult::fail ? 1 : 0;
    default: return signature.is_own ? (passes ? 1 : 2) : 0;
  }
}

const Service* CauseDescriber::service_named(const std::string& name) const {
  const auto& all = services_.all();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Service& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace ruascope
