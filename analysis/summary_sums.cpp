// SPDX-License-Identifier: MIT
#include "analysis/summary_sums.hpp"

#include "ingest/model/messages.hpp"

#include <algorithm>
#include <tuple>

namespace ruascope {

// Strangers, forwarders and lists that nothing names stand together; any other is told by its address.
DomainSums::SenderKey DomainSums::key_of(const Judgement& judgement) {
  const bool is_told =
      sends_for_domain(judgement.source_class) || judgement.source_class == SourceClass::unknown;
  const bool has_name = !judgement.sender.empty() || !is_told;
  return {has_name ? judgement.sender : judgement.source.text(), judgement.source_class};
}

void DomainSums::chart(const DailyMail& mail, const ResultTraits& traits, SummarySender& sender) {
  sender.trend.resize(static_cast<std::size_t>(charted_days));
  const auto first = static_cast<Day>(until_ - charted_days + 1);
  if (mail.day < first) return;
  count_messages(days_[mail.day], mail.messages, traits.verdicts, mail.disposition);
  auto& of_day = sender.trend[static_cast<std::size_t>(mail.day - first)];
  of_day = add_messages(of_day, mail.messages);
}

void DomainSums::take(const DailyMail& mail, const JudgedLookup::Found& found, const ResultTraits& traits) {
  const auto& judgement = found.source->judgement;
  const auto key = key_of(judgement);
  auto& sender = senders_[key];
  chart(mail, traits, sender);
  const bool is_now = mail.day >= since_;
  const bool is_before = !is_now && mail.day >= first_before(since_, until_);
  if (!is_now && !is_before) return;
  for (auto* counts : {is_now ? &sender.counts : &sender.before, is_now ? &now_ : &before_})
    count_messages(*counts, mail.messages, traits.verdicts, mail.disposition);
  (is_now ? reporters_ : reporters_before_).insert(mail.organization);
  const auto place = static_cast<std::size_t>(judgement.source_class);
  auto& of_class = (is_now ? by_class_ : by_class_before_)[place];
  of_class = add_messages(of_class, mail.messages);
  if (!is_now) return;
  sources_[key].insert(mail.source);
  auto& of_cause = (traits.passes ? passing_ : failing_)[key][found.cause];
  of_cause = add_messages(of_cause, mail.messages);
}

void DomainSums::finish(DomainSummary& summary) {
  summary.counts = now_;
  summary.before = before_;
  summary.reporters = static_cast<std::int64_t>(reporters_.size());
  summary.reporters_before = static_cast<std::int64_t>(reporters_before_.size());
  summary.by_class = by_class_;
  summary.by_class_before = by_class_before_;
  for (auto day = static_cast<Day>(until_ - charted_days + 1); day <= until_; ++day)
    summary.days.push_back({day, days_[day]});
  for (auto& [key, sender] : senders_) {
    if (sender.counts.messages == 0 && sender.before.messages == 0) continue;
    sender.name = key.first;
    sender.source_class = key.second;
    sender.sources = static_cast<std::int64_t>(sources_[key].size());
    std::int64_t most = -1;
    for (const auto& [cause, messages] : failing_.contains(key) ? failing_[key] : passing_[key])
      if (messages > most) std::tie(most, sender.cause) = std::pair(messages, cause);
    summary.senders.push_back(std::move(sender));
  }
  std::stable_sort(summary.senders.begin(), summary.senders.end(),
                   [](const SummarySender& one, const SummarySender& other) {
                     return one.counts.messages > other.counts.messages;
                   });
}

void RejectionSums::take(const MatchedRejection& one) {
  const auto& time = one.row.what.time;
  if (!time) ++undated_;
  if (!time || day_of(*time) > until_ || day_of(*time) < first_before(since_, until_)) return;
  const bool is_now = day_of(*time) >= since_;
  auto& [summary, explained] = domains_[policy_domain_of(one)];
  const auto count = [&](std::int64_t& now, std::int64_t& before) { ++(is_now ? now : before); };
  if (one.refusal.check != Check::dmarc) return count(summary.others, summary.others_before);
  count(summary.dmarc, summary.dmarc_before);
  const auto* judgement = one.judgement();
  if (!one.match.is_explained() || judgement == nullptr)
    return count(summary.unmatched, summary.unmatched_before);
  auto& by = explained[judgement->sender.empty() ? judgement->source.text() : judgement->sender];
  count(by.number, by.before);
}

SummaryRejections RejectionSums::take_out(const std::string& domain) {
  auto found = domains_.extract(domain);
  if (found.empty()) return {};
  auto& [summary, explained] = found.mapped();
  for (auto& [who, by] : explained) {
    by.who = who;
    summary.explained.push_back(by);
  }
  std::stable_sort(summary.explained.begin(), summary.explained.end(),
                   [](const auto& one, const auto& other) { return one.number > other.number; });
  return std::move(summary);
}

std::int64_t RejectionSums::left() const {
  std::int64_t number = 0;
  for (const auto& [domain, sums] : domains_) number += sums.first.dmarc + sums.first.others;
  return number;
}

}  // namespace ruascope
