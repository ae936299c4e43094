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
  const bool repeats = section == Element::reason || section == Element::dkim || section == Element::spf;
  if (!repeats) return;
  for (const auto& rule : element_rules)
    if (rule.parent == section) seen_.reset(static_cast<std::size_t>(rule.element));
  entry_result_.clear();
  reason_ = {};
  dkim_ = {};
  spf_ = {};
}

// Where an element that stands once comes again, the first one holds.
bool RecordBuilder::is_first(Element leaf) {
  auto seen = seen_[static_cast<std::size_t>(leaf)];
  const bool first = !seen;
  if (!first) notes_.add("dup", std::string{element_name(leaf)});
  seen = true;
  return first;
}

void RecordBuilder::assign(Element leaf, std::string_view text) {
  if (!is_first(leaf)) return;
  auto& results = record_.results;
  switch (leaf) {
    case Element::source_ip: source_ip_ = text; break;
    case Element::count: count_ = text; break;
    case Element::disposition: record_.disposition = read_disposition(text, notes_); break;
    case Element::verdict_dkim: results.dkim = read_verdict(text, "policy_evaluated.dkim", notes_); break;
    case Element::verdict_spf: results.spf = read_verdict(text, "policy_evaluated.spf", notes_); break;
    case Element::header_from: results.header_from = read_domain(text, "header_from", notes_); break;
    case Element::envelope_from: results.envelope_from = read_domain(text, "envelope_from", notes_); break;
    case Element::envelope_to:
      results.envelope_to = optional_text(read_domain(text, "envelope_to", notes_));
      break;
    case Element::reason_comment: reason_.comment = optional_text(text); break;
    case Element::dkim_domain: dkim_.domain = read_domain(text, "dkim.domain", notes_); break;
    case Element::dkim_selector: dkim_.selector = optional_text(text); break;
    case Element::dkim_human_result: dkim_.human_result = optional_text(text); break;
    case Element::spf_domain: spf_.domain = read_domain(text, "spf.domain", notes_); break;
    case Element::spf_scope: spf_.scope = read_scope(text, notes_); break;
    case Element::spf_human_result: spf_.human_result = optional_text(text); break;
    case Element::reason_type:
    case Element::dkim_result:
    case Element::spf_result: entry_result_ = trim(text); break;  // read once the entry is whole
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
  if (entry_result_.empty() && !reason_.comment) {
    if (bare.empty()) return;
    notes_.add("alias", "reason");
    entry_result_ = bare;
  }
  if (!entry_result_.empty()) reason_.type = read_reason_type(entry_result_, notes_);
  record_.results.reasons.push_back(std::move(reason_));
}

// A wholly empty entry says nothing; one without a domain but with a result is kept, its domain unknown.
void RecordBuilder::close_dkim() {
  if (entry_result_.empty() && dkim_.domain.empty() && !dkim_.selector) return;
  dkim_.result = read_dkim_result(entry_result_, notes_);
  record_.results.dkim_results.push_back(std::move(dkim_));
}

void RecordBuilder::close_spf() {
  if (entry_result_.empty() && spf_.domain.empty()) return;
  spf_.result = read_spf_result(entry_result_, notes_);
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
  ResultSet ours = results;
  ours.dkim = ours.spf = {Verdict::unknown, {}};
  if (derive) derive(policy, ours);
  results.dkim_derived = derive && !has(Element::verdict_dkim);
  results.spf_derived = derive && !has(Element::verdict_spf);
  if (!has(Element::verdict_dkim)) results.dkim = ours.dkim;
  if (!has(Element::verdict_spf)) results.spf = ours.spf;
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
