// SPDX-License-Identifier: MIT
#pragma once

#include "cli/config.hpp"

#include <string>
#include <vector>

namespace ruascope {

// The environment variable of a key: "limits.records" is RUASCOPE_LIMITS_RECORDS.
std::string variable_of(std::string name);

// The keys of [mail].
void add_mail_keys(std::vector<ConfigKey>& keys);

}  // namespace ruascope
