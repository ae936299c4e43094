// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"

#include "ingest/bytes.hpp"
#include "ingest/feedback_elements.hpp"
#include "ingest/model/booking.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/record_builder.hpp"
#include "ingest/values.hpp"
#include "ingest/xml.hpp"

#include <bitset>
#include <vector>

#include <fmt/format.h>

namespace ruascope {
namespace {

constexpr std::string_view rfc7489_namespace = "http://dmarc.org/dmarc-xml/0.1";
constexpr std::int64_t texts_in_record = 16;
constexpr std::size_t entry_bytes = 64;  // what an empty dkim, spf or reason takes
constexpr std::string_view rfc9990_namespace = "urn:ietf:params:xml:ns:dmarc-2.0";

std::string_view without_dot(std::string_view domain) {
  return domain.ends_with('.') ? domain.substr(0, domain.size() - 1) : domain;
}

// Listens to the XML and fills a head and records.
class FeedbackReader final : public XmlHandler {
 public:
  // With a `known` head, records go out from the first on; without, the reader stops at the first record if
  // the head is not complete by then. Without a handler only the head is read.
  FeedbackReader(const FeedbackOptions& options, FeedbackHandler* handler, Notes& notes,
                 std::optional<ReportHead> known)
      : options_(options), handler_(handler), notes_(notes), builder_(notes), known_(std::move(known)) {}

  void start_element(std::string_view name, std::string_view name_space) override;
  void end_element() override;
  void text(std::string_view piece) override;
  bool satisfied() const override { return head_comes_late_; }

  // True if records went by before all of the head was known.
  bool head_comes_late() const { return head_comes_late_ || head_grew_; }
  // The head with what follows from it; `notes` take what is missing or odd.
  ReportHead take_head(Notes& notes);
  void finish();
  Schema schema() const;

 private:
  Element current() const { return path_.empty() ? Element::document : path_.back(); }
  void start_root(std::string_view name_space);
  void open(Element section);
  void close(Element section);
  void assign_head(Element leaf, std::string_view text);
  void assign_policy(Element leaf, std::string_view text);
  void finish_record();
  void send_head();
  bool is_first(Element leaf);
  void take_record_bytes(std::size_t bytes);

