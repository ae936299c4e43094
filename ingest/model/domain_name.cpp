// SPDX-License-Identifier: MIT
#include "ingest/model/domain_name.hpp"

namespace ruascope {

bool is_same_or_below(std::string_view name, std::string_view ancestor) {
  if (ancestor.empty() || !name.ends_with(ancestor)) return false;
  return name.size() == ancestor.size() || name[name.size() - ancestor.size() - 1] == '.';
}

}  // namespace ruascope
