// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/judged_mail.hpp"
#include "analysis/matched_rejection.hpp"
#include "analysis/summary.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace ruascope {

constexpr Day charted_days = 35;

// The first of as many days before a period as it has itself.
constexpr Day first_before(Day since, Day until) { return static_cast<Day>(2 * since - until - 1); }

// One domain's mail, summed up for a summary.
class DomainSums {
 public:
  DomainSums(Day since, Day until) : since_(since), until_(until) {}

  // A piece of the mail of the charted days, or of the period and the one before.
  void take(const DailyMail& mail, const JudgedLookup::Found& found, const ResultTraits& traits);
  void finish(DomainSummary& summary);

 private:
  using SenderKey = std::pair<std::string, SourceClass>;
  static SenderKey key_of(const Judgement& judgement);
  void chart(const DailyMail& mail, const ResultTraits& traits, SummarySender& sender);

  Day since_, until_;
  MessageCounts now_, before_;
  std::set<std::int64_t> reporters_, reporters_before_;
  std::map<Day, MessageCounts> days_;
  std::map<SenderKey, SummarySender> senders_;
  std::map<SenderKey, std::set<std::int64_t>> sources_;
  std::map<SenderKey, std::map<Cause, std::int64_t>> passing_, failing_;  // messages by cause
  ClassCounts by_class_{}, by_class_before_{};
};

// The period's rejections by domain, and those that no section tells of.
class RejectionSums {
 public:
  RejectionSums(Day since, Day until) : since_(since), until_(until) {}

  void take(const MatchedRejection& rejection);
  // The rejections of a domain that has a section.
  SummaryRejections take_out(const std::string& domain);
  std::int64_t undated() const { return undated_; }
  // Of the period, of domains that were not taken out.
  std::int64_t left() const;

 private:
  Day since_, until_;
  std::map<std::string, std::pair<SummaryRejections, std::map<std::string, ExplainedRejections>>> domains_;
  std::int64_t undated_ = 0;
};

}  // namespace ruascope
