// SPDX-License-Identifier: MIT
#pragma once

#include "ingest/model/token_names.hpp"
#include "store/totals.hpp"

#include <sstream>
#include <string>

namespace ruascope::test {

// "p=none sp=reject np=none pct=20 t=y adkim=s aspf=s fo=1", in any order and none of them required.
inline PolicyRecord record(const std::string& text) {
  PolicyRecord result;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto at = word.find('=');
    const auto key = word.substr(0, at);
    const auto value = word.substr(at + 1);
    const auto mode = value == "s" ? AlignmentMode::strict : AlignmentMode::relaxed;
    if (key == "p") result.p = value_named<Policy>(value).value();
    if (key == "sp") result.sp = value_named<Policy>(value).value();
    if (key == "np") result.np = value_named<Policy>(value).value();
    if (key == "pct") result.pct = std::stoi(value);
    if (key == "t") result.is_testing = value == "y";
    if (key == "adkim") result.adkim = mode;
    if (key == "aspf") result.aspf = mode;
    if (key == "fo") result.fo = value;
  }
  return result;
}

}  // namespace ruascope::test
