// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/classes.hpp"
#include "analysis/policy_step.hpp"
#include "ingest/model/time.hpp"
#include "store/totals.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

// Messages by what became of them.
struct Outcomes {
  std::int64_t delivered = 0, quarantined = 0, rejected = 0, unknown = 0;
  std::int64_t not_delivered() const;
  bool operator==(const Outcomes&) const = default;
};
void add_outcome(Outcomes& outcomes, Policy action, std::int64_t messages);

// Why a message fared otherwise than a policy would have had it.
enum class Difference : std::uint8_t {
  none,          // it fared the same
  other_policy,  // another policy was published then, and obeyed
  overridden,    // the receiver did not do what the record said, and gave a reason
  sampled,       // pct, or t=y: a weaker action was right
  unexplained,   // the receiver did otherwise and gave no reason
  unknown,       // what happened was not reported
};
template <>
inline constexpr std::array<std::string_view, 6> names<Difference>{"none",    "other_policy", "overridden",
                                                                   "sampled", "unexplained",  "unknown"};

// The window's mail under a policy. Counts are messages; `under` and `reported` sum to `messages` each, and
// so do the differences.
struct ReplayCounts {
  std::int64_t messages = 0, dmarc_pass = 0, dmarc_fail = 0;
  Outcomes under;       // the policy as RFC 9989 reads it
  Outcomes ignoring_t;  // as receivers read it that still follow RFC 7489, which has no t=
  Outcomes reported;    // what the receivers say they did
  std::array<std::int64_t, names<Difference>.size()> differences{};
  // Of these, overridden ones that were delivered and would be less well off.
  std::int64_t let_through = 0;

  std::int64_t differing(Difference why) const { return differences[static_cast<std::size_t>(why)]; }
  bool operator==(const ReplayCounts&) const = default;
};

// Messages of one kind, as reported.
struct ReportedMessages {
  std::int64_t messages = 0;
  bool passes = false;
  bool is_overridden = false;  // with a reason other than sampling and tests
  bool is_sampled = false;     // sampled_out, policy_test_mode
  Addressed addressed = Addressed::domain;
  Disposition disposition = Disposition::unknown;
};

// Replays messages under `policy`. `published`: the records that their reporter saw in those days; empty
// where nobody knows.
void replay(const ReportedMessages& mail, const std::vector<const PolicyRecord*>& published,
            const PolicyRecord& policy, ReplayCounts& counts);

// Which of the window's rejections a policy would have changed. Only those for DMARC hang on it.
struct ReplayedRejections {
  std::int64_t rejections = 0;  // for DMARC
  Outcomes under, ignoring_t;   // what would become of them
  std::int64_t others = 0;      // for other reasons
};

struct WhatIfRow {
  std::string key;
  std::optional<SourceClass> source_class;  // of rows by sender
  ReplayCounts counts;
};

struct WhatIf {
  std::string domain;
  std::optional<Day> since, until;
  PolicyRecord published, policy;
  ReplayCounts total;
  std::vector<WhatIfRow> by_class, by_sender, by_reporter;  // most messages not delivered first
  std::vector<WhatIfRow> by_day;                            // in order
  ReplayedRejections rejections;
  bool has_unused_names = false;  // mail under names that stand for such as do not exist
};

enum class WhatIfBy : std::uint8_t { source_class, sender, reporter, day };
template <>
inline constexpr std::array<std::string_view, 4> names<WhatIfBy>{"class", "sender", "reporter", "day"};
const std::vector<WhatIfRow>& rows_of(const WhatIf& replayed, WhatIfBy by);

}  // namespace ruascope
