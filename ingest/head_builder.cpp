// SPDX-License-Identifier: MIT
#include "ingest/head_builder.hpp"

#include "ingest/model/booking.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/values.hpp"

#include <utility>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::string_view rfc7489_namespace = "http://dmarc.org/dmarc-xml/0.1";
constexpr std::size_t most_errors = 100;
constexpr std::int64_t year_2012 = 1'325'376'000;  // the first draft of DMARC
// Not today: the same bytes always give the same warnings.
constexpr std::int64_t year_2100 = 4'102'444'800;

std::string_view without_dot(std::string_view domain) {
  return domain.ends_with('.') ? domain.substr(0, domain.size() - 1) : domain;
}

std::string without_brackets(std::string id) {
  const bool bracketed = id.size() > 1 && id.starts_with('<') && id.ends_with('>');
  return bracketed ? id.substr(1, id.size() - 2) : id;
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  address = trim(address.substr(at + 1));
  return lower_ascii(address.substr(0, address.find_first_of("> \t")));
}

void read_policy_domain(PublishedPolicy& policy, std::string_view text, Notes& notes) {
  policy.domain = read_domain(text, "policy_published.domain", notes);
  if (policy.domain.starts_with("_dmarc.")) {
    notes.add("domain", "_dmarc. prefix");
    policy.domain.erase(0, 7);
  }
  if (!is_same_ignoring_case(without_dot(trim(text)), policy.domain)) policy.domain_raw = trim(text);
}

}  // namespace

void HeadBuilder::set_namespace(std::string_view name_space) {
  head_.xml_namespace = clip_utf8(name_space, 256);
  if (!name_space.empty() && name_space != rfc7489_namespace && name_space != rfc9990_namespace)
    notes_.add("ns", head_.xml_namespace);
}

void HeadBuilder::begin_at(Element element, std::int64_t line) {
  auto& first = lines_[static_cast<std::size_t>(element)];
  if (first == 0) first = line;
}

// Where the section begins, or what is around it.
std::string HeadBuilder::place_of(Element section) const {
  for (; lines_[static_cast<std::size_t>(section)] == 0; section = parent_of(section))
    if (section == Element::feedback) return {};
  return fmt::format("line {}", lines_[static_cast<std::size_t>(section)]);
}

void HeadBuilder::open_policy() {
  if (++policies_ == 1) return;
  other_policy_ = {};
}

void HeadBuilder::close_policy() {
  if (policies_ == 1) return;
  const bool differs = other_policy_ != head_.policy;
  notes_.add("dup", differs ? "policy_published (mixed policy)" : "policy_published");
}

// Where an element that stands once comes again, the first one holds.
bool HeadBuilder::is_first(Element leaf) {
  auto seen = seen_[static_cast<std::size_t>(leaf)];
  const bool first = !seen;
  seen = true;
  return first;
}

void HeadBuilder::assign(Element leaf, std::string_view text) {
  if (policies_ > 1 && parent_of(leaf) == Element::policy) {
    Notes ignored;
    return assign_policy(other_policy_, leaf, text, ignored);
  }
  if (leaf != Element::error && !is_first(leaf)) return notes_.add("dup", std::string{element_name(leaf)});
  const std::string value{trim(text)};
  const auto optional = value.empty() ? std::nullopt : std::optional{value};
  switch (leaf) {
    case Element::version: head_.version = optional; break;
    case Element::org_name: head_.org_name = value; break;
    case Element::email: head_.email = value; break;
    case Element::extra_contact_info: head_.extra_contact_info = optional; break;
    case Element::report_id: head_.report_id = without_brackets(value); break;
    case Element::begin:
    case Element::end: assign_time(leaf, text); break;
    case Element::error:
      if (optional && head_.errors.size() < most_errors) head_.errors.push_back(value);
      break;
    case Element::generator: head_.generator = optional; break;
    default: assign_policy(head_.policy, leaf, text, notes_);
  }
}

void HeadBuilder::assign_time(Element leaf, std::string_view text) {
  if (const auto time = read_epoch(text, notes_))
    (leaf == Element::begin ? head_.begin : head_.end) = *time;
  else
    seen_.reset(static_cast<std::size_t>(leaf));
}

