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

// The sources of the domains that rejections are about, judged once a domain, when one is asked for.
class JudgedBook {
 public:
  JudgedBook(Sqlite& store, const Filter& filter, const AnalysisOptions& options)
      : store_(store), options_(options) {
    options_.keeps_mail = false;
    window_.since = filter.since;
    window_.until = filter.until;
  }

  std::shared_ptr<const JudgedSource> find(const std::string& domain, const IpAddress& source) {
    const auto& sources = of(domain);
    const auto found = sources.find(source);
    return found == sources.end() ? nullptr : found->second;
  }

  // What the judgement of any source says of a key that a signature of this message needs.
  std::string key_advice(const std::string& domain, const Rejection& rejection) {
    if (domain.empty()) return "";
    for (const auto& signature : rejection.signatures) {
      const auto record = signature.selector + "._domainkey." + signature.domain;
      for (const auto& [address, source] : of(domain))
        for (const auto& share : source->judgement.causes)
          if (is_about_key(share.cause) && share.advice.find(record) != std::string::npos)
            return share.advice;
    }
    return "";
  }

 private:
  using Sources = std::map<IpAddress, std::shared_ptr<const JudgedSource>>;

  const Sources& of(const std::string& domain) {
    const auto [place, is_new] = domains_.try_emplace(domain);
    if (!is_new) return place->second;
    window_.domains = {domain};
    for (auto& source : judged_sources(store_, window_, options_)) {
      const auto address = source.judgement.source;
      place->second.emplace(address, std::make_shared<const JudgedSource>(std::move(source)));
    }
    return place->second;
  }

  static bool is_about_key(Cause cause) {
    return cause == Cause::dkim_key_problem || cause == Cause::dkim_record_or_policy ||
           cause == Cause::own_sender_broken;
  }

  Sqlite& store_;
  AnalysisOptions options_;
  Filter window_;
  std::map<std::string, Sources> domains_;
};

// A failure report is evidence; a row of its own only where it says that the message was refused and nothing
// else tells of it.
bool is_refused(const Rejection& rejection) {
  return rejection.delivery == Delivery::rejected || rejection.delivery == Delivery::policy;
}

// One message may go to many receivers: a report of one says nothing of what another did.
bool tells_of(const Rejection& report, const Rejection& other) {
  if (!is_refused(report)) return false;
  const auto is_same = [](const std::string& one, const std::string& of_other) {
    return one.empty() || of_other.empty() || organizational_domain(one) == organizational_domain(of_other);
  };
  if (!report.recipient_domain.empty()) return is_same(report.recipient_domain, other.recipient_domain);
  const auto& host = report.reporting_host;
  return host.empty() || other.recipient_domain.empty() || is_same(host, other.recipient_domain) ||
         is_same(host, other.reply.host);
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
  if (!filter.domains.empty() && !takes_domain(filter, policy_domain_of(one))) return false;
  if (filter.header_from && match.domain != *filter.header_from) return false;
  if (filter.reporter && !is_same_ignoring_case(match.reporter, *filter.reporter)) return false;
  return !filter.source || (match.best() != nullptr && filter.source->contains(match.best()->source));
}

// False for a failure report of a message that `others` tell of as well, or of one that was delivered.
bool is_row_of_its_own(const RejectionRow& report, const std::vector<RejectionRow>& others) {
  return is_refused(report.what) &&
         std::none_of(others.begin(), others.end(),
                      [&](const RejectionRow& other) { return tells_of(report.what, other.what); });
}

// Matches one rejection after the other.
class RejectionMatcher {
 public:
  RejectionMatcher(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                   const MatchMoment& moment)
      : options_(options), book_(store, filter, options), mail_(store), results_(store) {
    const auto policy = policy_domains(store);
    const auto own =
        options.own_organizations ? *options.own_organizations : own_organizations(store, options);
    input_ = std::make_unique<MatchInput>(MatchInput{
        [this](const std::string& domain, std::int64_t since, std::int64_t until) {
          return mail_.reports(domain, since, until);
        },
        [this](std::int64_t report) -> const std::vector<FailedMail>& { return mail_.failed_in(report); },
        [this](std::int64_t number) { return results_.read(number); },
        [this](const std::string& domain, const IpAddress& source) {
          const auto judged = book_.find(domain, source);
          return judged == nullptr ? std::nullopt : std::optional{judged->judgement.source_class};
        },
        [this](const std::string& domain, const IpAddress& source) {
          const auto judged = book_.find(domain, source);
          return judged == nullptr ? std::string{} : judged->judgement.sender;
        },
        options.receivers, own, policy, moment.now, filter.since.value_or(0) * seconds_per_day,
        (filter.until ? std::int64_t{*filter.until} + 1 : INT32_MAX) * seconds_per_day, moment.slack});
  }

