// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/bytes.hpp"
#include "ingest/document_reader.hpp"
#include "ingest/feedback.hpp"
#include "ingest/model/error.hpp"
#include "ingest/notes.hpp"
#include "tests/support/recording_sink.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace ruascope::test {

// The ReadError that `action` throws.
template <class Action>
ReadError read_error_of(Action action) {
  try {
    action();
  } catch (const ReadError& error) {
    return error;
  }
  throw std::runtime_error("no ReadError was thrown");
}

// All that a source holds.
inline std::string all_of(const ByteSource& source) {
  std::string all;
  char chunk[8 << 10];
  const auto stream = source.open();
  while (const auto got = stream->read(chunk, sizeof chunk)) all.append(chunk, got);
  return all;
}

// Yields one byte a call, so that every byte stands at the edge of a buffer.
class DrippingSource : public ByteSource {
 public:
  explicit DrippingSource(std::string bytes) : bytes_(std::move(bytes)) {}
  std::unique_ptr<ByteStream> open() const override { return std::make_unique<Stream>(bytes_); }

 private:
  struct Stream : ByteStream {
    explicit Stream(const std::string& all) : bytes(all) {}
    std::size_t read(char* buffer, std::size_t size) override {
      if (size == 0 || position == bytes.size()) return 0;
      *buffer = bytes[position++];
      return 1;
    }
    const std::string& bytes;
    std::size_t position = 0;
  };
  std::string bytes_;
};

// A report as read_feedback() hands it out.
struct ReadReport : FeedbackHandler {
  void head(const ReportHead& it) override {
    ++heads;
    report_head = it;
  }
  void record(Record& record) override { records.push_back(record); }

  int heads = 0;
  ReportHead report_head;
  std::vector<Record> records;
  Schema schema = Schema::draft;
  std::vector<Warning> warnings;
};

inline ReadReport read_report(const std::string& xml, const FeedbackOptions& options = {}) {
  ReadReport report;
  Notes notes;
  report.schema = read_feedback(*memory_source(xml), options, {}, report, notes).schema;
  report.warnings = notes.warnings();
  return report;
}

// What comes out of one input named "input".
inline RecordingSink read_input(const std::string& bytes, const FeedbackOptions& options = {},
                                bool named = true) {
  RecordingSink sink;
  DocumentReader reader(options, sink);
  reader.read({"input", memory_source(bytes), std::nullopt}, named);
  return sink;
}

// The report ids of a sink's reports, in the order they came.
inline std::vector<std::string> report_ids(const RecordingSink& sink) {
  std::vector<std::string> ids;
  for (const auto& report : sink.reports) ids.push_back(report.head.report_id);
  return ids;
}

inline std::vector<std::string> origins(const RecordingSink& sink) {
  std::vector<std::string> result;
  for (const auto& report : sink.reports) result.push_back(report.origin);
  return result;
}

// "origin: reason" of all that was refused.
inline std::vector<std::string> refusals(const RecordingSink& sink) {
  std::vector<std::string> result;
  for (const auto& what : sink.refused) result.push_back(what.origin + ": " + what.reason);
  return result;
}

inline bool has_warning(const std::vector<Warning>& warnings, const Warning& wanted) {
  return std::find(warnings.begin(), warnings.end(), wanted) != warnings.end();
}

}  // namespace ruascope::test
