// SPDX-License-Identifier: MIT
#include "analysis/classes_dns.hpp"

#include "analysis/alignment.hpp"

#include <fmt/format.h>

namespace ruascope {
namespace {

Classified named_by_spf(const SourceFacts& facts, const ClassContext& context) {
  const bool is_service = service_of_host(facts, context) != nullptr;
  return {is_service ? SourceClass::third_party : SourceClass::own,
          Confidence::likely,
          {fmt::format("the SPF record of {} names its address", facts.known.spf_domain)}};
}

}  // namespace

const Service* service_of_host(const SourceFacts& facts, const ClassContext& context) {
  return context.services.of_domain(facts.known.confirmed_name());
}

std::optional<Classified> of_own_name(const SourceFacts& facts, const ClassContext& context) {
  const auto host = facts.known.confirmed_name();
  if (host.empty()) return std::nullopt;
  const auto& from = context.names.text(facts.header_from);
  if (organizational_domain(host) != organizational_domain(from)) return std::nullopt;
  const bool is_borne_out =
      facts.is_steady || facts.spf_own > 0 || facts.dkim_aligned > 0 || facts.known.is_direct_spf;
  Classified found{SourceClass::own, is_borne_out ? Confidence::strong : Confidence::possible, {}};
  if (context.explains)
    found.evidence.push_back(
        fmt::format("its name is {}, and that names it in turn: {}", host, seen_text(facts)));
  return found;
}

std::optional<Classified> of_spf_record(const SourceFacts& facts, const ClassContext& context) {
  const bool is_handed_on =
      facts.declared_list > 0 || facts.declared_forwarded > 0 || facts.list_host != 0 || facts.own_broken > 0;
  if (!facts.known.is_direct_spf || is_handed_on) return std::nullopt;
  return named_by_spf(facts, context);
}

std::optional<Classified> of_included_spf(const SourceFacts& facts, const ClassContext& context) {
  const auto& known = facts.known;
  if (known.spf_domain.empty()) return std::nullopt;
  if (known.is_own_spf) return named_by_spf(facts, context);
  if (!facts.is_steady || facts.reporter_count < context.thresholds.steady_reporters) return std::nullopt;
  return Classified{
      SourceClass::third_party,
      Confidence::possible,
      {fmt::format("the domain's SPF record includes {}, which names its address", known.spf_domain)}};
}

}  // namespace ruascope
