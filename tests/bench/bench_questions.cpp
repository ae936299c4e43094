// SPDX-License-Identifier: MIT
// What questions cost as stores grow, as ratios to the same question on a smaller store, and what starting
// costs:
//   bench-questions PROGRAM EMPTY JUDGE [--records N] [--runs N] [--only NAME]...
// `EMPTY` is a program that does nothing (empty.cpp), `JUDGE` is bench_judge.cpp.
#include "tests/bench/corpus.hpp"
#include "tests/bench/files.hpp"
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;
using namespace ruascope::bench;

constexpr double mebibyte = 1 << 20;
constexpr std::int64_t reports_a_week = 1000;
constexpr std::int64_t weeks = 104;
const std::string domain = "domain0.example";

struct Options {
  std::string program;
  std::string empty;
  std::string judge;
  std::int64_t records = 10'000'000;
  int runs = 5;
  std::vector<std::string> only;
};

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options) {}

  void run() {
    if (is_wanted("start")) starts();
    if (is_wanted("age")) age();
    if (is_wanted("large")) large();
  }

 private:
  bool is_wanted(const std::string& name) const {
    return options_.only.empty() ||
           std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
  }

  std::string folder(const std::string& name) const {
    fs::create_directories(work_.path() + "/" + name);
    return work_.path() + "/" + name;
  }

  // A store that holds the reports of a corpus, in a folder of its own.
  std::string store_of(const std::string& name, const Corpus& corpus, const ReportFilter& wanted = {}) const {
    const auto input = work_.path() + "/input";
    write_files(corpus, input, wanted);
    auto store = folder(name);
    checked(measure({options_.program, "import", input}, store));
    fs::remove_all(input);
    return store;
  }

  Measured checked(const Measured& measured) const {
    if (measured.status != 0)
      throw std::runtime_error(fmt::format("a run ended with {}: {}", measured.status, measured.said));
    return measured;
  }

  Measured ask(const std::string& store, std::vector<std::string> words) const {
    words.insert(words.begin(), options_.program);
    return checked(measure(words, store, Said::dropped));
  }

  // One question on two stores in turn.
  void compare(const std::string& name, const std::string& store, const std::string& other,
               const std::vector<std::string>& words, double bar) const {
    std::vector<Measured> runs;
    std::vector<Measured> others;
    for (int turn = 0; turn < options_.runs; ++turn) {
      others.push_back(ask(other, words));
      runs.push_back(ask(store, words));
    }
    print(name, median_of(runs), median_of(others), bar);
  }

  static void print(const std::string& name, const Measured& median, const Measured& against, double bar) {
    fmt::print("{:<28}{:>9.4f} s{:>9.4f} s{:>7.2f} (bar {:.1f}){:>8.1f} MiB\n", name, median.seconds,
               against.seconds, median.seconds / against.seconds, bar,
               static_cast<double>(median.peak_bytes) / mebibyte);
    std::fflush(stdout);
  }

  void starts() const {
    const auto store = store_of("empty", {.reports = 1});
    checked(measure({options_.program, "prune", "--older-than", "1d"}, store));
    const auto against_empty = [&](const std::string& name, const std::vector<std::string>& words,
                                   double bar) {
      std::vector<Measured> runs;
      std::vector<Measured> others;
      for (int turn = 0; turn < 20 * options_.runs; ++turn) {
        others.push_back(checked(measure({options_.empty}, store)));
        runs.push_back(ask(store, words));
      }
      print(name, median_of(runs), median_of(others), bar);
    };
    against_empty("start: --version", {"--version"}, 1.5);
    against_empty("start: empty store", {"domains"}, 2.5);
  }

  void age() const {
    const auto young = store_of("young", {.reports = 5 * reports_a_week, .weeks = 5});
    const auto old = store_of("old", {.reports = weeks * reports_a_week, .weeks = weeks});
    compare("104 weeks: domains", old, young, {"domains", "--last", "4w"}, 1.2);
    compare("104 weeks: sources", old, young, {"sources", "--domain", domain, "--last", "4w"}, 1.2);
    compare("104 weeks: reports", old, young, {"reports", "--domain", domain, "--last", "4w"}, 1.2);
  }

  void large() const {
    constexpr double records_a_report = 15.5;
    const Corpus corpus{
        .reports = static_cast<std::int64_t>(static_cast<double>(options_.records) / records_a_report),
        .domains = 200,
        .weeks = weeks};
    const auto store = store_of("large", corpus);
    const auto last_month = corpus.reports - 5 * corpus.reports / weeks;
    const auto alone = store_of("alone", corpus, [&](std::int64_t number, const CorpusReport& report) {
      return number >= last_month && report.file_name.find("!" + domain + "!") != std::string::npos;
    });
    compare("sources of a domain, 28 days", store, alone, {"sources", "--domain", domain, "--last", "28d"},
            1.5);
    judging(store + "/ruascope.db");
    const auto counted = checked(measure({options_.program, "db", "info", "--format", "json"}, store)).said;
    const auto at = counted.find("\"records\":");
    const auto records = std::atof(counted.c_str() + at + 10);
    const auto all = ask(store, {"records", "--format", "ndjson"});
    const auto few = ask(alone, {"records", "--format", "ndjson"});
    fmt::print(
        "records --format ndjson: {:.0f} records in {:.1f} s, {:.0f} a second (bar 200,000), peak {:.1f} MiB "
        "against {:.1f} of the small store; {:.1f} bytes a record\n",
        records, all.seconds, records / all.seconds, static_cast<double>(all.peak_bytes) / mebibyte,
        static_cast<double>(few.peak_bytes) / mebibyte,
        static_cast<double>(size_on_disk(store + "/ruascope.db")) / records);
  }

  // What judging all sources costs against reading their totals alone.
  void judging(const std::string& store) const {
    std::vector<Measured> judged;
    std::vector<Measured> totals;
    for (int turn = 0; turn < options_.runs; ++turn) {
      totals.push_back(checked(measure({options_.judge, "totals", store}, work_.path())));
      judged.push_back(checked(measure({options_.judge, "judged", store}, work_.path())));
    }
    print("judging all sources", median_of(judged), median_of(totals), 1.2);
  }

  const Options& options_;
  WorkFolder work_;
};

// nullopt if the words make no sense.
std::optional<Options> read_options(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t index = 0; index < words.size(); ++index) {
    const auto& word = words[index];
    if (!word.starts_with("--")) {
      (options.program.empty() ? options.program
       : options.empty.empty() ? options.empty
                               : options.judge) = word;
      continue;
    }
    if (++index == words.size()) return std::nullopt;
    const auto& value = words[index];
    if (word == "--records")
      options.records = std::max<std::int64_t>(1000, std::atoll(value.c_str()));
    else if (word == "--runs")
      options.runs = std::max(1, std::atoi(value.c_str()));
    else if (word == "--only")
      options.only.push_back(value);
    else
      return std::nullopt;
  }
  if (options.judge.empty()) return std::nullopt;
  return options;
}

}  // namespace

int main(int count, char** words) {
  const auto options = read_options({words + 1, words + count});
  if (!options) {
    fmt::print(stderr, "usage: {} PROGRAM EMPTY JUDGE [--records N] [--runs N] [--only start|age|large]...\n",
               words[0]);
    return 2;
  }
  try {
    fmt::print("medians of {} runs\n{:<28}{:>11}{:>11}{:>7}\n", options->runs, "question", "took", "against",
               "ratio");
    Bench(*options).run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", words[0], error.what());
    return 1;
  }
}
