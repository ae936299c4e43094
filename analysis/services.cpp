// SPDX-License-Identifier: MIT
#include "analysis/services.hpp"

#include "ingest/model/error.hpp"
#include "ingest/model/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ruascope {

// Made from data/services.tsv when the program is built.
extern const char* const well_known_services;

namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.emplace_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string> read_list(const std::string& field) {
  if (field == "-" || field.empty()) return {};
  return split(lower_ascii(field), ',');
}

Service read_service(std::string_view line, const std::string& origin, int number) {
  constexpr std::size_t most_fields = 6;
  const auto fields = split(line, '\t');
  const auto refuse = [&](const char* reason) {
    throw Error(fmt::format("{}: line {}: {}", origin, number, reason),
                "name, kind, domains, selectors, envelopes and setting, separated by tabs; - for nothing");
  };
  if (fields.size() != most_fields) refuse("not six fields");
  Service service{fields[0],
                  fields[1],
                  read_list(fields[2]),
                  read_list(fields[3]),
                  read_list(fields[4]),
                  fields[5] == "-" ? "" : fields[5]};
  if (service.name.empty() || service.name == "-") refuse("the service has no name");
  if (service.domains.empty()) refuse("the service has no domain");
  return service;
}

}  // namespace

void Services::add(std::string_view table, const std::string& origin) {
  int number = 0;
  while (!table.empty()) {
    const auto line = table.substr(0, table.find('\n'));
    table.remove_prefix(std::min(table.size(), line.size() + 1));
    ++number;
    if (trim(line).empty() || line.front() == '#') continue;
    auto service = read_service(line, origin, number);
    const auto same = std::find_if(services_.begin(), services_.end(),
                                   [&](const Service& one) { return one.name == service.name; });
    if (same == services_.end())
      services_.push_back(std::move(service));
    else
      *same = std::move(service);
  }
  index();
}

// What comes later takes a suffix from what came before.
void Services::index() {
  by_suffix_.clear();
  for (std::size_t number = 0; number < services_.size(); ++number)
    for (const auto* suffixes : {&services_[number].domains, &services_[number].envelopes})
      for (const auto& suffix : *suffixes) by_suffix_[suffix] = number;
}

Services Services::well_known() {
  Services services;
  services.add(well_known_services, "services.tsv");
  return services;
}

const Service* Services::of_domain(std::string_view domain) const {
  while (!domain.empty()) {
    if (const auto found = by_suffix_.find(domain); found != by_suffix_.end())
      return &services_[found->second];
    const auto dot = domain.find('.');
    if (dot == std::string_view::npos) return nullptr;
    domain.remove_prefix(dot + 1);
  }
  return nullptr;
}

}  // namespace ruascope
