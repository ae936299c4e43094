// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/feedback_elements.hpp"
#include "ingest/model/report.hpp"
#include "ingest/notes.hpp"

#include <bitset>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// Puts one record together from its elements.
class RecordBuilder {
 public:
  explicit RecordBuilder(Notes& notes) : report_notes_(notes) {}

  void start();
  void open(Element section);
  void assign(Element leaf, std::string_view text);
  void close(Element section, std::string_view bare_text);

  // True once a row of this record was opened.
  bool has_rows() const { return has(Element::row); }
  // True if identifiers or results followed the row opened last, so that a further row belongs to a new
  // record.
  bool is_followed_by_results() const { return followed_by_results_; }

  // Hands out the finished record, filled with what follows from the policy; several where several rows share
  // the rest. What is to be left out has been noted then.
  void finish(const PublishedPolicy& policy, const DeriveVerdict& derive,
              const std::function<void(Record&)>& take);
  // True if an element that RFC 7489 brought was among the records so far.
  bool saw_rfc7489() const { return saw_rfc7489_; }
  // True if a record stood for no message at all, as in reports that say "nothing happened".
  bool saw_null_record() const { return saw_null_record_; }

 private:
  // What each row of a record has of its own.
  struct Row {
    std::string source_ip;
    std::string count;
    Token<Disposition> disposition{Disposition::unknown, {}};
    Token<Verdict> dkim;
    Token<Verdict> spf;
    std::vector<Reason> reasons;
    std::bitset<element_count> seen;

    bool has(Element element) const { return seen[static_cast<std::size_t>(element)]; }
  };

  bool has(Element element) const { return seen_[static_cast<std::size_t>(element)]; }
  void assign_to_row(Element leaf, std::string_view text);
  bool take_numbers(const Row& row);
  void close_reason(std::string_view bare_text);
  void close_dkim();
  void close_spf();
  bool is_first(Element leaf);
  void complete_results(const PublishedPolicy& policy);
  void complete_verdict(const Row& row, const PublishedPolicy& policy, const DeriveVerdict& derive);

  Notes& report_notes_;
  Notes notes_;  // of the record, which count only if it stands for mail
  Record record_;
  std::vector<Row> rows_;  // the last one is being filled
  bool followed_by_results_ = false;
  Reason reason_;
  DkimEntry dkim_;
  SpfEntry spf_;
  std::string entry_result_;  // of the reason, dkim or spf that is open
  std::bitset<element_count> seen_;
  bool stands_for_mail_ = false;  // a row of the record does
  bool saw_rfc7489_ = false;
  bool saw_null_record_ = false;
};

}  // namespace ruascope
