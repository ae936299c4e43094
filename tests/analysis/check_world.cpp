// SPDX-License-Identifier: MIT
#include "tests/analysis/check_world.hpp"

#include "ingest/model/text.hpp"
#include "ingest/model/token_names.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

namespace ruascope::test {
namespace {

constexpr std::int64_t asked_at = 1'790'000'000;

struct Line {
  std::string type, name, value;
};

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one);) {
    std::istringstream words(one);
    Line line;
    if (!(words >> line.type >> line.name)) continue;
    words.get();
    std::getline(words, line.value);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

DnsBook Zone::book() const {
  std::map<DnsQuestion, std::vector<std::string>> answers;
  std::set<std::string> failing;
  for (const auto& [type, name, value] : lines_of(lines)) {
    if (type == "fails")
      failing.insert(name);
    else
      answers[{name, value_named<DnsType>(type).value()}].push_back(value);
  }
  return DnsBook([answers, failing](const DnsQuestion& question) {
    KnownDns known;
    known.fact.question = question;
    known.fact.asked_at = known.since = asked_at;
    const auto found = answers.find(question);
    known.fact.status = failing.contains(question.name) ? DnsStatus::servfail
                        : found == answers.end()        ? DnsStatus::nxdomain
                                                        : DnsStatus::found;
    if (known.fact.status == DnsStatus::found) known.fact.values = found->second;
    return std::optional{known};
  });
}

DnsCheck Zone::check(ReportedDomain reported, const std::string& domain) const {
  auto dns = book();
  std::vector<SelectorName> selectors;
  for (const auto& use : reported.selectors) selectors.push_back(use.name);
  return check_records(domain_records(dns, domain, selectors), std::move(reported), {}, asked_at);
}

Zone Zone::with(const std::string& type, const std::string& name, const std::string& value) const {
  Zone zone;
  for (const auto& line : lines_of(lines))
    if (line.type != type || line.name != name)
      zone.lines += line.type + " " + line.name + " " + line.value + "\n";
  zone.lines += type + " " + name + " " + value + "\n";
  return zone;
}

ReportedDomain reported_mail(std::int64_t messages, std::int64_t passed) {
  ReportedDomain reported;
  reported.has_reports = true;
  reported.last_end = reported.newest_end = asked_at;
  reported.last_day = day_of(asked_at);
  reported.messages = messages;
  reported.passed = passed;
  return reported;
}

RecordFinding finding(const DnsCheck& check, const std::string& code) {
  const auto found = std::find_if(check.findings.begin(), check.findings.end(),
                                  [&](const RecordFinding& one) { return one.code == code; });
  INFO(code);
  REQUIRE(found != check.findings.end());
  return *found;
}

bool has_code(const DnsCheck& check, const std::string& code) {
  return std::any_of(check.findings.begin(), check.findings.end(),
                     [&](const RecordFinding& one) { return one.code == code; });
}

}  // namespace ruascope::test
