// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/identity.hpp"
#include "ingest/model/sink.hpp"
#include "ingest/notes.hpp"

#include <memory>

namespace ruascope {

// Reads one XML document into the sink: begin, records in chunks, finish; or nothing at all.
class ReportReader {
 public:
  ReportReader(const FeedbackOptions& options, Sink& sink) : options_(options), sink_(sink) {}

  // Throws ReadError; the sink has forgotten the report then.
  void read(const Document& document, const std::shared_ptr<Notes>& carrier_notes);

 private:
  const FeedbackOptions& options_;
  Sink& sink_;
  IdentityBuilder identity_;
};

}  // namespace ruascope
