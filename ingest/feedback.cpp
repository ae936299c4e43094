// SPDX-License-Identifier: MIT
#include "ingest/feedback.hpp"

#include "ingest/bytes.hpp"
#include "ingest/feedback_elements.hpp"
#include "ingest/head_builder.hpp"
#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"
#include "ingest/record_builder.hpp"
#include "ingest/xml.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

namespace ruascope {
namespace {

// A record may hold any number of entries and texts: what they take together is bounded by a multiple of what
// one text may, beside room for a few hundred entries.
constexpr std::int64_t texts_in_record = 2;
constexpr std::int64_t room_for_entries = 512 << 10;
constexpr std::size_t entry_bytes = 1024;  // about what an empty dkim, spf or reason takes in all places

// Listens to the XML and fills a head and records.
class FeedbackReader final : public XmlHandler {
 public:
  // With a `known` head, records go out from the first on; without, the reader stops at the first record if
  // the head is not complete by then. Without a handler only the head is read.
  FeedbackReader(const FeedbackOptions& options, const ReportHints& hints, FeedbackHandler* handler,
                 Notes& notes, std::optional<ReportHead> known)
      : options_(options),
        hints_(hints),
        handler_(handler),
        notes_(notes),
        head_(notes),
        records_(notes),
        known_(std::move(known)) {}

  void start_element(std::string_view name, std::string_view name_space, std::int64_t line) override;
  void end_element() override;
  void text(std::string_view piece) override;
  bool satisfied() const override { return head_comes_late_; }

  // True if records went by before all of the head was known.
  bool head_comes_late() const { return head_comes_late_ || head_grew_; }
  ReportHead take_head(Notes& notes) { return head_.take(hints_, notes); }
  std::int64_t whole_records() const { return number_of_records_ - (in_record_ ? 1 : 0); }
  void finish();
  Schema schema() const;

 private:
  Element current() const { return path_.empty() ? Element::document : path_.back(); }
  const ReportHead& head() const { return known_ ? *known_ : head_.head(); }
  Element find_element(std::string_view name);
  Element look_up_element(std::string_view name);
  void check_root(std::string_view name, Element element);
  void open(Element section);
  void open_in_record(Element section);
  void close(Element section);
  void start_record();
  void finish_record();
  void send_head();
  void take_record_bytes(std::size_t bytes);

