// SPDX-License-Identifier: MIT
#include "ingest/model/domain_name.hpp"

#include <algorithm>

namespace ruascope {

bool is_same_or_below(std::string_view name, std::string_view ancestor) {
  if (ancestor.empty() || !name.ends_with(ancestor)) return false;
  return name.size() == ancestor.size() || name[name.size() - ancestor.size() - 1] == '.';
}

bool is_dns_name(std::string_view name) {
  if (name.size() > 253) return false;
  for (;;) {
    const auto dot = std::min(name.find('.'), name.size());
    if (dot == 0 || dot > 63) return false;
    if (dot == name.size()) return true;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace ruascope
