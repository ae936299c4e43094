// SPDX-License-Identifier: MIT
#include "analysis/alignment.hpp"

#include <algorithm>

#include <libpsl.h>

namespace ruascope {
namespace {

AlignmentMode mode_of(const std::optional<Token<AlignmentMode>>& published) {
  return published ? published->value : AlignmentMode::relaxed;
}

bool counts_for_spf(const SpfEntry& entry, const ResultSet& results) {
  if (entry.result.value != SpfResult::pass || entry.domain.empty()) return false;
  const bool null_path = results.envelope_from && results.envelope_from->empty();
  return !entry.scope || entry.scope->value == SpfScope::mfrom || null_path;
}

}  // namespace

std::string organizational_domain(std::string_view domain) {
  const std::string name{domain};
  const char* found = psl_registrable_domain(psl_builtin(), name.c_str());
  return found != nullptr ? found : name;
}

bool is_aligned(std::string_view authenticated, std::string_view header_from, AlignmentMode mode) {
  if (authenticated.empty()) return false;
  if (authenticated == header_from) return true;
  return mode == AlignmentMode::relaxed &&
         organizational_domain(authenticated) == organizational_domain(header_from);
}

void derive_verdict(const PublishedPolicy& policy, ResultSet& results) {
  const bool dkim =
      std::any_of(results.dkim_results.begin(), results.dkim_results.end(), [&](const DkimEntry& entry) {
        return entry.result.value == DkimResult::pass &&
               is_aligned(entry.domain, results.header_from, mode_of(policy.adkim));
      });
  const bool spf =
      std::any_of(results.spf_results.begin(), results.spf_results.end(), [&](const SpfEntry& entry) {
        return counts_for_spf(entry, results) &&
               is_aligned(entry.domain, results.header_from, mode_of(policy.aspf));
      });
  results.dkim = {dkim ? Verdict::pass : Verdict::fail, {}};
  results.spf = {spf ? Verdict::pass : Verdict::fail, {}};
}

}  // namespace ruascope
