// SPDX-License-Identifier: MIT
#include "analysis/rejected_mail.hpp"

#include "analysis/alignment.hpp"
#include "ingest/model/domain_name.hpp"

#include <algorithm>

namespace ruascope {
namespace {

// The MAIL FROM domains that the receiver saw, as far as it told them.
std::vector<std::string> envelope_domains(const ResultSet& results) {
  std::vector<std::string> domains;
  if (results.envelope_from && !results.envelope_from->empty()) domains.push_back(*results.envelope_from);
  for (const auto& one : results.spf_results)
    if (!one.domain.empty() && !(one.scope && one.scope->value == SpfScope::helo))
      domains.push_back(one.domain);
  return domains;
}

}  // namespace

bool RejectedMail::is_own(const std::string& domain) const {
  return std::find(own_domains_.begin(), own_domains_.end(), organizational_domain(domain)) !=
         own_domains_.end();
}

bool RejectedMail::has_own_signature() const {
  return std::any_of(rejection_.signatures.begin(), rejection_.signatures.end(),
                     [&](const SignatureName& one) { return is_own(one.domain); });
}

// Whose log it is, the administrator has read it in.
bool RejectedMail::is_told_by_own() const {
  return rejection_.kind == RejectionKind::mail_log ||
         (rejection_.kind == RejectionKind::bounce && is_own(rejection_.reporting_host));
}

bool RejectedMail::has_envelope_of(const std::string& domain) const {
  const auto envelope = envelope_organization();
  return !envelope.empty() && envelope == organizational_domain(domain);
}

// A reply may name the policy domain where the author is below it.
bool RejectedMail::is_about_author(const std::string& header_from) const {
  if (header_from == domain_) return true;
  const bool is_told_by_reply = rejection_.from_domain.empty() || rejection_.is_from_assumed;
  return is_told_by_reply && is_same_or_below(header_from, domain_);
}

bool RejectedMail::has_same_signature(const ResultSet& results) const {
  const auto is_same = [](const SignatureName& signature, const DkimEntry& one) {
    return one.domain == signature.domain &&
           (!one.selector || signature.selector.empty() || *one.selector == signature.selector);
  };
  return std::any_of(rejection_.signatures.begin(), rejection_.signatures.end(),
                     [&](const SignatureName& signature) {
                       return std::any_of(results.dkim_results.begin(), results.dkim_results.end(),
                                          [&](const DkimEntry& one) { return is_same(signature, one); });
                     });
}

// By the organization that stands behind envelope and host: a bounce of a strange server says nothing of
// whose envelope it bears.
bool RejectedMail::has_same_envelope(const ResultSet& results) const {
  const auto host = organizational_domain(rejection_.reporting_host);
  const auto envelope = envelope_organization();
  const bool is_trusted = is_told_by_own() || host.empty() || host == envelope;
  const auto domains = envelope_domains(results);
  return std::any_of(domains.begin(), domains.end(), [&](const std::string& domain) {
    const auto organization = organizational_domain(domain);
    return (is_trusted && organization == envelope) ||
           (!host.empty() && !is_own(host) && organization == host);
  });
}

bool RejectedMail::is_contradicted(const ResultSet& results) const {
  const auto& recipient = rejection_.recipient_domain;
  if (results.envelope_to && !recipient.empty() && *results.envelope_to != recipient) return true;
  const auto envelope = envelope_organization();
  const auto domains = envelope_domains(results);
  return !envelope.empty() && !domains.empty() &&
         std::none_of(domains.begin(), domains.end(),
                      [&](const std::string& domain) { return organizational_domain(domain) == envelope; });
}

std::string RejectedMail::envelope_organization() const {
  return rejection_.envelope_from ? organizational_domain(*rejection_.envelope_from) : std::string{};
}

}  // namespace ruascope
