// SPDX-License-Identifier: MIT
#include "analysis/analyse_rejections.hpp"

#include "analysis/alignment.hpp"
#include "ingest/model/domain_name.hpp"
#include "ingest/model/text.hpp"
#include "ingest/model/time.hpp"
#include "store/queries.hpp"
#include "store/rejections.hpp"
#include "store/reported_mail.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace ruascope {
namespace {

// The sources of the domains that rejections are about, judged once.
class JudgedBook {
 public:
  JudgedBook(Sqlite& store, const Filter& filter, const std::vector<std::string>& domains,
             AnalysisOptions options) {
    if (domains.empty()) return;
    Filter window;
    window.domains = domains;
    window.since = filter.since;
    window.until = filter.until;
    options.keeps_mail = false;
    sources_ = judged_sources(store, window, options);
    for (std::size_t at = 0; at < sources_.size(); ++at)
      places_.emplace(std::pair{sources_[at].totals.domain, sources_[at].judgement.source}, at);
  }

  // What the judgement of any source says of a key that a signature of this message needs.
  std::string key_advice(const std::string& domain, const Rejection& rejection) const {
    for (const auto& signature : rejection.signatures) {
      const auto record = signature.selector + "._domainkey." + signature.domain;
      for (const auto& source : sources_) {
        if (source.totals.domain != domain) continue;
        for (const auto& share : source.judgement.causes)
          if (is_about_key(share.cause) && share.advice.find(record) != std::string::npos)
            return share.advice;
      }
    }
    return "";
  }

  const JudgedSource* find(const std::string& domain, const IpAddress& source) const {
    const auto found = places_.find({domain, source});
    return found == places_.end() ? nullptr : &sources_[found->second];
  }

 private:
  static bool is_about_key(Cause cause) {
    return cause == Cause::dkim_key_problem || cause == Cause::dkim_record_or_policy ||
           cause == Cause::own_sender_broken;
  }

  std::vector<JudgedSource> sources_;
  std::map<std::pair<std::string, IpAddress>, std::size_t> places_;
};

// A failure report is evidence; a row of its own only where it says that the message was refused and nothing
// else tells of it.
bool is_refused(const Rejection& rejection) {
  return rejection.delivery == Delivery::rejected || rejection.delivery == Delivery::policy;
}

std::map<std::string, Rejection> failure_reports(const std::vector<RejectionRow>& rows) {
  std::map<std::string, Rejection> reports;
  for (const auto& row : rows)
    if (row.what.kind == RejectionKind::failure_report && !row.message.empty())
      reports.emplace(row.message, row.what);
  return reports;
}

void leave_refusals(std::vector<RejectionRow>& rows) {
  std::set<std::string> told_otherwise;
  for (const auto& row : rows)
    if (row.what.kind != RejectionKind::failure_report && !row.message.empty())
      told_otherwise.insert(row.message);
  std::erase_if(rows, [&](const RejectionRow& row) {
    return row.what.kind == RejectionKind::failure_report &&
           (!is_refused(row.what) || told_otherwise.contains(row.message));
  });
}

std::vector<std::string> organizations_of(const std::vector<std::string>& domains) {
  std::set<std::string> organizations;
  for (const auto& domain : domains) organizations.insert(organizational_domain(domain));
  return {organizations.begin(), organizations.end()};
}

// The policy domains that some of the rows may be about.
std::vector<std::string> domains_asked(const std::vector<RejectionRow>& rows,
                                       const std::vector<Refusal>& refusals,
                                       const std::vector<std::string>& policy_domains) {
  std::set<std::string> names;
  for (const auto& row : rows) names.insert(row.what.from_domain);
  for (const auto& refusal : refusals) names.insert(refusal.domain);
  std::vector<std::string> asked;
  for (const auto& domain : policy_domains)
    if (std::any_of(names.begin(), names.end(),
                    [&](const std::string& name) { return is_same_or_below(name, domain); }))
      asked.push_back(domain);
  return asked;
}

// A failure report that says no more than that DMARC failed: there is no reply to judge.
Refusal refusal_in(const Rejection& rejection, const AnalysisOptions& options) {
  if (rejection.kind != RejectionKind::failure_report)
    return refusal_of(rejection.reply, options.catalogue, options.receivers);
  Refusal refusal;
  refusal.refusal_class = RefusalClass::domain_policy;
  refusal.check = Check::dmarc;
  refusal.confidence = Confidence::strong;
  refusal.permanence = Permanence::permanent;
  refusal.why = "the receiver says in a failure report that DMARC failed";
  return refusal;
}

// A text that may mean DMARC does, most likely, where that receiver's reports of the day say that mail of the
// domain was rejected for it.
void settle_by_reports(const RejectionMatch& match, Refusal& refusal) {
  if (refusal.check != Check::unknown || match.reporter.empty()) return;
  const auto& may_be = refusal.candidates;
  if (std::find(may_be.begin(), may_be.end(), name_of(Check::dmarc)) == may_be.end()) return;
  const bool is_rejected = std::any_of(match.candidates.begin(), match.candidates.end(),
                                       [](const SourceCandidate& one) { return one.rejected > 0; });
  if (!is_rejected) return;
  refusal.check = Check::dmarc;
  refusal.refusal_class = RefusalClass::domain_policy;
  refusal.confidence = Confidence::likely;
  refusal.why += fmt::format(" It is very likely DMARC: {} reports mail of {} as rejected for it that day.",
                             match.reporter, match.domain);
}

bool has_part(const std::string& text, const std::string& part) {
  return lower_ascii(text).find(lower_ascii(part)) != std::string::npos;
}

bool is_about(const Filter& filter, const MatchedRejection& one) {
  const auto& match = one.match;
  const auto domain = match.policy_domain.empty() ? match.domain : match.policy_domain;
  if (!filter.domains.empty() && !takes_domain(filter, domain)) return false;
  if (filter.header_from && match.domain != *filter.header_from) return false;
  if (filter.reporter && !is_same_ignoring_case(match.reporter, *filter.reporter)) return false;
  return !filter.source || (match.best() != nullptr && filter.source->contains(match.best()->source));
}

}  // namespace

