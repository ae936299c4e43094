// SPDX-License-Identifier: MIT
// The bytes as one XML document: read strictly and, where that fails, mended. What strict reading takes,
// mending must not change, unless elements stand where none of them belongs, or tags within a processing
// instruction: mending then takes for a lost end what strict reading passes over.
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

  void take(const std::vector<Warning>& warnings) {
    has_strays_ = std::any_of(warnings.begin(), warnings.end(), [](const Warning& warning) {
      return warning.kind == "unknown" || warning.kind == "malformed";
    });
  }
  bool has_strays() const { return has_strays_; }

  // The namespace aside, of which mending keeps plain ones alone.
  bool operator==(const Reading& other) const {
    auto head = other.head_;
    if (head && head_) head->xml_namespace = head_->xml_namespace;
    return head_ == head && records_ == other.records_;
  }

 private:
  std::optional<ReportHead> head_;
  std::vector<Record> records_;
  bool has_strays_ = false;
};

Reading read(const ByteSource& xml, const FeedbackOptions& options, const ReportHints& hints) {
  Reading reading;
  Notes notes;
  read_feedback(xml, options, hints, reading, notes);
  check(notes.warnings());
  reading.take(notes.warnings());
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

bool has_tags_in_instruction(std::string_view text) {
  for (auto at = text.find("<?"); at != std::string_view::npos; at = text.find("<?", at + 2)) {
    if (text.find('<', at + 2) < text.find("?>", at + 2)) return true;
  }
  return false;
}

// Mending knows fewer charsets, and its own limits and declarations of documents stop it earlier.
bool may_refuse_sound(std::string_view reason) {
  return reason == "charset" || reason == "dtd" || reason.starts_with("limit:");
}

void read_both_ways(const std::shared_ptr<const SeekableSource>& bytes, const FeedbackOptions& options,
                    const ReportHints& hints) {
  std::optional<Reading> strict;
  try {
    strict = read(*bytes, options, hints);
    if (strict->has_strays() || has_tags_in_instruction(bytes->in_memory())) strict.reset();
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
