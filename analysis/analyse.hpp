// SPDX-License-Identifier: MIT
#pragma once

#include "analysis/catalogue.hpp"
#include "analysis/findings.hpp"
#include "analysis/judge.hpp"
#include "analysis/quality.hpp"
#include "analysis/receivers.hpp"
#include "store/filter.hpp"
#include "store/sqlite.hpp"

#include <optional>
#include <vector>

namespace ruascope {

// What an analysis goes by beside the reports.
struct AnalysisOptions {
  Thresholds thresholds;
  ReadinessThresholds readiness;
  ChangeThresholds changes;
  CheckThresholds check;
  std::vector<OwnEntry> own;  // of the configuration; those of the store come with it
  Services services = Services::well_known();
  Catalogue catalogue = Catalogue::well_known();
  Receivers receivers = Receivers::well_known();
  // The network of an address, by the administrator's file; empty: nobody knows.
  std::function<std::optional<SourceNetwork>(const IpAddress&)> network{};
  // Organizational domains of the administrator; looked up in the store where absent. For who judges many
  // times.
  std::optional<std::vector<std::string>> own_organizations{};
  bool explains = true;    // false: judgements without evidence and advice, for those who show none
  bool keeps_mail = true;  // false: rows without `mail` and `mail_causes`, likewise
};

// The sources that a filter chooses, most messages first.
std::vector<JudgedSource> judged_sources(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                         const JudgedFilter& chosen = {});

// The same of all mail of the filter's domains in its window, with their mail and without words: for who
// looks up whose the mail of a day is.
std::vector<JudgedSource> judged_mail(Sqlite& store, const Filter& filter, const AnalysisOptions& options);

// A row a reporter: how far its verdicts agree with its own evidence, and how regularly it reports.
std::vector<ReporterQuality> judged_reporters(Sqlite& store, const Filter& filter,
                                              const ChangeThresholds& thresholds);

// Everything worth acting on in the filter's domains and window, worst first. `rejections` are those of the
// same window; null: they are left out. `now`: seconds since the epoch, as visit_rejections takes it.
std::vector<Finding> findings(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                              const JudgedFilter& chosen = {},
                              const std::vector<MatchedRejection>* rejections = nullptr,
                              std::int64_t now = 0);

// The same but for policies that may be tightened: for who judges readiness anyway.
std::vector<Finding> findings_of_mail(Sqlite& store, const Filter& filter, const AnalysisOptions& options,
                                      const JudgedFilter& chosen = {},
                                      const std::vector<MatchedRejection>* rejections = nullptr);

// The organizational domains of the administrator: of the listed domains, or of all that are reported.
std::vector<std::string> own_organizations(Sqlite& store, const AnalysisOptions& options);

// The domains that the administrator listed, folded, sorted and distinct.
std::vector<std::string> listed_domains(Sqlite& store, const AnalysisOptions& options);

// Makes `filter` choose the records whose source or cause `chosen` takes, as judged in the filter's window.
void choose_judged(Sqlite& store, Filter& filter, const AnalysisOptions& options, const JudgedFilter& chosen);

}  // namespace ruascope
