// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/cause.hpp"
#include "analysis/classes.hpp"
#include "analysis/host_name.hpp"
#include "analysis/own_list.hpp"
#include "analysis/services.hpp"
#include "analysis/spf_tree.hpp"
#include "analysis/thresholds.hpp"
#include "ingest/model/source_network.hpp"
#include "store/totals.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ruascope {

struct CauseShare {
  Cause cause = Cause::unclassified_failure;
  std::int64_t messages = 0;
  std::string meaning{};  // one sentence, with the names of the mail that has most of it
  std::string advice{};
  Day last_day = 0;  // on which it was seen
  bool operator==(const CauseShare&) const = default;
};

// What is known of one source of one domain, as judged by all of the domain's mail in the window.
struct Judgement {
  std::string domain;
  IpAddress source;
  SourceClass source_class = SourceClass::unknown;
  Confidence confidence = Confidence::none;
  std::string sender;  // the service or organization; empty where none is known
  // The cause of most messages that fail; of most that pass where none fails.
  Cause cause = Cause::unclassified_failure;
  std::vector<CauseShare> causes{};         // most messages first
  std::vector<Cause> combination_causes{};  // of the source's combinations, in their order
  std::vector<std::string> evidence{};
  std::vector<std::string> advice{};
  std::int64_t messages = 0;
  std::int64_t failed = 0;
  bool is_steady = false;
  bool is_ignored = false;  // the administrator knows and does not care
  std::optional<HostName> host{};
  std::optional<SourceNetwork> network{};
};

// Rows of sources to choose by their judgement.
struct JudgedFilter {
  std::optional<SourceClass> source_class;
  std::optional<Cause> cause;  // any of a source's causes

  bool is_empty() const { return !source_class && !cause; }
  bool takes(const Judgement& judgement) const;
};

// A source with its figures, its mail by result set and its judgement. The figures and the mail are what the
// filter chooses; the judgement goes by all mail of the domain in the window.
struct JudgedSource {
  SourceTotals totals;
  SourceCombinations mail;         // without domain and address where AnalysisOptions keep no mail
  std::vector<Cause> mail_causes;  // of each combination of `mail`
  Judgement judgement;
  // Rejections that are matched with it (likely or better); absent where nobody asked for them.
  std::optional<std::int64_t> rejections{};
};

// What is known of addresses and domains beside the reports, as it stood at the end of the window. Each may
// be empty: nothing is known then.
struct Knowledge {
  std::function<std::optional<HostName>(const IpAddress&)> host{};
  std::function<std::optional<SourceNetwork>(const IpAddress&)> network{};
  std::function<std::optional<SpfTree>(const std::string& domain)> spf{};
  Names::FindOrganization organization{};  // by the tree walk of RFC 9989
};

// What judgement needs beside the mail itself.
struct JudgeInput {
  std::function<ResultSet(std::int64_t)> result_set;                  // by number
  std::function<PublishedRange(const std::string&)> published_range;  // of a policy domain
  const OwnList& own;
  const Services& services;
  Thresholds thresholds;
  std::vector<std::string> own_organizations{};  // what authenticates below one of these is no stranger
  bool explains = true;                          // false: no texts, for those who show none
  bool keeps_causes = true;                      // false: judgements without `combination_causes`
  Knowledge known{};
};

// Judges the sources of all domains; `sources` holds each domain's in a row, and outlives it. Distinct result
// sets are looked at once, whatever the number of records. All that is asked of the input's functions is
// asked when it is made, so that run() may be left to another thread.
class Judging {
 public:
  Judging(const std::vector<SourceCombinations>& sources, const JudgeInput& input);
  ~Judging();
  // One judgement a source, in the same order. Once.
  std::vector<Judgement> run();

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};
std::vector<Judgement> judge(const std::vector<SourceCombinations>& sources, const JudgeInput& input);

}  // namespace ruascope
