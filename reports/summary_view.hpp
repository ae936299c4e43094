// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/summary.hpp"

#include <string>
#include <vector>

namespace ruascope {

// A summary in words and figures, the same for text, Markdown, HTML and mail. Texts are as strangers wrote
// them: whoever prints them escapes them.

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
  std::string weeks;                // the same by week: "1,120 / 98 / 0 / 7 / 131"
};

// A class, or an outcome: a part of the mail.
struct ViewPart {
  std::string style, label, messages;
  std::string before;  // empty where it is not told
  int percent = 0;     // of all parts: they sum to 100 or so
};

// Seven of the charted days.
struct ViewWeek {
  std::string last_day;  // "11-15"
  std::string messages;
  std::vector<ViewPart> outcomes;  // in the order of the chart, those that the charted days have
};

struct ViewReporter {
  std::string name, messages, last_day, remark;
};

struct ViewDomain {
  const DomainSummary* summary = nullptr;  // for the pictures
  std::string name, verdict;
  std::vector<ViewFact> facts;
  std::vector<ViewItem> changes, todo, noted;
  std::string no_change;  // what to say where nothing changed
  std::vector<std::string> rejections;
  std::string readiness, what_if, next_record;
  std::vector<ViewCheck> checks;  // that do not pass
  std::string passed;             // the names of those that do
  std::vector<std::string> notes;
  std::vector<ViewWeek> weeks;
  std::vector<ViewPart> outcomes, classes;  // that have messages
  std::vector<ViewSender> senders;
  std::string more_senders;  // "and 214 more: ruascope sources ..."; empty for none
  std::string policy;
  std::vector<std::string> records;  // in DNS; none where they were not looked up
};

// A domain that has no more than a row.
struct ViewRow {
  std::string name, messages, before, passed, passed_before, verdict;
};

struct SummaryView {
  std::string title;   // "DMARC summary, week 2026-W46"
  std::string period;  // "2026-11-09 to 2026-11-15 (UTC)"
  std::string verdict;
  std::string silence;  // that no report came for days; empty where some did
  std::vector<ViewDomain> domains;
  std::vector<ViewRow> rest;  // of the other domains
  std::string more_domains;
  std::vector<ViewItem> general;
  std::vector<ViewReporter> reporters;
  std::string more_reporters;
  std::vector<std::string> unreadable;
  std::vector<std::string> method;  // how the figures were made
};

// What fits on a page.
struct ViewLimits {
  std::size_t domains = 20;  // with a section
  std::size_t rows = 200;    // of the rest
  std::size_t senders = 12, reporters = 12;
  std::size_t items = 40;  // to do, changed, noted: of each
};

// The first `most` of them, and that there are more.
std::vector<ViewItem> items_of(const std::vector<Finding>& findings, std::size_t most);

// `summary` outlives the view.
SummaryView view_of(const Summary& summary, const ViewLimits& limits = {});

}  // namespace ruascope
