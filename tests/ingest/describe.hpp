// SPDX-License-Identifier: MIT
#pragma once

#include "tests/support/recording_sink.hpp"

#include <string>

namespace ruascope::test {

// What came out of an input, as the blocks of tests/data/odd/cases say it: of each report what differs from
// the base report of tests/odd_reports/common.py, then its warnings; what was refused and what was ignored.
std::string describe(const RecordingSink& sink);

}  // namespace ruascope::test
