// SPDX-License-Identifier: MIT
#include "ingest/record_builder.hpp"

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

}  // namespace

void RecordBuilder::start() {
  record_ = {};
  source_ip_.clear();
  count_.clear();
  seen_.reset();
}

void RecordBuilder::open(Element section) {
  seen_.set(static_cast<std::size_t>(section));
  entry_has_result_ = false;
  if (section == Element::reason) reason_ = {};
  if (section == Element::dkim) dkim_ = {};
  if (section == Element::spf) spf_ = {};
}

void RecordBuilder::assign(Element leaf, std::string_view text) {
  seen_.set(static_cast<std::size_t>(leaf));
  auto& results = record_.results;
  switch (leaf) {
    case Element::source_ip: source_ip_ = text; break;
    case Element::count: count_ = text; break;
    case Element::disposition: record_.disposition = read_disposition(text, notes_); break;
    case Element::verdict_dkim: results.dkim = read_verdict(text, "policy_evaluated.dkim", notes_); break;
    case Element::verdict_spf: results.spf = read_verdict(text, "policy_evaluated.spf", notes_); break;
    case Element::reason_type:
      if (!trim(text).empty()) reason_.type = read_reason_type(text, notes_);
      entry_has_result_ |= !trim(text).empty();
      break;
    case Element::reason_comment: reason_.comment = optional_text(text); break;
    case Element::header_from: results.header_from = read_domain(text, "header_from", notes_); break;
    case Element::envelope_from: results.envelope_from = read_domain(text, "envelope_from", notes_); break;
    case Element::envelope_to:
      results.envelope_to = optional_text(read_domain(text, "envelope_to", notes_));
      break;
    case Element::dkim_domain: dkim_.domain = read_domain(text, "dkim.domain", notes_); break;
    case Element::dkim_selector: dkim_.selector = optional_text(text); break;
    case Element::dkim_result:
      entry_has_result_ = !trim(text).empty();
      if (entry_has_result_ || !dkim_.domain.empty()) dkim_.result = read_dkim_result(text, notes_);
      break;
    case Element::dkim_human_result: dkim_.human_result = optional_text(text); break;
    case Element::spf_domain: spf_.domain = read_domain(text, "spf.domain", notes_); break;
    case Element::spf_scope: spf_.scope = read_scope(text, notes_); break;
    case Element::spf_result:
      entry_has_result_ = !trim(text).empty();
      if (entry_has_result_ || !spf_.domain.empty()) spf_.result = read_spf_result(text, notes_);
      break;
    case Element::spf_human_result: spf_.human_result = optional_text(text); break;
    default: break;
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
  if (!entry_has_result_ && !reason_.comment && !bare.empty()) {
    notes_.add("alias", "reason");
    reason_.type = read_reason_type(bare, notes_);
  } else if (!entry_has_result_ && !reason_.comment) {
    return;
  }
  record_.results.reasons.push_back(std::move(reason_));
}

// A wholly empty entry says nothing; one without a domain but with a result is kept, its domain unknown.
void RecordBuilder::close_dkim() {
  if (!entry_has_result_ && dkim_.domain.empty() && !dkim_.selector) return;
  if (!entry_has_result_) dkim_.result = {DkimResult::unknown, {}};
  record_.results.dkim_results.push_back(std::move(dkim_));
}

void RecordBuilder::close_spf() {
  if (!entry_has_result_ && spf_.domain.empty()) return;
  if (!entry_has_result_) spf_.result = {SpfResult::unknown, {}};
  record_.results.spf_results.push_back(std::move(spf_));
}

// False if the record is to be left out: it stands for no message, or says not how many or from where.
bool RecordBuilder::take_numbers() {
  const auto count = read_count(count_, notes_);
  if (count == 0) {
    notes_.add("null-report", "record");
    saw_null_record_ = true;
    return false;
  }
  const auto address = read_address(source_ip_, notes_);
  if (!count) notes_.add("skipped-number", "count=" + std::string{clip_utf8(trim(count_), 64)});
  if (count && !address)
    notes_.add("skipped-ip", "source_ip=" + std::string{clip_utf8(trim(source_ip_), 64)});
  if (!count || !address) return false;
  record_.count = *count;
  record_.source_ip = *address;
  return true;
}

void RecordBuilder::complete_verdict(const PublishedPolicy& policy, const DeriveVerdict& derive) {
  auto& results = record_.results;
  if (has(Element::verdict_dkim) && has(Element::verdict_spf)) return;
  notes_.add("missing", has(Element::evaluated) ? "policy_evaluated.dkim or spf" : "policy_evaluated");
  if (!derive) {
    if (!has(Element::verdict_dkim)) results.dkim = {Verdict::unknown, {}};
    if (!has(Element::verdict_spf)) results.spf = {Verdict::unknown, {}};
    return;
  }
  ResultSet ours = results;
  derive(policy, ours);
  if (!has(Element::verdict_dkim)) results.dkim = ours.dkim;
  if (!has(Element::verdict_spf)) results.spf = ours.spf;
  results.derived = true;
}

Record* RecordBuilder::finish(const PublishedPolicy& policy, const DeriveVerdict& derive) {
  if (!take_numbers()) return nullptr;
  auto& results = record_.results;
  if (results.header_from.empty()) {
    notes_.add("missing", "header_from");
    results.header_from = policy.domain;
  }
  if (!has(Element::auth_results)) notes_.add("missing", "auth_results");
  if (!has(Element::disposition)) {
    notes_.add("missing", "disposition");
    record_.disposition = {Disposition::unknown, {}};
  }
  saw_rfc7489_ |= has(Element::envelope_from) || has(Element::spf_scope) || has(Element::dkim_selector) ||
                  has(Element::reason_comment);
  complete_verdict(policy, derive);
  return &record_;
}

}  // namespace ruascope
