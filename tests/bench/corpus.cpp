// SPDX-License-Identifier: MIT
#include "tests/bench/corpus.hpp"

#include "tests/bench/files.hpp"
#include "tests/bench/report_xml.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t first_day = 1'735'689'600;  // 2025-01-01
constexpr std::int64_t seconds_per_day = 86'400;
constexpr std::int64_t steady_sources = 12;
constexpr std::int64_t pool_of_sources = 2'000;  // of one domain
constexpr std::int64_t files_a_folder = 10'000;

// How a reporter writes: line ends and indents, what it repeats, how it packs.
struct Reporter {
  std::string_view name;
  std::string_view indent;  // empty: all in one line
  std::string_view root;
  bool has_version;
  bool has_human_result;
  bool has_envelope_to;
  bool zipped;
};

constexpr std::array<Reporter, 6> reporters{{
    {"search.example", "  ", "<feedback>", false, false, false, true},
    {"portal.example", "  ", "<feedback>", true, false, false, false},
    {"office.example", "", R"(<feedback xmlns:xsd="http://www.w3.org/2001/XMLSchema">)", true, false, true,
     false},
    {"mail.example", "\t", "<feedback>", false, true, false, true},
    {"hoster.example", "    ", R"(<feedback xmlns="http://dmarc.org/dmarc-xml/0.1">)", true, true, false,
     false},
    {"campus.example", "  ", R"(<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">)", true, false, true,
     false},
}};

// Writes elements as one reporter does.
class Writer {
 public:
  explicit Writer(const Reporter& reporter) : reporter_(reporter) {}

  void open(std::string_view name) {
    start_line();
    text_ += fmt::format("<{}>", name);
    ++depth_;
  }
  void close(std::string_view name) {
    --depth_;
    start_line();
    text_ += fmt::format("</{}>", name);
  }
  void leaf(std::string_view name, std::string_view value) {
    start_line();
    text_ += fmt::format("<{}>{}</{}>", name, value, name);
  }
  void raw(std::string_view markup) { text_ += markup; }
  std::string take() { return std::move(text_); }

 private:
  void start_line() {
    if (reporter_.indent.empty()) return;
    text_ += '\n';
    for (int level = 0; level <= depth_; ++level) text_ += reporter_.indent;
  }

  const Reporter& reporter_;
  std::string text_;
  int depth_ = 0;
};

// Log-uniform: small numbers are common, `most` is rare.
std::int64_t small_number(Numbers& numbers, std::int64_t most) {
  constexpr std::int64_t steps = 1 << 20;
  const auto part = static_cast<double>(numbers.below(steps)) / steps;
  return static_cast<std::int64_t>(std::exp(part * std::log(static_cast<double>(most))));
}

std::int64_t number_of_records(Numbers& numbers) {
  return numbers.below(50) == 0 ? 40 * small_number(numbers, 25) : small_number(numbers, 40);
}

// The steady sources pass, each in its own way; of the others most do not.
struct Source {
  std::string address;
  std::string service;
  std::string selector;
  bool dkim = false;
  bool spf = false;
};

Source source_of(std::int64_t domain, std::int64_t number) {
  const bool steady = number < steady_sources;
  const auto kind = steady ? number : steady_sources + number % 5;
  return {fmt::format("198.{}.{}.{}", 18 + domain / 16 % 2, domain % 16 * 8 + number / 250, number % 250 + 1),
          fmt::format("service{}.example", kind), fmt::format("s{}", kind % 4), steady && kind % 4 != 3,
          steady ? kind % 3 != 2 : kind % 5 == 0};
}

std::string_view verdict(bool passes) { return passes ? "pass" : "fail"; }

void write_record(Writer& xml, const Reporter& reporter, const std::string& domain, const Source& source,
                  std::int64_t count) {
  const bool passes = source.dkim || source.spf;
  xml.open("record");
  xml.open("row");
  xml.leaf("source_ip", source.address);
  xml.leaf("count", fmt::format("{}", count));
  xml.open("policy_evaluated");
  xml.leaf("disposition", passes ? "none" : "quarantine");
  xml.leaf("dkim", verdict(source.dkim));
  xml.leaf("spf", verdict(source.spf));
  xml.close("policy_evaluated");
  xml.close("row");
  xml.open("identifiers");
  if (reporter.has_envelope_to) xml.leaf("envelope_to", reporter.name);
  xml.leaf("envelope_from", source.spf ? "bounce." + domain : source.service);
  xml.leaf("header_from", domain);
  xml.close("identifiers");
  xml.open("auth_results");
  xml.open("dkim");
  xml.leaf("domain", source.dkim ? domain : source.service);
  xml.leaf("selector", source.selector);
  xml.leaf("result", "pass");
  if (reporter.has_human_result) xml.leaf("human_result", "");
  xml.close("dkim");
  xml.open("spf");
  xml.leaf("domain", source.spf ? "bounce." + domain : source.service);
  xml.leaf("scope", "mfrom");
  xml.leaf("result", source.spf ? "pass" : "softfail");
  xml.close("spf");
  xml.close("auth_results");
  xml.close("record");
}

