// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ruascope::test {

// Compares with tests/expected/<file>, where an absent file stands for an empty text; writes it anew where
// scripts/approve asks for that.
void check_or_approve(const std::string& file, const std::string& actual);

}  // namespace ruascope::test