  void add_failure_reports(const std::vector<RejectionRow>& rows) {
    for (const auto& row : rows)
      if (!row.message.empty() && is_refused(row.what)) reports_.emplace(row.message, row.what);
  }

  MatchedRejection match(RejectionRow row) {
    auto refusal = refusal_in(row.what, options_);
    auto match = match_rejection(row.what, report_of(row), refusal, *input_);
    std::vector<std::shared_ptr<const JudgedSource>> sources;
    for (const auto& candidate : match.candidates)
      if (auto judged = book_.find(match.policy_domain, candidate.source))
        sources.push_back(std::move(judged));
    settle_by_reports(match, refusal);
    return {std::move(row), std::move(refusal), std::move(match), std::move(sources)};
  }

  std::string key_advice(const MatchedRejection& one) {
    return book_.key_advice(one.match.policy_domain, one.row.what);
  }

 private:
  const Rejection* report_of(const RejectionRow& row) const {
    if (row.message.empty() || row.what.kind == RejectionKind::failure_report) return nullptr;
    const auto [first, last] = reports_.equal_range(row.message);
    const auto found =
        std::find_if(first, last, [&](const auto& one) { return tells_of(one.second, row.what); });
    return found == last ? nullptr : &found->second;
  }

  const AnalysisOptions& options_;
  JudgedBook book_;
  ReportedMail mail_;
  ResultSetReader results_;
  std::multimap<std::string, Rejection> reports_;  // by the digest of the Message-ID
  std::unique_ptr<MatchInput> input_;
};

}  // namespace

bool RejectionFilter::takes(const MatchedRejection& one) const {
  if (check && one.refusal.check != *check) return false;
  if (unmatched && one.match.is_explained()) return false;
  return receiver.empty() || has_part(one.refusal.receiver, receiver) ||
         has_part(one.row.what.reply.host, receiver);
}

void visit_rejections(Sqlite& store, const Filter& filter, const RejectionFilter& chosen,
                      const AnalysisOptions& options, std::int64_t now,
                      const std::function<void(MatchedRejection)>& take) {
  RejectionMatcher matcher(store, filter, options, {now});
  matcher.add_failure_reports(failure_reports(store, filter));
  list_rejections(store, filter, [&](RejectionRow row) {
    const bool is_report = row.what.kind == RejectionKind::failure_report;
    if (is_report && !is_row_of_its_own(row, row.message.empty() ? std::vector<RejectionRow>{}
                                                                 : rejections_of_message(store, row.message)))
      return;
    auto matched = matcher.match(std::move(row));
    if (chosen.takes(matched) && is_about(filter, matched)) take(std::move(matched));
  });
}

std::vector<MatchedRejection> match_rejections(Sqlite& store, const Filter& filter,
                                               std::vector<RejectionRow> rows, const AnalysisOptions& options,
                                               const MatchMoment& moment) {
  RejectionMatcher matcher(store, filter, options, moment);
  std::vector<MatchedRejection> matched;
  for (auto& row : rows) {
    auto& one = matched.emplace_back(matcher.match(std::move(row)));
    one.match.key_advice = matcher.key_advice(one);
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
  RejectionCounts counts;
  visit_rejections(store, window, {}, quiet, now,
                   [&](const MatchedRejection& one) { count_rejection(one, counts); });
  for (auto& source : sources) {
    const auto found = counts.find({source.totals.domain, source.totals.source_ip});
    source.rejections = found == counts.end() ? 0 : found->second;
  }
}

std::vector<MatchedRejection> match_without_store(std::vector<RejectionRow> rows,
                                                  const AnalysisOptions& options) {
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

}  // namespace ruascope
