// SPDX-License-Identifier: MIT
// Reports of ordinary make but of a size that nobody expects.
#include "tests/bench/files.hpp"
#include "tests/bench/inputs.hpp"
#include "tests/bench/report_xml.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope::bench {
namespace {

std::string make_million_records(const Place& place) {
  const auto path = place.path("million.xml.gz");
  FileWriter file(path, Packing::gzip);
  Numbers numbers(1);
  file.write(report_opening("million"));
  for (auto left = place.scaled(1'000'000); left > 0; --left) file.write(realistic_record(numbers));
  file.write(report_closing);
  file.close();
  return path;
}

std::string make_too_many_records(const Place& place) {
  const auto path = place.path("too-many.xml.gz");
  FileWriter file(path, Packing::gzip);
  file.write(report_opening("too-many"));
  const auto number = place.scaled(2'000'001);
  for (std::int64_t index = 0; index < number; ++index) file.write(short_record(index));
  file.write(report_closing);
  file.close();
  return path;
}

// Names as long as DNS has them, no two alike: whatever is remembered of them is remembered in vain.
std::string make_distinct_results(const Place& place) {
  const auto path = place.path("distinct.xml.gz");
  FileWriter file(path, Packing::gzip);
  file.write(report_opening("distinct"));
  const auto long_name = [](std::string_view kind, std::int64_t number) {
    const std::string label(59, 'x');
    return fmt::format("{}{}.{}.{}.{}.example", kind, number, label, label, label);
  };
  const auto number = place.scaled(200'000);
  for (std::int64_t index = 0; index < number; ++index)
    file.write(fmt::format(
        "<record><row><source_ip>2001:db8::{:x}:{:x}</source_ip><count>1</"
        "count><policy_evaluated><disposition>"
        "none</disposition><dkim>pass</dkim><spf>pass</spf></policy_evaluated></"
        "row><identifiers><header_from>"
        "{}</header_from><envelope_from>{}</envelope_from><envelope_to>{}</envelope_to></identifiers>"
        "<auth_results><spf><domain>{}</domain><result>pass</result></spf></auth_results></record>\n",
        index / 65'536, index % 65'536, long_name("h", index), long_name("f", index), long_name("t", index),
        long_name("s", index)));
  file.write(report_closing);
  file.close();
  return path;
}

// Records before all that they are judged by: such a report is read three times.
std::string make_late_head(const Place& place) {
  const auto path = place.path("late-head.xml.gz");
  FileWriter file(path, Packing::gzip);
  const auto opening = report_opening("late-head");
  const auto root = opening.find("<version>");
  file.write(std::string_view{opening}.substr(0, root));
  const auto number = place.scaled(200'000);
  for (std::int64_t index = 0; index < number; ++index) file.write(short_record(index));
  file.write(std::string_view{opening}.substr(root));
  file.write(report_closing);
  file.close();
  return path;
}

constexpr std::array<Input, 4> inputs{{
    {"million-records", "a report of 1,000,000 records in 900 MB of XML, gzip", make_million_records},
    {"too-many-records", "a report of 2,000,001 records, one more than the limit, gzip",
     make_too_many_records},
    {"distinct-results", "200,000 records that share nothing, all names 200 bytes long",
     make_distinct_results},
    {"late-head", "200,000 records before the policy they are judged by", make_late_head},
}};

}  // namespace

std::span<const Input> report_inputs() { return inputs; }

}  // namespace ruascope::bench