  const FeedbackOptions& options_;
  const ReportHints& hints_;
  FeedbackHandler* handler_;  // none: only the head is wanted
  Notes& notes_;
  HeadBuilder head_;
  RecordBuilder records_;
  std::optional<ReportHead> known_;
  struct KnownName {
    const char* name = nullptr;
    Element parent{};
    Element element{};
  };
  std::array<KnownName, 128> known_names_{};
  std::vector<Element> path_;
  std::string text_;
  bool in_record_ = false;
  bool head_sent_ = false;
  bool head_comes_late_ = false;
  bool head_grew_ = false;
  std::int64_t number_of_records_ = 0;
  std::int64_t first_record_line_ = 0;
  std::int64_t record_bytes_ = 0;
  std::int64_t used_records_ = 0;
};

void FeedbackReader::check_root(std::string_view name, Element element) {
  if (element != Element::feedback)
    throw ReadError("not-feedback", fmt::format("the XML is a <{}>, not a DMARC aggregate report",
                                                to_valid_utf8(clip_utf8(name, 64))));
}

// Reports repeat a few dozen names: what each means is remembered by its address.
Element FeedbackReader::find_element(std::string_view name) {
  const auto parent = current();
  const auto address = reinterpret_cast<std::uintptr_t>(name.data());
  auto& known = known_names_[(address >> 3 ^ 5 * static_cast<std::size_t>(parent)) % known_names_.size()];
  if (known.name == name.data() && known.parent == parent) return known.element;
  const auto element = look_up_element(name);
  if (element >= Element::document) known = {name.data(), parent, element};
  return element;
}

// Names are compared without regard to case only where that makes sense of an unknown one.
Element FeedbackReader::look_up_element(std::string_view name) {
  const auto parent = current();
  if (holds_text(parent) || parent == Element::nested) {
    if (parent != Element::nested) notes_.add_once("malformed", std::string{element_name(parent)});
    return Element::nested;
  }
  if (const auto element = element_below(parent, name); element != Element::unknown) return element;
  const auto folded = lower_ascii(name);
  const auto element = folded == name ? Element::unknown : element_below(parent, folded);
  if (element != Element::unknown) {
    notes_.add_once("malformed", "letter case");
  } else if (parent != Element::unknown && parent != Element::extension && parent != Element::document) {
    notes_.add_once("unknown", fmt::format("{}/{}", element_name(parent), clip_utf8(name, 64)));
  }
  return element;
}

void FeedbackReader::start_element(std::string_view name, std::string_view name_space, std::int64_t line) {
  const auto element = find_element(name);
  if (path_.empty()) {
    check_root(name, element);
    head_.set_namespace(name_space);
  }
  path_.push_back(element);
  if (element == Element::nested) return;
  head_.begin_at(element, line);
  if (element == Element::record && first_record_line_ == 0) first_record_line_ = line;
  text_.clear();
  if (!holds_text(element)) open(element);
}

void FeedbackReader::open(Element section) {
  if (section == Element::record)
    start_record();
  else if (in_record_)
    open_in_record(section);
  else if (section == Element::policy)
    head_.open_policy();
  else if (section == Element::records)
    notes_.add_once("malformed", "records");
}

void FeedbackReader::start_record() {
  in_record_ = true;
  if (++number_of_records_ > options_.limits.records) throw_limit("records", options_.limits.records);
  records_.start();
  record_bytes_ = 0;
}

void FeedbackReader::open_in_record(Element section) {
  take_record_bytes(entry_bytes);
  if (section == Element::row && records_.has_rows()) {
    notes_.add("malformed", "rows in one record");
    if (records_.is_followed_by_results()) {
      finish_record();
      start_record();
    } else if (++number_of_records_ > options_.limits.records) {
      throw_limit("records", options_.limits.records);
    }
  }
  records_.open(section);
}

void FeedbackReader::text(std::string_view piece) {
  const auto element = current();
  if (!holds_text(element) && element != Element::reason && element != Element::nested) return;
  if (static_cast<std::int64_t>(text_.size() + piece.size()) > options_.limits.xml_text_bytes)
    throw_limit("xml-text-bytes", options_.limits.xml_text_bytes);
  text_ += piece;
  if (in_record_) take_record_bytes(piece.size());
}

void FeedbackReader::take_record_bytes(std::size_t bytes) {
  record_bytes_ += static_cast<std::int64_t>(bytes);
  if ((record_bytes_ - room_for_entries) / texts_in_record > options_.limits.xml_text_bytes)
    throw_limit("xml-text-bytes", options_.limits.xml_text_bytes);
}

void FeedbackReader::end_element() {
  const auto element = current();
  path_.pop_back();
  if (element == Element::nested) return;
  if (!holds_text(element)) return close(element);
  std::string_view value = text_;
  if (static_cast<std::int64_t>(value.size()) > options_.limits.field_bytes) {
    value = clip_utf8(value, static_cast<std::size_t>(options_.limits.field_bytes));
    notes_.add("long", std::string{element_name(element)});
  }
  if (in_record_) {
    records_.assign(element, value);
  } else {
    head_grew_ = head_grew_ || (head_sent_ && !known_);
    head_.assign(element, value);
  }
  text_.clear();
}

void FeedbackReader::close(Element section) {
  if (section == Element::record)
    finish_record();
  else if (in_record_)
    records_.close(section, text_);
  else if (section == Element::policy)
    head_.close_policy();
}

void FeedbackReader::finish_record() {
  in_record_ = false;
  if (!known_ && !head_sent_ && !head_comes_late_) head_comes_late_ = !head_.is_complete();
  if (head_comes_late_ || handler_ == nullptr) return;
  if (!head_sent_) send_head();
  records_.finish(head().policy, options_.derive_verdict, [&](Record& record) {
    ++used_records_;
    handler_->record(record);
  });
}

void FeedbackReader::send_head() {
  head_sent_ = true;
  handler_->head(known_ ? *known_ : take_head(notes_));
}

void FeedbackReader::finish() {
  if (head_comes_late_ || handler_ == nullptr) return;
  if (!head_sent_) send_head();
  if (number_of_records_ == 0) notes_.add("null-report", "no record");
  if (number_of_records_ > 0 && used_records_ == 0 && !records_.saw_null_record())
    throw ReadError("no-usable-record",
                    number_of_records_ == 1
                        ? std::string{"the report's only record has no usable count and source_ip"}
                        : fmt::format("none of the report's {} records has a usable count and source_ip",
                                      number_of_records_),
                    fmt::format("line {}", first_record_line_));
}

Schema FeedbackReader::schema() const {
  if (head().xml_namespace == rfc9990_namespace || head().generator || head().policy.testing ||
      head().policy.discovery_method)
    return Schema::rfc9990;
  const bool version_one = head().version && (*head().version == "1.0" || *head().version == "1");
  return version_one || head().policy.fo || records_.saw_rfc7489() ? Schema::rfc7489 : Schema::draft;
}

// One reading of the document. A document that breaks off within a record throws, unless its whole records
// are wanted: then it ends after the last of them.
class Reading {
 public:
  Reading(const ByteSource& xml, const FeedbackOptions& options, const ReportHints& hints,
          FeedbackResult& result)
      : xml_(xml), options_(options), hints_(hints), result_(result) {}