  const FeedbackOptions& options_;
  FeedbackHandler* handler_;  // none: only the head is wanted
  Notes& notes_;
  RecordBuilder builder_;
  std::optional<ReportHead> known_;
  ReportHead head_;
  std::vector<Element> path_;
  std::string text_;
  std::bitset<element_count> seen_;
  bool in_record_ = false;
  bool head_sent_ = false;
  bool head_comes_late_ = false;
  bool head_grew_ = false;
  std::int64_t records_ = 0;
  std::int64_t record_bytes_ = 0;
  std::int64_t used_records_ = 0;
};

void FeedbackReader::start_element(std::string_view name, std::string_view name_space) {
  const auto parent = current();
  auto element = element_below(parent, name);
  if (path_.empty()) {
    if (element != Element::feedback)
      throw ReadError("not-feedback", fmt::format("the XML is a <{}>, not a DMARC aggregate report",
                                                  to_valid_utf8(clip_utf8(name, 64))));
    start_root(name_space);
  } else if (element == Element::unknown && parent != Element::unknown && parent != Element::extension) {
    notes_.add_once("unknown", fmt::format("{}/{}", element_name(parent), clip_utf8(name, 64)));
  }
  path_.push_back(element);
  text_.clear();
  if (!holds_text(element)) open(element);
}

void FeedbackReader::start_root(std::string_view name_space) {
  head_.xml_namespace = clip_utf8(name_space, 256);
  if (!name_space.empty() && name_space != rfc7489_namespace && name_space != rfc9990_namespace)
    notes_.add("ns", head_.xml_namespace);
}

void FeedbackReader::open(Element section) {
  if (section == Element::record) {
    in_record_ = true;
    if (++records_ > options_.limits.records) throw_limit("records", options_.limits.records);
    builder_.start();
    record_bytes_ = 0;
  } else if (in_record_) {
    take_record_bytes(entry_bytes);
    builder_.open(section);
  } else if (section == Element::policy && !is_first(section)) {
    notes_.add("dup", "policy_published");
  }
}

void FeedbackReader::text(std::string_view piece) {
  const auto element = current();
  if (!holds_text(element) && element != Element::reason) return;
  if (static_cast<std::int64_t>(text_.size() + piece.size()) > options_.limits.xml_text_bytes)
    throw_limit("xml-text-bytes", options_.limits.xml_text_bytes);
  text_ += piece;
  if (in_record_) take_record_bytes(piece.size());
}

// A record may hold any number of entries: what it holds in all is bounded by a multiple of what one text
// may.
void FeedbackReader::take_record_bytes(std::size_t bytes) {
  record_bytes_ += static_cast<std::int64_t>(bytes);
  if (record_bytes_ / texts_in_record > options_.limits.xml_text_bytes)
    throw_limit("xml-text-bytes", options_.limits.xml_text_bytes);
}

void FeedbackReader::end_element() {
  const auto element = current();
  path_.pop_back();
  if (!holds_text(element)) return close(element);
  std::string_view value = text_;
  if (static_cast<std::int64_t>(value.size()) > options_.limits.field_bytes) {
    value = clip_utf8(value, static_cast<std::size_t>(options_.limits.field_bytes));
    notes_.add("long", std::string{element_name(element)});
  }
  if (in_record_)
    builder_.assign(element, value);
  else
    assign_head(element, value);
  text_.clear();
}

void FeedbackReader::close(Element section) {
  if (section == Element::record)
    finish_record();
  else if (in_record_)
    builder_.close(section, text_);
}

// Where an element that stands once comes again, the first one holds.
bool FeedbackReader::is_first(Element leaf) {
  auto seen = seen_[static_cast<std::size_t>(leaf)];
  const bool first = !seen;
  seen = true;
  return first;
}

void FeedbackReader::assign_head(Element leaf, std::string_view text) {
  head_grew_ = head_grew_ || (head_sent_ && !known_);
  const bool repeatable = leaf == Element::error;
  if (!repeatable && !is_first(leaf)) {
    notes_.add("dup", std::string{element_name(leaf)});
    return;
  }
  const std::string value{trim(text)};
  const auto optional = value.empty() ? std::nullopt : std::optional{value};
  switch (leaf) {
    case Element::version: head_.version = optional; break;
    case Element::org_name: head_.org_name = value; break;
    case Element::email: head_.email = value; break;
    case Element::extra_contact_info: head_.extra_contact_info = optional; break;
    case Element::report_id:
      head_.report_id = value.size() > 1 && value.starts_with('<') && value.ends_with('>')
                            ? value.substr(1, value.size() - 2)
                            : value;
      break;
    case Element::begin:
    case Element::end:
      if (const auto time = read_epoch(value, notes_))
        (leaf == Element::begin ? head_.begin : head_.end) = *time;
      else
        seen_.reset(static_cast<std::size_t>(leaf));
      break;
    case Element::error:
      if (optional && head_.errors.size() < 100) head_.errors.push_back(value);
      break;
    case Element::generator: head_.generator = optional; break;
    default: assign_policy(leaf, text);
  }
}

void FeedbackReader::assign_policy(Element leaf, std::string_view text) {
  auto& policy = head_.policy;
  switch (leaf) {
    case Element::policy_domain:
      policy.domain = read_domain(text, "policy_published.domain", notes_);
      if (policy.domain.starts_with("_dmarc.")) {
        notes_.add("domain", "_dmarc. prefix");
        policy.domain.erase(0, 7);
      }
      if (!is_same_ignoring_case(without_dot(trim(text)), policy.domain)) policy.domain_raw = trim(text);
      break;
    case Element::p: policy.p = read_policy(text, "p", notes_); break;
    case Element::sp: policy.sp = read_policy(text, "sp", notes_); break;
    case Element::np: policy.np = read_policy(text, "np", notes_); break;
    case Element::adkim: policy.adkim = read_alignment(text, "adkim", notes_); break;
    case Element::aspf: policy.aspf = read_alignment(text, "aspf", notes_); break;
    case Element::pct: policy.pct = read_percent(text, notes_); break;
    case Element::fo:
      if (!trim(text).empty()) policy.fo = std::string{trim(text)};
      break;
    case Element::testing_alias: notes_.add("alias", "t"); [[fallthrough]];
    case Element::testing: policy.testing = read_testing(text, notes_); break;
    case Element::discovery_method: policy.discovery_method = read_discovery(text, notes_); break;
    default: break;
  }
}

void FeedbackReader::finish_record() {
  in_record_ = false;
  if (!known_ && !head_sent_ && !head_comes_late_) {
    const bool complete = seen_[static_cast<std::size_t>(Element::end)] && !head_.policy.domain.empty() &&
                          seen_[static_cast<std::size_t>(Element::p)] &&
                          seen_[static_cast<std::size_t>(Element::report_id)];
    head_comes_late_ = !complete;
  }
  if (head_comes_late_ || handler_ == nullptr) return;
  if (!head_sent_) send_head();
  if (auto* record = builder_.finish(known_ ? known_->policy : head_.policy, options_.derive_verdict)) {
    ++used_records_;
    handler_->record(*record);
  }
}

void FeedbackReader::send_head() {
  head_sent_ = true;
  handler_->head(known_ ? *known_ : take_head(notes_));
}

ReportHead FeedbackReader::take_head(Notes& notes) {
  const auto seen = [&](Element element) { return seen_[static_cast<std::size_t>(element)]; };
  if (head_.org_name.empty() && head_.email.empty() && head_.report_id.empty() && !seen(Element::end))
    throw ReadError("no-metadata", "the report has no report_metadata");
  if (head_.policy.domain.empty())
    throw ReadError("no-domain", "the report names no policy domain (policy_published/domain)");
  if (!seen(Element::begin) || !seen(Element::end))
    throw ReadError("no-period", "the report has no usable date_range");
  if (!head_.policy.p) notes.add("missing", "p");
  if (head_.begin > head_.end) {
    notes.add("period", "begin after end");
    std::swap(head_.begin, head_.end);
  }
  if (head_.begin == head_.end) notes.add("period", "zero length");
  if (book_period(head_.begin, head_.end).odd) notes.add("period", "more than 36 hours");
  if (head_.org_name.empty()) {
    const auto at = head_.email.rfind('@');
    head_.org_name =
        at == std::string::npos ? std::string{unknown_organization} : lower_ascii(head_.email.substr(at + 1));
    notes.add("id", "org_name");
  }
  if (head_.report_id.empty()) notes.add("id", "report_id");
  return head_;
}

void FeedbackReader::finish() {
  if (head_comes_late_ || handler_ == nullptr) return;
  if (!head_sent_) send_head();
  if (records_ == 0) notes_.add("null-report", "no record");
  if (records_ > 0 && used_records_ == 0 && !builder_.saw_null_record())
    throw ReadError("no-usable-record", fmt::format("none of the report's {} records has a usable count and "
                                                    "source_ip",
                                                    records_));
}

Schema FeedbackReader::schema() const {
  const auto& head = known_ ? *known_ : head_;
  if (head.xml_namespace == rfc9990_namespace || head.generator || head.policy.testing ||
      head.policy.discovery_method)
    return Schema::rfc9990;
  const bool version_one = head.version && (*head.version == "1.0" || *head.version == "1");
  return version_one || head.policy.fo || builder_.saw_rfc7489() ? Schema::rfc7489 : Schema::draft;
}

}  // namespace

Schema read_feedback(const ByteSource& xml, const FeedbackOptions& options, FeedbackHandler& handler,
                     Notes& notes) {
  Notes first_notes;
  FeedbackReader first(options, &handler, first_notes, std::nullopt);
  parse_xml(*xml.open(), first, options.limits, first_notes);
  first.finish();
  if (!first.head_comes_late()) {
    notes.add(first_notes);
    return first.schema();
  }
  // Records come before what they are judged by: read the document for its head alone, then once more.
  Notes seen_again;
  FeedbackReader head(options, nullptr, seen_again, ReportHead{});
  parse_xml(*xml.open(), head, options.limits, seen_again);
  FeedbackReader second(options, &handler, notes, head.take_head(notes));
  parse_xml(*xml.open(), second, options.limits, notes);
  second.finish();
  return second.schema();
}

}  // namespace ruascope