void HeadBuilder::assign_policy(PublishedPolicy& policy, Element leaf, std::string_view text, Notes& notes) {
  const std::string value{trim(text)};
  const auto optional = value.empty() ? std::nullopt : std::optional{value};
  switch (leaf) {
    case Element::policy_domain: read_policy_domain(policy, text, notes); break;
    case Element::p: policy.p = read_policy(text, "p", notes); break;
    case Element::sp: policy.sp = read_policy(text, "sp", notes); break;
    case Element::np: policy.np = read_policy(text, "np", notes); break;
    case Element::adkim: policy.adkim = read_alignment(text, "adkim", notes); break;
    case Element::aspf: policy.aspf = read_alignment(text, "aspf", notes); break;
    case Element::pct: policy.pct = read_percent(text, notes); break;
    case Element::fo: policy.fo = optional; break;
    case Element::testing_alias: notes.add("alias", "t"); [[fallthrough]];
    case Element::testing: policy.testing = read_testing(text, notes); break;
    case Element::psd: policy.psd = optional; break;
    case Element::discovery_method: policy.discovery_method = read_discovery(text, notes); break;
    default: break;
  }
}

bool HeadBuilder::is_complete() const {
  return has(Element::end) && !head_.policy.domain.empty() && has(Element::p) && has(Element::report_id);
}

ReportHead HeadBuilder::take(const ReportHints& hints, Notes& notes) {
  complete_metadata(hints, notes);
  complete_domain(hints, notes);
  complete_period(hints, notes);
  return head_;
}

void HeadBuilder::complete_metadata(const ReportHints& hints, Notes& notes) {
  const bool nothing =
      head_.org_name.empty() && head_.email.empty() && head_.report_id.empty() && !has(Element::end);
  if (nothing) {
    if (hints.organization.empty() || hints.report_id.empty() || !hints.begin || !hints.end)
      throw ReadError(
          "no-metadata",
          "the report has no report_metadata, and its file name and subject do not stand in for it",
          place_of(Element::metadata));
    notes.add("missing", "report_metadata");
    head_.org_name = hints.organization;
    head_.report_id = hints.report_id;
    head_.begin = *hints.begin;
    head_.end = *hints.end;
    seen_.set(static_cast<std::size_t>(Element::begin)).set(static_cast<std::size_t>(Element::end));
    return;
  }
  if (head_.org_name.empty()) {
    notes.add("id", "org_name");
    head_.org_name = domain_of(head_.email);
    if (head_.org_name.empty()) head_.org_name = hints.organization;
    if (head_.org_name.empty()) head_.org_name = unknown_organization;
  }
  if (head_.report_id.empty()) {
    notes.add("id", "report_id");
    head_.report_id = hints.report_id;
  }
}

void HeadBuilder::complete_domain(const ReportHints& hints, Notes& notes) {
  if (head_.policy.domain.empty() && !has(Element::policy_domain)) head_.policy.domain = hints.domain;
  if (head_.policy.domain.empty())
    throw ReadError("no-domain", "the report names no policy domain (policy_published/domain)",
                    place_of(Element::policy));
  if (policies_ == 0)
    notes.add("missing", "policy_published");
  else if (!has(Element::policy_domain))
    notes.add("missing", "policy_published.domain");
  if (policies_ > 0 && !head_.policy.p) notes.add("missing", "p");
}

void HeadBuilder::complete_period(const ReportHints& hints, Notes& notes) {
  if (!has(Element::begin) || !has(Element::end)) {
    if (!hints.begin || !hints.end)
      throw ReadError("no-period", "the report has no usable date_range", place_of(Element::date_range));
    notes.add("period", "date_range from the file name");
    head_.begin = *hints.begin;
    head_.end = *hints.end;
  }
  if (head_.begin > head_.end) {
    notes.add("period", "begin after end");
    std::swap(head_.begin, head_.end);
  }
  if (head_.begin == head_.end) notes.add("period", "zero length");
  if (book_period(head_.begin, head_.end).odd) notes.add("period", "more than 36 hours");
  if (head_.end < year_2012) notes.add("period", "before 2012");
  if (head_.end >= year_2100) notes.add("period", "after 2100");
}

}  // namespace ruascope
