// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/summary.hpp"

#include <string>
#include <vector>

namespace ruascope {

// A summary in words and figures, the same for text, Markdown and HTML. Texts are as strangers wrote them:
// whoever prints them escapes them.

struct ViewFact {
  std::string label, value;
  std::string before;  // "was 1,234": the period before
};

struct ViewItem {
  std::string severity, head, what, advice;
};

struct ViewCheck {
  std::string name, status, value, needed, why;
};

struct ViewSender {
  std::string name, source_class, cause;
  std::string messages, messages_before;
  std::string failed, failed_before;
  std::vector<std::int64_t> trend;  // of the charted days
};

struct ViewReporter {
  std::string name, messages, last_day, remark;
};

struct ViewDomain {
  const DomainSummary* summary = nullptr;  // for the pictures
  std::string name, verdict;
  std::vector<ViewFact> facts;
  std::vector<ViewItem> changes, todo, noted;
  std::vector<std::string> rejections;
  std::string readiness, what_if, next_record;
  std::vector<ViewCheck> checks;  // that do not pass
  std::string passed;             // the names of those that do
  std::vector<std::string> notes;
  std::vector<ViewSender> senders;
  std::string more_senders;  // "and 214 more: ruascope sources ..."; empty for none
  std::string policy;
};

struct SummaryView {
  std::string title;   // "Week 2026-W46"
  std::string period;  // "2026-11-09 to 2026-11-15 (UTC)"
  std::string verdict;
  std::vector<ViewDomain> domains;
  std::vector<ViewItem> general;
  std::vector<ViewReporter> reporters;
  std::string more_reporters;
  std::vector<std::string> unreadable;
  std::vector<std::string> method;  // how the figures were made
};

// `summary` outlives the view.
SummaryView view_of(const Summary& summary);

}  // namespace ruascope
