// SPDX-License-Identifier: MIT
// How fast an import is, as ratios to the floor (floor.cpp) that is timed in turn with it:
//   bench-import PROGRAM FLOOR [--reports N] [--runs N] [--only NAME]... [--json FILE]
#include "tests/bench/corpus.hpp"
#include "tests/bench/files.hpp"
#include "tests/bench/measure.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace {

namespace fs = std::filesystem;
using namespace ruascope::bench;

constexpr double mebibyte = 1 << 20;
constexpr std::int64_t small_reports = 10'000;

struct Options {
  std::string program;
  std::string floor;
  std::int64_t reports = 20'000;
  int runs = 5;
  std::vector<std::string> only;
  std::string json;
};

// One question: how long one run takes against another, medians over all turns.
struct Row {
  std::string name;
  std::string of;
  std::string against;
  double bar = 0;  // the most that the ratio may be
  Measured median{};
  Measured median_against{};
  double records = 0;
  double store_bytes = 0;

  double ratio() const { return median.seconds / median_against.seconds; }
};

void empty_folder(const std::string& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
}

class Bench {
 public:
  explicit Bench(const Options& options) : options_(options), corpus_{.reports = options.reports} {}

  void run() {
    compare("files", "import of plain files", "the floor", 1.2, files(), {}, true);
    compare("files-jobs-1", "the same in one thread", "the floor", 2.3, files(), {"--jobs", "1"}, true);
    compare("maildir", "import of a Maildir", "the floor on plain files", 1.8, maildir(), {}, true);
    compare("mbox", "import of an mbox", "the floor on plain files", 1.8, mbox(), {}, true);
    compare("again", "second import", "the first", 0.5, files(), {}, false);
    if (is_named("scale")) scale();
  }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  // What a report costs in a large store against one of 10,000 reports: takes long, so only when it is asked
  // for.
  void scale() {
    corpus_.reports = small_reports;
    const auto small = import(made("small", write_files), {});
    const auto folder = store_folder();
    empty_folder(folder);
    corpus_.reports = options_.reports;
    const auto large = import(made("files", write_files), {});
    Row row{"scale",     "CPU a report of so many",
            "of 10,000", 1.4,
            large,       small,
            records_,    static_cast<double>(size_on_disk(folder + "/ruascope.db"))};
    row.median.seconds = large.cpu_seconds / static_cast<double>(options_.reports);
    row.median_against.seconds = small.cpu_seconds / static_cast<double>(small_reports);
    rows_.push_back(row);
    fmt::print(
        "scale: {:.1f} us of CPU a report against {:.1f}: {:.2f} (bar 1.4); peak {:.1f} MiB, {:.1f} bytes a "
        "record, {:.0f} a report\n",
        row.median.seconds * 1e6, row.median_against.seconds * 1e6, row.ratio(),
        static_cast<double>(large.peak_bytes) / mebibyte, row.store_bytes / row.records,
        row.store_bytes / static_cast<double>(options_.reports));
  }

  bool is_named(const std::string& name) const {
    return std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
  }
  bool is_wanted(const std::string& name) const { return options_.only.empty() || is_named(name); }

  // A corpus is written when it is first asked for.
  std::string made(const char* name, std::int64_t (*write)(const Corpus&, const std::string&)) {
    const auto path = work_.path() + "/" + name;
    if (!fs::exists(path)) records_ = static_cast<double>(write(corpus_, path));
    return path;
  }
  std::function<std::string()> files() {
    return [this] { return made("files", write_files); };
  }
  std::function<std::string()> maildir() {
    return [this] { return made("maildir", write_maildir); };
  }
  std::function<std::string()> mbox() {
    return [this] { return made("mbox", write_mbox); };
  }

  Measured import(const std::string& path, const std::vector<std::string>& more) const {
    std::vector<std::string> words{options_.program, "import", path};
    words.insert(words.end(), more.begin(), more.end());
    return checked(measure(words, store_folder()));
  }
  static Measured checked(const Measured& measured) {
    if (measured.status != 0)
      throw std::runtime_error(fmt::format("a run ended with {}: {}", measured.status, measured.said));
    return measured;
  }
  std::string store_folder() const { return work_.path() + "/store"; }
  Measured run_floor(const std::string& path) const {
    return checked(measure({options_.floor, path, store_folder() + "/floor.db"}, store_folder()));
  }