bool RejectionFilter::takes(const MatchedRejection& one) const {
  if (check && one.refusal.check != *check) return false;
  if (unmatched && one.match.is_explained()) return false;
  return receiver.empty() || has_part(one.refusal.receiver, receiver) ||
         has_part(one.row.what.reply.host, receiver);
}

std::vector<MatchedRejection> match_rejections(Sqlite& store, const Filter& filter,
                                               std::vector<RejectionRow> rows, const AnalysisOptions& options,
                                               std::int64_t now) {
  const auto reports = failure_reports(rows);
  leave_refusals(rows);
  if (rows.empty()) return {};
  std::vector<Refusal> refusals;
  for (const auto& row : rows) refusals.push_back(refusal_in(row.what, options));
  const auto policy = policy_domains(store);
  auto own = listed_domains(store, options);
  if (own.empty()) own = policy;
  const JudgedBook book(store, filter, domains_asked(rows, refusals, policy), options);
  ReportedMail mail(store);
  ResultSetReader results(store);
  const MatchInput input{
      [&](const std::string& domain, std::int64_t since, std::int64_t until) {
        return mail.reports(domain, since, until);
      },
      [&](std::int64_t report) -> const std::vector<FailedMail>& { return mail.failed_in(report); },
      [&](std::int64_t number) { return results.read(number); },
      [&](const std::string& domain, const IpAddress& source) {
        const auto* judged = book.find(domain, source);
        return judged == nullptr ? std::nullopt : std::optional{judged->judgement.source_class};
      },
      [&](const std::string& domain, const IpAddress& source) {
        const auto* judged = book.find(domain, source);
        return judged == nullptr ? std::string{} : judged->judgement.sender;
      },
      options.receivers,
      organizations_of(own),
      policy,
      now,
      filter.since.value_or(0) * seconds_per_day,
      (filter.until ? std::int64_t{*filter.until} + 1 : INT32_MAX) * seconds_per_day};
  std::vector<MatchedRejection> matched;
  matched.reserve(rows.size());
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto report = reports.find(rows[at].message);
    auto match = match_rejection(rows[at].what, report == reports.end() ? nullptr : &report->second,
                                 refusals[at], input);
    std::vector<JudgedSource> sources;
    for (const auto& candidate : match.candidates)
      if (const auto* judged = book.find(match.policy_domain, candidate.source)) sources.push_back(*judged);
    settle_by_reports(match, refusals[at]);
    match.key_advice = book.key_advice(match.policy_domain, rows[at].what);
    matched.push_back({std::move(rows[at]), std::move(refusals[at]), std::move(match), std::move(sources)});
  }
  return matched;
}

void add_rejection_counts(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                          std::int64_t now, std::vector<JudgedSource>& sources) {
  Filter window;
  window.domains = filter.domains;
  window.since = filter.since;
  window.until = filter.until;
  auto quiet = options;
  quiet.explains = false;
  const auto counts = count_rejections(matched_rejections(store, window, {}, quiet, now));
  for (auto& source : sources) {
    const auto found = counts.find({source.totals.domain, source.totals.source_ip});
    source.rejections = found == counts.end() ? 0 : found->second;
  }
}

std::vector<MatchedRejection> match_without_store(std::vector<RejectionRow> rows,
                                                  const AnalysisOptions& options) {
  leave_refusals(rows);
  std::vector<MatchedRejection> matched;
  for (auto& row : rows) {
    auto refusal = refusal_in(row.what, options);
    RejectionMatch match;
    const bool is_told = !row.what.from_domain.empty() && !row.what.is_from_assumed;
    match.domain = is_told || refusal.domain.empty() ? row.what.from_domain : refusal.domain;
    matched.push_back({std::move(row), std::move(refusal), std::move(match), {}});
  }
  return matched;
}

std::vector<MatchedRejection> matched_rejections(Sqlite& store, const Filter& filter,
                                                 const RejectionFilter& chosen,
                                                 const AnalysisOptions& options, std::int64_t now) {
  auto matched = match_rejections(store, filter, rejections(store, filter), options, now);
  std::erase_if(matched,
                [&](const MatchedRejection& one) { return !chosen.takes(one) || !is_about(filter, one); });
  return matched;
}

}  // namespace ruascope
