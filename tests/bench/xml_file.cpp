// SPDX-License-Identifier: MIT
#include "tests/bench/xml_file.hpp"

#include "tests/bench/report_xml.hpp"

namespace ruascope::bench {

std::string write_gzip(const Place& place, const std::function<void(FileWriter&)>& write) {
  const auto path = place.path("report.xml.gz");
  FileWriter file(path, Packing::gzip);
  write(file);
  file.close();
  return path;
}

std::string write_report(const Place& place, const std::function<void(FileWriter&)>& middle) {
  return write_gzip(place, [&](FileWriter& file) {
    file.write(report_opening("hostile"));
    middle(file);
    file.write(record_opening);
    file.write(record_middle);
    file.write(record_closing);
    file.write(report_closing);
  });
}

std::string write_filled(const Place& place, std::string_view front, std::string_view filling,
                         std::int64_t bytes, std::string_view back) {
  return write_report(place, [&](FileWriter& file) {
    file.write(front);
    file.fill(filling, place.scaled(bytes));
    file.write(back);
  });
}

std::string broken(std::string_view front) { return std::string{stray_ampersand}.append(front); }

}  // namespace ruascope::bench
