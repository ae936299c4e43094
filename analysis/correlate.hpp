// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/receivers.hpp"
#include "analysis/refusal.hpp"
#include "ingest/model/rejection.hpp"
#include "ingest/model/report.hpp"
#include "store/totals.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// A source that a rejection may have come from: mail of the domain that failed DMARC there.
struct SourceCandidate {
  IpAddress source;
  std::int64_t messages = 0;  // that failed, in the reports that were looked at
  std::int64_t rejected = 0;  // of these
  bool has_same_signature = false;
  bool has_same_envelope = false;
  bool operator==(const SourceCandidate&) const = default;
};

// What reports tell of a rejection.
struct RejectionMatch {
  std::string domain;         // the author domain that it is about; empty if not known
  std::string policy_domain;  // whose reports were asked
  Confidence level = Confidence::none;
  std::vector<SourceCandidate> candidates{};  // the likeliest first
  std::string wording{};                      // "almost certainly this source", and why
  std::string reporter{};          // the receiver's reports that were looked at; empty if there are none
  std::optional<Policy> policy{};  // that those found published for the domain
  std::vector<std::string> contradictions{};
  std::vector<std::string> limits{};  // what cannot be known
  bool is_foreign = false;      // about a domain that is not the administrator's: somebody else's in From:
  bool is_passed_on = false;    // is_foreign, and their envelope too: mail that is forwarded for them
  bool is_backscatter = false;  // a bounce of mail that strangers sent in the domain's name
  bool is_told_by_own = false;  // by the administrator's own log, or a host of theirs
  // How to repair the key of a signature of the domain on it that passes nowhere; empty if there is none.
  // Looked for by match_rejections alone, for who is to be told in full.
  std::string key_advice{};

  // The source to show where one row has room for one; null if there is none.
  const SourceCandidate* best() const { return candidates.empty() ? nullptr : &candidates.front(); }
  // Sure enough to say that it is explained.
  bool is_explained() const { return level >= Confidence::likely && !candidates.empty(); }
  // One source, or one sender with its addresses: not one of several.
  bool is_decided() const { return level >= Confidence::likely || candidates.size() == 1; }
  // And to be counted for the one source.
  bool is_counted() const { return is_explained() && candidates.size() == 1; }
};

// What matching asks beside the rejection.
struct MatchInput {
  // Reports of a policy domain that touch a span of time, and what failed in one; see ReportedMail.
  std::function<std::vector<ReportPeriod>(const std::string& domain, std::int64_t since, std::int64_t until)>
      reports;
  std::function<const std::vector<FailedMail>&(std::int64_t report)> failed_in;
  std::function<ResultSet(std::int64_t)> result_set;
  // The class of a source of a policy domain, where it was judged.
  std::function<std::optional<SourceClass>(const std::string& policy_domain, const IpAddress&)> class_of;
  // Its sender; empty where none is known.
  std::function<std::string(const std::string& policy_domain, const IpAddress&)> sender_of;
  const Receivers& receivers;
  std::vector<std::string> own_domains;     // organizational; empty: nothing is known of them
  std::vector<std::string> policy_domains;  // of all reports
  std::int64_t now = 0;                     // seconds since the epoch, to tell what is reported later
  // Where the rejection names no time: the days to look at.
  std::int64_t since = 0, until = 0;
  // How far reports may be from the time, in place of what clocks and zones ask for.
  std::optional<std::int64_t> slack{};
};

// Finds the source that explains a rejection: by the author domain (required), the receiver's reports of that
// day, then the source's address, signatures and envelope. Never guesses: what is not known is said.
// `failure_report` tells of the same message; null if there is none.
RejectionMatch match_rejection(const Rejection& rejection, const Rejection* failure_report,
                               const Refusal& refusal, const MatchInput& input);

}  // namespace ruascope