  void compare(const std::string& name, const char* of, const char* against, double bar,
               const std::function<std::string()>& input, const std::vector<std::string>& more,
               bool to_floor) {
    if (!is_wanted(name)) return;
    const auto plain = files()();
    const auto path = input();
    std::vector<Measured> runs;
    std::vector<Measured> runs_against;
    for (int turn = 0; turn < options_.runs; ++turn) {
      empty_folder(store_folder());
      if (to_floor) {
        runs_against.push_back(run_floor(plain));
        empty_folder(store_folder());
      } else {
        runs_against.push_back(import(path, more));
      }
      runs.push_back(import(path, more));
    }
    rows_.push_back({name, of, against, bar, median_of(runs), median_of(runs_against), records_,
                     static_cast<double>(size_on_disk(store_folder() + "/ruascope.db"))});
    print(rows_.back());
  }

  void print(const Row& row) const {
    const auto reports = static_cast<double>(options_.reports);
    fmt::print("{:<13} {:>7.2f} s {:>7.2f} s {:>6.2f} (bar {:.1f}) {:>7.1f} {:>7.1f} us {:>6.1f} {:>6.0f}\n",
               row.name, row.median.seconds, row.median_against.seconds, row.ratio(), row.bar,
               static_cast<double>(row.median.peak_bytes) / mebibyte, row.median.cpu_seconds / reports * 1e6,
               row.store_bytes / row.records, row.store_bytes / reports);
    std::fflush(stdout);
  }

  const Options& options_;
  Corpus corpus_;
  WorkFolder work_;
  std::vector<Row> rows_;
  double records_ = 0;
};

std::string json_of(const Options& options, const std::vector<Row>& rows) {
  std::string text = fmt::format("{{\"reports\":{},\"runs\":{},\"rows\":[", options.reports, options.runs);
  std::string_view separator = "\n";
  for (const auto& row : rows) {
    text += fmt::format(
        "{}{{\"name\":\"{}\",\"of\":\"{}\",\"against\":\"{}\",\"bar\":{},\"ratio\":{:.3f},\"seconds\":{:.3f},"
        "\"cpu_seconds\":{:.3f},\"seconds_against\":{:.3f},\"peak_bytes\":{},\"records\":{:.0f},\"store_"
        "bytes\":{:.0f}}}",
        separator, row.name, row.of, row.against, row.bar, row.ratio(), row.median.seconds,
        row.median.cpu_seconds, row.median_against.seconds, row.median.peak_bytes, row.records,
        row.store_bytes);
    separator = ",\n";
  }
  return text + "\n]}\n";
}

// nullopt if the words make no sense.
std::optional<Options> read_options(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t index = 0; index < words.size(); ++index) {
    const auto& word = words[index];
    if (!word.starts_with("--")) {
      (options.program.empty() ? options.program : options.floor) = word;
      continue;
    }
    if (++index == words.size()) return std::nullopt;
    const auto& value = words[index];
    if (word == "--reports")
      options.reports = std::max<std::int64_t>(1, std::atoll(value.c_str()));
    else if (word == "--runs")
      options.runs = std::max(1, std::atoi(value.c_str()));
    else if (word == "--only")
      options.only.push_back(value);
    else if (word == "--json")
      options.json = value;
    else
      return std::nullopt;
  }
  if (options.floor.empty()) return std::nullopt;
  return options;
}

}  // namespace

int main(int count, char** words) {
  const auto options = read_options({words + 1, words + count});
  if (!options) {
    fmt::print(stderr, "usage: {} PROGRAM FLOOR [--reports N] [--runs N] [--only NAME]... [--json FILE]\n",
               words[0]);
    return 2;
  }
  try {
    fmt::print("{} reports, medians of {} runs\n{:<13} {:>9} {:>9} {:>6} {:>19} {:>10} {:>6} {:>6}\n",
               options->reports, options->runs, "row", "took", "against", "ratio", "peak MiB", "CPU/report",
               "B/rec", "B/rep");
    Bench bench(*options);
    bench.run();
    if (!options->json.empty()) {
      FileWriter file(options->json);
      file.write(json_of(*options, bench.rows()));
      file.close();
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", words[0], error.what());
    return 1;
  }
}
