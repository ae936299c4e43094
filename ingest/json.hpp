// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ruascope {

// All texts in a JSON value, in their order; none where `json` is no JSON, or nested deeper than 16.
std::vector<std::string> json_texts(std::string_view json);

// The members of a JSON object that are texts, numbers or, as journald writes what is no UTF-8, lists of
// bytes. Empty where `json` is no object.
std::map<std::string, std::string> json_members(std::string_view json);

}  // namespace ruascope
