// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace ruascope {

// `text` with the local part of each mail address written as "*", also in URLs ("%40").
std::string mask_addresses(std::string_view text);

}  // namespace ruascope
