// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ruascope {

// The elements of an aggregate report in all dialects (RFC 7489 appendix C, RFC 9990 appendix A, and the
// drafts before). `domain` below different parents is a different element.
enum class Element : std::uint8_t {
  // not an element of ours: it and all in it is passed over
  unknown,
  extension,
  // not an element of ours either, but within a text of ours, and so part of it
  nested,
  // the document
  document,
  // elements that hold elements
  feedback,
  records,
  metadata,
  date_range,
  policy,
  record,
  row,
  evaluated,
  reason,
  identifiers,
  auth_results,
  dkim,
  spf,
  // elements that hold text
  version,
  org_name,
  email,
  extra_contact_info,
  report_id,
  begin,
  end,
  error,
  generator,
  policy_domain,
  p,
  sp,
  np,
  adkim,
  aspf,
  pct,
  fo,
  testing,
  testing_alias,
  psd,
  discovery_method,
  source_ip,
  count,
  disposition,
  verdict_dkim,
  verdict_spf,
  reason_type,
  reason_comment,
  header_from,
  envelope_from,
  envelope_to,
  dkim_domain,
  dkim_selector,
  dkim_result,
  dkim_human_result,
  spf_domain,
  spf_scope,
  spf_result,
  spf_human_result,
};

inline constexpr Element first_leaf = Element::version;
inline constexpr std::size_t element_count = static_cast<std::size_t>(Element::spf_human_result) + 1;

inline constexpr bool holds_text(Element element) { return element >= first_leaf; }

inline constexpr std::string_view rfc9990_namespace = "urn:ietf:params:xml:ns:dmarc-2.0";

struct ElementRule {
  Element parent;
  std::string_view name;
  Element element;
};

// Which element a name means below which parent. Grouped by parent, the frequent names first.
inline constexpr std::array<ElementRule, 58> element_rules{{
    {Element::document, "feedback", Element::feedback},
    {Element::feedback, "record", Element::record},
    {Element::feedback, "version", Element::version},
    {Element::feedback, "report_metadata", Element::metadata},
    {Element::feedback, "policy_published", Element::policy},
    {Element::feedback, "records", Element::records},
    {Element::feedback, "extension", Element::extension},
    {Element::feedback, "extensions", Element::extension},
    {Element::records, "record", Element::record},
    {Element::metadata, "org_name", Element::org_name},
    {Element::metadata, "email", Element::email},
    {Element::metadata, "extra_contact_info", Element::extra_contact_info},
    {Element::metadata, "report_id", Element::report_id},
    {Element::metadata, "date_range", Element::date_range},
    {Element::metadata, "error", Element::error},
    {Element::metadata, "generator", Element::generator},
    {Element::date_range, "begin", Element::begin},
    {Element::date_range, "end", Element::end},
    {Element::policy, "domain", Element::policy_domain},
    {Element::policy, "p", Element::p},
    {Element::policy, "sp", Element::sp},
    {Element::policy, "np", Element::np},
    {Element::policy, "adkim", Element::adkim},
    {Element::policy, "aspf", Element::aspf},
    {Element::policy, "pct", Element::pct},
    {Element::policy, "fo", Element::fo},
    {Element::policy, "testing", Element::testing},
    {Element::policy, "t", Element::testing_alias},
    {Element::policy, "psd", Element::psd},
    {Element::policy, "discovery_method", Element::discovery_method},
    {Element::record, "row", Element::row},
    {Element::record, "identifiers", Element::identifiers},
    {Element::record, "identities", Element::identifiers},
    {Element::record, "auth_results", Element::auth_results},
    {Element::record, "extension", Element::extension},
    {Element::record, "extensions", Element::extension},
    {Element::row, "source_ip", Element::source_ip},
    {Element::row, "count", Element::count},
    {Element::row, "policy_evaluated", Element::evaluated},
    {Element::evaluated, "disposition", Element::disposition},
    {Element::evaluated, "dkim", Element::verdict_dkim},
    {Element::evaluated, "spf", Element::verdict_spf},
    {Element::evaluated, "reason", Element::reason},
    {Element::reason, "type", Element::reason_type},
    {Element::reason, "comment", Element::reason_comment},
    {Element::identifiers, "header_from", Element::header_from},
    {Element::identifiers, "envelope_from", Element::envelope_from},
    {Element::identifiers, "envelope_to", Element::envelope_to},
    {Element::auth_results, "dkim", Element::dkim},
    {Element::auth_results, "spf", Element::spf},
    {Element::dkim, "domain", Element::dkim_domain},
    {Element::dkim, "selector", Element::dkim_selector},
    {Element::dkim, "result", Element::dkim_result},
    {Element::dkim, "human_result", Element::dkim_human_result},
    {Element::spf, "domain", Element::spf_domain},
    {Element::spf, "scope", Element::spf_scope},
    {Element::spf, "result", Element::spf_result},
    {Element::spf, "human_result", Element::spf_human_result},
}};

// The rules below one parent.
struct RuleRange {
  std::uint8_t first = 0;
  std::uint8_t end = 0;
};

inline constexpr auto rules_by_parent = [] {
  std::array<RuleRange, element_count> ranges{};
  for (std::size_t index = 0; index < element_rules.size(); ++index) {
    auto& range = ranges[static_cast<std::size_t>(element_rules[index].parent)];
    if (range.end == 0) range.first = static_cast<std::uint8_t>(index);
    range.end = static_cast<std::uint8_t>(index + 1);
  }
  return ranges;
}();

static_assert(
    [] {
      std::size_t rules = 0;
      for (const auto& range : rules_by_parent) rules += range.end - range.first;
      return rules == element_rules.size();
    }(),
    "the rules below one parent stand together");

inline constexpr Element element_below(Element parent, std::string_view name) {
  const auto range = rules_by_parent[static_cast<std::size_t>(parent)];
  for (auto index = range.first; index < range.end; ++index)
    if (element_rules[index].name == name) return element_rules[index].element;
  return Element::unknown;
}

inline constexpr auto element_parents = [] {
  std::array<Element, element_count> parents{};
  for (const auto& rule : element_rules) parents[static_cast<std::size_t>(rule.element)] = rule.parent;
  return parents;
}();

// Of an element that holds text or a section of the head; those stand below one parent each.
inline constexpr Element parent_of(Element leaf) { return element_parents[static_cast<std::size_t>(leaf)]; }

inline constexpr std::string_view element_name(Element element) {
  for (const auto& rule : element_rules)
    if (rule.element == element) return rule.name;
  return "";
}

}  // namespace ruascope
