// SPDX-License-Identifier: MIT
#include "ingest/record_builder.hpp"

#include "ingest/model/domain_name.hpp"
#include "ingest/model/text.hpp"
#include "ingest/values.hpp"

namespace ruascope {
namespace {

// Empty optional texts are as good as absent ones.
std::optional<std::string> optional_text(std::string_view text) {
  const auto trimmed = trim(text);
  if (trimmed.empty()) return std::nullopt;
  return std::string{trimmed};
}

using Elements = std::bitset<element_count>;

// The texts below a section, all unset: what to leave of `seen` when the section comes again.
Elements all_but_those_below(Element section) {
  Elements kept;
  kept.set();
  for (const auto& rule : element_rules)
    if (rule.parent == section) kept.reset(static_cast<std::size_t>(rule.element));
  return kept;
}

}  // namespace

void RecordBuilder::start() {
  record_ = {};
  notes_ = {};
  stands_for_mail_ = false;
  rows_.clear();
  rows_.emplace_back();
  followed_by_results_ = false;
  seen_.reset();
}

void RecordBuilder::open(Element section) {
  if (section == Element::row) {
    if (has_rows()) rows_.emplace_back();
    followed_by_results_ = false;
  }
  followed_by_results_ =
      followed_by_results_ || section == Element::identifiers || section == Element::auth_results;
  if (section == Element::evaluated) rows_.back().seen.set(static_cast<std::size_t>(section));
  seen_.set(static_cast<std::size_t>(section));
  static const auto beside_reason = all_but_those_below(Element::reason);
  static const auto beside_dkim = all_but_those_below(Element::dkim);
  static const auto beside_spf = all_but_those_below(Element::spf);
  switch (section) {
    case Element::reason:
      seen_ &= beside_reason;
      reason_ = {};
      break;
    case Element::dkim:
      seen_ &= beside_dkim;
      dkim_ = {};
      break;
    case Element::spf:
      seen_ &= beside_spf;
      spf_ = {};
      break;
    default: return;
  }
  entry_result_.clear();
}

// Where an element that stands once comes again, the first one holds.
bool RecordBuilder::is_first(Element leaf) {
  const auto parent = parent_of(leaf);
  const bool of_row = parent == Element::row || parent == Element::evaluated;
  auto seen = (of_row ? rows_.back().seen : seen_)[static_cast<std::size_t>(leaf)];
  const bool first = !seen;
  if (!first) notes_.add("dup", std::string{element_name(leaf)});
  seen = true;
  return first;
}

void RecordBuilder::assign(Element leaf, std::string_view text) {
  if (!is_first(leaf)) return;
  auto& results = record_.results.edit();
  switch (leaf) {
    case Element::source_ip:
    case Element::count:
    case Element::disposition:
    case Element::verdict_dkim:
    case Element::verdict_spf: assign_to_row(leaf, text); break;
    case Element::header_from: results.header_from = read_domain(text, "header_from", notes_); break;
    case Element::envelope_from:
      results.envelope_from = read_envelope_domain(text, "envelope_from", notes_);
      break;
    case Element::envelope_to:
      results.envelope_to = optional_text(read_envelope_domain(text, "envelope_to", notes_));
      break;
    case Element::reason_comment: reason_.comment = optional_text(text); break;
    case Element::dkim_domain: dkim_.domain = read_domain(text, "dkim.domain", notes_); break;
    case Element::dkim_selector: dkim_.selector = optional_text(text); break;
    case Element::dkim_human_result: dkim_.human_result = optional_text(text); break;
    case Element::spf_domain:
      if (is_no_domain(text))
        spf_.domain_raw = trim(text);
      else
        spf_.domain = read_envelope_domain(text, "spf.domain", notes_);
      break;
    case Element::spf_scope: spf_.scope = read_scope(text, notes_); break;
    case Element::spf_human_result: spf_.human_result = optional_text(text); break;
    case Element::reason_type:
    case Element::dkim_result:
    case Element::spf_result: entry_result_ = trim(text); break;  // read once the entry is whole
    default: break;
  }
}

void RecordBuilder::assign_to_row(Element leaf, std::string_view text) {
  auto& row = rows_.back();
  switch (leaf) {
    case Element::source_ip: row.source_ip = text; break;
    case Element::count: row.count = text; break;
    case Element::disposition: row.disposition = read_disposition(text, notes_); break;
    case Element::verdict_dkim: row.dkim = read_verdict(text, "policy_evaluated.dkim", notes_); break;
    default: row.spf = read_verdict(text, "policy_evaluated.spf", notes_); break;
  }
}

void RecordBuilder::close(Element section, std::string_view bare_text) {
  if (section == Element::reason) close_reason(bare_text);
  if (section == Element::dkim) close_dkim();
  if (section == Element::spf) close_spf();
}

// Some reporters write <reason>sampled_out</reason>; others an empty element, which is no reason.
void RecordBuilder::close_reason(std::string_view bare_text) {
  const auto bare = trim(bare_text);
  if (entry_result_.empty() && !reason_.comment) {
    if (bare.empty()) return;
    notes_.add("alias", "reason");
    entry_result_ = bare;
  }
  if (!entry_result_.empty()) reason_.type = read_reason_type(entry_result_, notes_);
  rows_.back().reasons.push_back(std::move(reason_));
}

// A wholly empty entry says nothing; one without a domain but with a result is kept, its domain unknown.
void RecordBuilder::close_dkim() {
  if (entry_result_.empty() && dkim_.domain.empty() && !dkim_.selector) return;
  dkim_.result = read_dkim_result(entry_result_, notes_);
  record_.results.edit().dkim_results.push_back(std::move(dkim_));
}

void RecordBuilder::close_spf() {
  if (entry_result_.empty() && spf_.domain.empty() && spf_.domain_raw.empty()) return;
  spf_.result = read_spf_result(entry_result_, notes_);
  record_.results.edit().spf_results.push_back(std::move(spf_));
}

// False if the record is to be left out: it stands for no message, or says not how many or from where.
bool RecordBuilder::take_numbers(const Row& row) {
  const auto count = read_count(row.count, notes_);
  if (count == 0) {
    report_notes_.add("null-report", "record");
    saw_null_record_ = true;
    return false;
  }
  stands_for_mail_ = true;
  const auto address = read_address(row.source_ip, notes_);
  if (!count) notes_.add("skipped-number", "count=" + std::string{clip_utf8(trim(row.count), 64)});
  if (count && !address)
    notes_.add("skipped-ip", "source_ip=" + std::string{clip_utf8(trim(row.source_ip), 64)});
  if (!count || !address) return false;
  record_.count = *count;
  record_.source_ip = *address;
  return true;
}

void RecordBuilder::complete_results(const PublishedPolicy& policy) {
  auto& results = record_.results.edit();
  if (results.header_from.empty()) {
    notes_.add("missing", "header_from");
    results.header_from = policy.domain;
  } else if (!is_same_or_below(results.header_from, policy.domain)) {
    notes_.add("inconsistent", "header_from outside the policy domain");
  }
  if (!has(Element::auth_results)) notes_.add("missing", "auth_results");
  saw_rfc7489_ |= has(Element::envelope_from) || has(Element::spf_scope) || has(Element::dkim_selector) ||
                  has(Element::reason_comment);
}

void RecordBuilder::complete_verdict(const Row& row, const PublishedPolicy& policy,
                                     const DeriveVerdict& derive) {
  auto& results = record_.results.edit();
  const bool has_dkim = row.has(Element::verdict_dkim);
  const bool has_spf = row.has(Element::verdict_spf);
  results.dkim = row.dkim;
  results.spf = row.spf;
  results.dkim_derived = derive && !has_dkim;
  results.spf_derived = derive && !has_spf;
  if (has_dkim && has_spf) return;
  notes_.add("missing", row.has(Element::evaluated) ? "policy_evaluated.dkim or spf" : "policy_evaluated");
  ResultSet ours = results;
  ours.dkim = ours.spf = {Verdict::unknown, {}};
  if (derive) derive(policy, ours);
  if (!has_dkim) results.dkim = ours.dkim;
  if (!has_spf) results.spf = ours.spf;
}

void RecordBuilder::finish(const PublishedPolicy& policy, const DeriveVerdict& derive,
                           const std::function<void(Record&)>& take) {
  Record shared;
  for (std::size_t index = 0; index < rows_.size(); ++index) {
    auto& row = rows_[index];
    if (!take_numbers(row)) continue;
    complete_results(policy);
    if (!row.has(Element::disposition) && row.has(Element::evaluated)) notes_.add("missing", "disposition");
    record_.disposition = std::move(row.disposition);
    record_.results.edit().reasons = std::move(row.reasons);
    complete_verdict(row, policy, derive);
    if (rows_.size() > 1) shared = record_;
    take(record_);
    if (rows_.size() > 1) record_ = shared;
  }
  if (stands_for_mail_) report_notes_.add(notes_);
}

}  // namespace ruascope
