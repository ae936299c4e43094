// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ruascope::test {

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace ruascope::test
