// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/findings.hpp"
#include "analysis/quality.hpp"
#include "analysis/readiness.hpp"
#include "store/totals.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// The mail of one day by what became of it; days without reports have none.
struct SummaryDay {
  Day day = 0;
  MessageCounts counts;
};

// What one sender of a domain did in the period, and in the one before.
struct SummarySender {
  std::string name;  // or its address; empty for strangers and forwarders that nothing names
  SourceClass source_class = SourceClass::unknown;
  Cause cause = Cause::unclassified_failure;  // of most of its failing messages, else of those that pass
  std::int64_t sources = 0;                   // addresses
  MessageCounts counts, before;
  std::vector<std::int64_t> trend;  // messages of the charted days
};

// Whom rejections are explained by: a sender, or its address.
struct ExplainedRejections {
  std::string who;
  std::int64_t number = 0, before = 0;
};

// The period's rejections for DMARC, and whom they are explained by.
struct SummaryRejections {
  std::int64_t dmarc = 0, dmarc_before = 0;
  std::int64_t others = 0, others_before = 0;        // for other reasons
  std::int64_t unmatched = 0, unmatched_before = 0;  // of those for DMARC
  std::vector<ExplainedRejections> explained;        // most first
};

// Messages by class of source.
using ClassCounts = std::array<std::int64_t, names<SourceClass>.size()>;

struct DomainSummary {
  std::string domain;
  MessageCounts counts, before;
  std::int64_t reporters = 0, reporters_before = 0;
  std::int64_t senders_at_risk = 0;   // that would lose mail, or lose it
  std::int64_t messages_at_risk = 0;  // theirs, in the days that readiness looks at
  std::int64_t failed_at_risk = 0,
               failed_at_risk_before = 0;  // of these in the period, and in the one before
  std::int64_t senders_mended = 0;         // that pass by now
  Readiness readiness;
  std::vector<SummaryDay> days;               // charted, to the period's end
  std::vector<SummarySender> senders;         // most messages first
  ClassCounts by_class{}, by_class_before{};  // of the period, and of the one before
  std::vector<Finding> changes;               // what changed, worst first
  std::vector<Finding> todo;                  // what to do, worst first
  std::vector<Finding> noted;                 // what asks for nothing
  SummaryRejections rejections;
};

// What a week, or any other period, tells.
struct Summary {
  Day since = 0, until = 0;
  std::string week;                    // "2026-W46"; empty where the period is no ISO week
  std::vector<DomainSummary> domains;  // what asks for a look first
  std::vector<Finding> general;        // findings of no one domain
  std::vector<ReporterQuality> reporters;
  std::vector<UnreadableRow> unreadable;  // seen since the period began, the first few
  std::int64_t unreadable_total = 0;      // of all that are kept
  std::int64_t reports = 0;
  std::int64_t month_days = 0;            // to the period's end, that readiness and reporters go by
  std::int64_t rejections_elsewhere = 0;  // in the period, of domains that stand nowhere above
  std::int64_t rejections_undated = 0;    // that tell no time
  std::optional<Day> newest;              // day of which a report of these domains tells
  std::int64_t silent_days = 0;           // without a report, up to the day it was made on
  bool is_silent = false;                 // more than is usual
};

// How much a domain's state asks for a look: the more, the earlier it stands.
int urgency_of(const DomainSummary& domain);
// The domain's state in one sentence: "2 of your senders would lose 412 messages under p=reject; ...".
std::string verdict_of(const DomainSummary& domain);
// That of the first of them, which is the worst.
std::string verdict_of(const Summary& summary);
// The same for those who read no more than a mail's subject.
std::string subject_of(const Summary& summary);

// That less passes DMARC than in the period before; absent where it does not.
std::optional<Finding> fall_of(const DomainSummary& domain, const ChangeThresholds& thresholds, Day until);

}  // namespace ruascope
