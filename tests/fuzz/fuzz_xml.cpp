// SPDX-License-Identifier: MIT
// The bytes as one XML document: read strictly and, where that fails, mended. What strict reading takes,
// mending must not change.
#include "ingest/feedback.hpp"
#include "ingest/model/error.hpp"
#include "ingest/repair.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <string_view>

namespace ruascope {
namespace {

class Reading final : public FeedbackHandler {
 public:
  void head(const ReportHead& head) override {
    check(head);
    head_ = head;
    records_.clear();
  }
  void record(Record& record) override {
    expect(head_.has_value());
    check(record);
    records_.push_back(record);
  }

  // The namespace aside, of which mending keeps plain ones alone.
  bool operator==(const Reading& other) const {
    auto head = other.head_;
    if (head && head_) head->xml_namespace = head_->xml_namespace;
    return head_ == head && records_ == other.records_;
  }

 private:
  std::optional<ReportHead> head_;
  std::vector<Record> records_;
};

Reading read(const ByteSource& xml, const FeedbackOptions& options, const ReportHints& hints) {
  Reading reading;
  Notes notes;
  read_feedback(xml, options, hints, reading, notes);
  check(notes.warnings());
  return reading;
}

void read_repaired(const std::shared_ptr<const ByteSource>& bytes, const FeedbackOptions& options,
                   const ReportHints& hints, const Reading* strict) {
  Repair repair(bytes, options.limits);
  for (bool first = true; first || repair.next(); first = false) {
    const auto mended = read(*repair.xml(), options, hints);
    check(repair.notes().warnings());
    if (strict != nullptr) expect(first && mended == *strict);
  }
}

// Mending knows fewer charsets, and its own limits and declarations of documents stop it earlier.
bool may_refuse_sound(std::string_view reason) {
  return reason == "charset" || reason == "dtd" || reason.starts_with("limit:");
}

void read_both_ways(const std::shared_ptr<const ByteSource>& bytes, const FeedbackOptions& options,
                    const ReportHints& hints) {
  std::optional<Reading> strict;
  try {
    strict = read(*bytes, options, hints);
  } catch (const ReadError& error) {
    check(error);
  }
  try {
    read_repaired(bytes, options, hints, strict ? &*strict : nullptr);
  } catch (const ReadError& error) {
    check(error);
    expect(!strict || may_refuse_sound(error.reason()));
  }
}

}  // namespace
}  // namespace ruascope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  static const auto hints =
      read_hints("fuzz.example!nordwind.example!1791936000!1792022399!7.xml", "Submitter: fuzz.example");
  const auto bytes = source_of(data, size);
  read_both_ways(bytes, {small_limits, {}, false}, {});
  read_both_ways(bytes, {small_limits, {}, true}, hints);
  return 0;
}
