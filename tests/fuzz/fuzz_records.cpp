// SPDX-License-Identifier: MIT
// The bytes as TXT records, a line each: each read as each kind of record, and all of them as the DNS of a
// domain, in which any name has some of them, judged and shown.
#include "analysis/dns_check.hpp"
#include "reports/check_page.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <functional>

namespace ruascope {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < 50) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void check_texts(const std::vector<std::string>& texts) {
  constexpr std::size_t most_faults = 64;
  expect(texts.size() <= most_faults);
  for (const auto& text : texts) check(text);
}

void check_alone(const std::string& record) {
  const auto dmarc = parse_dmarc(record);
  for (const auto& fault : dmarc.faults) check_all(fault.tag, fault.text);
  if (is_dmarc_record(record)) {
    const auto again = parse_dmarc(with_tags(dmarc, dmarc.policy));
    expect(again.has_policy);
    expect(again.policy.p == dmarc.policy.p.value_or(Policy::none) || dmarc.policy.p == Policy::unknown);
  }
  const auto spf = parse_spf(record);
  check_texts(spf.faults);
  check_texts(spf.ignored);
  const auto key = parse_dkim_key(record);
  check_texts(key.faults);
  expect(key.bits >= 0);
}

// What stands at a name depends on the name alone.
DnsBook book_of(const std::vector<std::string>& lines) {
  return DnsBook([&lines](const DnsQuestion& question) -> std::optional<KnownDns> {
    KnownDns known;
    known.fact.question = question;
    known.fact.status = DnsStatus::found;
    const auto number = std::hash<std::string>{}(question.name);
    for (std::size_t at = 0; at < lines.size(); ++at)
      if (question.type == DnsType::txt && ((number >> (at % 40)) & 3) == 0)
        known.fact.values.push_back(lines[at]);
    if (question.type == DnsType::mx) known.fact.values = {"10 mail.example"};
    if (known.fact.values.empty()) known.fact.status = DnsStatus::nodata;
    return known;
  });
}

void check_together(const std::vector<std::string>& lines) {
  auto book = book_of(lines);
  constexpr std::int64_t now = 1'795'000'000;
  for (const auto* domain : {"a.example", "b.a.example"}) {
    ReportedDomain reported;
    reported.selectors = {{{domain, "s"}, 10, 10, 0}};
    const auto found = check_records(domain_records(book, domain, {{domain, "s"}}), std::move(reported),
                                     CheckThresholds{}, now);
    expect(found.records.dmarc.steps.size() <= 8);
    expect(found.records.spf.nodes.size() <= 100);
    const auto page = check_page(found, {});
    expect(std::none_of(page.begin(), page.end(), [](char c) {
      return (static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f';
    }));
    check(page);
    auto json = check_json(found);
    json.pop_back();  // the end of its line
    expect(!has_control_bytes(json));
  }
}

}  // namespace
}  // namespace ruascope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  const auto lines = lines_of({reinterpret_cast<const char*>(data), size});
  for (const auto& line : lines) check_alone(line);
  check_together(lines);
  return 0;
}
