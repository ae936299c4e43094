// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judge.hpp"

#include <span>

namespace ruascope {

// Fills in the texts of a source's causes.
class CauseDescriber {
 public:
  // `evidence` has that of each of the source's combinations. All must outlive the describer.
  CauseDescriber(const SourceCombinations& source, std::span<const Evidence* const> evidence,
                 const Names& names, const SelectorBook& selectors, const Services& services)
      : source_(source), evidence_(evidence), names_(names), selectors_(selectors), services_(services) {}

  // Meaning, advice and last day of a cause, with the names of the combination that has most of its messages.
  void describe(const Judgement& judgement, CauseShare& share) const;

 private:
  const SignatureEvidence* signature_of(const Evidence& evidence, Cause cause) const;
  int fitness(const SignatureEvidence& signature, Cause cause) const;
  const Service* service_named(const std::string& name) const;

  const SourceCombinations& source_;
  std::span<const Evidence* const> evidence_;
  const Names& names_;
  const SelectorBook& selectors_;
  const Services& services_;
};

}  // namespace ruascope
