// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/identity.hpp"
#include "ingest/model/sink.hpp"
#include "ingest/notes.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace ruascope {

class Repair;

// Reads one XML document into the sink: begin, records in chunks, finish; or nothing at all.
class ReportReader {
 public:
  ReportReader(const FeedbackOptions& options, Sink& sink) : options_(options), sink_(sink) {}

  // Reads strictly first, and once more with repairs where that fails. Throws ReadError; the sink has
  // forgotten the report then. A document may hold several reports: those beside a broken one stay.
  void read(Document document, const std::shared_ptr<Notes>& carrier_notes);

 private:
  struct Parsed;
  void read_strictly(const Document& document, const Parsed& from, const Notes& carrier_notes);
  void read_repaired(const Document& document, const Parsed& from, const Notes& carrier_notes);
  void read_one_repaired(const Document& document, const Parsed& from, const Notes& carrier_notes,
                         Repair& repair, std::optional<std::int64_t> number);

  const FeedbackOptions& options_;
  Sink& sink_;
  IdentityBuilder identity_;
};

}  // namespace ruascope
