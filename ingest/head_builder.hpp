// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/feedback_elements.hpp"
#include "ingest/model/report.hpp"
#include "ingest/notes.hpp"
#include "ingest/report_hints.hpp"

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace ruascope {

// Puts the head of a report together from its elements: metadata and policy.
class HeadBuilder {
 public:
  explicit HeadBuilder(Notes& notes) : notes_(notes) {}

  void set_namespace(std::string_view name_space);
  // Says where an element begins, for what refuses the report.
  void begin_at(Element element, std::int64_t line);
  void open_policy();
  void close_policy();
  void assign(Element leaf, std::string_view text);

  // True once all is known that records are judged and booked by.
  bool is_complete() const;
  const ReportHead& head() const { return head_; }
  // The head with what follows from it, and from `hints` where it says nothing; `notes` take what is missing
  // or odd. Throws ReadError "no-metadata", "no-domain", "no-period".
  ReportHead take(const ReportHints& hints, Notes& notes);

 private:
  bool has(Element element) const { return seen_[static_cast<std::size_t>(element)]; }
  bool is_first(Element leaf);
  std::string place_of(Element section) const;
  void assign_time(Element leaf, std::string_view text);
  void assign_policy(PublishedPolicy& policy, Element leaf, std::string_view text, Notes& notes);
  void complete_metadata(const ReportHints& hints, Notes& notes);
  void complete_domain(const ReportHints& hints, Notes& notes);
  void complete_period(const ReportHints& hints, Notes& notes);

  Notes& notes_;
  ReportHead head_;
  PublishedPolicy other_policy_;  // a further policy_published, compared with the first
  std::int64_t policies_ = 0;
  std::bitset<element_count> seen_;
  std::array<std::int64_t, element_count> lines_{};  // where the first of each begins, 0: nowhere
};

}  // namespace ruascope
