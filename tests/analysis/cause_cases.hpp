// SPDX-License-Identifier: MIT
#pragma once

#include "tests/analysis/window_text.hpp"

#include <vector>

#include <catch2/catch.hpp>

namespace ruascope::test {

// What the first line of a window is to be called.
struct Case {
  const char* what;
  const char* expected;
  const char* window;
};

inline void check_causes(const std::vector<Case>& cases) {
  for (const auto& [what, expected, window] : cases) {
    INFO(what << ": " << window);
    CHECK(cause_of_first(window) == expected);
  }
}

inline void check_classes(const std::vector<Case>& cases) {
  for (const auto& [what, expected, window] : cases) {
    INFO(what << ": " << window);
    CHECK(class_of_first(window) == expected);
  }
}

}  // namespace ruascope::test