  FeedbackReader run(FeedbackHandler* handler, Notes& notes, std::optional<ReportHead> known) const {
    FeedbackReader reader(options_, hints_, handler, notes, std::move(known));
    try {
      parse_xml(*xml_.open(), reader, options_.limits, notes, options_.first_line);
    } catch (const ReadError& error) {
      if (error.reason() != "truncated-in-record") throw;
      if (!options_.accept_partial || reader.whole_records() == 0) throw_cut(error, reader.whole_records());
      notes.add_once("truncated", "within a record");
      result_.cut_in_record = true;
    }
    reader.finish();
    return reader;
  }

 private:
  [[noreturn]] static void throw_cut(const ReadError& error, std::int64_t whole) {
    const auto before = whole == 0   ? std::string{"no record before it is whole"}
                        : whole == 1 ? std::string{"the one record before it is whole"}
                                     : fmt::format("the {} records before it are whole", whole);
    throw ReadError(error.reason(), fmt::format("{}, within a record; {}", error.what(), before),
                    error.place(),
                    whole == 0 ? error.hint() : "ruascope import --accept-partial keeps the whole records");
  }

  const ByteSource& xml_;
  const FeedbackOptions& options_;
  const ReportHints& hints_;
  FeedbackResult& result_;
};

}  // namespace

FeedbackResult read_feedback(const ByteSource& xml, const FeedbackOptions& options, const ReportHints& hints,
                             FeedbackHandler& handler, Notes& notes) {
  FeedbackResult result;
  const Reading reading(xml, options, hints, result);
  Notes first_notes;
  const auto first = reading.run(&handler, first_notes, std::nullopt);
  if (!first.head_comes_late()) {
    notes.add(first_notes);
    result.schema = first.schema();
    return result;
  }
  // Records come before what they are judged by: read the document for its head alone, then once more.
  Notes seen_again;
  auto head = reading.run(nullptr, seen_again, ReportHead{});
  result.schema = reading.run(&handler, notes, head.take_head(notes)).schema();
  return result;
}

}  // namespace ruascope