void write_head(Writer& xml, const Reporter& reporter, const std::string& domain, const std::string& id,
                std::int64_t begin) {
  if (reporter.has_version) xml.leaf("version", "1.0");
  xml.open("report_metadata");
  xml.leaf("org_name", reporter.name);
  xml.leaf("email", fmt::format("noreply-dmarc@{}", reporter.name));
  xml.leaf("report_id", id);
  xml.open("date_range");
  xml.leaf("begin", fmt::format("{}", begin));
  xml.leaf("end", fmt::format("{}", begin + seconds_per_day - 1));
  xml.close("date_range");
  xml.close("report_metadata");
  xml.open("policy_published");
  xml.leaf("domain", domain);
  xml.leaf("adkim", "r");
  xml.leaf("aspf", "r");
  xml.leaf("p", "quarantine");
  xml.leaf("sp", "quarantine");
  xml.leaf("pct", "100");
  xml.close("policy_published");
}

struct Packers {
  Gzipper gzip{true};
  Gzipper bare{false};
};

std::string packed(const CorpusReport& report, Packers& packers) {
  const auto base = report.file_name.substr(0, report.file_name.rfind('.'));
  return report.zipped ? zip_of_one(base + ".xml", report.xml, packers.bare) : packers.gzip.pack(report.xml);
}

std::string mail_of(const CorpusReport& report, std::int64_t number, Packers& packers) {
  return fmt::format(
      "Return-Path: <noreply-dmarc@{0}>\nReceived: from mx.{0} (mx.{0} [192.0.2.1])\n\tby mx.example.com "
      "with "
      "ESMTPS id {1}\n\tfor <dmarc@example.com>; Wed, 1 Jan 2025 01:02:03 +0000\nFrom: noreply-dmarc@{0}\n"
      "To: dmarc@example.com\nSubject: Report Domain: example.com Submitter: {0} Report-ID: {1}\n"
      "Message-ID: <{1}@{0}>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b{1}\"\n\n--b{1}\n"
      "Content-Type: text/plain\n\nThis is an aggregate report from {0}.\n\n--b{1}\n"
      "Content-Type: application/{2}; name=\"{3}\"\nContent-Disposition: attachment; filename=\"{3}\"\n"
      "Content-Transfer-Encoding: base64\n\n{4}\n--b{1}--\n",
      report.sender, number, report.zipped ? "zip" : "gzip", report.file_name,
      base64(packed(report, packers)));
}

void write_whole(const std::string& path, std::string_view bytes) {
  FileWriter file(path);
  file.write(bytes);
  file.close();
}

}  // namespace

CorpusReport make_report(const Corpus& corpus, std::int64_t number) {
  Numbers numbers(corpus.seed * 1'000'003 + static_cast<std::uint64_t>(number));
  const auto& reporter = reporters[static_cast<std::size_t>(numbers.below(reporters.size()))];
  const auto domain_number = numbers.below(corpus.domains);
  const auto domain = fmt::format("domain{}.example", domain_number);
  const auto begin = first_day + number * corpus.weeks * 7 / corpus.reports * seconds_per_day;
  const auto id = fmt::format("{}.{}", number, numbers.below(1'000'000'000));

  CorpusReport report;
  report.sender = reporter.name;
  report.zipped = reporter.zipped;
  report.file_name = fmt::format("{}!{}!{}!{}!{}.{}", reporter.name, domain, begin,
                                 begin + seconds_per_day - 1, id, reporter.zipped ? "zip" : "xml.gz");
  report.records = number_of_records(numbers);
  Writer xml(reporter);
  xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n");
  xml.raw(reporter.root);
  write_head(xml, reporter, domain, id, begin);
  for (std::int64_t record = 0; record < report.records; ++record) {
    const auto source =
        record < steady_sources ? record : steady_sources - 1 + small_number(numbers, pool_of_sources);
    write_record(xml, reporter, domain, source_of(domain_number, source), small_number(numbers, 500));
  }
  xml.raw("\n</feedback>\n");
  report.xml = xml.take();
  return report;
}

std::int64_t write_files(const Corpus& corpus, const std::string& folder) {
  return write_files(corpus, folder, {});
}

std::int64_t write_files(const Corpus& corpus, const std::string& folder, const ReportFilter& wanted) {
  Packers packers;
  std::int64_t records = 0;
  std::string below;
  for (std::int64_t number = 0; number < corpus.reports; ++number) {
    if (number % files_a_folder == 0) {
      below = fmt::format("{}/{:06}", folder, number / files_a_folder);
      fs::create_directories(below);
    }
    const auto report = make_report(corpus, number);
    if (wanted && !wanted(number, report)) continue;
    records += report.records;
    write_whole(below + "/" + report.file_name, packed(report, packers));
  }
  return records;
}

std::int64_t write_maildir(const Corpus& corpus, const std::string& folder) {
  for (const auto* part : {"cur", "new", "tmp"}) fs::create_directories(folder + "/" + part);
  Packers packers;
  std::int64_t records = 0;
  for (std::int64_t number = 0; number < corpus.reports; ++number) {
    const auto report = make_report(corpus, number);
    records += report.records;
    write_whole(fmt::format("{}/cur/{}.M{}P1.mx.example.com:2,S", folder, first_day + number, number),
                mail_of(report, number, packers));
  }
  return records;
}

std::int64_t write_mbox(const Corpus& corpus, const std::string& path) {
  Packers packers;
  FileWriter file(path);
  std::int64_t records = 0;
  for (std::int64_t number = 0; number < corpus.reports; ++number) {
    const auto report = make_report(corpus, number);
    records += report.records;
    file.write("From noreply-dmarc@" + report.sender + " Wed Jan  1 01:02:03 2025\n");
    file.write(mail_of(report, number, packers) + "\n");
  }
  file.close();
  return records;
}

}  // namespace ruascope::bench
