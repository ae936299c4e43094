// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace ruascope::bench {

// What a corpus is made of: the same numbers always give the same reports.
struct Corpus {
  std::int64_t reports = 20'000;
  std::int64_t domains = 20;
  std::int64_t weeks = 8;
  std::uint64_t seed = 1;
};

// A report as its reporter mails it.
struct CorpusReport {
  std::string file_name;
  std::string sender;  // a domain
  std::string xml;
  bool zipped = false;  // else gzipped
  std::int64_t records = 0;
};

// The report of this number, from 0 on: the days pass by with the numbers. Its records number 16 in the mean
// with a long tail up to 1,000; most are of the domain's steady sources.
CorpusReport make_report(const Corpus& corpus, std::int64_t number);

// Which reports to write, by number and content; empty: all.
using ReportFilter = std::function<bool(std::int64_t number, const CorpusReport& report)>;

// These write all reports of a corpus below `folder`, which they make, and return the number of records.
// Files stand 10,000 to a folder.
std::int64_t write_files(const Corpus& corpus, const std::string& folder, const ReportFilter& wanted);
std::int64_t write_files(const Corpus& corpus, const std::string& folder);
std::int64_t write_maildir(const Corpus& corpus, const std::string& folder);
std::int64_t write_mbox(const Corpus& corpus, const std::string& path);

}  // namespace ruascope::bench
