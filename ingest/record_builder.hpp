// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback.hpp"
#include "ingest/feedback_elements.hpp"
#include "ingest/model/report.hpp"
#include "ingest/notes.hpp"

#include <bitset>
#include <string>
#include <string_view>

namespace ruascope {

// Puts one record together from its elements.
class RecordBuilder {
 public:
  explicit RecordBuilder(Notes& notes) : notes_(notes) {}

  void start();
  void open(Element section);
  void assign(Element leaf, std::string_view text);
  void close(Element section, std::string_view bare_text);

  // The finished record, filled with what follows from the policy; nullptr if it is to be left out, which has
  // been noted then.
  Record* finish(const PublishedPolicy& policy, const DeriveVerdict& derive);
  // True if an element that RFC 7489 brought was among the records so far.
  bool saw_rfc7489() const { return saw_rfc7489_; }
  // True if a record stood for no message at all, as in reports that say "nothing happened".
  bool saw_null_record() const { return saw_null_record_; }

 private:
  bool has(Element element) const { return seen_[static_cast<std::size_t>(element)]; }
  bool take_numbers();
  void close_reason(std::string_view bare_text);
  void close_dkim();
  void close_spf();
  bool is_first(Element leaf);
  void complete_verdict(const PublishedPolicy& policy, const DeriveVerdict& derive);

  Notes& notes_;
  Record record_;
  Reason reason_;
  DkimEntry dkim_;
  SpfEntry spf_;
  std::string entry_result_;  // of the reason, dkim or spf that is open
  std::string source_ip_;
  std::string count_;
  std::bitset<element_count> seen_;
  bool saw_rfc7489_ = false;
  bool saw_null_record_ = false;
};

}  // namespace ruascope
