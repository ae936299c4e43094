// SPDX-License-Identifier: MIT
#include "analysis/services.hpp"

#include "analysis/table_rows.hpp"

#include <algorithm>

namespace ruascope {

// Made from data/services.tsv when the program is built.
extern const char* const well_known_services;

namespace {

Service read_service(const TableRow& row) {
  Service service{row.text(0), row.text(1), row.list(2), row.list(3), row.list(4), row.text(5)};
  if (service.name.empty()) row.refuse("the service has no name");
  if (service.domains.empty()) row.refuse("the service has no domain");
  return service;
}

}  // namespace

void Services::add(std::string_view table, const std::string& origin) {
  const std::vector<std::string> columns{"name", "kind", "domains", "selectors", "envelopes", "setting"};
  for (const auto& row : rows_of_table(table, origin, columns)) {
    auto service = read_service(row);
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
