// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/sink.hpp"

#include <string>
#include <vector>

namespace ruascope::test {

// Keeps all that ingest hands out, for tests to look at.
class RecordingSink : public Sink {
 public:
  struct Report {
    ReportHead head;
    std::string origin;
    std::optional<Carrier> carrier;
    std::vector<Record> records;
    ReportEnd end;
  };

  bool recognizes(const Digest& document, const Document&) override {
    for (const auto& report : reports)
      if (remembers && report.end.document == document) return true;
    return false;
  }
  void begin_report(const ReportHead& head, const Document& document) override {
    current = {head, document.origin, document.carrier, {}, {}};
  }
  void add_records(std::vector<Record> records) override {
    current.records.insert(current.records.end(), records.begin(), records.end());
  }
  Outcome finish_report(const ReportEnd& end) override {
    current.end = end;
    reports.push_back(std::move(current));
    return Outcome::fresh;
  }
  void abandon_report() override { ++abandoned; }
  bool rejection(const Rejection& rejection, const Document&) override {
    rejections.push_back(rejection);
    return true;
  }
  void unreadable(const Unreadable& what, const Document&) override { refused.push_back(what); }
  void ignored(std::string_view kind, const std::string& origin) override {
    passed_over.push_back(std::string{kind} + " " + origin);
  }
  void not_opened(const InputError& error) override { unopened.emplace_back(error.what()); }
  bool input_done(const std::string& origin, std::int64_t) override {
    inputs.push_back(origin);
    return true;
  }

  bool remembers = false;  // known documents are recognized
  std::vector<Report> reports;
  std::vector<Rejection> rejections;
  std::vector<Unreadable> refused;
  std::vector<std::string> passed_over;
  std::vector<std::string> unopened;
  std::vector<std::string> inputs;
  int abandoned = 0;
  Report current;
};

}  // namespace ruascope::test
