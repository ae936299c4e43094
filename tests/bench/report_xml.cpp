// SPDX-License-Identifier: MIT
#include "tests/bench/report_xml.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

constexpr std::int64_t first_day = 1'704'067'200;  // 2024-01-01
constexpr std::int64_t seconds_per_day = 86'400;

std::string address(std::int64_t number) {
  return fmt::format("198.{}.{}.{}", 18 + number / 65'536, number / 256 % 256, number % 256);
}

std::string dkim_entry(std::string_view domain, std::string_view selector, std::string_view result) {
  return fmt::format(
      "      <dkim>\n        <domain>{}</domain>\n        <selector>{}</selector>\n"
      "        <result>{}</result>\n        <human_result></human_result>\n      </dkim>\n",
      domain, selector, result);
}

// All of a record that is not of its source: verdicts, identifiers, results.
struct Results {
  std::string evaluated;
  std::string rest;
};

Results make_results(std::int64_t number) {
  static constexpr std::array<std::string_view, 5> services{"mailer.example", "crm.example", "news.example",
                                                            "shop.example", "forward.example"};
  const auto service = services[static_cast<std::size_t>(number) % services.size()];
  const bool dkim = number % 4 != 3;
  const bool spf = number % 3 != 2;
  const auto verdict = [](bool passes) { return passes ? "pass" : "fail"; };
  Results results;
  results.evaluated = fmt::format(
      "      <policy_evaluated>\n        <disposition>{}</disposition>\n        <dkim>{}</dkim>\n"
      "        <spf>{}</spf>\n{}      </policy_evaluated>\n",
      dkim || spf ? "none" : "quarantine", verdict(dkim), verdict(spf),
      number % 10 == 9 ? "        <reason><type>forwarded</type><comment>looks forwarded</comment></reason>\n"
                       : "");
  results.rest = fmt::format(
      "    <identifiers>\n      <header_from>{}example.com</header_from>\n"
      "      <envelope_from>bounces{}.{}</envelope_from>\n    </identifiers>\n    <auth_results>\n{}{}"
      "      <spf>\n        <domain>bounces{}.{}</domain>\n        <scope>mfrom</scope>\n"
      "        <result>{}</result>\n      </spf>\n    </auth_results>\n",
      number % 7 == 0 ? "news." : "", number, service,
      dkim_entry("example.com", fmt::format("selector{}", number), verdict(dkim)),
      dkim_entry(service, "mail2024", "pass"), number, service, spf ? "pass" : "softfail");
  return results;
}

const std::array<Results, distinct_results>& result_sets() {
  static const auto sets = [] {
    std::array<Results, distinct_results> made;
    for (std::int64_t number = 0; number < distinct_results; ++number)
      made[static_cast<std::size_t>(number)] = make_results(number);
    return made;
  }();
  return sets;
}

}  // namespace

std::int64_t Numbers::below(std::int64_t bound) {
  state_ += 0x9E3779B97F4A7C15;
  auto mixed = state_;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
  mixed ^= mixed >> 31;
  return static_cast<std::int64_t>(mixed % static_cast<std::uint64_t>(bound));
}

std::string report_opening(std::string_view report_id, std::int64_t day) {
  const auto begin = first_day + day * seconds_per_day;
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<feedback>\n  <version>1.0</version>\n"
      "  <report_metadata>\n    <org_name>reporter.example</org_name>\n"
      "    <email>noreply-dmarc@reporter.example</email>\n    <report_id>{}</report_id>\n"
      "    <date_range>\n      <begin>{}</begin>\n      <end>{}</end>\n    </date_range>\n"
      "  </report_metadata>\n  <policy_published>\n    <domain>example.com</domain>\n    <adkim>r</adkim>\n"
      "    <aspf>r</aspf>\n    <p>quarantine</p>\n    <sp>quarantine</sp>\n    <pct>100</pct>\n"
      "  </policy_published>\n",
      report_id, begin, begin + seconds_per_day - 1);
}

std::string realistic_record(Numbers& numbers) {
  const auto source = numbers.below(distinct_addresses);
  const auto& results = result_sets()[static_cast<std::size_t>(numbers.below(distinct_results))];
  const auto count = numbers.below(10) == 0 ? 1 + numbers.below(5000) : 1 + numbers.below(20);
  return fmt::format(
      "  <record>\n    <row>\n      <source_ip>{}</source_ip>\n      <count>{}</count>\n{}    </row>\n{}"
      "  </record>\n",
      address(source), count, results.evaluated, results.rest);
}

std::string short_record(std::int64_t number) {
  return fmt::format(
      "<record><row><source_ip>{}</source_ip><count>1</count><policy_evaluated><disposition>none"
      "</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></row><identifiers><header_from>"
      "example.com</header_from></identifiers><auth_results><spf><domain>example.com</domain><result>pass"
      "</result></spf></auth_results></record>\n",
      address(number % distinct_addresses));
}

}  // namespace ruascope::bench
