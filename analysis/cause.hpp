// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/evidence.hpp"
#include "store/totals.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace ruascope {

// Why mail passes or fails DMARC, in the order in which causes are looked for: the first that fits is it.
enum class Cause : std::uint8_t {
  aligned_both,
  esp_return_path,
  spf_strict_mismatch,
  forwarded_dkim_survived,
  spf_incomplete,
  null_sender_or_no_spf,
  spf_broken,
  dkim_alone,
  without_signature,
  esp_signs_own_domain,
  dkim_key_problem,
  dkim_modified,
  dkim_record_or_policy,
  dkim_algorithm_unsupported,
  dkim_strict_mismatch,
  dns_transient,
  spf_alone,
  forwarded_declared,
  mailing_list,
  forwarded_and_modified,
  own_sender_broken,
  strict_mismatch_fails,
  undetermined_dns,
  unconfigured_service,
  suspect_service_abuse,
  own_server_unauthenticated,
  spoof_subdomain,
  unknown_steady,
  spoof,
  unclassified_failure,
};

// Their labels: a contract with scripts.
template <>
inline constexpr std::array<std::string_view, 30> names<Cause>{"aligned-both",
                                                               "esp-return-path",
                                                               "spf-strict-mismatch",
                                                               "forwarded-dkim-survived",
                                                               "spf-incomplete",
                                                               "null-sender-or-no-spf",
                                                               "spf-broken",
                                                               "dkim-alone",
                                                               "unsigned",
                                                               "esp-signs-own-domain",
                                                               "dkim-key-problem",
                                                               "dkim-modified",
                                                               "dkim-record-or-policy",
                                                               "dkim-algorithm-unsupported",
                                                               "dkim-strict-mismatch",
                                                               "dns-transient",
                                                               "spf-alone",
                                                               "forwarded-declared",
                                                               "mailing-list",
                                                               "forwarded-and-modified",
                                                               "own-sender-broken",
                                                               "strict-mismatch-fails",
                                                               "undetermined-dns",
                                                               "unconfigured-service",
                                                               "suspect-service-abuse",
                                                               "own-server-unauthenticated",
                                                               "spoof-subdomain",
                                                               "unknown-steady",
                                                               "spoof",
                                                               "unclassified-failure"};

std::optional<Cause> cause_named(std::string_view label);

// How the signatures with a (d=, selector) fare all over the window.
class SelectorBook {
 public:
  struct Use {
    std::int64_t passed = 0;  // messages
    std::int64_t failed = 0;
  };
  void take(const SignatureEvidence& signature, std::int64_t messages);
  // Where the reporter named no selector, all of the domain.
  Use use_of(const SignatureEvidence& signature) const;

 private:
  static std::uint64_t key(NameNumber domain, NameNumber selector) {
    return std::uint64_t{domain} << 32 | selector;
  }
  std::unordered_map<std::uint64_t, Use> uses_;
  std::unordered_map<NameNumber, Use> of_domains_;
};

// What the window tells beside the mail itself.
struct CauseSurroundings {
  const SelectorBook& selectors;
  PublishedRange modes;
  bool is_known_address = false;  // ours: configured, or it passed SPF aligned elsewhere in the window
  bool is_steady = false;
  bool is_stable = false;        // enough days or reporters for a service in use
  bool is_neighbour = false;     // of an own or third-party source
  bool is_unused_name = false;   // nothing below the policy domain ever passed under this From:
  bool is_one_provider = false;  // the foreign signature and envelope are of one organization
};

Cause cause_of(const Evidence& evidence, const CauseSurroundings& around);

}  // namespace ruascope
